/** SPAN parameters with every step in use, over the assets of random-world.ts. */
import type { SpanParameters } from '../../../src/margin/span/span-parameters.ts';
import { commodity, spanTerms } from './span-terms.ts';

const tier = (name: string, daysMax: number, share: number | null) => ({
  name,
  daysMax,
  priceScanRange: share === null ? null : { of: 'share' as const, value: share },
});
const leg = (name: string, ratio: number, side: 'A' | 'B', credit: number) => ({
  commodity: name,
  ratio,
  side,
  credit,
});

/** Calendar charges as amounts and as shares, delivery, minima, two delta spreads that compete for deltas, one scanning spread. */
export function fullSpan(more: Partial<SpanParameters> = {}): SpanParameters {
  const share = (value: number) => ({ of: 'share' as const, value });
  return spanTerms(
    [
      commodity('BTC', 0, {
        priceScanRange: share(0.12),
        volatilityScanRange: share(0.25),
        tiers: [tier('near', 10, 0.15), tier('middle', 60, null), tier('far', Infinity, 0.1)],
        calendarSpreads: [
          { priority: 2, near: 'near', far: 'far', charge: { of: 'amount', value: 900 } },
          { priority: 1, near: 'near', far: 'middle', charge: { of: 'amount', value: 500 } },
          { priority: 3, near: 'middle', far: 'middle', charge: { of: 'amount', value: 100 } },
          { priority: 4, near: 'middle', far: 'far', charge: { of: 'amount', value: 300 } },
        ],
        deliveryCharge: { daysMax: 35, charge: 20_000 },
        shortOptionMinimum: { of: 'share', value: 0.02, counts: 'sum' },
      }),
      commodity('XRP', 0, {
        contractUnit: 30_000,
        priceScanRange: share(0.2),
        tiers: [tier('near', 20, null), tier('far', Infinity, null)],
        calendarSpreads: [{ priority: 1, near: 'near', far: 'far', charge: share(0.02) }],
        compositeDelta: 'weighted',
        shortOptionMinimum: { of: 'amount', value: 50, counts: 'greater' },
      }),
      commodity('SPX', 300, { contractUnit: 10 }),
      commodity('OEX', 160, { contractUnit: 20 }),
      commodity('rest', 0, { underlyings: ['*'], priceScanRange: share(0.05) }),
    ],
    {
      deltaSpreads: [
        { priority: 2, name: 'BTC-SPX', legs: [leg('BTC', 1, 'A', 0.3), leg('SPX', 2, 'B', 0.3)] },
        { priority: 1, name: 'BTC-XRP', legs: [leg('BTC', 1, 'A', 0.6), leg('XRP', 1, 'B', 0.5)] },
      ],
      scanningSpreads: [{ name: 'indices', commodities: ['SPX', 'OEX'], credit: 0.7 }],
      ...more,
    },
  );
}
