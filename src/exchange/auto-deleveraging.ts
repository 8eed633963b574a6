/**
 * Auto-deleveraging: closes a position that nobody can carry against those who hold the other side, best ranked
 * first or shared out among all of them.
 *
 * Rules protected: only the other side of the same instrument, never more than an account's open size, never a
 * change of sign, and no account is pushed below zero equity by it. The external account goes last.
 */
import type { AccountIndex, InstrumentIndex, Lots, QuoteQuanta } from '../base/units.ts';
import { allocateLots, type DeleveragingAllocation } from '../margin/deleveraging-allocation.ts';
import { EXTERNAL_LIQUIDITY, VENUE_ACCOUNTS } from './accounts.ts';
import type { ExchangeContext } from './context.ts';
import { trade } from './ledger.ts';
import { DeleveragingParties } from './loss/deleveraging-parties.ts';
import { toQuote, toSettlement } from './settlement.ts';
import { readRankedLeg } from './sorted-ranks.ts';
import { lotsOf } from './state.ts';
import { computeEquity } from './valuation.ts';

/** A position on its way out: how much of it is closed, and at what value. */
interface Closing {
  readonly source: AccountIndex;
  readonly instrument: InstrumentIndex;
  readonly size: Lots;
  /** +1 when a long goes. */
  readonly side: 1 | -1;
  /** Signed value of the whole, and the loss in it that counterparties bear for each lot. */
  readonly value: QuoteQuanta;
  readonly lossPerLot: number;
  readonly parties: DeleveragingParties;
  closed: Lots;
  paid: QuoteQuanta;
  /** Place in the queue of the next counterparty. */
  place: number;
}

/**
 * Closes as much as it can of `source`'s position in `instrument`, in the currency that this settles in. `share`, and what
 * is returned, are of the quote currency, rounded where the two differ. `share` is the equity (negative: deficit) that
 * goes with the whole position; under the bankruptcy price rule the counterparties get it, under the others what the price
 * leaves of it stays with the source. Returns the part of `share` that was not passed on.
 *
 * Rounding: the total value is split over the counterparties by cumulative rounding, so that nothing is lost.
 */
export function deleverage(
  context: ExchangeContext,
  source: AccountIndex,
  instrument: InstrumentIndex,
  share: QuoteQuanta,
): QuoteQuanta {
  const { state, rules } = context;
  const held = lotsOf(state, source, instrument);
  const size = Math.abs(held);
  const side = held > 0 ? 1 : -1;
  const inSettlement = toSettlement(state, instrument, share);
  const passedOn = passedOnOf(context, instrument, held, inSettlement);
  const markPerLot = state.markPerLot[instrument];
  const value = passedOn - held * markPerLot;
  const lossPerLot = Math.max(0, -toQuote(state, instrument, passedOn)) / size;
  const parties = new DeleveragingParties(context, instrument, source, share);
  const closing: Closing = { source, instrument, size, side, value, lossPerLot, parties, closed: 0, paid: 0, place: 0 };
  const { allocation = 'queue' } = rules.autoDeleveraging;
  if (allocation === 'queue') closeAgainstQueue(context, closing);
  else closeAgainstAll(context, closing, allocation);
  if (closing.closed < size && lotsOf(state, EXTERNAL_LIQUIDITY, instrument) * side < 0) {
    closeAgainst(context, closing, EXTERNAL_LIQUIDITY, Infinity);
  }
  context.watch.accountChanged(source);
  parties.finish();
  const gone = closing.paid + side * closing.closed * markPerLot;
  // All of it gone is all of it, whatever the rounding between two currencies says.
  return gone === inSettlement ? 0 : share - toQuote(state, instrument, gone);
}

/** Equity that goes over with the position at the price of the rules: below zero what its counterparties lose against the mark. */
function passedOnOf(
  { state, rules, loss }: ExchangeContext,
  instrument: InstrumentIndex,
  held: Lots,
  share: number,
): number {
  switch (rules.autoDeleveraging.price) {
    case 'bankruptcy':
      return share;
    case 'mark':
      return 0;
    case 'previousMark':
      return held * (state.markPerLot[instrument] - loss.previousMarkPerLot![instrument]);
  }
}

/** Goes down the queue of the other side, whose order is that of the moment at which it begins. */
function closeAgainstQueue(context: ExchangeContext, closing: Closing): void {
  const { ranks, state } = context;
  const queue = ranks.queueOf(closing.instrument, -closing.side);
  const visited = new Set<AccountIndex>([closing.source]);
  for (;;) {
    const end = queue.visit((account) => {
      if (visited.has(account)) return true;
      if (closing.closed === closing.size) {
        // Who would have been next is only looked at.
        closing.parties.add(account);
        return false;
      }
      visited.add(account);
      closing.parties.add(account);
      closeAgainst(context, closing, account, computeEquity(state, account));
      return true;
    });
    if (end !== 'tooShort') return;
    // Only those visited have changed: in a longer queue the others stand as they would have stood at the beginning.
    ranks.lengthen(queue);
  }
}

/** Shares the position out among everybody on the other side, those who take positions over among them, in the order of accounts. */
function closeAgainstAll(
  context: ExchangeContext,
  closing: Closing,
  allocation: Exclude<DeleveragingAllocation, 'queue'>,
): void {
  const { state } = context;
  const { instrument, side, lossPerLot, size } = closing;
  const accounts: AccountIndex[] = [];
  const lots: Lots[] = [];
  const equity: QuoteQuanta[] = [];
  const profit: QuoteQuanta[] = [];
  for (let account = VENUE_ACCOUNTS; account < state.accountCount; account += 1) {
    const held = lotsOf(state, account, instrument);
    if (account === closing.source || held * side >= 0) continue;
    const leg = readRankedLeg(state, account, instrument);
    if (leg === null) continue;
    accounts.push(account);
    lots.push(Math.abs(held));
    equity.push(leg.equity);
    profit.push(leg.profit);
    closing.parties.add(account);
  }
  const room = lots.map((open, n) => bearableLots(open, equity[n], lossPerLot));
  const cuts = allocateLots(allocation, size, { lots, equity, profit, room });
  for (const [n, account] of accounts.entries()) closeLots(context, closing, account, cuts[n]);
}

function bearableLots(open: Lots, equity: QuoteQuanta, lossPerLot: number): Lots {
  return lossPerLot === 0 || equity === Infinity ? open : Math.min(open, Math.floor(equity / lossPerLot));
}

function closeAgainst(context: ExchangeContext, closing: Closing, account: AccountIndex, equity: QuoteQuanta): void {
  const open = Math.abs(lotsOf(context.state, account, closing.instrument));
  const bearable = bearableLots(open, equity, closing.lossPerLot);
  closeLots(context, closing, account, Math.min(closing.size - closing.closed, bearable));
}

function closeLots(
  { state, facts, watch }: ExchangeContext,
  closing: Closing,
  account: AccountIndex,
  lots: Lots,
): void {
  const { source, instrument, size, side, place } = closing;
  closing.place += 1;
  if (lots <= 0) return;
  closing.closed += lots;
  const upTo = Math.round(closing.value * (closing.closed / size));
  trade(state, source, account, instrument, -side * lots, upTo - closing.paid);
  const value = toQuote(state, instrument, closing.paid - upTo);
  facts.record('deleveraging', account, instrument, side * lots, value, source, place);
  watch.accountChanged(account);
  closing.parties.closed(account, lots, upTo - closing.paid + side * lots * state.markPerLot[instrument]);
  closing.paid = upTo;
}
