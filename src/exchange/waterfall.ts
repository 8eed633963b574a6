/**
 * The order in which loss is borne once an account's own equity is used up: insurance fund, auto-deleveraging, and
 * what is left. This is the only place that decides it; the scenario's `waterfall` switches steps on.
 */
import type { AccountIndex, InstrumentIndex, QuoteQuanta } from '../base/units.ts';
import { splitEquityOverLegs } from '../margin/bankruptcy.ts';
import { INSURANCE_FUND, UNCOVERED_LOSS } from './accounts.ts';
import { deleverage } from './auto-deleveraging.ts';
import { mayLiquidate, NONE, type ExchangeContext } from './context.ts';
import { settleBalances } from './conversion.ts';
import { computeFundEquity, computeInventoryMargin } from './insurance-fund.ts';
import { trade, transfer } from './ledger.ts';
import { toQuote, toSettlement } from './settlement.ts';
import { lotsOf } from './state.ts';
import { computeEquity, computeLegMargins } from './valuation.ts';

/**
 * Takes every leg that may trade now out of `account`'s hands, at its bankruptcy price: what equity is left goes
 * with the legs, what is missing is borne by the waterfall. An account that loses all its legs ends with exactly
 * nothing, but for equity behind legs that were deleveraged at the mark: that stays its own.
 */
export function takeOver(context: ExchangeContext, account: AccountIndex): void {
  const { state, legMargins, legShares } = context;
  computeLegMargins(state, account, legMargins);
  const equity = computeEquity(state, account);
  recordDeficit(context, account, equity);
  splitEquityOverLegs(equity, legMargins, legShares);
  const shares = legShares.slice();
  for (let i = 0; i < state.instrumentCount; i += 1) {
    if (state.isSpot[i] === 1 || lotsOf(state, account, i) === 0 || !mayLiquidate(context, i)) continue;
    handOver(context, account, i, shares[i]);
  }
  context.watch.accountChanged(account);
}

/** Where offsets were granted: how much of a loss beyond equity they would have covered, had they not been. */
function recordDeficit({ state, facts }: ExchangeContext, account: AccountIndex, equity: QuoteQuanta): void {
  if (state.portfolio === null || equity >= 0) return;
  facts.record('deficit', account, NONE, 0, -equity, state.portfolio.offsetsOf(account), 0);
}

/**
 * Settles what an account without positions owes: it can be left so by trades other than its liquidation, such as
 * a market maker's offload at the mark. There is nothing to deleverage, so the fund keeps no reserve.
 */
export function coverDeficit(context: ExchangeContext, account: AccountIndex): void {
  settleBalances(context, account);
  const equity = computeEquity(context.state, account);
  if (equity >= 0) return;
  recordDeficit(context, account, equity);
  const paid = context.rules.waterfall.includes('insuranceFund') ? payDeficit(context, account, NONE, equity, 0) : 0;
  const left = -equity - paid;
  if (left === 0) return;
  transfer(context.state, UNCOVERED_LOSS, account, left);
  context.facts.record('uncoveredLoss', account, NONE, 0, left, 0, 0);
}

/** Moves one leg and the equity `share` that stands behind it (negative: its deficit) down the waterfall. */
function handOver(
  context: ExchangeContext,
  account: AccountIndex,
  instrument: InstrumentIndex,
  share: QuoteQuanta,
): void {
  const { waterfall } = context.rules;
  const hasFund = waterfall.includes('insuranceFund');
  const hasDeleveraging = waterfall.includes('autoDeleveraging');
  if (hasFund && fundCanTake(context, account, instrument, share)) {
    takeIntoFund(context, account, instrument, share);
    return;
  }
  let left = share;
  // While deleveraging can follow, the fund keeps the margin of what it already holds.
  if (hasFund)
    left += payDeficit(context, account, instrument, left, hasDeleveraging ? computeInventoryMargin(context) : 0);
  if (hasDeleveraging) left = deleverage(context, account, instrument, left);
  if (hasFund) left += payDeficit(context, account, instrument, left, 0);
  if (left < 0) {
    transfer(context.state, UNCOVERED_LOSS, account, -left);
    context.facts.record('uncoveredLoss', account, instrument, 0, -left, 0, 0);
    left = 0;
  }
  // Somebody must hold what is still open: the fund, at no loss to it today.
  if (lotsOf(context.state, account, instrument) !== 0) takeIntoFund(context, account, instrument, left);
}

/** The fund takes a position when its equity then still covers the margin that it keeps on its inventory. */
function fundCanTake(
  context: ExchangeContext,
  account: AccountIndex,
  instrument: InstrumentIndex,
  share: QuoteQuanta,
): boolean {
  if (!context.rules.takeover.fundTakes) return false;
  const margin = computeInventoryMargin(context, instrument, lotsOf(context.state, account, instrument));
  return computeFundEquity(context) + share >= margin;
}

function takeIntoFund(
  context: ExchangeContext,
  account: AccountIndex,
  instrument: InstrumentIndex,
  share: QuoteQuanta,
): void {
  const lots = lotsOf(context.state, account, instrument);
  const { state } = context;
  const value = lots * state.markPerLot[instrument] - toSettlement(state, instrument, share);
  trade(state, INSURANCE_FUND, account, instrument, lots, value);
  const inQuote = toQuote(state, instrument, value);
  context.facts.record('takeover', account, instrument, lots, inQuote, share, computeFundEquity(context));
}

/** Pays what it can of a deficit, keeping `reserve`; returns the amount. */
function payDeficit(
  context: ExchangeContext,
  account: AccountIndex,
  instrument: InstrumentIndex,
  share: QuoteQuanta,
  reserve: QuoteQuanta,
): QuoteQuanta {
  const paid = Math.min(-share, Math.max(0, computeFundEquity(context) - reserve));
  if (paid <= 0) return 0;
  transfer(context.state, INSURANCE_FUND, account, paid);
  context.facts.record('fundPayment', account, instrument, 0, paid, 0, computeFundEquity(context));
  return paid;
}
