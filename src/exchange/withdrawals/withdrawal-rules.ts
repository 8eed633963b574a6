/** How the venue pays out. */
import type { SimTimeUs } from '../../base/units.ts';

export interface WithdrawalRules {
  /** From a request's arrival to its turn. */
  readonly latencyUs: SimTimeUs;
  /** Requests that are processed in a second, in the order in which they arrived. */
  readonly throughputPerSecond: number;
}
