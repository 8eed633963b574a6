/** What liquidation asks of those who take positions over before the waterfall does. */
import type { AccountIndex, SimTimeUs } from '../../base/units.ts';

export interface Backstop {
  /** Offers an account's legs; returns the time until which it has to wait for an answer, 0 when it need not. */
  offer(account: AccountIndex): SimTimeUs;
  /** Whether somebody has not answered yet. */
  holds(account: AccountIndex): boolean;
  /** The account is not to be taken over any more. */
  release(account: AccountIndex): void;
}
