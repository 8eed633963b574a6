// Goal: a netted population meets open interest to the lot, nets to zero, and nobody starts beyond their initial
// margin; what cannot be met is said, side by side and symbol by symbol. Method: random mixes of classes, and faults
// made one by one.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { AgentClass, AgentRules } from '../../src/agents/agent-class.ts';
import { INITIAL_MARGIN_USE, type PopulationTerms } from '../../src/agents/population-terms.ts';
import { netPopulation } from '../../src/agents/population-netting.ts';
import type { Problem } from '../../src/base/problem.ts';
import { lotsIn } from '../../src/exchange/account-records.ts';
import { VENUE_ACCOUNTS, type Population } from '../../src/exchange/accounts.ts';
import { buildTierColumns, computeInitialMargin } from '../../src/margin/tier-table.ts';
import { allLots } from '../exchange/account-edits.ts';
import { allKinds, baseOf, drawAll, fixed, twoCoins, uniform } from './classes.ts';

const rulesOf = (classes: readonly AgentClass[], openInterest: number[], leverageStretchMax: number): AgentRules => ({
  classes,
  openInterest,
  leverageStretchMax,
  warningRatio: 1.5,
  wakeIntervalUs: 1e6,
});

const perLotOf = ({ instruments }: PopulationTerms): number[] =>
  instruments.map(({ priceInitialTicks, quantaPerLotTick }) => priceInitialTicks * quantaPerLotTick);

/** Lots of each instrument on one side, by account. */
function sideOf(population: Population, instrument: number, sign: 1 | -1): number {
  let sum = 0;
  for (let a = 0; a < population.accountCount; a += 1) {
    sum += Math.max(0, sign * lotsIn(population.records, a, instrument));
  }
  return sum;
}

/** Accounts whose initial margin is more than they may use. */
function overcommitted(terms: PopulationTerms, population: Population): string[] {
  const tiers = terms.tiers.map(buildTierColumns);
  const perLot = perLotOf(terms);
  const found: string[] = [];
  for (let a = VENUE_ACCOUNTS; a < population.accountCount; a += 1) {
    let margin = 0;
    for (let i = 0; i < population.instrumentCount; i += 1) {
      const notional = Math.abs(lotsIn(population.records, a, i)) * perLot[i]!;
      if (notional > 0) margin += computeInitialMargin(tiers[i]!, notional);
    }
    if (margin > population.equity[a]! * INITIAL_MARGIN_USE) {
      found.push(`account ${a}: ${margin} of ${population.equity[a]}`);
    }
  }
  return found;
}

const lotsOfA = (count: number): number => count * 10_000;

const mixes = fc.record({
  kinds: fc.array(
    fc.record({
      kind: fc.integer({ min: 0, max: 5 }),
      accounts: fc.integer({ min: 0, max: 12 }),
      leverageMax: fc.constantFrom(2, 10, 80, 200),
      longSharePpm: fc.constantFrom(0, 300_000, 500_000, 900_000, 1_000_000),
      weights: fc.constantFrom([1, 1], [1, 0], [0, 1], [5, 1]),
      perAccountMax: fc.integer({ min: 1, max: 2 }),
      equityMax: fc.constantFrom(1e6, 1e8, 1e10),
    }),
    { minLength: 2, maxLength: 5 },
  ),
  targetShares: fc.tuple(fc.double({ min: 0, max: 4, noNaN: true }), fc.double({ min: 0, max: 4, noNaN: true })),
  stretchMax: fc.constantFrom(1, 1.5, 4, 1_000),
});

type Mix = (typeof mixes extends fc.Arbitrary<infer T> ? T : never)['kinds'][number];

function classesOf(kinds: readonly Mix[]): AgentClass[] {
  return kinds.map((mix, n) => ({
    ...allKinds(mix.accounts, 2)[mix.kind]!,
    name: `class ${n}`,
    leverage: uniform(1, mix.leverageMax),
    longSharePpm: mix.longSharePpm,
    instrumentWeights: mix.weights,
    instrumentsPerAccount: { min: 1, max: mix.perAccountMax },
    equity: uniform(mix.equityMax / 100, mix.equityMax),
  }));
}

describe('a netted population', () => {
  it('meets open interest to the lot, nets to zero, turns nobody round, and starts within initial margin', () => {
    let met = 0;
    fc.assert(
      fc.property(mixes, ({ kinds, targetShares, stretchMax }) => {
        const classes = classesOf(kinds);
        const terms = { ...twoCoins, classes };
        const population = drawAll(terms);
        const drawn = allLots(population);
        const perLot = perLotOf(terms);
        const targets = targetShares.map((share, i) => {
          const smaller = Math.min(sideOf(population, i, 1), sideOf(population, i, -1));
          return Math.round(share * smaller) * perLot[i]!;
        });
        const problems = netPopulation(terms, rulesOf(classes, targets, stretchMax), population);
        if (problems.length > 0) {
          for (const problem of problems) expect(problem.message).toMatch(/(long|short) (side of )?[AB]\b/);
          return;
        }
        met += 1;
        targets.forEach((target, i) => {
          expect(sideOf(population, i, 1)).toBe(target / perLot[i]!);
          expect(sideOf(population, i, -1)).toBe(target / perLot[i]!);
        });
        expect(allLots(population).every((lots, p) => Number.isInteger(lots) && lots * drawn[p]! >= 0)).toBe(true);
        expect(overcommitted(terms, population)).toEqual([]);
      }),
      { seed: 20_200_312, numRuns: 600 },
    );
    // Mixes that cannot be met prove nothing: most of them can.
    expect(met).toBeGreaterThan(200);
  });

  it('scales a side evenly when nobody is at a limit', () => {
    // Longs want 100 and 300 lots, shorts 200: 300 lots a side make it 75, 225 and 300.
    const terms = {
      ...twoCoins,
      classes: [directional('a', 1, 1e6, 1, 1), directional('b', 1, 3e6, 1, 1), directional('c', 1, 2e6, 1, 0)],
    };
    const population = drawAll(terms);
    expect(netPopulation(terms, rulesOf(terms.classes, [lotsOfA(300), 0], 2), population)).toEqual([]);
    expect([4, 5, 6].map((account) => lotsIn(population.records, account, 0))).toEqual([75, 225, -300]);
  });

  it('leaves an account at its limit and has the others make up for it', () => {
    // The limit at 100x: `rich` wants 1x and may hold 98x of USD 300, `full` wants 98x of USD 100 and may hold no more.
    const terms = {
      ...twoCoins,
      classes: [
        directional('full', 1, 1e6, 98, 1),
        directional('rich', 1, 3e6, 1, 1),
        directional('short', 1, 1e8, 1, 0),
      ],
    };
    const population = drawAll(terms);
    const wanted = [4, 5, 6].map((account) => lotsIn(population.records, account, 0));
    expect(wanted).toEqual([9_799, 300, -10_000]);
    expect(netPopulation(terms, rulesOf(terms.classes, [lotsOfA(10_399), 0], 2), population)).toEqual([]);
    expect([4, 5, 6].map((account) => lotsIn(population.records, account, 0))).toEqual([9_799, 600, -10_399]);
  });

  it('keeps the legs of an account within its initial margin together', () => {
    // USD 1,000 at 80x in both: 40,000 of A, and of B what USD 490 at 5 % carry. Of the USD 980 that it may use, 400 + 490 are taken;
    // the rest stands behind the legs as those do, so that A may grow to 44,056 lots: 98 % x 400 / 889.75 of USD 1,000 at 1 %.
    const both = (name: string, longShare: number): AgentClass => ({
      ...directional(name, 1, 1e7, 80, longShare),
      instrumentWeights: [1, 1],
      instrumentsPerAccount: { min: 2, max: 2 },
    });
    const terms = { ...twoCoins, classes: [both('long', 1), both('short', 0)] };
    const population = drawAll(terms);
    expect(allLots(population).slice(8)).toEqual([40_000, 1_959, -40_000, -1_959]);
    const met = rulesOf(terms.classes, [lotsOfA(44_056), 1_959 * 50_000], 10);
    expect(netPopulation(terms, met, population)).toEqual([]);
    expect(overcommitted(terms, population)).toEqual([]);
    const beyond = rulesOf(terms.classes, [lotsOfA(60_000), 1_959 * 50_000], 10);
    expect(netPopulation(terms, beyond, drawAll(terms)).map(({ message }) => message)).toEqual([
      'the long side of A can hold only 73.4 % of its open interest',
      'the short side of A can hold only 73.4 % of its open interest',
    ]);
  });

  it('closes everything where open interest is nothing', () => {
    const terms = { ...twoCoins, classes: allKinds(10, 2) };
    const population = drawAll(terms);
    expect(netPopulation(terms, rulesOf(terms.classes, [0, 0], 1), population)).toEqual([]);
    expect(allLots(population).every((lots) => lots === 0)).toBe(true);
  });
});

function directional(name: string, accounts: number, equity: number, leverage: number, longShare: number): AgentClass {
  return {
    ...baseOf(name, accounts, 2),
    equity: fixed(equity),
    leverage: fixed(leverage),
    longSharePpm: longShare * 1_000_000,
    instrumentWeights: [1, 0],
    kind: 'leveragedDirectional',
    stopLossProbabilityPpm: 0,
    stopLossEquityShare: fixed(0.5),
  };
}

describe('an open interest that cannot be met', () => {
  /** Ten longs and ten shorts of USD 100 each at 10x in A: 10,000 lots a side. */
  const sides = [directional('long', 10, 1e6, 10, 1), directional('short', 10, 1e6, 10, 0)];
  const faultsOf = (classes: AgentClass[], openInterest: number[], stretchMax: number): Problem[] => {
    const terms = { ...twoCoins, classes };
    return netPopulation(terms, rulesOf(classes, openInterest, stretchMax), drawAll(terms));
  };

  it('says who is missing', () => {
    expect(faultsOf(sides.slice(0, 1), [lotsOfA(10_000), 0], 2).map(({ message }) => message)).toEqual([
      'nobody is short A, so its open interest cannot be met',
    ]);
  });

  it('says which instrument nobody holds, both sides of it', () => {
    expect(faultsOf(sides, [lotsOfA(10_000), lotsOfA(10)], 2).map(({ message }) => message)).toEqual([
      'nobody is long B, so its open interest cannot be met',
      'nobody is short B, so its open interest cannot be met',
    ]);
  });

  it.each<[string, number, string]>([
    ['up', 20_001, 'the long side of A would need its leverage multiplied by 2.00 to meet open interest'],
    ['down', 4_999, 'the long side of A would need its leverage multiplied by 0.50 to meet open interest'],
  ])('says how far leverage would have to be stretched %s', (_, target, message) => {
    const faults = faultsOf(sides, [lotsOfA(target), 0], 2);
    expect(faults).toHaveLength(2);
    expect(faults[0]!.message).toBe(message);
    expect(faults[0]!.expected).toBe('a factor between 0.50 and 2');
    expect(faults[1]!.message).toContain('short side of A');
  });

  it.each([20_000, 5_000])('is met at the very end of the stretch: %i lots', (target) => {
    expect(faultsOf(sides, [lotsOfA(target), 0], 2)).toEqual([]);
  });

  it('says how much initial margin can carry', () => {
    // 100x and 98 % of USD 100 each, short of a quantum: 9,799 lots an account, 97,990 a side of 195,980.
    const faults = faultsOf(sides, [lotsOfA(195_980), 0], 1_000);
    expect(faults.map(({ message }) => message)).toEqual([
      'the long side of A can hold only 50.0 % of its open interest',
      'the short side of A can hold only 50.0 % of its open interest',
    ]);
    expect(faultsOf(sides, [lotsOfA(97_990), 0], 1_000)).toEqual([]);
  });

  it('has a code, a key and a hint for each fault', () => {
    const faults = [
      ...faultsOf(sides.slice(0, 1), [lotsOfA(10_000), 0], 2),
      ...faultsOf(sides, [lotsOfA(20_001), 0], 2),
      ...faultsOf(sides, [lotsOfA(195_980), 0], 1_000),
    ];
    for (const fault of faults) {
      expect(fault).toMatchObject({ code: 'open-interest-unmet', key: 'agents.classes' });
      expect(fault.expected).not.toBe('');
      expect(fault.hint).toMatch(/open interest/);
    }
  });
});
