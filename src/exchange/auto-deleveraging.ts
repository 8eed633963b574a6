/**
 * Auto-deleveraging: closes a position that nobody can carry against those who hold the other side, best ranked
 * first.
 *
 * Rules protected: only the other side of the same instrument, never more than an account's open size, never a
 * change of sign, and no account is pushed below zero equity by it. The external account goes last.
 */
import type { AccountIndex, InstrumentIndex, Lots, QuoteQuanta } from '../base/units.ts';
import { EXTERNAL_LIQUIDITY } from './accounts.ts';
import type { ExchangeContext } from './context.ts';
import { trade } from './ledger.ts';
import { toQuote, toSettlement } from './settlement.ts';
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
  closed: Lots;
  paid: QuoteQuanta;
  /** Place in the queue of the next counterparty. */
  place: number;
}

/**
 * Closes as much as it can of `source`'s position in `instrument`, in the currency that this settles in. `share`, and what
 * is returned, are of the quote currency, rounded where the two differ. `share` is the equity (negative: deficit) that
 * goes with the whole position; under the bankruptcy price rule the counterparties get it, under the mark rule it
 * stays with the source. Returns the part of `share` that was not passed on.
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
  const passedOn = rules.autoDeleveraging.price === 'bankruptcy' ? inSettlement : 0;
  const markPerLot = state.markPerLot[instrument];
  const value = passedOn - held * markPerLot;
  const lossPerLot = Math.max(0, -toQuote(state, instrument, passedOn)) / size;
  const closing: Closing = { source, instrument, size, side, value, lossPerLot, closed: 0, paid: 0, place: 0 };
  closeAgainstQueue(context, closing);
  if (closing.closed < size && lotsOf(state, EXTERNAL_LIQUIDITY, instrument) * side < 0) {
    closeAgainst(context, closing, EXTERNAL_LIQUIDITY, Infinity);
  }
  context.watch.accountChanged(source);
  const gone = closing.paid + side * closing.closed * markPerLot;
  // All of it gone is all of it, whatever the rounding between two currencies says.
  return gone === inSettlement ? 0 : share - toQuote(state, instrument, gone);
}

/** Goes down the queue of the other side, whose order is that of the moment at which it begins. */
function closeAgainstQueue(context: ExchangeContext, closing: Closing): void {
  const { ranks, state } = context;
  const queue = ranks.queueOf(closing.instrument, -closing.side);
  const visited = new Set<AccountIndex>([closing.source]);
  for (;;) {
    const end = queue.visit((account) => {
      if (visited.has(account)) return true;
      visited.add(account);
      closeAgainst(context, closing, account, computeEquity(state, account));
      return closing.closed < closing.size;
    });
    if (end !== 'tooShort') return;
    // Only those visited have changed: in a longer queue the others stand as they would have stood at the beginning.
    ranks.lengthen(queue);
  }
}

function closeAgainst(
  { state, facts, watch }: ExchangeContext,
  closing: Closing,
  account: AccountIndex,
  equity: QuoteQuanta,
): void {
  const { source, instrument, size, side, lossPerLot, place } = closing;
  closing.place += 1;
  const open = Math.abs(lotsOf(state, account, instrument));
  const bearable = lossPerLot === 0 || equity === Infinity ? open : Math.floor(equity / lossPerLot);
  const lots = Math.min(open, size - closing.closed, bearable);
  if (lots <= 0) return;
  closing.closed += lots;
  const upTo = Math.round(closing.value * (closing.closed / size));
  trade(state, source, account, instrument, -side * lots, upTo - closing.paid);
  const value = toQuote(state, instrument, closing.paid - upTo);
  facts.record('deleveraging', account, instrument, side * lots, value, source, place);
  watch.accountChanged(account);
  closing.paid = upTo;
}
