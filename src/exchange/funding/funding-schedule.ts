/** When funding is paid. */
import type { SimTimeUs } from '../../base/units.ts';
import type { FundingRules } from './funding-rules.ts';

type Times = Pick<FundingRules, 'firstAtUs' | 'intervalUs'>;

/** First payment that is not before `nowUs`. */
export function nextFundingAt({ firstAtUs, intervalUs }: Times, nowUs: SimTimeUs): SimTimeUs {
  if (nowUs <= firstAtUs) return firstAtUs;
  return firstAtUs + Math.ceil((nowUs - firstAtUs) / intervalUs) * intervalUs;
}

/** Part of an interval that is left until the next payment, 0 at the moment of a payment; above 1 only before the first. */
export function shareLeft(times: Times, nowUs: SimTimeUs): number {
  return (nextFundingAt(times, nowUs) - nowUs) / times.intervalUs;
}
