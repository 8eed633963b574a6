// Goal: the published sensitivity bounds SPAN's maintenance requirement although credits and calendar charges jump. Method: as
// for grids, on parameters that use every step, with each rule of weighted price risk, and without delta spreads.
import { describe, expect, it } from 'vitest';
import { createSpanModel } from '../../../src/margin/span/span-model.ts';
import type { SpanParameters } from '../../../src/margin/span/span-parameters.ts';
import { tryBound } from '../grid/bound-trials.ts';
import { presetParameters } from '../grid/load-preset.ts';
import { future, perpetual, smallMarket } from '../grid/small-market.ts';
import { fullSpan } from './random-span.ts';

const nse = () => presetParameters('span-nse-2018').parameters as SpanParameters;

describe('the bound of SPAN', () => {
  it.each<[string, () => SpanParameters, number]>([
    ['no delta spreads', () => fullSpan({ deltaSpreads: [] }), 0.3],
    ['normal price risk', () => fullSpan({ weightedPriceRisk: 'normal' }), 0.1],
    ['capped price risk', () => fullSpan({ weightedPriceRisk: 'scanRangeCap' }), 0.1],
    ['scan range', () => fullSpan({ weightedPriceRisk: 'scanRange' }), 0.1],
    ['a shipped preset', nse, 0.3],
  ])('%s', (_, parameters, tightness) => {
    const { trials, worst } = tryBound(createSpanModel(parameters()), 2, 4, 12, 500);
    expect(trials).toBeGreaterThan(40_000);
    expect(worst).toBeLessThanOrEqual(1);
    expect(worst).toBeGreaterThan(tightness);
  });

  it('stays where credits depend on sizes alone, so that such books wait for a move', () => {
    const parameters = fullSpan();
    const linear = parameters.commodities.filter(({ name }) => name === 'SPX' || name === 'OEX');
    const { prepared, market } = linearOnly({
      ...parameters,
      commodities: linear,
      deltaSpreads: [
        {
          priority: 1,
          name: 'SPX-OEX',
          legs: [
            { commodity: 'SPX', ratio: 1, side: 'A', credit: 0.5 },
            { commodity: 'OEX', ratio: 1, side: 'B', credit: 0.5 },
          ],
        },
      ],
      scanningSpreads: [],
    });
    const before = prepared.sensitivity.figures.slice();
    market.timeUs += 1;
    prepared.refresh();
    expect(prepared.sensitivity.figures).toEqual(before);
  });
});

function linearOnly(parameters: SpanParameters) {
  const market = smallMarket(
    [
      { name: 'SPX', index: 5_000 },
      { name: 'OEX', index: 2_500 },
    ],
    [perpetual('SPX'), future('OEX', 40)],
  );
  return { market, prepared: createSpanModel(parameters).prepare(market) };
}
