/**
 * The invariants of the exchange, checked from the columns alone. Runs at the end of every path, and after every
 * applied event in tests and under `--audit`.
 */
import { assert } from '../base/assert.ts';
import type { QuoteQuanta } from '../base/units.ts';
import { INSURANCE_FUND, OUTSIDE_WORLD, UNCOVERED_LOSS, VENUE_ACCOUNTS } from './accounts.ts';
import { STATUS_CLOSED, type ExchangeState } from './state.ts';
import { computeEquity, hasPosition } from './valuation.ts';

/** Money in the system: constant for the whole path, for deposits are posted against the outside world. */
export function computeTotalMoney(state: ExchangeState): QuoteQuanta {
  let total = 0;
  for (let account = 0; account < state.accountCount; account += 1) total += state.cash[account];
  for (let p = 0; p < state.cost.length; p += 1) total -= state.cost[p];
  return total;
}

/** Throws InvariantError at the first invariant that does not hold; `totalMoney` is the path's initial total. */
export function auditState(state: ExchangeState, totalMoney: QuoteQuanta): void {
  for (let i = 0; i < state.instrumentCount; i += 1) auditInstrument(state, i);
  auditMoney(state);
  const total = computeTotalMoney(state);
  assert(total === totalMoney, `Invariant: money is conserved; started with ${totalMoney}, found ${total} quanta`);
  const fundEquity = computeEquity(state, INSURANCE_FUND);
  assert(fundEquity >= 0, `Invariant: the insurance fund is never below zero; found ${fundEquity} quanta`);
  assert(state.cash[UNCOVERED_LOSS] <= 0, 'Invariant: uncovered loss is never a gain');
  assert(state.cash[OUTSIDE_WORLD] <= 0, 'Invariant: nothing is paid out of the venue');
  assert(
    !hasPosition(state, UNCOVERED_LOSS) && !hasPosition(state, OUTSIDE_WORLD),
    'Invariant: only real accounts trade',
  );
  for (let account = VENUE_ACCOUNTS; account < state.accountCount; account += 1) {
    if (state.status[account] !== STATUS_CLOSED) continue;
    assert(!hasPosition(state, account), `Invariant: a closed account holds nothing; account ${account}`);
    assert(state.cash[account] >= 0, `Invariant: a closed account owes nothing; account ${account}`);
  }
}

/** Beyond 2^53 sums are not exact any more, and the sum over all accounts could not tell. */
function auditMoney(state: ExchangeState): void {
  const isExact = (amount: QuoteQuanta): boolean => Number.isSafeInteger(amount);
  assert(state.cash.every(isExact) && state.cost.every(isExact), 'Invariant: money is whole quanta below 2^53');
}

function auditInstrument(state: ExchangeState, instrument: number): void {
  let net = 0;
  for (let account = 0; account < state.accountCount; account += 1) {
    const lots = state.lots[account * state.instrumentCount + instrument];
    assert(Number.isSafeInteger(lots), `Invariant: positions are whole lots; account ${account} holds ${lots}`);
    assert(lots !== 0 || state.cost[account * state.instrumentCount + instrument] === 0, 'Invariant: no lots, no cost');
    net += lots;
  }
  const symbol = state.instruments[instrument].symbol;
  assert(net === 0, `Invariant: positions net to zero; ${symbol} nets to ${net} lots`);
  assert(
    state.markTicks[instrument] >= 1,
    `Invariant: prices are positive; ${symbol} marks at ${state.markTicks[instrument]}`,
  );
}
