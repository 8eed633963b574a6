// Goal: every invariant that the audit promises is really looked at. Method: a sound state, one number of its columns
// falsified, and the sentence that the audit then fails with.
import { describe, expect, it } from 'vitest';
import { InvariantError } from '../../src/base/assert.ts';
import { setStatus } from '../../src/exchange/account-records.ts';
import { EXTERNAL_LIQUIDITY, INSURANCE_FUND, OUTSIDE_WORLD, UNCOVERED_LOSS } from '../../src/exchange/accounts.ts';
import { auditState, computeTotalMoney } from '../../src/exchange/audit.ts';
import { createState, type ExchangeState, STATUS_CLOSED } from '../../src/exchange/state.ts';
import { addCash, addCost, addLots, setCash, setLotsOf } from './account-edits.ts';
import { smallPopulation, smallRules, usd, type SmallVenue } from './small-venue.ts';

const small: SmallVenue = {
  priceUsd: 100,
  fundUsd: 1_000,
  holders: [
    { equityUsd: 500, lots: 10 },
    { equityUsd: 500, lots: -4 },
    { equityUsd: 0, lots: 0 },
  ],
};

/** Moves cash, so that only the receiver's or the payer's own rule is broken. */
function moveCash(state: ExchangeState, from: number, to: number, amountUsd: number): void {
  addCash(state, from, -usd(amountUsd));
  addCash(state, to, usd(amountUsd));
}

describe('the audit', () => {
  it('passes a sound state', () => {
    const state = createState(smallRules(small), smallPopulation(small));
    expect(() => auditState(state, computeTotalMoney(state))).not.toThrow();
  });

  it.each<[string, (state: ExchangeState) => void, RegExp]>([
    ['lots out of nothing', (state) => addLots(state, 4, 0, 1), /positions net to zero; A nets to 1 lots/],
    ['a part of a lot', (state) => addLots(state, 4, 0, 0.5), /whole lots; account 4 holds 10\.5/],
    ['lots that are no number', (state) => setLotsOf(state, 4, 0, NaN), /whole lots; account 4 holds NaN/],
    ['an open interest of its own', (state) => (state.longLots[0]! += 1), /open interest is kept in step; A/],
    ['cost without lots', (state) => addCost(state, 6, 0, 1), /no lots, no cost/],
    [
      'money out of nothing',
      (state) => addCash(state, 4, 1),
      /money is conserved; started with 20000000, found 20000001/,
    ],
    ['money lost in a cost', (state) => addCost(state, 5, 0, 1), /money is conserved/],
    ['money that is no number', (state) => setCash(state, 4, NaN), /money is whole quanta below 2\^53/],
    ['a part of a quantum', (state) => (addCash(state, 4, 0.5), addCash(state, 5, -0.5)), /money is whole quanta/],
    [
      'more money than a number holds',
      (state) => (addCost(state, 4, 0, 2 ** 53), addCost(state, 5, 0, -(2 ** 53))),
      /money is whole quanta/,
    ],
    ['a price of nothing', (state) => (state.markTicks[0] = 0), /prices are positive; A marks at 0/],
    [
      'a fund that owes',
      (state) => moveCash(state, INSURANCE_FUND, 4, 1_001),
      /fund is never below zero; found -10000 quanta/,
    ],
    ['a gain from uncovered loss', (state) => moveCash(state, 4, UNCOVERED_LOSS, 1), /uncovered loss is never a gain/],
    ['money paid out', (state) => moveCash(state, 4, OUTSIDE_WORLD, 1), /gets nothing but what accounts withdraw/],
    ['a position of the loss account', (state) => moveLot(state, UNCOVERED_LOSS), /only real accounts trade/],
    ['a position of the outside world', (state) => moveLot(state, OUTSIDE_WORLD), /only real accounts trade/],
    [
      'a closed account with a position',
      (state) => setStatus(state.records, 4, STATUS_CLOSED),
      /closed account holds nothing/,
    ],
    ['a closed account that owes', (state) => closeOwing(state), /a closed account owes nothing; account 6/],
  ])('refuses %s', (_, falsify, message) => {
    const state = createState(smallRules(small), smallPopulation(small));
    const totalMoney = computeTotalMoney(state);
    falsify(state);
    const audit = (): void => auditState(state, totalMoney);
    expect(audit).toThrow(InvariantError);
    expect(audit).toThrow(message);
  });

  it('lets the external account owe', () => {
    const state = createState(smallRules(small), smallPopulation(small));
    const totalMoney = computeTotalMoney(state);
    moveCash(state, EXTERNAL_LIQUIDITY, 4, 1_000_000);
    expect(() => auditState(state, totalMoney)).not.toThrow();
  });
});

function moveLot(state: ExchangeState, to: number): void {
  const cost = usd(100);
  addLots(state, 4, 0, -1);
  addCost(state, 4, 0, -cost);
  addLots(state, to, 0, 1);
  addCost(state, to, 0, cost);
}

function closeOwing(state: ExchangeState): void {
  moveCash(state, 6, 4, 1);
  setStatus(state.records, 6, STATUS_CLOSED);
}
