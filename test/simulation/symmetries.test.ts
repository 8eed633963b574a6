// Goal: an account with nothing, the size of the money, and the direction of prices do not matter in themselves. Method: pairs
// of paths, one of them with an account more, with all money and depth doubled, or with prices and positions mirrored.
import { describe, expect, it } from 'vitest';
import { lotsIn, setLots } from '../../src/exchange/account-records.ts';
import { allocatePopulation, NO_CLASS, ROLE_TRADER, type Population } from '../../src/exchange/accounts.ts';
import type { FactKind } from '../../src/exchange/fact.ts';
import type { MarginParameters } from '../../src/margin/create-margin-model.ts';
import type { TieredParameters } from '../../src/margin/tiered/tiered-parameters.ts';
import { simulate } from '../../src/experiment/simulate.ts';
import type { Scenario } from '../../src/scenario/scenario.ts';
import { listAccountGroups } from '../../src/agents/population-draw.ts';
import { buildPopulation } from '../../src/simulation/build-population.ts';
import type { PathOutcome } from '../../src/simulation/path-outcome.ts';
import { simulatePath } from '../../src/simulation/simulate-path.ts';
import { tieredModel } from '../exchange/portfolio-models.ts';
import { factsOf, type FactRow } from './facts.ts';
import { bare, crowd, type Settings } from './small-scenario.ts';

describe('an account without money and without positions', () => {
  /** The same population with one more account, which nobody acts for. */
  function withEmptyAccount(scenario: Scenario, population: Population): Population {
    const { instruments } = scenario.venue;
    const groups = listAccountGroups(scenario.agents.classes, instruments);
    const larger = allocatePopulation([...groups, { accounts: 1, room: instruments.length }], instruments.length);
    const { accountCount } = population;
    for (let account = 0; account < accountCount; account += 1) {
      for (const i of instruments.keys()) {
        const lots = lotsIn(population.records, account, i);
        if (lots !== 0) setLots(larger.records, account, i, lots);
      }
    }
    for (const column of ['equity', 'role', 'agentClass', 'trigger', 'appetite', 'reactionUs'] as const) {
      larger[column].set(population[column]);
    }
    larger.role[accountCount] = ROLE_TRADER;
    larger.agentClass[accountCount] = NO_CLASS;
    return larger;
  }

  const venues: readonly (readonly [string, Settings])[] = [
    ['by default', {}],
    [
      'with funding and an index of its own',
      {
        'venue.funding': '{ interval: 1 min, sampleInterval: 10 s, cap: 1 % }',
        'venue.markPrice.index': '{ ownWeight: 0.5, venues: [{ weight: 1 }] }',
      },
    ],
  ];

  it.each(venues)('changes no fact and no figure, %s', (_, settings) => {
    const scenario = crowd(settings);
    const { population } = buildPopulation(scenario, null);
    const without = simulatePath({ scenario, population, path: 0 });
    const larger = withEmptyAccount(scenario, population);
    const one = simulatePath({ scenario, population: larger, path: 0 });
    expect(without.tally.breaches).toBeGreaterThan(10);
    expect(JSON.stringify(factsOf(one))).toBe(JSON.stringify(factsOf(without)));
    expect(one.tally).toEqual(without.tally);
    expect(one.series).toEqual(without.series);
    expect(one.eventCount).toBe(without.eventCount);
  });
});

/** Which of a fact's fields beside its value are money. */
const MONEY_A: readonly FactKind[] = [
  'breach',
  'marginCall',
  'recovered',
  'liquidationFill',
  'takeover',
  'liquidationFee',
];
const MONEY_B: readonly FactKind[] = ['liquidationFill', 'takeover', 'fundPayment', 'inventoryUnwind', 'funding'];

describe('all money and depth twice as large', () => {
  const classes = (factor: number, equity: readonly number[]): string => {
    const [brittle, sturdy, short] = equity.map((amount) => `${factor * amount} USD`);
    return `[
      { name: brittle, kind: leveragedDirectional, accounts: 10, equity: ${brittle}, leverage: 10x, longShare: 100 % },
      { name: sturdy, kind: leveragedDirectional, accounts: 10, equity: ${sturdy}, leverage: 2x, longShare: 100 % },
      { name: short, kind: leveragedDirectional, accounts: 10, equity: ${short}, leverage: 1x, longShare: 0 % },
    ]`;
  };

  /** Contract size, equity, fund, brackets, throttle and depth, all of them so many times as large. */
  const sized = (factor: number, depth: number, equity: readonly number[], settings: Settings = {}): Scenario =>
    bare({
      'venue.instruments[0].lotSize': `${factor * 0.01}`,
      'venue.instruments[0].openInterest': `${factor * 200} k USD`,
      'venue.instruments[0].depthAtOnePercent': `${factor * depth} M USD`,
      'venue.instruments[0].depthExponent': '1',
      'venue.instruments[0].tiers': `[{ notionalMax: ${factor * 5} k USD, maxLeverage: 20x, maintenanceRate: 2 % }, { maxLeverage: 20x, maintenanceRate: 4 % }]`,
      'venue.insuranceFund.initial': `${factor * 10} k USD`,
      'venue.liquidation.sizing': '{ kind: fraction, share: 50 % }',
      'venue.liquidation.wholeBelow': `${factor * 2} k USD`,
      'venue.liquidation.fee': '0.5 %',
      'agents.classes': classes(factor, equity),
      ...settings,
    });

  const ROUND = [1_000, 5_000, 20_000];
  const settings: readonly (readonly [string, Settings])[] = [
    ['a fall that the book takes', {}],
    ['takeovers by the fund', { 'market.prices.jumps': '[{ at: 1 min, move: -25 % }]' }],
    [
      'deleveraging',
      { 'market.prices.jumps': '[{ at: 1 min, move: -50 % }]', 'venue.waterfall': '[autoDeleveraging]' },
    ],
    ['loss left over', { 'market.prices.jumps': '[{ at: 1 min, move: -50 % }]', 'venue.waterfall': '[insuranceFund]' }],
    [
      'funding',
      {
        'market.prices.jumps': '[{ at: 9 min, move: -12 % }]',
        'venue.funding': '{ interval: 2 min, sampleInterval: 10 s, formula: { kind: addedInterest, interest: 1 % } }',
      },
    ],
  ];
  const FIGURES = ['fundInitial', 'fundMin', 'fundFinal', 'uncoveredLoss', 'fundFees', 'fundDeficitsPaid'] as const;

  it.each(settings)('double every amount exactly where every price is a whole tick: %s', (_, rules) => {
    const [one, two] = [1, 2].map((factor) => simulate(sized(factor, 400_000, ROUND, rules), { audit: true }));
    const doubled = (row: FactRow): FactRow => ({
      ...row,
      value: 2 * row.value,
      a: MONEY_A.includes(row.kind) ? 2 * row.a : row.a,
      b: MONEY_B.includes(row.kind) ? 2 * row.b : row.b,
    });
    expect(factsOf(one!, 'liquidationFill', 'takeover', 'deleveraging', 'uncoveredLoss').length).toBeGreaterThan(5);
    expect(factsOf(two!)).toEqual(factsOf(one!).map(doubled));
    for (const figure of FIGURES) expect(two!.tally[figure]).toBe(2 * one!.tally[figure]);
    expect(two!.tally.openInterestFinal).toEqual(one!.tally.openInterestFinal.map((notional) => 2 * notional));
  });

  it.each(['-11.37 %', '-14.7 %', '-23.3 %'])(
    'double it to the quantum a fill in a thin book, a fall of %s',
    (move) => {
      const odd = [1_003.17, 5_000.71, 20_000.03];
      const rules = { 'market.prices.jumps': `[{ at: 1 min, move: ${move} }]` };
      const [one, two] = [1, 2].map((factor) => factsOf(simulate(sized(factor, 3, odd, rules), { audit: true })));
      const shape = ({ timeUs, kind, account, instrument, lots }: FactRow) => ({
        timeUs,
        kind,
        account,
        instrument,
        lots,
      });
      expect(two!.map(shape)).toEqual(one!.map(shape));
      let fills = 0;
      for (const [n, small] of one!.entries()) {
        const large = two![n]!;
        // Each fill, fee and share of equity is rounded; an amount is what all of those before it have left.
        if (small.lots !== 0 || small.kind === 'liquidationFee') fills += 1;
        const within = 2 * fills + 2;
        expect(Math.abs(large.value - 2 * small.value)).toBeLessThanOrEqual(within);
        if (MONEY_A.includes(small.kind)) expect(Math.abs(large.a - 2 * small.a)).toBeLessThanOrEqual(within);
        if (MONEY_B.includes(small.kind)) expect(Math.abs(large.b - 2 * small.b)).toBeLessThanOrEqual(within);
      }
      expect(fills).toBeGreaterThan(10);
    },
  );
});

describe('prices and positions mirrored at the price of the start', () => {
  const INITIAL_TICKS = 10_000;
  /** By entry prices every lot needs the same, long or short, wherever the price goes. */
  const byEntry: MarginParameters = {
    family: 'tiered',
    parameters: {
      ...(tieredModel.parameters as TieredParameters),
      initialBasis: 'entry',
      maintenanceBasis: 'entry',
    },
  };

  function run(move: number, mirrored: boolean, settings: Settings): PathOutcome {
    const drawn = bare({
      'market.prices.jumps': `[{ at: 1 min, move: ${mirrored ? -move : move} % }]`,
      'venue.instruments[0].depthAtOnePercent': '400 bn USD',
      'venue.instruments[0].depthExponent': '1',
      ...settings,
    });
    const portfolio = { margin: byEntry, comparedModels: [], collateral: [], optionMarkets: [], interestRate: 0 };
    const scenario = { ...drawn, venue: { ...drawn.venue, portfolio } };
    const { population } = buildPopulation(scenario, null);
    for (let account = 0; account < population.accountCount; account += 1) {
      const lots = lotsIn(population.records, account, 0);
      if (mirrored && lots !== 0) setLots(population.records, account, 0, -lots);
    }
    return simulatePath({ scenario, population, path: 0, audit: true });
  }

  /** A trade of n lots at p becomes one of -n lots at 2 p0 - p; all other money is what it was. */
  const mirrorOf = (row: FactRow): FactRow => ({
    ...row,
    lots: 0 - row.lots,
    value: row.lots === 0 ? row.value : row.value - 2 * row.lots * INITIAL_TICKS,
  });
  const isPrice = ({ kind }: FactRow): boolean => kind === 'markUpdate' || kind === 'referenceTick';

  const cases: readonly (readonly [string, number, FactKind, Settings])[] = [
    ['an orderly fall', -9.5, 'liquidationFill', {}],
    [
      'a fall by shares of a position',
      -9.5,
      'recovered',
      { 'venue.liquidation.sizing': '{ kind: fraction, share: 60 % }' },
    ],
    ['takeovers by the fund', -20, 'takeover', { 'venue.insuranceFund.initial': '1 M USD' }],
    ['deleveraging', -20, 'deleveraging', { 'venue.waterfall': '[autoDeleveraging]' }],
    [
      'loss left over',
      -20,
      'uncoveredLoss',
      { 'venue.insuranceFund.initial': '1 k USD', 'venue.waterfall': '[insuranceFund]' },
    ],
  ];

  it.each(cases)('mirror every trade and leave all other money as it is: %s', (_, move, kind, settings) => {
    const fall = run(move, false, settings);
    const rise = run(move, true, settings);
    expect(fall.failure).toBeNull();
    expect(factsOf(fall, kind).length).toBeGreaterThan(0);
    const told = (outcome: PathOutcome) => factsOf(outcome).filter((row) => !isPrice(row));
    expect(told(rise)).toEqual(told(fall).map(mirrorOf));
    for (const figure of ['fundFinal', 'fundMin', 'uncoveredLoss', 'breaches', 'accountsClosed'] as const) {
      expect(rise.tally[figure]).toBe(fall.tally[figure]);
    }
  });
});
