/**
 * An agent's market order. Orders that close a position fill no further than its bankruptcy price, so that nobody
 * trades themselves below zero; orders that open one must be covered by initial margin, and fill no further than what
 * is to spare beyond it pays for.
 */
import type { AccountIndex, InstrumentIndex, Lots, QuoteQuanta, Ticks } from '../base/units.ts';
import { computeInitialMargin } from '../margin/tier-table.ts';
import { statusOf } from './account-records.ts';
import { mayTrade, type ExchangeContext } from './context.ts';
import { ORDER_PURPOSES, type OrderPurpose } from './fact.ts';
import { bandLimit, bankruptcyLimit, positionLimit, stricterLimit } from './order-limit.ts';
import { lotsOf, STATUS_ACTIVE } from './state.ts';
import { computeEquity, computeInitial, computeMarginEquity } from './valuation.ts';

/** What is left of an order after the venue's rules. */
export interface OrderTerms {
  /** Lots that it may want, signed: a closing order never turns the position round. */
  readonly wanted: Lots;
  /** Furthest price at which it may fill; null: it may not fill at all. */
  readonly limit: Ticks | null;
}

/** Fills what it can and records the order, filled or not. Accounts under liquidation cannot trade. */
export function placeAgentOrder(
  context: ExchangeContext,
  account: AccountIndex,
  instrument: InstrumentIndex,
  lots: Lots,
  purpose: OrderPurpose,
): void {
  const { wanted, limit } = orderTermsOf(context, account, instrument, lots);
  let filled = 0;
  let value = 0;
  if (limit !== null) {
    const fill = context.execution.execute(account, instrument, wanted, limit);
    filled = fill.lots;
    value = fill.value;
    if (filled !== 0) context.marksAreStale = true;
    if (filled !== 0 && purpose === 'rehedge') {
      context.loss.deleveraging.rehedged(instrument, context.execution.books[instrument].lastMoveLog);
    }
  }
  context.facts.record('order', account, instrument, filled, value, wanted, ORDER_PURPOSES.indexOf(purpose));
}

export function orderTermsOf(
  context: ExchangeContext,
  account: AccountIndex,
  instrument: InstrumentIndex,
  lots: Lots,
): OrderTerms {
  const { state } = context;
  const held = lotsOf(state, account, instrument);
  const direction = lots > 0 ? 1 : -1;
  const closes = held * lots < 0;
  const wanted = closes ? direction * Math.min(Math.abs(lots), Math.abs(held)) : lots;
  if (wanted === 0 || !mayOrder(context, account, instrument)) return { wanted, limit: null };
  const band = bandLimit(context, instrument, direction);
  if (closes) {
    const bankruptcy = bankruptcyLimit(context, account, instrument, computeEquity(state, account));
    return { wanted, limit: stricterLimit(direction, band, bankruptcy) };
  }
  const isOff = context.switches.stoppedUntilUs('opening', context.nowUs) > 0;
  const spare = isOff ? -1 : computeSpareEquity(context, account, instrument, held, wanted);
  if (spare < 0) return { wanted, limit: null };
  return { wanted, limit: stricterLimit(direction, band, affordableLimit(context, instrument, wanted, spare)) };
}

/** A balance is collateral, and what is in it may belong to contracts that settle in it: agents do not trade it. */
function mayOrder(context: ExchangeContext, account: AccountIndex, instrument: InstrumentIndex): boolean {
  const { records, isSpot } = context.state;
  return isSpot[instrument] === 0 && statusOf(records, account) === STATUS_ACTIVE && mayTrade(context, instrument);
}

/** Equity at the mark beyond the initial margin of all legs with the order filled; negative when it is not covered. */
function computeSpareEquity(
  context: ExchangeContext,
  account: AccountIndex,
  instrument: InstrumentIndex,
  held: Lots,
  lots: Lots,
): QuoteQuanta {
  const { state } = context;
  if (state.portfolio !== null) {
    return computeMarginEquity(state, account) - state.portfolio.initialWith(account, instrument, lots);
  }
  const perLot = state.markPerLot[instrument];
  const tiers = state.tiers[instrument];
  const before = held === 0 ? 0 : computeInitialMargin(tiers, Math.abs(held) * perLot);
  const after = computeInitialMargin(tiers, Math.abs(held + lots) * perLot);
  return computeEquity(state, account) - (computeInitial(state, account) - before + after);
}

/** Price at which an opening order of `lots` has lost all spare equity against the mark. */
function affordableLimit(context: ExchangeContext, instrument: InstrumentIndex, lots: Lots, spare: QuoteQuanta): Ticks {
  // The same price at which the opposite position with that equity behind it would be bankrupt, rounded the same way.
  return positionLimit(context.state, instrument, -lots, spare);
}
