/** When an account that must wait for liquidations to go on should come again. */
import type { SimTimeUs } from '../../base/units.ts';
import type { ExchangeContext } from '../context.ts';

/** 0: liquidations are on. Where nobody knows when they will be, it asks again after the retry interval. */
export function pauseEnd({ switches, rules, nowUs }: ExchangeContext): SimTimeUs {
  const untilUs = switches.stoppedUntilUs('liquidations', nowUs);
  return untilUs === Infinity ? nowUs + rules.liquidation.retryIntervalUs : untilUs;
}
