/**
 * Goal: the graded watch flags what the naive one flags, with the same figures, at every look. Method: random states
 * that sit on thresholds, bracket edges and rounding boundaries, and random walks of marks with changes of accounts in
 * between, looked at by both after every step; crowds in which the watch gives its lists up and comes back to them.
 */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { VENUE_ACCOUNTS } from '../../src/exchange/accounts.ts';
import { createBreachList, type BreachList } from '../../src/exchange/breach-watch.ts';
import { GradedBreachWatch } from '../../src/exchange/graded-breach-watch.ts';
import { NaiveBreachWatch } from '../../src/exchange/naive-breach-watch.ts';
import { type ExchangeState, setMark, STATUS_ACTIVE } from '../../src/exchange/state.ts';
import { multiplyRates } from '../../src/margin/margin-change.ts';
import { buildTierColumns } from '../../src/margin/tier-table.ts';
import { setCash } from './account-edits.ts';
import {
  accountArbitrary,
  type AccountDraw,
  BOOK_VENUES,
  type BookVenue,
  changeAccounts,
  moveMarks,
  type StepDraw,
  stateOf,
  stepArbitrary,
  WARNING_RATIOS,
} from './watched-books.ts';

const ACCOUNTS = 24;
const CROWD = 1_000;
const SEED = 20_200_312;

function listOf(list: BreachList): number[][] {
  const rows: number[][] = [];
  for (let n = 0; n < list.count; n += 1) {
    rows.push([list.accounts[n]!, list.flags[n]!, list.equity[n]!, list.maintenance[n]!]);
  }
  return rows;
}

/** Two watches over one state. */
class Pair {
  breaches = 0;
  readonly naive: NaiveBreachWatch;
  readonly graded: GradedBreachWatch;
  readonly #expected = createBreachList();
  readonly #found = createBreachList();

  constructor(state: ExchangeState, warningRatio: number, volatilities: number[]) {
    this.naive = new NaiveBreachWatch(state, warningRatio);
    this.graded = new GradedBreachWatch(state, warningRatio, volatilities);
  }

  look(): void {
    this.naive.collectInto(this.#expected);
    this.graded.collectInto(this.#found);
    const [expected, found] = [listOf(this.#expected), listOf(this.#found)];
    if (JSON.stringify(found) !== JSON.stringify(expected)) expect(found).toEqual(expected);
    this.breaches += expected.length;
  }
}

const volatilitiesOf = (venue: BookVenue): fc.Arbitrary<number[]> => {
  const count = venue.tiers.length;
  return fc.array(fc.constantFrom(0.2, 1, 1, 3), { minLength: count, maxLength: count });
};

function walk(state: ExchangeState, pair: Pair, steps: readonly StepDraw[], warningRatio: number): void {
  for (const step of steps) {
    moveMarks(state, step);
    for (const account of changeAccounts(state, step, warningRatio)) pair.graded.accountChanged(account);
    pair.look();
    // Nothing happened since: the same list again.
    if (step.amount % 5 === 0) pair.look();
  }
}

/** Steps of one to ten times the rates, and back, of one instrument after the other. */
function walkWithChanges(state: ExchangeState, venue: BookVenue, pair: Pair, steps: readonly StepDraw[]): void {
  steps.forEach((step, n) => {
    moveMarks(state, step);
    const i = n % venue.tiers.length;
    const table = { source: 'test', brackets: venue.tiers[i]! };
    const multiplePpm = 1_000_000 * (1 + (Math.abs(step.amount) % 10));
    state.tiers[i] = buildTierColumns(multiplyRates(table, multiplePpm, multiplePpm));
    pair.graded.parametersChanged();
    pair.look();
    pair.look();
  });
}

describe('the graded breach watch', () => {
  it.each(BOOK_VENUES)('flags what the naive one flags while margin rates change, $name', (venue) => {
    let breaches = 0;
    fc.assert(
      fc.property(
        fc.array(accountArbitrary(venue), { minLength: 1, maxLength: ACCOUNTS }),
        fc.array(stepArbitrary(venue, ACCOUNTS), { minLength: 2, maxLength: 20 }),
        volatilitiesOf(venue),
        (draws, steps, volatilities) => {
          const state = stateOf(venue, draws, 1.5);
          const pair = new Pair(state, 1.5, volatilities);
          pair.look();
          walkWithChanges(state, venue, pair, steps);
          breaches += pair.breaches;
        },
      ),
      { numRuns: 150, seed: SEED },
    );
    expect(breaches).toBeGreaterThan(0);
  });

  it.each(BOOK_VENUES)('flags what the naive one flags on the edge of every threshold, $name', (venue) => {
    let breaches = 0;
    fc.assert(
      fc.property(
        fc.array(accountArbitrary(venue), { minLength: ACCOUNTS, maxLength: ACCOUNTS }),
        fc.constantFrom(...WARNING_RATIOS),
        volatilitiesOf(venue),
        (accounts, warningRatio, volatilities) => {
          const pair = new Pair(stateOf(venue, accounts, warningRatio), warningRatio, volatilities);
          pair.look();
          pair.look();
          breaches += pair.breaches;
        },
      ),
      { seed: SEED, numRuns: 300 },
    );
    expect(breaches).toBeGreaterThan(1_000);
  });

  it.each(BOOK_VENUES)('flags what the naive one flags all along a walk of marks and changes, $name', (venue) => {
    let [breaches, derived, looked] = [0, 0, 0];
    fc.assert(
      fc.property(
        fc.array(accountArbitrary(venue), { minLength: ACCOUNTS, maxLength: ACCOUNTS }),
        fc.constantFrom(...WARNING_RATIOS),
        volatilitiesOf(venue),
        fc.array(stepArbitrary(venue, ACCOUNTS), { minLength: 60, maxLength: 60 }),
        (accounts, warningRatio, volatilities, steps) => {
          const state = stateOf(venue, accounts, warningRatio);
          const pair = new Pair(state, warningRatio, volatilities);
          walk(state, pair, steps, warningRatio);
          breaches += pair.breaches;
          derived += pair.graded.work.accountsDerived;
          looked += pair.naive.work.accountsDerived;
        },
      ),
      { seed: SEED, numRuns: 120 },
    );
    // The comparison is worth something only if there was something to find and something to skip.
    expect(breaches).toBeGreaterThan(1_000);
    expect(derived).toBeLessThan(looked * 0.8);
  });

  it.each(BOOK_VENUES)('flags what the naive one flags in a crowd, through sweeps and lists, $name', (venue) => {
    let [sweeps, scans] = [0, 0];
    fc.assert(
      fc.property(
        fc.array(accountArbitrary(venue), { minLength: CROWD, maxLength: CROWD }),
        fc.constantFrom(1, 1.5, 3.7),
        fc.array(stepArbitrary(venue, CROWD), { minLength: 90, maxLength: 90 }),
        (accounts, warningRatio, steps) => {
          const state = stateOf(venue, accounts, warningRatio);
          const pair = new Pair(state, warningRatio, Array(venue.tiers.length).fill(1));
          walk(state, pair, steps.slice(0, 50), warningRatio);
          // Whoever crossed is saved, so that few are on the edge any more and lists pay again.
          for (let account = VENUE_ACCOUNTS; account < state.accountCount; account += 1) {
            const change = { ...steps[0]!, account: account - VENUE_ACCOUNTS, change: 'deposit', amount: 1e9 } as const;
            for (const changed of changeAccounts(state, change, warningRatio)) pair.graded.accountChanged(changed);
          }
          walk(state, pair, steps.slice(50), warningRatio);
          sweeps += pair.graded.work.sweeps;
          scans += pair.graded.work.levelsScanned;
        },
      ),
      { seed: SEED, numRuns: 3, endOnFailure: true },
    );
    expect(sweeps).toBeGreaterThan(10);
    expect(scans).toBeGreaterThan(20);
  });

  it('flags a long that its own price, rising, takes below: its requirement rounds up', () => {
    // One lot needs 122 at 997 and 120 at 992, 3.7 times that is 451.4 and 444, and it has 451 and 446.
    const book = BOOK_VENUES.find(({ name }) => name === 'fine')!;
    const long: AccountDraw = {
      lots: [0, 1],
      only: 1,
      edge: 0,
      offset: 0,
      stop: -Infinity,
      warned: false,
      status: STATUS_ACTIVE,
    };
    const state = stateOf(book, [long], 3.7);
    setMark(state, 1, 992);
    setCash(state, VENUE_ACCOUNTS, 451);
    const pair = new Pair(state, 3.7, [1, 1]);
    pair.look();
    expect(pair.breaches).toBe(0);
    setMark(state, 1, 997);
    pair.look();
    expect(pair.breaches).toBe(1);
  });

  it('never flags the accounts of the venue, changed or not', () => {
    const state = stateOf(BOOK_VENUES[0]!, [], 1.5);
    const pair = new Pair(state, 1.5, [1, 1, 1]);
    for (let account = 0; account < VENUE_ACCOUNTS; account += 1) {
      state.records.doubles[state.records.lines[account]! * 8] = -1_000;
      pair.graded.accountChanged(account);
    }
    pair.look();
    pair.look();
    expect(pair.breaches).toBe(0);
  });
});
