/**
 * Goal: the graded watch flags what the naive one flags, with the same figures. Method: random states that sit on
 * thresholds, bracket edges and rounding boundaries, and random walks of marks with changes of accounts in between,
 * looked at by both after every step.
 */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { setLots, setStatus, setWarned } from '../../src/exchange/account-records.ts';
import { allocatePopulation, VENUE_ACCOUNTS } from '../../src/exchange/accounts.ts';
import { createBreachList, type BreachList } from '../../src/exchange/breach-watch.ts';
import { NaiveBreachWatch } from '../../src/exchange/naive-breach-watch.ts';
import {
  cashOf,
  createState,
  setMark,
  setStop,
  STATUS_ACTIVE,
  STATUS_CLOSED,
  type ExchangeState,
} from '../../src/exchange/state.ts';
import { GradedBreachWatch } from '../../src/exchange/graded-breach-watch.ts';
import { computeEquity, computeMaintenance } from '../../src/exchange/valuation.ts';
import type { VenueRules } from '../../src/exchange/venue-rules.ts';
import { addCash, addLots, setCash } from './account-edits.ts';

const ACCOUNTS = 24;
const brackets = [
  { notionalMax: 1_000_003, maintenanceRatePpm: 4_001, initialRatePpm: 8_000 },
  { notionalMax: 50_000_000, maintenanceRatePpm: 9_999, initialRatePpm: 20_000 },
  { notionalMax: Infinity, maintenanceRatePpm: 250_000, initialRatePpm: 500_000 },
];
const venue = {
  instruments: ['A', 'B', 'C'].map((symbol) => ({
    symbol,
    tickSizeUsd: 0.01,
    lotSizeUnits: 0.01,
    quantaPerLotTick: 1,
    priceInitialTicks: 997,
  })),
  tiers: [{ brackets }, { brackets: brackets.slice(1) }, { brackets }].map((table) => ({ source: 'test', ...table })),
  insuranceFund: { initial: 0 },
} as unknown as VenueRules;

function listOf(list: BreachList): number[][] {
  const rows: number[][] = [];
  for (let n = 0; n < list.count; n += 1) {
    rows.push([list.accounts[n]!, list.flags[n]!, list.equity[n]!, list.maintenance[n]!]);
  }
  return rows;
}

/** Puts each account's cash within a few quanta of one of its thresholds, or anywhere. */
function placeOnEdge(state: ExchangeState, account: number, warningRatio: number, edge: number, offset: number): void {
  const rest = computeEquity(state, account) - cashOf(state, account);
  const maintenance = computeMaintenance(state, account);
  const target = [maintenance, Math.round(warningRatio * maintenance), state.stopEquity[account]!, maintenance * 3][
    edge
  ]!;
  setCash(state, account, (Number.isFinite(target) ? target : 0) - rest + offset);
}

const accountArbitrary = fc.record({
  lots: fc.tuple(
    ...Array.from({ length: 3 }, () => fc.oneof(fc.constant(0), fc.integer({ min: -90_000, max: 90_000 }))),
  ),
  edge: fc.integer({ min: 0, max: 3 }),
  offset: fc.integer({ min: -3, max: 3 }),
  stop: fc.oneof(fc.constant(-Infinity), fc.integer({ min: -1_000, max: 1_000_000 })),
  warned: fc.boolean(),
  closed: fc.boolean(),
});

type AccountDraw = typeof accountArbitrary extends fc.Arbitrary<infer Draw> ? Draw : never;

const stepArbitrary = fc.record({
  moves: fc.tuple(
    ...Array.from({ length: 3 }, () => fc.oneof(fc.constant(0), fc.double({ min: -0.04, max: 0.04, noNaN: true }))),
  ),
  account: fc.integer({ min: 0, max: ACCOUNTS - 1 }),
  change: fc.constantFrom('none', 'cash', 'lots', 'warned', 'stop', 'status'),
  amount: fc.integer({ min: -400_000, max: 400_000 }),
});

function changeAccount(state: ExchangeState, account: number, change: string, amount: number): void {
  if (change === 'cash') addCash(state, account, amount);
  if (change === 'lots') addLots(state, account, Math.abs(amount) % 3, amount % 1_000);
  if (change === 'warned') setWarned(state.records, account, (amount & 1) === 1);
  if (change === 'stop') setStop(state, account, amount);
  if (change === 'status') setStatus(state.records, account, amount % 2 === 0 ? STATUS_ACTIVE : STATUS_CLOSED);
}

function stateOf(accounts: readonly AccountDraw[], warningRatio: number): ExchangeState {
  const population = allocatePopulation([{ accounts: ACCOUNTS, room: 3 }], 3);
  accounts.forEach(({ lots }, n) => {
    lots.forEach((size, i) => setLots(population.records, VENUE_ACCOUNTS + n, i, size));
  });
  const state = createState(venue, population);
  accounts.forEach(({ edge, offset, stop, warned, closed }, n) => {
    const account = VENUE_ACCOUNTS + n;
    setStop(state, account, stop);
    setWarned(state.records, account, warned);
    if (closed) setStatus(state.records, account, STATUS_CLOSED);
    placeOnEdge(state, account, warningRatio, edge, offset);
  });
  return state;
}

describe('the graded breach watch', () => {
  it('flags what the naive one flags on the edge of every threshold', () => {
    fc.assert(
      fc.property(
        fc.array(accountArbitrary, { minLength: ACCOUNTS, maxLength: ACCOUNTS }),
        fc.constantFrom(0, 0.4, 1, 1.25, 1.5, 3.7),
        (accounts, warningRatio) => {
          const state = stateOf(accounts, warningRatio);
          const naive = createBreachList();
          const swept = createBreachList();
          new NaiveBreachWatch(state, warningRatio).collectInto(naive);
          new GradedBreachWatch(state, warningRatio, [1, 1, 1]).collectInto(swept);
          expect(listOf(swept)).toEqual(listOf(naive));
        },
      ),
      { numRuns: 2_000 },
    );
  });

  it('flags what the naive one flags all along a walk of marks and changes of accounts', () => {
    let breaches = 0;
    let derived = 0;
    let looked = 0;
    fc.assert(
      fc.property(
        fc.array(accountArbitrary, { minLength: ACCOUNTS, maxLength: ACCOUNTS }),
        fc.constantFrom(1, 1.5, 3.7),
        fc.array(stepArbitrary, { minLength: 60, maxLength: 60 }),
        (accounts, warningRatio, steps) => {
          const state = stateOf(accounts, warningRatio);
          // Room to walk: far from their edges, at different distances.
          for (let n = 0; n < ACCOUNTS; n += 1) addCash(state, VENUE_ACCOUNTS + n, n * 2_000_000);
          const naive = new NaiveBreachWatch(state, warningRatio);
          const watch = new GradedBreachWatch(state, warningRatio, [1, 1, 1]);
          const expected = createBreachList();
          const found = createBreachList();
          for (const { moves, account, change, amount } of steps) {
            moves.forEach((move, i) => setMark(state, i, Math.max(1, Math.round(state.markTicks[i] * (1 + move)))));
            changeAccount(state, VENUE_ACCOUNTS + account, change, amount);
            watch.accountChanged(VENUE_ACCOUNTS + account);
            naive.collectInto(expected);
            watch.collectInto(found);
            expect(listOf(found)).toEqual(listOf(expected));
            breaches += expected.count;
          }
          derived += watch.work.derived;
          looked += naive.work.derived;
        },
      ),
      { numRuns: 400 },
    );
    // The comparison is worth something only if there was something to find and something to skip.
    expect(breaches).toBeGreaterThan(1_000);
    expect(derived).toBeLessThan(looked * 0.8);
  });
});
