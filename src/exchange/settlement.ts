/**
 * Between the quote currency and the currency that an instrument settles in. Whatever settles in the quote currency
 * passes unchanged.
 */
import type { AccountIndex, InstrumentIndex, Lots, QuoteQuanta, Ticks } from '../base/units.ts';
import { inverseQuanta, NO_INSTRUMENT } from '../instruments/instrument.ts';
import { trade, transferBalance } from './ledger.ts';
import type { ExchangeState } from './state.ts';

/** An amount of the quote currency in quanta of what the instrument settles in, at the mark, rounded. */
export function toSettlement(state: ExchangeState, instrument: InstrumentIndex, amount: QuoteQuanta): number {
  const coin = state.settlesIn[instrument];
  return coin === NO_INSTRUMENT ? amount : Math.round(amount / state.markPerLot[coin]) + 0;
}

/** An amount in quanta of what the instrument settles in, in the quote currency at the mark, rounded. */
export function toQuote(state: ExchangeState, instrument: InstrumentIndex, amount: number): QuoteQuanta {
  const coin = state.settlesIn[instrument];
  return coin === NO_INSTRUMENT ? amount : Math.round(amount * state.markPerLot[coin]) + 0;
}

/**
 * Books `lots` (signed) of an inverse contract at a price between two accounts. What a lot is worth in coin is no
 * whole number of quanta; each side is rounded against itself, so that neither can earn by slicing an order, and what
 * both lose by it, at most one quantum, goes to the venue's rounding account.
 */
export function tradeInverse(
  state: ExchangeState,
  account: AccountIndex,
  counterparty: AccountIndex,
  instrument: InstrumentIndex,
  lots: Lots,
  priceTicks: number,
): void {
  const terms = state.instruments[instrument];
  const coin = state.settlesIn[instrument];
  // The buyer's value, negative: the buyer is credited coin, the seller debited.
  const exact = -lots * inverseQuanta(terms, priceTicks, state.instruments[coin].lotSizeUnits);
  const paid = Math.ceil(exact) + 0;
  const received = Math.floor(exact) + 0;
  trade(state, account, counterparty, instrument, lots, paid);
  if (paid === received) return;
  transferBalance(state, counterparty, roundingAccountOf(state), coin, paid - received);
}

/** Value of `lots` (signed) at one price: quanta of what it settles in; of an inverse contract, its notional. */
export function valueAt(state: ExchangeState, instrument: InstrumentIndex, lots: Lots, priceTicks: Ticks): number {
  const { lotNotional, quantaPerLotTick } = state.instruments[instrument];
  return lots * (lotNotional > 0 ? lotNotional : priceTicks * quantaPerLotTick);
}

/** Books `lots` (signed) between two accounts at one price. */
export function tradeAt(
  state: ExchangeState,
  account: AccountIndex,
  counterparty: AccountIndex,
  instrument: InstrumentIndex,
  lots: Lots,
  priceTicks: Ticks,
): void {
  if (state.instruments[instrument].lotNotional > 0) {
    tradeInverse(state, account, counterparty, instrument, lots, priceTicks);
  } else {
    trade(state, account, counterparty, instrument, lots, valueAt(state, instrument, lots, priceTicks));
  }
}

/** The venue's account for what rounding leaves over: the last one, where there is anything to round. */
export function roundingAccountOf(state: ExchangeState): AccountIndex {
  return state.accountCount - 1;
}
