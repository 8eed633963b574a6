/** When liquidations that are off, by a control or with the engine as a whole, go on. */
import type { SimTimeUs } from '../../base/units.ts';
import type { ExchangeContext } from '../context.ts';

/** 0: liquidations are on. Where nobody knows when they will be, it asks again after the retry interval. */
export function pauseEnd({ switches, rules, nowUs }: ExchangeContext): SimTimeUs {
  const pausedUntilUs = switches.stoppedUntilUs('liquidations', nowUs);
  const untilUs = Math.max(pausedUntilUs, switches.stoppedUntilUs('liquidationEngine', nowUs));
  return untilUs === Infinity ? nowUs + rules.liquidation.retryIntervalUs : untilUs;
}
