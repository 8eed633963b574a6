// Goal: what must not matter does not, and what must matter does so in the right direction. Method: pairs of paths that
// differ in one thing.
import { describe, expect, it } from 'vitest';
import { INSURANCE_FUND } from '../../src/exchange/accounts.ts';
import type { FactKind } from '../../src/exchange/fact.ts';
import { simulate } from '../../src/experiment/simulate.ts';
import type { PathOutcome } from '../../src/simulation/path-outcome.ts';
import { factsOf, sum, type FactRow } from './facts.ts';
import { CONTROLS, EVERYTHING, SHARED_LOSSES, TAKERS } from './mechanisms-on.ts';
import { bare, crowd, type Settings } from './small-scenario.ts';

describe('without a price move and without noise', () => {
  const calm = { 'market.prices.ramps': '[]', 'market.noise': 'off' };

  /** What goes on by the clock. */
  const CLOCK: readonly FactKind[] = [
    'referenceTick',
    'markUpdate',
    'funding',
    'faultStart',
    'faultEnd',
    'quote',
    'spread',
  ];
  const venues: readonly (readonly [seed: string, string, Settings])[] = [
    ['1', 'by default', {}],
    ['2', 'by default', {}],
    ['3', 'with controls, and takers before a fund', { ...CONTROLS, ...TAKERS }],
    ['4', 'with every mechanism', { ...EVERYTHING, ...SHARED_LOSSES }],
  ];

  it.each(venues)('nobody is called, liquidated, halted or paid for, seed %s, %s', (seed, _, settings) => {
    const outcome = simulate(crowd({ ...settings, ...calm, 'run.seed': seed }), { audit: true });
    expect(outcome.failure).toBeNull();
    const { tally } = outcome;
    expect(tally).toMatchObject({ breaches: 0, marginCalls: 0, halts: 0, takeovers: 0, deposits: 0, uncoveredLoss: 0 });
    expect(factsOf(outcome).filter(({ kind }) => !CLOCK.includes(kind))).toEqual([]);
    const values = factsOf(outcome, 'funding').map(({ value }) => value);
    expect(new Set(values)).toEqual(new Set('venue.funding' in settings ? [0] : []));
    expect(outcome.controls).toEqual([]);
    expect(tally.openInterestFinal).toEqual(tally.openInterestInitial);
    expect(tally.fundFinal).toBe(tally.fundInitial);
    // With a shock it is another matter.
    expect(simulate(crowd({ ...settings, 'run.seed': seed })).tally.breaches).toBeGreaterThan(10);
  });

  it('accounts at the most leverage that they may have stay as they are', () => {
    // 98 % of USD 60,000 at 20x carry USD 1,176,000 on the long side.
    const edge = {
      'market.prices.jumps': '[]',
      'agents.classes[0].leverage': '20x',
      'agents.classes[1].leverage': '20x',
      'venue.instruments[0].openInterest': '1175 k USD',
    };
    const { tally } = simulate(bare(edge));
    expect(tally.openInterestFinal).toEqual([11_750_000_000]);
    expect(tally.breaches).toBe(0);
  });
});

describe('a larger fund where none was exhausted', () => {
  /** `b` is the fund's own equity in these facts. */
  const OF_THE_FUND: readonly FactKind[] = ['takeover', 'fundPayment', 'inventoryUnwind'];
  const withoutFund = (rows: readonly FactRow[]) =>
    rows.map((row) => (OF_THE_FUND.includes(row.kind) ? { ...row, b: 0 } : row));

  it.each([
    ['bare', bare, {}],
    ['crowd', crowd, { 'venue.insuranceFund.initial': '50 M USD' }],
  ] as const)('changes no fact but its own balances, %s', (_, scenarioWith, settings) => {
    const small = simulate(scenarioWith(settings));
    const large = simulate(scenarioWith({ 'venue.insuranceFund.initial': '100 M USD' }));
    expect(small.tally.takeovers).toBeGreaterThan(0);
    expect(small.tally.deleveragings).toBe(0);
    expect(withoutFund(factsOf(large))).toEqual(withoutFund(factsOf(small)));
    const extra = large.tally.fundInitial - small.tally.fundInitial;
    expect(extra).toBeGreaterThan(0);
    const balances = ({ tally }: PathOutcome) => [tally.fundMin, tally.fundFinal];
    expect(balances(large)).toEqual(balances(small).map((balance) => balance + extra));
    const b = (outcome: PathOutcome) => factsOf(outcome, ...OF_THE_FUND).map((row) => row.b);
    expect(b(large)).toEqual(b(small).map((balance) => balance + extra));
  });

  it('never leaves more loss uncovered', () => {
    const bad = { 'venue.waterfall': '[insuranceFund]', 'market.prices.jumps': '[{ at: 1 min, move: -25 % }]' };
    const lossWith = (initial: string) =>
      simulate(bare({ ...bad, 'venue.insuranceFund.initial': initial })).tally.uncoveredLoss;
    const losses = ['0 USD', '1 k USD', '5 k USD', '10 k USD', '14 k USD', '50 k USD'].map(lossWith);
    // Ten times 100 coins bought at 100 with USD 1,000: at 75 each lacks USD 1,500.
    expect(losses[0]).toBe(10 * 15_000_000);
    expect(losses).toEqual(losses.toSorted((x, y) => y - x));
    expect(losses.at(-1)).toBe(0);
    expect(new Set(losses).size).toBeGreaterThan(3);
  });
});

describe('an added class without accounts', () => {
  const kinds = {
    leveragedDirectional: 'leverage: 5x',
    hedger: 'leverage: 5x',
    marketMaker: 'requoteInterval: 1 s',
    panicSeller: 'leverage: 5x',
    dipBuyer: 'lookback: 1 h',
    marginCallPayer: 'leverage: 5x',
  };
  const brittle =
    '{ name: brittle, kind: leveragedDirectional, accounts: 10, equity: 1 k USD, leverage: 10x, longShare: 100 % }';
  const sturdy =
    '{ name: sturdy, kind: leveragedDirectional, accounts: 10, equity: 5 k USD, leverage: 2x, longShare: 100 % }';
  const short =
    '{ name: short, kind: leveragedDirectional, accounts: 10, equity: 20 k USD, leverage: 1x, longShare: 0 % }';

  it.each(Object.entries(kinds))('of kind %s changes nothing', (kind, extra) => {
    const empty = `{ name: empty, kind: ${kind}, accounts: 0, equity: 1 k USD, ${extra} }`;
    const before = simulate(bare());
    for (const classes of [
      [empty, brittle, sturdy, short],
      [brittle, sturdy, short, empty],
    ]) {
      const after = simulate(bare({ 'agents.classes': `[${classes.join(', ')}]` }));
      expect(after.digest).toBe(before.digest);
      expect(after.eventCount).toBe(before.eventCount);
    }
  });
});

describe('an added class that trades nothing here', () => {
  it('leaves what was drawn of the others as it was', () => {
    // Dip buyers that never see their dip: ten accounts more, and the same facts about the same people.
    const dip = '{ name: dip, kind: dipBuyer, accounts: 10, equity: 1 k USD, drawdownTrigger: 90 % }';
    const retail =
      '{ name: retail, kind: leveragedDirectional, accounts: 40, equity: { kind: logNormal, median: 3 k USD, sigma: 1, min: 500 USD, max: 20 k USD }, leverage: { kind: uniform, min: 2x, max: 19x } }';
    const rowsWith = (classes: string) =>
      factsOf(
        simulate(bare({ 'agents.classes': classes, 'venue.instruments[0].openInterest': '600 k USD' })),
        'breach',
        'liquidationFill',
        'takeover',
      ).map(({ timeUs, kind, account, lots, value, a }) => ({ timeUs, kind, account, lots, value, a }));
    const before = rowsWith(`[${retail}]`);
    expect(before.length).toBeGreaterThan(10);
    expect(rowsWith(`[${retail}, ${dip}]`)).toEqual(before);
  });
});

describe('a larger shock', () => {
  const forcedLots = (outcome: PathOutcome): number => {
    const fromAccounts = factsOf(outcome, 'liquidationFill', 'takeover', 'deleveraging').filter(
      (row) => row.kind !== 'deleveraging' || row.a !== INSURANCE_FUND,
    );
    return sum(fromAccounts.map(({ lots }) => Math.abs(lots)));
  };
  const moves = [0, -5, -7, -7.5, -8, -9, -10, -12, -20, -40, -49, -50, -60, -90];
  const outcomes = moves.map((move) =>
    simulate(bare({ 'market.prices.jumps': `[{ at: 1 min, move: ${move} % }]` }), { audit: true }),
  );

  it('never forces fewer lots out of accounts', () => {
    const lots = outcomes.map(forcedLots);
    expect(lots).toEqual(lots.toSorted((x, y) => x - y));
    // Nobody; the ten at 10x with 100 coins each; the ten at 2x with another 100.
    expect(new Set(lots)).toEqual(new Set([0, 100_000, 200_000]));
  });

  it('never costs the fund less', () => {
    const costs = outcomes.map(({ tally }) => tally.fundInitial - tally.fundMin);
    expect(costs).toEqual(costs.toSorted((x, y) => x - y));
    expect(costs.at(-1)).toBeGreaterThan(0);
  });
});

describe('a path', () => {
  it('is the same twice', () => {
    expect(simulate(crowd({ 'run.paths': '1' }))).toEqual(simulate(crowd({ 'run.paths': '1' })));
  });

  it('is the same however many others the scenario has, and whether or not somebody audits or watches', () => {
    const alone = simulate(crowd({ 'run.paths': '3' }), { path: 2 });
    expect(simulate(crowd({ 'run.paths': '6' }), { path: 2, audit: true, observer: () => {} }).digest).toBe(
      alone.digest,
    );
  });

  it('differs from every other path and from that of another seed', () => {
    const digests = [0, 1, 2].map((path) => simulate(crowd(), { path }).digest);
    digests.push(simulate(crowd({ 'run.seed': 'crowe' })).digest);
    expect(new Set(digests).size).toBe(4);
  });

  it('sees the same outside prices under another policy', () => {
    const indexOf = (settings: Record<string, string>) => simulate(crowd(settings)).series.indexTicks;
    const other = {
      'venue.insuranceFund.initial': '5 M USD',
      'venue.liquidation.sizing': 'full',
      'agents.classes[0].leverage': '4x',
    };
    expect(indexOf(other)).toEqual(indexOf({}));
  });
});
