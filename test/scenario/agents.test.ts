// Goal: what a scenario says about agents that contradicts itself is refused where it stands, and accounts of a book come in
// as they stand there. Method: classes and books in a small scenario, problems by code and place, populations by figures.
import { describe, expect, it } from 'vitest';
import { loadScenario } from '../../src/cli/load-scenario.ts';
import type { Problem } from '../../src/base/problem.ts';
import { lotsIn } from '../../src/exchange/account-records.ts';
import { VENUE_ACCOUNTS } from '../../src/exchange/accounts.ts';
import type { CutOffFault } from '../../src/exchange/faults/fault-rules.ts';
import { simulate } from '../../src/experiment/simulate.ts';
import type { Scenario } from '../../src/scenario/scenario.ts';
import { buildPopulation } from '../../src/simulation/build-population.ts';
import { environmentWith, refusalsOf } from './test-environment.ts';

const base = `version: 1
name: agents
title: Agents
sources: [Made up]
run: { duration: 10 min, paths: 1 }
venue:
  instruments:
    - { symbol: A, initialPrice: 100 USD, tickSize: 0.01 USD, lotSize: 0.01, tiers: [{ maxLeverage: 20x, maintenanceRate: 2.5 % }], openInterest: 1 M USD, depthAtOnePercent: 1 M USD }
    - { symbol: B, initialPrice: 10 USD, tickSize: 0.01 USD, lotSize: 0.1, tiers: [{ maxLeverage: 20x, maintenanceRate: 2.5 % }], openInterest: 1 M USD, depthAtOnePercent: 1 M USD }
  insuranceFund: { initial: 1 M USD }
market: { tick: 10 s, noise: off, prices: { ramps: [{ from: 1 min, to: 3 min, move: -20 % }] } }
agents:
  leverageStretchMax: 1000x
  classes:
    - { name: long, kind: leveragedDirectional, accounts: 50, equity: 100 k USD, leverage: 1x, longShare: 100 % }
    - { name: short, kind: leveragedDirectional, accounts: 50, equity: 100 k USD, leverage: 1x, longShare: 0 % }
`;

const load = (extra: string, files: Readonly<Record<string, string>> = {}, venue = ''): Scenario => {
  const all = { 'scenario.yaml': `${base.replace('  insuranceFund:', `${venue}  insuranceFund:`)}${extra}`, ...files };
  const environment = environmentWith(
    Object.fromEntries(Object.entries(all).map(([name, text]) => [`/work-folder/${name}`, { text }])),
  );
  return loadScenario('scenario.yaml', { environment });
};

const whale = 'name: w, kind: whale, accounts: 1, equity: 1 M USD, instrument: A, depthMultiple: 1x';
const retail = 'name: r, kind: leveragedDirectional, accounts: 1';

const BAD: readonly (readonly [name: string, text: string, code: string, key: string])[] = [
  [
    'a whale of nothing',
    '{ name: w, kind: whale, accounts: 1, equity: 1 M USD, instrument: C, depthMultiple: 1x }',
    'unknown-instrument',
    'instrument',
  ],
  [
    'a whale beyond its margin',
    '{ name: w, kind: whale, accounts: 1, equity: 10 k USD, instrument: A, depthMultiple: 1x }',
    'whale-unaffordable',
    'depthMultiple',
  ],
  [
    'an urgency of a proportional exit',
    `{ ${whale}, exit: { at: 0 s, over: 5 min, urgency: 2 } }`,
    'schedule-and-urgency',
    'exit.urgency',
  ],
  [
    'an optimal exit without urgency',
    `{ ${whale}, exit: { at: 0 s, over: 5 min, schedule: almgrenChriss } }`,
    'schedule-and-urgency',
    'exit.schedule',
  ],
  [
    'an exit in one order',
    `{ ${whale}, exit: { at: 0 s, over: 5 s }, interval: 1 min }`,
    'interval-too-long',
    'interval',
  ],
  [
    'a leg against itself',
    '{ name: a, kind: basisArbitrageur, accounts: 1, equity: 1 k USD, leg: A, against: A }',
    'one-leg',
    'against',
  ],
  [
    'an exit above the entry',
    '{ name: a, kind: basisArbitrageur, accounts: 1, equity: 1 k USD, leg: A, exitBasis: 1 % }',
    'min-above-max',
    'exitBasis',
  ],
  [
    'options that are not there',
    '{ name: o, kind: optionSeller, accounts: 1, equity: 1 k USD, leverage: 1x, hedge: { with: A } }',
    'weights-all-zero',
    'kind',
  ],
  [
    'a push before the positions',
    '{ name: f, kind: fundAttacker, equity: 1 k USD, instrument: A, openAt: 5 min, pushAt: 2 min }',
    'min-above-max',
    'pushAt',
  ],
  [
    'two long shares',
    `{ ${retail}, equity: 1 k USD, leverage: 1x, longShare: 60 %, longShareBySize: { below: 1 k USD, small: 60 %, large: 40 % } }`,
    'two-long-shares',
    'longShareBySize',
  ],
  [
    'a correlation with one leverage for all',
    `{ ${retail}, equity: { kind: uniform, min: 1 k USD, max: 2 k USD }, leverage: 1x, leverageEquityCorrelation: 0.5 }`,
    'correlation-without-draw',
    'leverageEquityCorrelation',
  ],
  [
    'a correlation with one equity for all',
    `{ ${retail}, equity: 1 k USD, leverage: { kind: uniform, min: 1x, max: 2x }, leverageEquityCorrelation: 0.5 }`,
    'correlation-without-draw',
    'leverageEquityCorrelation',
  ],
  [
    'a key of another kind',
    '{ name: h, kind: herdSeller, accounts: 1, equity: 1 k USD, leverage: 1x, lookback: 1 h }',
    'unknown-key',
    'lookback',
  ],
];

/** To the end of the list of instruments. */
const COIN = `    - { kind: spot, symbol: COIN, initialPrice: 10 USD, tickSize: 0.01 USD, lotSize: 0.1, depthAtOnePercent: 1 M USD }
  collateral: [{ instrument: COIN, brackets: [{ weight: 80 % }] }]
`;

describe('a whale at a venue with a margin model', () => {
  const atVenue = (depthMultiple: string, more = ''): readonly Problem[] =>
    refusalsOf(() => {
      const kinds = `{ name: w, kind: whale, accounts: 1, equity: 50 k USD, instrument: A, depthMultiple: ${depthMultiple}${more} }`;
      return load(`    - ${kinds}\n`, {}, COIN);
    });

  it('is refused beyond what that allows, and neither cut nor let through', () => {
    // 20x of 98 % of 50 k USD is 0.98x of the depth of 1 M USD.
    expect(atVenue('0.95x')).toEqual([]);
    const half = ', collateral: [{ instrument: COIN, share: 50 % }]';
    // Half of it in a coin that counts for 80 %: 0.882x.
    expect(atVenue('0.87x', half)).toEqual([]);
    expect(atVenue('0.9x', half)).toHaveLength(1);
    expect(atVenue('1x')).toMatchObject([{ code: 'whale-unaffordable', key: 'agents.classes.w.depthMultiple' }]);
  });
});

describe('a class that contradicts itself', () => {
  it.each(BAD)('%s is refused', (_, text, code, key) => {
    const problems = refusalsOf(() => load(`    - ${text}\n`));
    expect(problems.map((one) => one.code)).toEqual([code]);
    expect(problems[0]!.key.endsWith(`.${key}`), problems[0]!.key).toBe(true);
  });
});

const CSV = `account,symbol,size,entryPrice,currency,amount
alice,A,100,90,,
alice,,,,USD,2000
bob,A,-300,100,,
bob,B,50,10,,
bob,,,,USD,20000
carol,B,-1000.5,12,,
carol,,,,USD,5000
`;
const importing = (rules: string) => `  imported:
    file: book.csv
    rules:
${rules}`;
const RULES = `      - { name: large, when: { equityMin: 10 k USD }, behaviour: { kind: panicSeller, drawdownTrigger: 5 % } }
      - { name: shorts, when: { side: short, instrument: B }, behaviour: { kind: hedger } }
      - { name: rest, behaviour: { kind: leveragedDirectional, stopLossProbability: 100 %, stopLossEquityShare: 80 % } }
`;

describe('imported accounts', () => {
  const scenario = load(importing(RULES), { 'book.csv': CSV });
  const { population, summary } = buildPopulation(scenario, null);
  const first = VENUE_ACCOUNTS + 100;

  it('become classes by the first rule that fits', () => {
    expect(summary.classes.slice(2).map(({ name, kind, accounts }) => [name, kind, accounts])).toEqual([
      ['large', 'panicSeller', 1],
      ['shorts', 'hedger', 1],
      ['rest', 'leveragedDirectional', 1],
    ]);
  });

  it('hold what the book says, with the equity that initial prices give them', () => {
    // bob, carol, alice: 20,000; 5,000 + 1,000.5 x (12 - 10); 2,000 + 100 x (100 - 90).
    expect([0, 1, 2].map((n) => population.equity[first + n]! / 10_000)).toEqual([20_000, 7_001, 3_000]);
    expect([0, 1, 2].map((n) => lotsIn(population.records, first + n, 0))).toEqual([-30_000, 0, 10_000]);
    expect([0, 1, 2].map((n) => lotsIn(population.records, first + n, 1))).toEqual([500, -10_005, 0]);
    // 80 % of alice's.
    expect(population.trigger[first + 2]! / 10_000).toBe(2_400);
  });

  it('count in the open interest: the others meet the rest of either side, and everything nets to zero', () => {
    for (const i of [0, 1]) {
      let [long, short] = [0, 0];
      for (let account = VENUE_ACCOUNTS; account < population.accountCount; account += 1) {
        const lots = lotsIn(population.records, account, i);
        if (lots > 0) long += lots;
        else short -= lots;
      }
      expect(long).toBe(1_000_000);
      expect(short).toBe(1_000_000);
    }
  });

  it('behave in a whole run', () => {
    const outcome = simulate(scenario, { audit: true });
    expect(outcome.failure).toBeNull();
  });

  it('are cut off from the venue like others: by name, and among all', () => {
    const classesOf = (classes: string): readonly number[] => {
      const fault = `{ kind: agentsCutOff, at: 1 min, duration: 1 min, classes: ${classes} }`;
      const [one] = load(`${importing(RULES)}faults: [${fault}]\n`, { 'book.csv': CSV }).venue.faults;
      return (one as CutOffFault).classes;
    };
    expect(classesOf('all')).toEqual([0, 1, 2, 3, 4]);
    expect(classesOf('[rest, long]')).toEqual([0, 4]);
    expect(refusalsOf(() => classesOf('[rest, rest]'))).toMatchObject([
      { code: 'duplicate-name', key: 'faults[0].classes[1]' },
    ]);
  });

  it('change the digest of the scenario with their book', () => {
    const other = load(importing(RULES), { 'book.csv': CSV.replace('2000\n', '2001\n') });
    expect(other.digest).not.toBe(scenario.digest);
  });

  it('are refused with the numbers when one side of them is more than the open interest', () => {
    const csv = 'account,symbol,size,entryPrice,currency,amount\nbig,A,20000,100,,\nbig,,,,USD,1000000\n';
    const problems = refusalsOf(() => buildPopulation(load(importing(RULES), { 'book.csv': csv }), null));
    expect(problems[0]!.message).toContain('imported accounts alone hold 1000000 lots more on the long side of A');
  });
});

describe('a book that cannot be imported', () => {
  const one = (rows: string, rules = RULES) =>
    refusalsOf(() =>
      load(importing(rules), { 'book.csv': `account,symbol,size,entryPrice,currency,amount\n${rows}` }),
    ).map(({ code }) => code);

  it.each([
    ['an unknown symbol', 'x,C,1,1,,\nx,,,,USD,10\n', 'unknown-instrument'],
    ['a part of a lot', 'x,A,0.015,100,,\nx,,,,USD,10\n', 'not-whole-lots'],
    ['an account that is bankrupt already', 'x,A,1,200,,\nx,,,,USD,10\n', 'no-equity'],
    ['another currency', 'x,,,,EUR,10\n', 'unknown-currency'],
  ])('for %s is refused', (_, rows, code) => {
    expect(one(rows)).toContain(code);
  });

  it('for want of a rule is refused', () => {
    const rules = '      - { name: large, when: { equityMin: 1 M USD }, behaviour: { kind: hedger } }\n';
    expect(one('x,A,1,100,,\nx,,,,USD,100\n', rules)).toEqual(['no-rule-fits']);
  });

  it('that is not there is refused', () => {
    expect(refusalsOf(() => load(importing(RULES))).map(({ code }) => code)).toContain('book-file-missing');
  });

  it('has rules with names of their own and bounds in order', () => {
    const rules = `      - { name: long, when: { equityMin: 2 k USD, equityMax: 1 k USD }, behaviour: { kind: hedger } }
      - { name: rest, behaviour: { kind: hedger } }
`;
    expect(one('x,A,1,100,,\nx,,,,USD,100\n', rules).toSorted()).toEqual(['duplicate-name', 'min-above-max']);
  });
});
