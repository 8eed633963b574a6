/**
 * The only module that moves money or positions. Every function is double entry: what one account gives, another
 * gets, in whole quanta and whole lots, so conservation holds with `===` after each call.
 */
import { assert, assertExactInteger } from '../base/assert.ts';
import type { AccountIndex, InstrumentIndex, Lots, QuoteQuanta } from '../base/units.ts';
import { OUTSIDE_WORLD } from './accounts.ts';
import type { ExchangeState } from './state.ts';

/** Moves `amount` >= 0 from one account's cash to another's. */
export function transfer(state: ExchangeState, from: AccountIndex, to: AccountIndex, amount: QuoteQuanta): void {
  assert(amount >= 0, `a transfer must not be negative, got ${amount}`);
  assertExactInteger(amount, 'a transfer');
  state.cash[from] -= amount;
  state.cash[to] += amount;
}

/** Brings money in from outside. */
export function deposit(state: ExchangeState, account: AccountIndex, amount: QuoteQuanta): void {
  transfer(state, OUTSIDE_WORLD, account, amount);
}

/**
 * `account` gets `lots` (signed) of the instrument from `counterparty` for the cash value `value` (same sign as
 * `lots`, or zero or the opposite sign when a position changes hands at a negative price).
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
 * Books one side: cash - cost changes by exactly -value whatever happens in between. Rounding: the part of the entry
 * value that belongs to the closed lots is rounded to a quantum; that only divides profit into realised and
 * unrealised, nobody gains by it.
 */
function book(
  state: ExchangeState,
  account: AccountIndex,
  instrument: InstrumentIndex,
  lots: Lots,
  value: QuoteQuanta,
): void {
  const position = account * state.instrumentCount + instrument;
  const held = state.lots[position];
  if (held * lots >= 0) {
    state.lots[position] = held + lots;
    state.cost[position] += value;
    return;
  }
  const heldSize = Math.abs(held);
  const tradedSize = Math.abs(lots);
  if (tradedSize <= heldSize) {
    closePart(state, account, position, lots, value);
    return;
  }
  // The trade turns the position round: its first part closes all, the rest opens the other side.
  const closingValue = Math.round(value * (heldSize / tradedSize));
  closePart(state, account, position, -held, closingValue);
  state.lots[position] = held + lots;
  state.cost[position] = value - closingValue;
}

function closePart(
  state: ExchangeState,
  account: AccountIndex,
  position: number,
  lots: Lots,
  value: QuoteQuanta,
): void {
  const held = state.lots[position];
  const cost = state.cost[position];
  const costClosed = lots === -held ? cost : Math.round(cost * (Math.abs(lots) / Math.abs(held)));
  state.lots[position] = held + lots;
  state.cost[position] = cost - costClosed;
  state.cash[account] -= value + costClosed;
}
