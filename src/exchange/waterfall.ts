/**
 * The order in which loss is borne once an account's own equity is used up: the stages of the scenario's `waterfall`, one
 * after the other, and what is left. This is the only place that decides it; what each stage does stands in its own module.
 */
import type { AccountIndex, InstrumentIndex, QuoteQuanta } from '../base/units.ts';
import { splitEquityOverLegs } from '../margin/bankruptcy.ts';
import { floorPpmOf } from '../margin/tier-table.ts';
import { INSURANCE_FUND, UNCOVERED_LOSS } from './accounts.ts';
import { deleverage } from './auto-deleveraging.ts';
import { mayLiquidate, NONE, type ExchangeContext } from './context.ts';
import { settleBalances } from './conversion.ts';
import { computeFundEquity, computeInventoryMargin, payOutOfFund } from './insurance-fund.ts';
import { splitInventoryEquity } from './inventory-unwinder.ts';
import { trade, transfer } from './ledger.ts';
import { observeFund } from './loss/loss-clock.ts';
import { bearLoss } from './loss/shared-loss.ts';
import { toQuote, toSettlement } from './settlement.ts';
import { lotsOf, settledOf } from './state.ts';
import { computeEquity, computeLegMargins, hasPosition } from './valuation.ts';

/**
 * Takes every leg that may trade now out of `account`'s hands, at its bankruptcy price: what equity is left goes
 * with the legs, what is missing is borne by the waterfall. An account that loses all its legs ends with exactly
 * nothing, but for equity behind legs that were deleveraged at the mark: that stays its own.
 */
export function takeOver(context: ExchangeContext, account: AccountIndex): void {
  const { state, legMargins, legShares } = context;
  computeLegMargins(state, account, legMargins);
  splitEquityOverLegs(computeEquity(state, account), legMargins, legShares);
  const shares = legShares.slice();
  let handedOver = 0;
  const mayGo = (i: InstrumentIndex): boolean =>
    state.isSpot[i] === 0 && lotsOf(state, account, i) !== 0 && mayLiquidate(context, i);
  for (let i = 0; i < state.instrumentCount; i += 1) if (mayGo(i)) handedOver += shares[i];
  if (handedOver < 0) context.loss.takenOver = { account, atUs: context.nowUs };
  recordDeficit(context, account, handedOver);
  for (let i = 0; i < state.instrumentCount; i += 1) {
    if (mayGo(i)) handOver(context, account, i, shares[i]);
  }
  context.watch.accountChanged(account);
}

/** Where offsets were granted: how much of a loss beyond equity they would have covered, had they not been. */
function recordDeficit({ state, facts, loss }: ExchangeContext, account: AccountIndex, equity: QuoteQuanta): void {
  if (equity >= 0) return;
  loss.lossArose(account, -equity);
  if (state.portfolio !== null) {
    facts.record('deficit', account, NONE, 0, -equity, state.portfolio.offsetsOf(account), 0);
  }
}

/**
 * Settles what an account without positions owes: it can be left so by trades other than its liquidation, such as
 * a market maker's offload at the mark. There is nothing to deleverage, so the fund keeps no reserve.
 */
export function coverDeficit(context: ExchangeContext, account: AccountIndex): void {
  settleBalances(context, account);
  const equity = computeEquity(context.state, account);
  if (equity >= 0) {
    collectSurplus(context, account, equity);
    return;
  }
  // What rounding between currencies leaves of a deficit that went with its legs just now is no second one.
  const { takenOver } = context.loss;
  if (takenOver.account !== account || takenOver.atUs !== context.nowUs) recordDeficit(context, account, equity);
  let left = equity;
  for (const stage of context.rules.waterfall) {
    if (left === 0) return;
    if (stage === 'insuranceFund') left += payFromFunds(context, account, NONE, left, 0);
    else if (stage !== 'autoDeleveraging') {
      left += bearLoss(context, stage, { source: account, instrument: NONE, amount: -left });
    }
  }
  leaveUncovered(context, account, NONE, left);
}

/**
 * Fills better than the bankruptcy price leave something behind: where the rules say so, the fund keeps a share of it, as far
 * as there is settled money: other assets stay the account's own.
 */
function collectSurplus(context: ExchangeContext, account: AccountIndex, equity: QuoteQuanta): void {
  const share = floorPpmOf(equity, context.rules.loss.surplusSharePpm);
  const amount = Math.min(share, settledOf(context.state, account));
  if (amount <= 0) return;
  transfer(context.state, account, INSURANCE_FUND, amount);
  context.facts.record('surplus', account, NONE, 0, amount, INSURANCE_FUND, computeFundEquity(context));
}

/** Moves one leg and the equity `share` that stands behind it (negative: its deficit) down the waterfall. */
function handOver(
  context: ExchangeContext,
  account: AccountIndex,
  instrument: InstrumentIndex,
  share: QuoteQuanta,
): void {
  const { waterfall } = context.rules;
  const isOpen = (): boolean => lotsOf(context.state, account, instrument) !== 0;
  let left = share;
  for (const [place, stage] of waterfall.entries()) {
    if (left >= 0 && !isOpen()) return;
    if (stage === 'insuranceFund') {
      left += payFromGroup(context, account, instrument, left);
      observeFund(context);
      if (context.loss.trigger?.standsBack === true) continue;
      if (isOpen() && fundCanTake(context, account, instrument, left)) {
        takeIntoFund(context, account, instrument, left);
        return;
      }
      // While deleveraging can follow, the fund keeps the margin of what it already holds.
      const canFollow = waterfall.indexOf('autoDeleveraging') > place;
      left += payDeficit(context, account, instrument, left, canFollow ? computeInventoryMargin(context) : 0);
    } else if (stage === 'autoDeleveraging') {
      if (isOpen()) {
        const before = left;
        left = deleverage(context, account, instrument, before);
        context.loss.deleveraged(before, left);
      }
      const fundStood = waterfall.indexOf('insuranceFund');
      if (fundStood >= 0 && fundStood < place) left += payFromFunds(context, account, instrument, left, 0);
    } else if (left < 0) left += bearLoss(context, stage, { source: account, instrument, amount: -left });
  }
  left = leaveUncovered(context, account, instrument, left);
  // Somebody must hold what is still open: the fund, at no loss to it today.
  if (isOpen()) takeIntoFund(context, account, instrument, left);
}

/** Loss that no stage bore; returns what is left of the share. */
function leaveUncovered(
  context: ExchangeContext,
  account: AccountIndex,
  instrument: InstrumentIndex,
  left: QuoteQuanta,
): QuoteQuanta {
  if (left >= 0) return left;
  transfer(context.state, UNCOVERED_LOSS, account, -left);
  context.facts.record('uncoveredLoss', account, instrument, 0, -left, 0, 0);
  return 0;
}

/**
 * Invariant: the fund is never below zero. When its inventory has lost more than it has, the stages after it bear that: the
 * inventory is closed against the other side at the price at which the fund ends at zero; what nobody bears is uncovered.
 */
export function keepFundSolvent(context: ExchangeContext): void {
  const shortfall = -computeFundEquity(context);
  if (shortfall <= 0) return;
  context.loss.fundFellShort(shortfall);
  for (const stage of context.rules.waterfall) {
    const equity = computeFundEquity(context);
    if (equity >= 0) return;
    if (stage === 'autoDeleveraging') deleverageInventory(context);
    else if (stage !== 'insuranceFund') {
      bearLoss(context, stage, { source: INSURANCE_FUND, instrument: NONE, amount: -equity });
    }
  }
  leaveUncovered(context, INSURANCE_FUND, NONE, computeFundEquity(context));
}

function deleverageInventory(context: ExchangeContext): void {
  const { state, legShares } = context;
  if (!hasPosition(state, INSURANCE_FUND)) return;
  const before = computeFundEquity(context);
  splitInventoryEquity(context, INSURANCE_FUND);
  const shares = legShares.slice();
  for (let i = 0; i < state.instrumentCount; i += 1) {
    if (state.isSpot[i] === 1) continue;
    if (lotsOf(state, INSURANCE_FUND, i) !== 0 && mayLiquidate(context, i)) {
      deleverage(context, INSURANCE_FUND, i, shares[i]);
    }
  }
  context.loss.deleveraged(before, computeFundEquity(context));
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

/** The fund of the instrument's group first, then the shared one; returns what they paid. */
function payFromFunds(
  context: ExchangeContext,
  account: AccountIndex,
  instrument: InstrumentIndex,
  share: QuoteQuanta,
  reserve: QuoteQuanta,
): QuoteQuanta {
  const paid = payFromGroup(context, account, instrument, share);
  return paid + payDeficit(context, account, instrument, share + paid, reserve);
}

/** A fund of some instruments pays all it has; it holds no positions. */
function payFromGroup(
  context: ExchangeContext,
  account: AccountIndex,
  instrument: InstrumentIndex,
  share: QuoteQuanta,
): QuoteQuanta {
  const fund = instrument === NONE ? INSURANCE_FUND : context.loss.fundOf(instrument);
  if (fund === INSURANCE_FUND) return 0;
  return payOutOfFund(context, fund, account, instrument, -share, computeEquity(context.state, fund));
}

/** The shared fund pays what it can of a deficit, keeping `reserve`; returns the amount. */
function payDeficit(
  context: ExchangeContext,
  account: AccountIndex,
  instrument: InstrumentIndex,
  share: QuoteQuanta,
  reserve: QuoteQuanta,
): QuoteQuanta {
  return payOutOfFund(context, INSURANCE_FUND, account, instrument, -share, computeFundEquity(context) - reserve);
}
