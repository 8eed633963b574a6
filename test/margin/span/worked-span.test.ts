// Goal: SPAN's published numbers come out. Method: arrays and requirements as printed, each with its arithmetic; then
// the steps that no published example covers, worked by hand.
import { describe, expect, it } from 'vitest';
import type { Contract } from '../../../src/instruments/contract.ts';
import type { MarketView } from '../../../src/instruments/market-view.ts';
import { createSpanModel } from '../../../src/margin/span/span-model.ts';
import { EXTREME_MOVES, type SpanParameters } from '../../../src/margin/span/span-parameters.ts';
import { presetParameters } from '../grid/load-preset.ts';
import { bookOf, future, option, perpetual, smallMarket } from '../grid/small-market.ts';
import { commodity, spanTerms } from './span-terms.ts';

function requirement(parameters: SpanParameters, market: MarketView, sizes: Readonly<Record<number, number>>): number {
  const out = { initial: 0, maintenance: 0 };
  createSpanModel(parameters).prepare(market).requireInto(bookOf(market, sizes), out);
  expect(out.initial).toBeCloseTo(1.1 * out.maintenance, 6);
  return out.maintenance;
}

const explain = (parameters: SpanParameters, market: MarketView, sizes: Readonly<Record<number, number>>) =>
  createSpanModel(parameters).prepare(market).explain(bookOf(market, sizes));

// McMillan, "Options as a Strategic Investment", ch. 34: profit view, range 10,000, extreme 2 ranges at 35 %.
const MCMILLAN_FUTURE = [
  0, 0, 3330, 3330, -3330, -3330, 6670, 6670, -6670, -6670, 10000, 10000, -10000, -10000, 7000, -7000,
];
const MCMILLAN_CALL = [
  460, -610, 2640, 1730, -1270, -2340, 5210, 4540, -2540, -3430, 8060, 7640, -3380, -3990, 3130, -1500,
];

describe("McMillan's arrays", () => {
  const contracts = [future('SP', 60, { symbol: 'FUT' }), option('SP', 'call', 1000, 60, { symbol: 'CALL' })];
  const market = smallMarket([{ name: 'SP', index: 1000 }], contracts);
  const parameters = spanTerms(
    [
      commodity('SP', 20, {
        contractUnit: 500,
        riskArrays: {
          FUT: { view: 'profit', values: MCMILLAN_FUTURE, delta: 1 },
          CALL: { view: 'profit', values: MCMILLAN_CALL, delta: 0.5 },
        },
      }),
    ],
    { extremeMove: EXTREME_MOVES['2x35'] },
  );
  it.each([
    ['long future, scenario 13', { 0: 1 }, 10_000, 12],
    ['long call, scenario 14', { 1: 1 }, 3_990, 13],
    // Scenario 13: the future loses 10,000, the short call earns 3,380.
    ['covered write, scenario 13', { 0: 1, 1: -1 }, 6_620, 12],
  ])('%s', (_, sizes, expected, scenario) => {
    expect(requirement(parameters, market, sizes)).toBe(expected);
    const { scenarios } = explain(parameters, market, sizes);
    expect(scenarios).toHaveLength(16);
    expect(scenarios.findIndex(({ isBinding }) => isBinding)).toBe(scenario);
  });
  it('needs no volatility where arrays are published', () => {
    expect(requirement(parameters, { ...market, surfaces: [null] }, { 1: 1 })).toBe(3_990);
  });
  it('reads the same arrays as losses', () => {
    const [base] = parameters.commodities;
    const riskArrays = Object.fromEntries(
      Object.entries(base!.riskArrays).map(([symbol, { values, delta }]) => [
        symbol,
        { view: 'loss' as const, values: values.map((value) => -value), delta },
      ]),
    );
    expect(requirement({ ...parameters, commodities: [{ ...base!, riskArrays }] }, market, { 0: 1, 1: -1 })).toBe(
      6_620,
    );
  });
});

describe('a future alone', () => {
  const market = smallMarket([{ name: 'SP', index: 1000 }], [future('SP', 60, { multiplier: 500 })]);
  it.each([
    ["CME's files, 3 ranges at 33 %", EXTREME_MOVES['3x33'], 0.99],
    ["McMillan's, 2 ranges at 35 %", EXTREME_MOVES['2x35'], 0.7],
  ])('loses thirds of the range, and the extreme move never binds: %s', (_, extremeMove, extreme) => {
    const parameters = spanTerms([commodity('SP', 20, { contractUnit: 500 })], { extremeMove });
    const { scenarios } = explain(parameters, market, { 0: 1 });
    const thirds = [0, 0, 1, 1, -1, -1, 2, 2, -2, -2, 3, 3, -3, -3].map((third) => (-third / 3) * 10_000);
    const expected = [...thirds, -extreme * 10_000, extreme * 10_000];
    scenarios.forEach(({ loss }, k) => expect(loss).toBeCloseTo(expected[k]!, 8));
    // Range x multiplier: 20 x 500.
    expect(requirement(parameters, market, { 0: 1 })).toBeCloseTo(10_000, 9);
    expect(requirement(parameters, market, { 0: -3 })).toBeCloseTo(30_000, 8);
    expect(scenarios.findIndex(({ isBinding }) => isBinding)).toBeLessThan(14);
  });
});

it('the extreme move binds for a short option far out of the money', () => {
  const market = smallMarket([{ name: 'SP', index: 1000, volatility: 0.15 }], [option('SP', 'put', 880, 20)]);
  const { scenarios } = explain(spanTerms([commodity('SP', 60)]), market, { 0: -10 });
  expect(scenarios.findIndex(({ isBinding }) => isBinding)).toBe(15);
});

describe('credits between commodities', () => {
  const grains = (ranges: Readonly<Record<string, number>>, sizes: Readonly<Record<string, number>>) => {
    const names = Object.keys(ranges);
    const market = smallMarket(
      names.map((name) => ({ name, index: 100_000 })),
      names.map((name): Contract => future(name, 90)),
    );
    const commodities = names.map((name) => commodity(name, ranges[name]!));
    return { market, commodities, sizes: Object.fromEntries(names.map((name, place) => [place, sizes[name]!])) };
  };
  const leg = (name: string, ratio: number, side: 'A' | 'B', credit: number) => ({
    commodity: name,
    ratio,
    side,
    credit,
  });

  // 1,750 x 2 + 2,500 = 6,000; 55 % of it is credited: 3,300, which leaves 2,700 (cmegroup.com spread calculator).
  it.each([
    [1_750, 2_500, 1, 2_700],
    // (900 x 2 + 2,100) x (1 - 55 %) (solomonexamprep.com).
    [900, 2_100, 1, 1_755],
    [900, 2_100, 3, 3 * 1_755],
  ])('corn %d against soybeans %d, 2:1, %d times: %d', (corn, soybeans, times, expected) => {
    const { market, commodities, sizes } = grains({ C: corn, S: soybeans }, { C: 2 * times, S: -times });
    const deltaSpreads = [{ priority: 1, name: 'C-S', legs: [leg('C', 2, 'A', 0.55), leg('S', 1, 'B', 0.55)] }];
    const parameters = spanTerms(commodities, { deltaSpreads });
    expect(requirement(parameters, market, sizes)).toBeCloseTo(expected, 6);
    // The other way round, and the same side: a spread, and none.
    expect(requirement(parameters, market, { 0: -2 * times, 1: times })).toBeCloseTo(expected, 6);
    expect(requirement(parameters, market, { 0: 2 * times, 1: times })).toBeCloseTo(times * (2 * corn + soybeans), 6);
    const { offsets } = explain(parameters, market, sizes);
    expect(offsets).toEqual([
      {
        between: 'C and S',
        grantedBy: 'delta spread C-S, priority 1',
        amount: expect.closeTo(times * 0.55 * (2 * corn + soybeans), 6),
      },
    ]);
  });

  it('credits the legs of a crush with rates of their own: 2,100 x 45 % + (1,800 + 725) x 30 % = 1,702.50', () => {
    const { market, commodities, sizes } = grains({ S: 2_100, SM: 1_800, BO: 725 }, { S: 1, SM: -1, BO: -1 });
    const legs = [leg('S', 1, 'A', 0.55), leg('SM', 1, 'B', 0.7), leg('BO', 1, 'B', 0.7)];
    const parameters = spanTerms(commodities, { deltaSpreads: [{ priority: 1, name: 'crush', legs }] });
    expect(requirement(parameters, market, sizes)).toBeCloseTo(1_702.5, 6);
  });

  it('uses each delta once, the lowest priority number first', () => {
    const { market, commodities, sizes } = grains({ A: 100, B: 200, C: 300 }, { A: 3, B: -1, C: -5 });
    const deltaSpreads = [
      { priority: 2, name: 'A-C', legs: [leg('A', 1, 'A', 0.5), leg('C', 1, 'B', 0.5)] },
      { priority: 1, name: 'A-B', legs: [leg('A', 1, 'A', 0.8), leg('B', 1, 'B', 0.8)] },
    ];
    // Apart 300 + 200 + 1,500. A-B forms 1: 80 % of 100 + 200. A-C forms the 2 left: 50 % of 2 x (100 + 300).
    const expected = 2_000 - 240 - 400;
    expect(requirement(spanTerms(commodities, { deltaSpreads }), market, sizes)).toBeCloseTo(expected, 6);
  });

  it('a scanning spread counts losses in full and a share of gains', () => {
    const { market, commodities, sizes } = grains({ NG: 1_000, HP: 900 }, { NG: 1, HP: -1 });
    const scanningSpreads = [{ name: 'gas', commodities: ['NG', 'HP'], credit: 0.8 }];
    const parameters = spanTerms(commodities, { scanningSpreads });
    // Down a range NG loses 1,000 and HP earns 900: 1,000 - 720 = 280; up HP loses 900 and NG earns 1,000: 900 - 800.
    expect(requirement(parameters, market, sizes)).toBeCloseTo(280, 6);
    // On the same side both lose: nothing to credit.
    expect(requirement(parameters, market, { 0: 1, 1: 1 })).toBeCloseTo(1_900, 6);
    expect(explain(parameters, market, sizes).offsets.map(({ amount }) => amount)).toEqual([expect.closeTo(1_620, 6)]);
  });
});

describe('weighted price risk', () => {
  // An option's price risk a delta differs from the range: a long call loses less than delta x range.
  const market = smallMarket(
    [
      { name: 'A', index: 1000, volatility: 0.3 },
      { name: 'B', index: 1000 },
    ],
    [option('A', 'call', 1000, 30), future('B', 30)],
  );
  const deltaSpreads = [
    {
      priority: 1,
      name: 'A-B',
      legs: [
        { commodity: 'A', ratio: 1, side: 'A' as const, credit: 0.5 },
        { commodity: 'B', ratio: 1, side: 'B' as const, credit: 0.5 },
      ],
    },
  ];
  const termsOf = (weightedPriceRisk: SpanParameters['weightedPriceRisk']) =>
    spanTerms([commodity('A', 60), commodity('B', 60)], { deltaSpreads, weightedPriceRisk });
  const creditOf = (method: SpanParameters['weightedPriceRisk'], sizes: Readonly<Record<number, number>>): number => {
    const parameters = termsOf(method);
    const apart = spanTerms(parameters.commodities);
    return requirement(apart, market, sizes) - requirement(parameters, market, sizes);
  };

  it('is (scan loss + paired loss) / 2 - time risk, by net delta', () => {
    const sizes = { 0: 10, 1: -20 };
    const { scenarios } = explain(termsOf('normal'), market, { 0: 10 });
    const losses = scenarios.map(({ loss }) => loss);
    const active = scenarios.findIndex(({ isBinding }) => isBinding);
    // Long calls lose most with the price down and volatility down: scenario 14, whose pair is 13.
    expect(active).toBe(13);
    const priceRisk = (losses[13]! + losses[12]!) / 2 - (losses[0]! + losses[1]!) / 2;
    expect(priceRisk).toBeGreaterThan(0);
    // All of A's delta is matched, so its leg is credited half of the price risk; B's half of delta x 60.
    const legB = creditOf('normal', sizes) - 0.5 * priceRisk;
    const delta = legB / (0.5 * 60);
    expect(delta).toBeGreaterThan(5);
    expect(delta).toBeLessThan(6);
  });

  it('is capped at the scan range where short options would have more', () => {
    const [normal, capped, range] = (['normal', 'scanRangeCap', 'scanRange'] as const).map((method) =>
      creditOf(method, { 0: -10, 1: 20 }),
    );
    expect(normal!).toBeGreaterThan(capped!);
    expect(capped!).toBeCloseTo(range!, 6);
    expect(creditOf('normal', { 0: 10, 1: -20 })).toBeLessThan(creditOf('scanRange', { 0: 10, 1: -20 }));
  });
});

describe('calendar spreads', () => {
  const calendar = (rates: readonly [number, number], charge: number) => {
    const market = smallMarket([{ name: 'W', index: 10_000 }], [future('W', 20), future('W', 80), future('W', 25)]);
    const tier = (name: string, daysMax: number, value: number) => ({
      name,
      daysMax,
      priceScanRange: { of: 'amount' as const, value },
    });
    const terms = commodity('W', rates[0], {
      tiers: [tier('near', 30, rates[0]), tier('far', Infinity, rates[1])],
      calendarSpreads: [
        { priority: 2, near: 'near', far: 'far', charge: { of: 'amount', value: charge } },
        { priority: 1, near: 'near', far: 'near', charge: { of: 'amount', value: charge / 2 } },
      ],
    });
    return { market, parameters: spanTerms([terms]) };
  };
  // A displayed rate of 0 means (rate 1 - rate 2) + charge (cmegroup.com spread calculator).
  it.each([
    [500, 500, 200, 200],
    [500, 750, 50, 300],
    [500, 750, 0, 250],
    [750, 500, 50, 300],
  ])('rates %d and %d, charge %d: %d', (near, far, charge, expected) => {
    const { market, parameters } = calendar([near, far], charge);
    expect(requirement(parameters, market, { 0: 1, 1: -1 })).toBeCloseTo(expected, 6);
    expect(requirement(parameters, market, { 0: -4, 1: 4 })).toBeCloseTo(4 * expected, 6);
  });
  it('matches within a tier first when that has priority', () => {
    const { market, parameters } = calendar([500, 500], 200);
    // 2 long in 20 days, 1 short in 25, 1 short in 80: one spread within the tier at 100, one across at 200.
    expect(requirement(parameters, market, { 0: 2, 1: -1, 2: -1 })).toBeCloseTo(300, 6);
  });
  it('nets by expiry before spreading: an option hedged in its own month pays none', () => {
    const contracts = [future('W', 20), perpetual('W'), future('W', 20, { symbol: 'W-20D-B' })];
    const market = smallMarket([{ name: 'W', index: 10_000 }], contracts);
    const { parameters } = calendar([500, 500], 200);
    expect(requirement(parameters, market, { 0: 1, 2: -1 })).toBeCloseTo(0, 6);
  });
});

describe('floors and delivery', () => {
  it.each([
    ['sum', 60],
    ['greater', 40],
  ] as const)('short options cost at least their minimum, counted by %s: %d', (counts, expected) => {
    const contracts = [option('SP', 'call', 5_000, 5), option('SP', 'put', 100, 5)];
    const market = smallMarket([{ name: 'SP', index: 1000, volatility: 0.1 }], contracts);
    const shortOptionMinimum = { of: 'amount' as const, value: 10, counts };
    expect(requirement(spanTerms([commodity('SP', 30, { shortOptionMinimum })]), market, { 0: -4, 1: -2 })).toBe(
      expected,
    );
    expect(requirement(spanTerms([commodity('SP', 30, { shortOptionMinimum })]), market, { 0: 4, 1: 2 })).toBeCloseTo(
      0,
      6,
    );
  });
  it('a minimum may be a share of the index value: 3 % x 1,000 x 50 units', () => {
    const market = smallMarket(
      [{ name: 'N', index: 1000, volatility: 0.1 }],
      [option('N', 'call', 9_000, 5, { multiplier: 50 })],
    );
    const shortOptionMinimum = { of: 'share' as const, value: 0.03, counts: 'sum' as const };
    expect(requirement(spanTerms([commodity('N', 30, { shortOptionMinimum })]), market, { 0: -1 })).toBeCloseTo(
      1_500,
      6,
    );
  });
  it('deltas near delivery cost a charge each', () => {
    const market = smallMarket([{ name: 'CL', index: 100 }], [future('CL', 3), future('CL', 40)]);
    const terms = spanTerms([commodity('CL', 5, { deliveryCharge: { daysMax: 5, charge: 2 } })]);
    // Scan |3 - 1| x 5, delivery 3 x 2.
    expect(requirement(terms, market, { 0: 3, 1: -1 })).toBeCloseTo(16, 6);
  });
  it('net option value is shown, and not taken off', () => {
    const market = smallMarket([{ name: 'SP', index: 1000 }], [option('SP', 'call', 1000, 30)]);
    const { maintenance } = explain(spanTerms([commodity('SP', 60)]), market, { 0: 2 });
    const value = 2 * market.markPrices[0]!;
    const line = maintenance.parts!.at(-1)!;
    expect(line.amount).toBe(0);
    expect(line.formula).toContain('not subtracted');
    expect(maintenance.amount).toBeGreaterThan(0);
    expect(maintenance.amount).toBeLessThan(value);
  });
});

describe('shipped parameters', () => {
  const shipped = (name: string): SpanParameters => presetParameters(name).parameters as SpanParameters;
  it("grains: the clearing house's example leaves 2,700 of 6,000", () => {
    const bushels = { multiplier: 5_000 };
    const market = smallMarket(
      [
        { name: 'C', index: 5 },
        { name: 'S', index: 12 },
      ],
      [future('C', 90, bushels), future('S', 90, bushels)],
    );
    const parameters = shipped('span-cbot-grains-example');
    expect(requirement(parameters, market, { 0: 2 })).toBeCloseTo(3_500, 8);
    expect(requirement(parameters, market, { 0: 2, 1: -1 })).toBeCloseTo(2_700, 8);
  });
  it('NSE: 9.3 % of an index future, 14.2 % of a stock future, 1.75 % for a calendar spread', () => {
    const market = smallMarket(
      [
        { name: 'NIFTY', index: 20_000 },
        { name: 'TCS', index: 3_000 },
      ],
      [
        future('NIFTY', 20, { multiplier: 50 }),
        future('NIFTY', 50, { multiplier: 50 }),
        future('TCS', 20, { multiplier: 175 }),
      ],
    );
    const need = (sizes: Readonly<Record<number, number>>): number => {
      const out = { initial: 0, maintenance: 0 };
      createSpanModel(shipped('span-nse-2018')).prepare(market).requireInto(bookOf(market, sizes), out);
      return out.maintenance;
    };
    expect(need({ 0: 1 })).toBeCloseTo(0.093 * 1_000_000, 6);
    expect(need({ 2: -2 })).toBeCloseTo(0.142 * 1_050_000, 6);
    expect(need({ 0: 3, 1: -3 })).toBeCloseTo(0.0175 * 3_000_000, 6);
  });
});
