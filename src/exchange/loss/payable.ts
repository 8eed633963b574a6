/** What an account can be asked for towards a loss that is not its own. */
import type { AccountIndex, QuoteQuanta } from '../../base/units.ts';
import { statusOf } from '../account-records.ts';
import { settledOf, STATUS_CLOSED, type ExchangeState } from '../state.ts';
import { computeEquity } from '../valuation.ts';

/**
 * Its equity; of a closed account no more than its settled money, for nobody looks at it again: what it would owe against
 * its other assets would stay owed.
 */
export function computePayable(state: ExchangeState, account: AccountIndex): QuoteQuanta {
  const equity = computeEquity(state, account);
  return statusOf(state.records, account) === STATUS_CLOSED ? Math.min(equity, settledOf(state, account)) : equity;
}
