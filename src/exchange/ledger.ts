/**
 * The only module that moves money or positions. Every function is double entry: what one account gives, another
 * gets, in whole quanta and whole lots, so conservation holds with `===` after each call.
 */
import { assert, assertExactInteger } from '../base/assert.ts';
import type { AccountIndex, InstrumentIndex, Lots, QuoteQuanta } from '../base/units.ts';
import { DOUBLES_PER_LINE, findPosition, openPosition, SETTLED_DOUBLE } from './account-records.ts';
import { NO_INSTRUMENT } from '../instruments/instrument.ts';
import { OUTSIDE_WORLD } from './accounts.ts';
import type { ExchangeState } from './state.ts';

/** Moves `amount` >= 0 from one account's cash to another's. */
export function transfer(state: ExchangeState, from: AccountIndex, to: AccountIndex, amount: QuoteQuanta): void {
  assert(amount >= 0, `a transfer must not be negative, got ${amount}`);
  assertExactInteger(amount, 'a transfer');
  addSettled(state, from, -amount);
  addSettled(state, to, amount);
}

/**
 * Moves `amount` >= 0 of an account's unrealised profit in a position to another account's cash: the position's entry value
 * is that much worse, the account's own cash as it was. For what settles in the quote currency.
 */
export function takeProfit(
  state: ExchangeState,
  from: AccountIndex,
  to: AccountIndex,
  instrument: InstrumentIndex,
  amount: QuoteQuanta,
): void {
  transfer(state, from, to, amount);
  state.costs[findPosition(state.records, from, instrument)] += amount;
}

/** Brings money in from outside. */
export function deposit(state: ExchangeState, account: AccountIndex, amount: QuoteQuanta): void {
  transfer(state, OUTSIDE_WORLD, account, amount);
}

/** Sends money out of the venue. */
export function payOut(state: ExchangeState, account: AccountIndex, amount: QuoteQuanta): void {
  transfer(state, account, OUTSIDE_WORLD, amount);
  state.paidOut += amount;
}

/**
 * `account` gets `lots` (signed) of the instrument from `counterparty` for the cash value `value` (same sign as
 * `lots`, or zero or the opposite sign when a position changes hands at a negative price), in quanta of the currency that
 * the instrument settles in. An inverse contract's value is of the opposite sign: its lots are short of coin.
 */
export function trade(
  state: ExchangeState,
  account: AccountIndex,
  counterparty: AccountIndex,
  instrument: InstrumentIndex,
  lots: Lots,
  value: QuoteQuanta,
): void {
  assert(account !== counterparty, `account ${account} cannot trade with itself`);
  assertExactInteger(lots, 'the size of a trade');
  assertExactInteger(value, 'the value of a trade');
  book(state, account, instrument, lots, value);
  book(state, counterparty, instrument, -lots, -value);
}

/**
 * Books one side: equity at any mark changes by lots x mark - value, for settled money changes by exactly -value.
 * Rounding: the part of the entry value that belongs to the closed lots is rounded to a quantum; that only divides
 * profit into realised and unrealised, nobody gains by it.
 */
function book(
  state: ExchangeState,
  account: AccountIndex,
  instrument: InstrumentIndex,
  lots: Lots,
  value: QuoteQuanta,
): void {
  const { records, costs, longLots } = state;
  const position = openPosition(records, account, instrument, costs);
  const held = records.doubles[position];
  const after = held + lots;
  // A balance has no entry value: it is money.
  if (state.isSpot[instrument] === 0) costs[position] = costAfter(costs[position], held, lots, value);
  records.doubles[position] = after;
  longLots[instrument] += Math.max(0, after) - Math.max(0, held);
  const coin = state.settlesIn[instrument];
  if (coin === NO_INSTRUMENT) addSettled(state, account, -value);
  else addBalance(state, account, coin, -value);
}

/** Moves `amount` >= 0 whole quanta of an asset from one account's balance to another's. */
export function transferBalance(
  state: ExchangeState,
  from: AccountIndex,
  to: AccountIndex,
  coin: InstrumentIndex,
  amount: Lots,
): void {
  assert(amount >= 0, `a transfer must not be negative, got ${amount}`);
  assertExactInteger(amount, 'a transfer');
  addBalance(state, from, coin, -amount);
  addBalance(state, to, coin, amount);
}

function addBalance(state: ExchangeState, account: AccountIndex, coin: InstrumentIndex, amount: Lots): void {
  const { records, costs, longLots, changes } = state;
  const position = openPosition(records, account, coin, costs);
  const held = records.doubles[position];
  // + 0 turns a -0 into 0.
  const after = held + amount + 0;
  records.doubles[position] = after;
  longLots[coin] += Math.max(0, after) - Math.max(0, held);
  changes.note(account);
}

/** Entry value of a position of `held` lots that cost `cost`, after a trade of `lots` for `value`. */
function costAfter(cost: QuoteQuanta, held: Lots, lots: Lots, value: QuoteQuanta): QuoteQuanta {
  if (held * lots >= 0) return cost + value;
  const heldSize = Math.abs(held);
  const tradedSize = Math.abs(lots);
  if (tradedSize === heldSize) return 0;
  if (tradedSize < heldSize) return cost - Math.round(cost * (tradedSize / heldSize));
  // The trade turns the position round: its first part closes all, the rest opens the other side.
  return value - Math.round(value * (heldSize / tradedSize));
}

function addSettled(state: ExchangeState, account: AccountIndex, amount: QuoteQuanta): void {
  state.records.doubles[state.records.lines[account] * DOUBLES_PER_LINE + SETTLED_DOUBLE] += amount;
  state.changes.note(account);
}
