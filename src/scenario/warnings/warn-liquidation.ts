/** Odd settings of liquidations and the breakers beside them. */
import { PPM_PER_UNIT, US_PER_SECOND } from '../../base/units.ts';
import { lotNotionalOf } from '../lot-notional.ts';
import type { Path } from '../yaml-nodes.ts';
import { usd, type WarningContext } from './warning-context.ts';

const LIQUIDATION: Path = ['venue', 'liquidation'];
/** As fast as the schema allows: an order a microsecond. */
const UNLIMITED_PER_SECOND = 1_000_000;

export function warnOfLiquidation(context: WarningContext): void {
  const { scenario, durationUs, market, warn, isWritten } = context;
  const { liquidation, liquidationPolicy, takeover } = scenario.venue;
  const at = (key: string): Path => [...LIQUIDATION, key];
  if (!liquidation.enabled) {
    warn({
      code: 'never-liquidates',
      path: at('enabled'),
      says: 'is false: accounts in breach stay as they are, and takeover, waterfall and deleveraging have nothing to do',
    });
    return;
  }
  const { accountOrder } = liquidationPolicy;
  const isUnlimited = liquidation.throughputPerSecond >= UNLIMITED_PER_SECOND;
  if (isUnlimited && (accountOrder === 'largestShortfall' || accountOrder === 'largestNotional')) {
    warn({
      code: 'order-without-queue',
      path: at('accountOrder'),
      says: 'orders those who wait for the engine, and at this throughput nobody waits',
      hint: 'lower liquidation.throughput, or leave the order out',
    });
  }
  const orders = (liquidation.throughputPerSecond * durationUs) / US_PER_SECOND;
  if (orders < 1) {
    warn({
      code: 'throughput-too-low',
      path: at('throughput'),
      says: `lets ${orders.toPrecision(2)} of an order through in the whole run`,
      hint: 'write a rate a second, such as "200 /s"',
    });
  }
  if (market > 0 && liquidation.wholeBelow >= market && liquidation.sizing.kind !== 'full' && isWritten(at('sizing'))) {
    warn({
      code: 'sizing-without-use',
      path: at('wholeBelow'),
      says: `is ${usd(liquidation.wholeBelow)}, as much as the open interest of all instruments, ${usd(market)}: every position is closed whole`,
      hint: 'lower it, or leave sizing out',
    });
  }
  if (liquidation.takeoverEquitySharePpm >= PPM_PER_UNIT && takeover.takers.length === 0) {
    warn({
      code: 'takes-over-at-once',
      path: at('takeoverEquityShare'),
      says: 'takes every account over as soon as it is in breach: no liquidation order reaches the book',
    });
  }
  warnOfTiers(context);
  warnOfLimit(context);
  warnOfThrottle(context);
}

/** A step down goes to the bracket below in the instrument's own table, whatever model margins the venue. */
function warnOfTiers({ scenario: { venue }, warn, isWritten }: WarningContext): void {
  if (venue.liquidation.sizing.kind !== 'tierStep' || !isWritten([...LIQUIDATION, 'sizing'])) return;
  const isTraded = (i: number): boolean => venue.instruments[i].contract.kind !== 'spot';
  if (venue.tiers.some(({ brackets }, i) => isTraded(i) && brackets.length > 1)) return;
  warn({
    code: 'step-without-tiers',
    path: ['venue', 'instruments'],
    says: 'have no more than one bracket of tiers: liquidation.sizing tierStep closes every position whole',
    hint: 'give them "tiers:" of several brackets, beside venue.margin too, or use another sizing',
    atKey: true,
  });
}

function warnOfLimit({ scenario: { venue }, warn }: WarningContext): void {
  const { limit } = venue.liquidationPolicy;
  if (limit.kind !== 'markDistance') return;
  const small = venue.instruments.filter(
    ({ contract: { kind }, priceInitialTicks }) =>
      kind !== 'spot' && kind !== 'option' && priceInitialTicks * limit.distancePpm < PPM_PER_UNIT,
  );
  if (small.length === 0) return;
  warn({
    code: 'limit-below-tick',
    path: [...LIQUIDATION, 'limit', 'distance'],
    says: `is less than a tick of ${small.map(({ symbol }) => symbol).join(', ')} at the initial price: orders fill at the mark or better, or not at all`,
    expected: `at least ${Math.max(...small.map((one) => Math.ceil(PPM_PER_UNIT / one.priceInitialTicks)))} ppm`,
  });
}

function warnOfThrottle({ scenario: { venue }, warn }: WarningContext): void {
  const { throttle, instruments } = venue;
  if (throttle === null) return;
  const small = instruments.filter((one) => throttle.notionalMax < (lotNotionalOf(one) ?? 0));
  if (small.length === 0) return;
  warn({
    code: 'throttle-below-lot',
    path: ['venue', 'circuitBreakers', 'throttle', 'notionalMax'],
    says: `is less than one lot of ${small.map(({ symbol }) => symbol).join(', ')}: one lot goes through in each window`,
  });
}
