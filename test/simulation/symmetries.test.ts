// Goal: an account with nothing and the size of the money do not matter in themselves. Method: pairs of paths, one of them with
// an account more, or with all money and depth doubled.
import { describe, expect, it } from 'vitest';
import type { FactKind } from '../../src/exchange/fact.ts';
import { WATERFALL_STAGES } from '../../src/exchange/loss/loss-rules.ts';
import { simulate } from '../../src/experiment/simulate.ts';
import type { Scenario } from '../../src/scenario/scenario.ts';
import { buildPopulation } from '../../src/simulation/build-population.ts';
import { simulatePath } from '../../src/simulation/simulate-path.ts';
import { tieredModel } from '../exchange/portfolio-models.ts';
import { withEmptyAccount } from './empty-account.ts';
import { factsOf, type FactRow } from './facts.ts';
import { CONTROLS, EVERYTHING, FAULTS, FLOWS, POOR, SHARED_LOSSES, TAKERS } from './mechanisms-on.ts';
import { bare, crowd, type Settings } from './small-scenario.ts';

describe('an account without money and without positions', () => {
  /** What is told where the mechanisms do something. */
  const venues: readonly (readonly [string, Settings, readonly FactKind[]])[] = [
    ['by default', {}, []],
    [
      'with funding and an index of its own',
      {
        'venue.funding': '{ interval: 1 min, sampleInterval: 10 s, cap: 1 % }',
        'venue.markPrice.index': '{ ownWeight: 0.5, venues: [{ weight: 1 }] }',
      },
      ['funding'],
    ],
    ['with controls', CONTROLS, ['controlState', 'auction', 'marginChange']],
    ['with takers, whose accounts come after it', TAKERS, ['positionTaken', 'auctionStart', 'inventoryUnwind']],
    ['with losses that others bear', { ...POOR, ...SHARED_LOSSES }, ['lossShare', 'lossStage']],
    [
      'with deleveraging shared out among all',
      { ...POOR, 'venue.autoDeleveraging.allocation': 'waterFilling' },
      ['deleveraging'],
    ],
    ['with faults, funding and a bank run', { ...FLOWS, ...FAULTS }, ['faultEnd', 'funding', 'withdrawal']],
    ['with everything', EVERYTHING, ['controlState', 'positionTaken', 'faultEnd', 'funding', 'withdrawal']],
  ];

  function expectNothing(scenario: Scenario, kinds: readonly FactKind[]): void {
    const { population } = buildPopulation(scenario, null);
    const without = simulatePath({ scenario, population, path: 0 });
    const { larger, numbered } = withEmptyAccount(scenario, population);
    const one = simulatePath({ scenario, population: larger, path: 0 });
    expect([without.failure, one.failure]).toEqual([null, null]);
    expect(without.tally.breaches).toBeGreaterThan(10);
    for (const kind of kinds) expect(factsOf(without, kind).length, kind).toBeGreaterThan(0);
    expect(JSON.stringify(factsOf(one).map(numbered))).toBe(JSON.stringify(factsOf(without)));
    expect(one.tally).toEqual(without.tally);
    expect(one.series).toEqual(without.series);
    expect(one.eventCount).toBe(without.eventCount);
  }

  it.each(venues)('changes no fact and no figure, %s', (_, settings, kinds) => {
    expectNothing(crowd(settings), kinds);
  });

  it('changes no fact and no figure, with margin by a model', () => {
    const { venue, ...rest } = bare({ 'market.prices.jumps': '[{ at: 1 min, move: -60 % }]' });
    const portfolio = { margin: tieredModel, comparedModels: [], collateral: [], optionMarkets: [], interestRate: 0 };
    expectNothing({ ...rest, venue: { ...venue, portfolio } }, ['takeover', 'deficit']);
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
  'positionTaken',
];
const MONEY_B: readonly FactKind[] = [
  'liquidationFill',
  'takeover',
  'fundPayment',
  'inventoryUnwind',
  'funding',
  'groupFundPayment',
  'surplus',
  'fundInflow',
  'fundTrigger',
];
/** Rates are no money, and a loss per unit is. */
const isMoneyB = ({ kind, a }: FactRow): boolean =>
  MONEY_B.includes(kind) || (kind === 'lossStage' && WATERFALL_STAGES[a] === 'socialisedLoss');
/** What a control says of itself is a price or a rate. */
const isMoney = ({ kind }: FactRow): boolean => kind !== 'controlState';

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
  const falling = (move: number, atMinutes = 1): Settings => ({
    'market.prices.jumps': `[{ at: ${atMinutes} min, move: ${move} % }]`,
  });
  /** What has to happen, and the rules with amounts so many times as large. */
  const settings: readonly (readonly [string, FactKind, (factor: number) => Settings])[] = [
    ['a fall that the book takes', 'liquidationFill', () => falling(-8)],
    ['a fall beyond what accounts have', 'takeover', () => falling(-12)],
    ['takeovers by the fund', 'takeover', () => falling(-25)],
    ['deleveraging', 'deleveraging', () => ({ ...falling(-50), 'venue.waterfall': '[autoDeleveraging]' })],
    ['loss left over', 'uncoveredLoss', () => ({ ...falling(-50), 'venue.waterfall': '[insuranceFund]' })],
    [
      'funding',
      'funding',
      () => ({
        ...falling(-12, 9),
        'venue.funding': '{ interval: 2 min, sampleInterval: 10 s, formula: { kind: addedInterest, interest: 1 % } }',
      }),
    ],
    [
      'deleveraging shared out by equity',
      'deleveraging',
      () => ({
        ...falling(-50),
        'venue.waterfall': '[autoDeleveraging]',
        'venue.autoDeleveraging.allocation': 'proRataByEquity',
      }),
    ],
    [
      'losses that others bear, and money for the fund',
      'lossStage',
      (factor) => ({
        ...falling(-50),
        'venue.waterfall': '[insuranceFund, profitHaircut, socialisedLoss, clawback]',
        'venue.insuranceFund.inflow': `{ amount: ${factor * 100} USD, interval: 2 min }`,
      }),
    ],
    [
      'a fund that stands back',
      'fundTrigger',
      () => ({ ...falling(-16), 'venue.insuranceFund.drawdownTrigger': '{ drawdown: 10 %, window: 2 min }' }),
    ],
    [
      'takers',
      'positionTaken',
      (factor) => ({
        ...falling(-8),
        'venue.liquidation.takeoverEquityShare': '100 %',
        'venue.takeover': `[
          { kind: panel, providers: [{ name: one, capital: ${factor * 2} k USD, notionalMax: ${factor * 12} k USD, window: 1 min }] },
          { kind: vault, name: vault, capital: ${factor * 3} k USD },
          { kind: dutchAuction, interval: 5 s, bidders: [{ name: bidder, capital: ${factor * 9} k USD, reservation: 10 % }],
            discounts: [{ after: 0 s, discount: 5 % }, { after: 20 s, discount: 100 % }] },
          fund]`,
      }),
    ],
    [
      'controls',
      'controlState',
      (factor) => ({
        ...falling(-8),
        'venue.controls.dynamicBreaker': '{ variant: 5 %, preOpen: 30 s }',
        'venue.controls.reopening': '{ call: 20 s }',
        'venue.controls.liquidationPause': `{ notionalMax: ${factor * 30} k USD, duration: 1 min }`,
        'venue.controls.openInterestMargin': '{ lower: 0.5x, upper: 1.2x }',
        'venue.controls.marginSteps': '{ interval: 10 s, steps: [{ above: 50 %, multiplier: 1.2x }] }',
      }),
    ],
  ];
  const FIGURES = ['fundInitial', 'fundMin', 'fundFinal', 'uncoveredLoss', 'fundFees', 'fundDeficitsPaid'] as const;

  it.each(settings)('double every amount exactly where every price is a whole tick: %s', (_, kind, rulesOf) => {
    const [one, two] = [1, 2].map((factor) =>
      simulate(sized(factor, 400_000, ROUND, rulesOf(factor)), { audit: true }),
    );
    const doubled = (row: FactRow): FactRow => ({
      ...row,
      value: isMoney(row) ? 2 * row.value : row.value,
      a: MONEY_A.includes(row.kind) ? 2 * row.a : row.a,
      b: isMoneyB(row) ? 2 * row.b : row.b,
    });
    expect(factsOf(one!, kind).length).toBeGreaterThan(0);
    expect(factsOf(one!, 'liquidationFill', 'takeover', 'deleveraging', 'positionTaken').length).toBeGreaterThan(5);
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
