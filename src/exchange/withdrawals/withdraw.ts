/**
 * A withdrawal: money of an account leaves the venue, as far as it is free. Rule protected: nothing that stands behind a
 * position leaves, so that nobody is in breach by their own withdrawal.
 */
import { assert } from '../../base/assert.ts';
import type { AccountIndex, QuoteQuanta, SimTimeUs } from '../../base/units.ts';
import { statusOf } from '../account-records.ts';
import { NONE, type ExchangeContext } from '../context.ts';
import { payOut } from '../ledger.ts';
import { payExitHaircut } from '../loss/exit-haircut.ts';
import { cashOf, STATUS_LIQUIDATING, type ExchangeState } from '../state.ts';
import { computeInitial, computeMaintenance, computeMarginEquity } from '../valuation.ts';

/**
 * What an account may take out: equity beyond its initial margin (beyond maintenance margin where that is more), nothing
 * under liquidation. Where collateral is of several assets, no more than its cash: a balance is not lent against.
 */
function computeFree(state: ExchangeState, account: AccountIndex): QuoteQuanta {
  if (statusOf(state.records, account) === STATUS_LIQUIDATING) return 0;
  const required = Math.max(computeInitial(state, account), computeMaintenance(state, account));
  const free = computeMarginEquity(state, account) - required;
  const most = state.portfolio === null ? free : Math.min(free, cashOf(state, account));
  return Math.max(0, most);
}

/**
 * Pays out `amount` > 0 or what of it is free, less the haircut that the waterfall takes while loss is uncovered, and
 * records what was paid and asked for. `askedAtUs`: when the request arrived.
 */
export function withdraw(
  context: ExchangeContext,
  account: AccountIndex,
  amount: QuoteQuanta,
  askedAtUs: SimTimeUs,
): void {
  const { state } = context;
  assert(amount > 0, `a withdrawal needs an amount above zero, got ${amount}`);
  const taken = Math.min(amount, computeFree(state, account));
  const paid = taken > 0 ? taken - payExitHaircut(context, account, taken) : 0;
  if (paid > 0) {
    payOut(state, account, paid);
    context.loss.paidIn(account, -paid);
    context.watch.accountChanged(account);
  }
  context.facts.record('withdrawal', account, NONE, 0, paid, amount, context.nowUs - askedAtUs);
}
