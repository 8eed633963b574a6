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

/** Fills what it can and records the order, filled or not. Accounts under liquidation cannot trade. */
export function placeAgentOrder(
  context: ExchangeContext,
  account: AccountIndex,
  instrument: InstrumentIndex,
  lots: Lots,
  purpose: OrderPurpose,
): void {
  const { state, execution, facts } = context;
  const held = lotsOf(context.state, account, instrument);
  const direction = lots > 0 ? 1 : -1;
  const closes = held * lots < 0;
  // A closing order never turns the position round.
  const wanted = closes ? direction * Math.min(Math.abs(lots), Math.abs(held)) : lots;
  let limit = bandLimit(context, instrument, direction);
  let allowed = wanted !== 0 && mayOrder(context, account, instrument);
  if (allowed && closes) {
    const bankruptcy = bankruptcyLimit(context, account, instrument, computeEquity(state, account));
    limit = stricterLimit(direction, limit, bankruptcy);
  } else if (allowed) {
    const spare = computeSpareEquity(context, account, instrument, held, wanted);
    allowed = spare >= 0;
    limit = stricterLimit(direction, limit, affordableLimit(context, instrument, wanted, spare));
  }
  let filled = 0;
  let value = 0;
  if (allowed) {
    const fill = execution.execute(account, instrument, wanted, limit);
    filled = fill.lots;
    value = fill.value;
    if (filled !== 0) context.marksAreStale = true;
    if (filled !== 0 && purpose === 'rehedge') {
      context.loss.deleveraging.rehedged(instrument, execution.books[instrument].lastMoveLog);
    }
  }
  facts.record('order', account, instrument, filled, value, wanted, ORDER_PURPOSES.indexOf(purpose));
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
