/**
 * Accounts of a state and of a population as tests write and read them: one figure at a time, everything else left as
 * it was. Settled money is what a record keeps (cash minus the cost of all lots), so a cash or a cost that is set alone
 * changes it. Nothing here keeps books in balance or tells a watch: a test that wants that does it itself.
 */
import { DOUBLES_PER_LINE, lotsIn, openPosition, SETTLED_DOUBLE } from '../../src/exchange/account-records.ts';
import type { Population } from '../../src/exchange/accounts.ts';
import { cashOf, costOf, type ExchangeState, lotsOf, settledOf } from '../../src/exchange/state.ts';

function setSettled({ records }: ExchangeState, account: number, quanta: number): void {
  records.doubles[records.lines[account]! * DOUBLES_PER_LINE + SETTLED_DOUBLE] = quanta;
}

/** Cash; lots and costs stay. */
export function setCash(state: ExchangeState, account: number, quanta: number): void {
  setSettled(state, account, settledOf(state, account) + quanta - cashOf(state, account));
}

export function addCash(state: ExchangeState, account: number, quanta: number): void {
  setSettled(state, account, settledOf(state, account) + quanta);
}

/** Lots of an account; cash and cost stay. */
export function setLotsOf(state: ExchangeState, account: number, instrument: number, lots: number): void {
  state.records.doubles[openPosition(state.records, account, instrument, state.costs)] = lots;
}

export function addLots(state: ExchangeState, account: number, instrument: number, lots: number): void {
  setLotsOf(state, account, instrument, lotsOf(state, account, instrument) + lots);
}

/** Adds to what the lots cost; cash and lots stay. */
export function addCost(state: ExchangeState, account: number, instrument: number, quanta: number): void {
  const cost = costOf(state, account, instrument) + quanta;
  state.costs[openPosition(state.records, account, instrument, state.costs)] = cost;
  addCash(state, account, -quanta);
}

/** Lots of everybody, [accountCount x instrumentCount] by account. */
export function allLots({ records, accountCount, instrumentCount }: Population): number[] {
  return Array.from({ length: accountCount * instrumentCount }, (_, p) =>
    lotsIn(records, Math.floor(p / instrumentCount), p % instrumentCount),
  );
}
