/**
 * The invariants of the exchange, checked from the columns alone. Runs at the end of every path, and after every
 * applied event in tests and under `--audit`.
 */
import { assert } from '../base/assert.ts';
import type { QuoteQuanta } from '../base/units.ts';
import { firstIdOf, firstPositionOf, positionsOf, statusOf } from './account-records.ts';
import { INSURANCE_FUND, OUTSIDE_WORLD, UNCOVERED_LOSS, VENUE_ACCOUNTS } from './accounts.ts';
import { roundingAccountOf } from './settlement.ts';
import { cashOf, settledOf, STATUS_CLOSED, type ExchangeState } from './state.ts';
import { computeEquity, hasPosition } from './valuation.ts';

/** Money in the system: constant for the whole path, for deposits are posted against the outside world. */
export function computeTotalMoney(state: ExchangeState): QuoteQuanta {
  let total = 0;
  for (let account = 0; account < state.accountCount; account += 1) total += settledOf(state, account);
  return total;
}

/** Throws InvariantError at the first invariant that does not hold; `totalMoney` is the path's initial total. */
export function auditState(state: ExchangeState, totalMoney: QuoteQuanta): void {
  auditPositions(state);
  const total = computeTotalMoney(state);
  assert(total === totalMoney, `Invariant: money is conserved; started with ${totalMoney}, found ${total} quanta`);
  const fundEquity = computeEquity(state, INSURANCE_FUND);
  assert(fundEquity >= 0, `Invariant: the insurance fund is never below zero; found ${fundEquity} quanta`);
  assert(cashOf(state, UNCOVERED_LOSS) <= 0, 'Invariant: uncovered loss is never a gain');
  assert(
    cashOf(state, OUTSIDE_WORLD) <= state.paidOut,
    'Invariant: the outside world gets nothing but what accounts withdraw',
  );
  auditBalances(state);
  assert(
    !hasPosition(state, UNCOVERED_LOSS) && !hasPosition(state, OUTSIDE_WORLD),
    'Invariant: only real accounts trade',
  );
  for (let account = VENUE_ACCOUNTS; account < state.accountCount; account += 1) {
    if (statusOf(state.records, account) !== STATUS_CLOSED) continue;
    assert(!hasPosition(state, account), `Invariant: a closed account holds nothing; account ${account}`);
    assert(cashOf(state, account) >= 0, `Invariant: a closed account owes nothing; account ${account}`);
  }
}

/**
 * Balances of an asset come from the outside world, which owes them, so they net to zero like positions; a closed account
 * owes none, and rounding never costs the venue.
 */
function auditBalances(state: ExchangeState): void {
  if (state.portfolio === null) return;
  const { records, isSpot } = state;
  for (let account = VENUE_ACCOUNTS; account < state.accountCount; account += 1) {
    const isRounding = account === roundingAccountOf(state);
    if (!isRounding && statusOf(records, account) !== STATUS_CLOSED) continue;
    const ids = firstIdOf(records, account);
    const first = firstPositionOf(records, account);
    for (let k = positionsOf(records, account) - 1; k >= 0; k -= 1) {
      if (isSpot[records.bytes[ids + k]] === 0) continue;
      assert(records.doubles[first + k] >= 0, `Invariant: a closed account owes no asset; account ${account}`);
    }
  }
}

/** Whole lots that net to zero, whole money below 2^53 (beyond, sums could not tell), and prices above zero. */
function auditPositions(state: ExchangeState): void {
  const { records, costs, instruments } = state;
  const net = new Float64Array(state.instrumentCount);
  const long = new Float64Array(state.instrumentCount);
  for (let account = 0; account < state.accountCount; account += 1) {
    const ids = firstIdOf(records, account);
    const first = firstPositionOf(records, account);
    for (let k = positionsOf(records, account) - 1; k >= 0; k -= 1) {
      const lots = records.doubles[first + k];
      const cost = costs[first + k];
      assert(Number.isSafeInteger(lots), `Invariant: positions are whole lots; account ${account} holds ${lots}`);
      assert(Number.isSafeInteger(cost), `Invariant: money is whole quanta below 2^53; account ${account}`);
      assert(lots !== 0 || cost === 0, `Invariant: no lots, no cost; account ${account}`);
      net[records.bytes[ids + k]] += lots;
      if (lots > 0) long[records.bytes[ids + k]] += lots;
    }
    const isWhole = Number.isSafeInteger(settledOf(state, account)) && Number.isSafeInteger(cashOf(state, account));
    assert(isWhole, `Invariant: money is whole quanta below 2^53; account ${account}`);
  }
  instruments.forEach(({ symbol }, i) => {
    assert(net[i] === 0, `Invariant: positions net to zero; ${symbol} nets to ${net[i]} lots`);
    assert(long[i] === state.longLots[i], `Invariant: open interest is kept in step; ${symbol}`);
    assert(state.markTicks[i] >= 1, `Invariant: prices are positive; ${symbol} marks at ${state.markTicks[i]}`);
  });
}
