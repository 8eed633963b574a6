// Goal: requirements obey what a risk officer takes for granted. Method: closed forms by hand, fast-check and random books
// for the properties, bad parameters for the errors.

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { InvalidInputError } from '../../../src/base/problem.ts';
import type { PositionColumns, PreparedMargin } from '../../../src/margin/margin-model.ts';
import { computeLiquidityCharge } from '../../../src/margin/risk/liquidity-charge.ts';
import { recalibrate, withReturns, withVolatilities } from '../../../src/margin/risk/recalibrate.ts';
import { createRiskModel } from '../../../src/margin/risk/risk-model.ts';
import type { RiskEstimator, RiskParameters, RiskSpecification } from '../../../src/margin/risk/risk-parameters.ts';
import { compileScenarios } from '../../../src/margin/risk/scenario-set.ts';
import { bookOf, drawBook, drawHistory, drawMarket, PLAIN, testStream } from './risk-world.ts';

const COVARIANCE = { kind: 'equal', about: 'zero' } as const;
const NORMAL: RiskEstimator = { kind: 'normal', mean: 'zero', covariance: COVARIANCE };
const HULL = { valueAtRisk: 'ceiling', shortfall: 'worse' } as const;
const SHORTFALL: Partial<RiskSpecification> = {
  measure: 'expected-shortfall',
  confidence: 0.975,
  estimator: { kind: 'historical', scaling: null, convention: { valueAtRisk: 'ceiling', shortfall: 'worst' } },
};

function require(prepared: PreparedMargin, book: PositionColumns): number {
  const out = { initial: 0, maintenance: 0 };
  prepared.requireInto(book, out);
  return out.maintenance;
}

const history = drawHistory(testStream('model'), 400, 5);
const market = drawMarket(testStream('market'), { assetCount: 5, hasInverse: true, optionsPerAsset: 2 });

function prepare(specification: Partial<RiskSpecification>): PreparedMargin {
  return createRiskModel(withReturns({ ...PLAIN, ...specification }, market.assets, history)).prepare(market);
}

const ESTIMATORS: readonly (readonly [string, Partial<RiskSpecification>])[] = [
  ['historical value at risk', {}],
  ['historical shortfall', SHORTFALL],
  ['age-weighted', { estimator: { kind: 'age-weighted', scaling: null, decay: 0.98 } }],
  ['filtered by EWMA', { estimator: { kind: 'historical', scaling: { kind: 'ewma', decay: 0.94 }, convention: HULL } }],
  [
    'filtered by GARCH',
    { estimator: { kind: 'historical', scaling: { kind: 'garch', alpha: 0.1, beta: 0.85 }, convention: HULL } },
  ],
  [
    'Pareto tail',
    {
      measure: 'expected-shortfall',
      estimator: { kind: 'pareto-tail', scaling: null, tailShare: 0.1, shape: 'fitted-by-likelihood' },
    },
  ],
  [
    'Monte Carlo t',
    {
      estimator: {
        kind: 'monte-carlo',
        scenarioCount: 1_000,
        degreesOfFreedom: 4,
        seed: 'mc',
        covariance: COVARIANCE,
        convention: HULL,
      },
    },
  ],
  ['normal', { estimator: NORMAL }],
  [
    'Student t over two days',
    {
      horizonDays: 2,
      estimator: {
        kind: 'student',
        degreesOfFreedom: 5,
        form: 'unit-variance',
        mean: 'sample',
        covariance: { kind: 'ewma', decay: 0.97 },
      },
    },
  ],
];

describe.each(ESTIMATORS)('a %s model', (_, specification) => {
  const capped = prepare({ ...specification, offsetCap: { share: 0.8, groups: null } });

  it('asks nothing of an empty book, and something of others', () => {
    expect(require(capped, bookOf([]))).toBe(0);
    for (let contract = 0; contract < market.contracts.length; contract += 1) {
      if (market.contracts[contract]!.kind === 'option') continue;
      for (const side of [-1, 1]) expect(require(capped, bookOf([[contract, side]]))).toBeGreaterThan(0);
    }
  });

  it('asks k times as much of k times the book', () => {
    const stream = testStream('homogeneous');
    for (let n = 0; n < 60; n += 1) {
      const book = drawBook(stream, market, 1 + stream.integer(8));
      const factor = 0.1 + 10 * stream.uniform();
      const scaled = { ...book, sizes: book.sizes.map((size) => size * factor) };
      const [whole, times] = [require(capped, book), require(capped, scaled)];
      expect(Math.abs(times - factor * whole)).toBeLessThan(1e-9 * (times + 1));
    }
  });

  it('never lets offsets save more than 80 % of the sum of stand-alones', () => {
    const stream = testStream('cap');
    const free = prepare(specification);
    for (let n = 0; n < 60; n += 1) {
      const book = drawBook(stream, market, 2 + stream.integer(8));
      const portfolio = require(free, book);
      const byAsset = market.assets.map((_, asset) => {
        const rows = Array.from({ length: book.count }, (__, i) => i).filter(
          (i) => market.underlyingOf[book.contracts[i]!] === asset,
        );
        return require(free, bookOf(rows.map((i) => [book.contracts[i]!, book.sizes[i]!])));
      });
      const alone = byAsset.reduce((sum, one) => sum + one, 0);
      const found = require(capped, book);
      expect(alone - found).toBeLessThanOrEqual(0.8 * (alone - Math.min(alone, portfolio)) + 1e-9 * alone);
      expect(found).toBeGreaterThanOrEqual(portfolio - 1e-9 * alone);
    }
  });
});

describe('subadditive models', () => {
  it.each([
    ['historical shortfall', SHORTFALL],
    ['weighted shortfall', { ...SHORTFALL, estimator: { kind: 'age-weighted', scaling: null, decay: 0.98 } } as const],
    ['normal', { estimator: NORMAL }],
    [
      'shortfall with everything on',
      {
        ...SHORTFALL,
        offsetCap: { share: 0.8, groups: null },
        antiProcyclicality: {
          bufferShare: 0.25,
          stressed: { weight: 0.25, days: 60, blend: 'requirements' },
          floorDays: 400,
        },
      } as const,
    ],
  ])('never ask more for two books together: %s', (_, specification) => {
    const model = createRiskModel(withReturns({ ...PLAIN, ...specification }, market.assets, history));
    expect(model.isSubadditive).toBe(true);
    const prepared = model.prepare(market);
    const stream = testStream('subadditive');
    for (let n = 0; n < 300; n += 1) {
      const one = drawBook(stream, market, 1 + stream.integer(5));
      const other = drawBook(stream, market, 1 + stream.integer(5));
      const sizes = new Map<number, number>();
      for (const book of [one, other])
        for (let i = 0; i < book.count; i += 1)
          sizes.set(book.contracts[i]!, (sizes.get(book.contracts[i]!) ?? 0) + book.sizes[i]!);
      const together = require(prepared, bookOf([...sizes]));
      const apart = require(prepared, one) + require(prepared, other);
      expect(together).toBeLessThanOrEqual(apart * (1 + 1e-12));
    }
  });

  it('say so, and only they', () => {
    const isSubadditive = (specification: Partial<RiskSpecification>): boolean =>
      createRiskModel(withReturns({ ...PLAIN, ...specification }, market.assets, history)).isSubadditive;
    expect(isSubadditive({})).toBe(false);
    expect(isSubadditive(SHORTFALL)).toBe(true);
    expect(isSubadditive({ estimator: { kind: 'age-weighted', scaling: null, decay: 0.98 } })).toBe(false);
    expect(isSubadditive({ ...SHORTFALL, liquidity: { law: 'linear', freeShare: 1, impactMax: 0.2 } })).toBe(false);
  });

  it('value at risk is not: two short tails of 0.9 % each hide alone and show together', () => {
    // 1,000 days; each asset loses half on 9 days of its own. At 99 % the 10th worst of either alone is 1 %.
    const returns = new Float64Array(2_000);
    for (let day = 0; day < 1_000; day += 1) {
      returns[2 * day] = day < 9 ? -0.5 : -0.01;
      returns[2 * day + 1] = day >= 9 && day < 18 ? -0.5 : -0.01;
    }
    const two = drawMarket(testStream('two'), { assetCount: 2 });
    two.markPrices.fill(100);
    const prepared = createRiskModel(withReturns(PLAIN, two.assets, { dayCount: 1_000, returns })).prepare(two);
    expect(require(prepared, bookOf([[0, 1]]))).toBeCloseTo(1, 12);
    expect(
      require(prepared, bookOf([
        [0, 1],
        [1, 1],
      ])),
    ).toBeCloseTo(51, 12);
  });
});

describe('parametric models', () => {
  const pair = drawMarket(testStream('pair'), { assetCount: 2 });
  pair.markPrices.set([100, 50]);
  const requirePair = (correlation: number, sizes: readonly [number, number], estimator = NORMAL): number => {
    const matrix = Float64Array.of(1, correlation, correlation, 1);
    const parameters = withVolatilities({ ...PLAIN, estimator }, pair.assets, Float64Array.of(0.04, 0.06), matrix);
    return require(createRiskModel(parameters).prepare(pair), bookOf([
      [0, sizes[0]],
      [1, sizes[1]],
    ]));
  };

  it('are z sqrt(e1^2 s1^2 + e2^2 s2^2 + 2 rho e1 e2 s1 s2)', () => {
    // Exposures 1,000 and -500: 40^2 + 30^2 - 2 x 0.8 x 40 x 30 = 580; 2.3263478740 x 24.0831892
    expect(requirePair(0.8, [10, -10])).toBeCloseTo(2.3263478740408408 * Math.sqrt(580), 9);
  });

  it('need less of a hedged pair, and more of a common side, the higher the correlation', () => {
    fc.assert(
      fc.property(
        fc.double({ min: -0.99, max: 0.99, noNaN: true }),
        fc.double({ min: -0.99, max: 0.99, noNaN: true }),
        fc.double({ min: 0.1, max: 50, noNaN: true }),
        (one, other, size) => {
          const [low, high] = one < other ? [one, other] : [other, one];
          expect(requirePair(high, [10, -size])).toBeLessThanOrEqual(requirePair(low, [10, -size]) + 1e-9);
          expect(requirePair(high, [10, size])).toBeGreaterThanOrEqual(requirePair(low, [10, size]) - 1e-9);
        },
      ),
    );
  });

  it('take means off losses, and the root of the horizon', () => {
    const student: RiskEstimator = {
      kind: 'student',
      degreesOfFreedom: 4,
      form: 'unit-variance',
      mean: 'sample',
      covariance: { kind: 'equal', about: 'sample' },
    };
    const returns = Float64Array.of(0.03, -0.01, 0.02, 0.04);
    const one = drawMarket(testStream('one'), { assetCount: 1 });
    one.markPrices.fill(100);
    const parameters = withReturns({ ...PLAIN, estimator: student, horizonDays: 4 }, one.assets, {
      dayCount: 4,
      returns,
    });
    // mean 0.02, squares 1 + 9 + 0 + 4 = 14e-4 over 3; 100 x (2 x t x sqrt(1/2) x sqrt(14e-4 / 3) - 4 x 0.02)
    const expected = 100 * (2 * 3.746947387979197 * Math.SQRT1_2 * Math.sqrt(14e-4 / 3) - 0.08);
    expect(require(createRiskModel(parameters).prepare(one), bookOf([[0, 1]]))).toBeCloseTo(expected, 9);
  });

  it('let options stand for their delta', () => {
    const prepared = prepare({ estimator: NORMAL });
    const option = market.contracts.findIndex(({ kind, settlesInCoin }) => kind === 'option' && !settlesInCoin);
    const asset = market.underlyingOf[option]!;
    const linear = market.underlyingOf.indexOf(asset);
    const contract = market.contracts[option]!;
    if (contract.kind !== 'option') throw new Error('no option');
    const share = require(prepared, bookOf([[option, 1]])) / require(prepared, bookOf([[linear, 1]]));
    expect(share).toBeGreaterThan(0.01);
    expect(share).toBeLessThan(1.1);
  });
});

describe('scenarios', () => {
  it('compound logarithmic returns, and stop before a price is gone', () => {
    const one = drawMarket(testStream('one'), { assetCount: 1 });
    one.markPrices.fill(100);
    const returns = Float64Array.from({ length: 100 }, (_, day) => (day === 40 ? -0.5 : day === 41 ? 0.7 : 0.01));
    const requireWith = (specification: Partial<RiskSpecification>, size: number): number => {
      const parameters = withReturns({ ...PLAIN, ...specification }, one.assets, { dayCount: 100, returns });
      return require(createRiskModel(parameters).prepare(one), bookOf([[0, size]]));
    };
    // 99 % of 100 days: the worst. Long exp(-0.5) - 1, short exp(0.7) - 1
    expect(requireWith({ returnKind: 'log' }, 1)).toBeCloseTo(100 * (1 - Math.exp(-0.5)), 9);
    expect(requireWith({ returnKind: 'log' }, -1)).toBeCloseTo(100 * (Math.exp(0.7) - 1), 9);
    expect(requireWith({ horizonDays: 9 }, 1)).toBeCloseTo(99.99, 9);
    // Over two overlapping days: 1.01 x 0.5 - 1 = -0.495 is the worst (of 99 windows, rank ceil(0.99) = 1)
    expect(requireWith({ horizonDays: 2, horizonRule: 'overlapping' }, 1)).toBeCloseTo(49.5, 9);
    expect(requireWith({ horizonDays: 2, horizonRule: 'overlapping', returnKind: 'log' }, 1)).toBeCloseTo(
      100 * (1 - Math.exp(-0.49)),
      9,
    );
  });

  it('are scaled by volatility now over volatility then', () => {
    // EWMA with lambda 0.5 from the mean square. Returns 0.04 and -0.02: start (16 + 4) / 2 = 10e-4;
    // day 1 has 10e-4, day 2 0.5 x 10 + 0.5 x 16 = 13e-4, tomorrow 0.5 x 13 + 0.5 x 4 = 8.5e-4.
    const one = drawMarket(testStream('one'), { assetCount: 1 });
    one.markPrices.fill(100);
    const estimator: RiskEstimator = { kind: 'historical', scaling: { kind: 'ewma', decay: 0.5 }, convention: HULL };
    const parameters = withReturns({ ...PLAIN, estimator }, one.assets, {
      dayCount: 2,
      returns: Float64Array.of(0.04, -0.02),
    });
    const requireOne = (of: RiskParameters, size: number): number =>
      require(createRiskModel(of).prepare(one), bookOf([[0, size]]));
    expect(requireOne(parameters, 1)).toBeCloseTo(2 * Math.sqrt(8.5 / 13), 9);
    expect(requireOne(parameters, -1)).toBeCloseTo(4 * Math.sqrt(8.5 / 10), 9);
    // Volatility now as told: 5 %
    const told = recalibrate(parameters, { volatilities: Float64Array.of(0.05) });
    expect(requireOne(told, 1)).toBeCloseTo((2 * 0.05) / Math.sqrt(13e-4), 9);
    // A third day of -0.1 rolls the first out: of (-0.02, -0.1) start 52e-4; 52 -> 28 -> 64 (e-4)
    const rolled = recalibrate(parameters, { returns: { dayCount: 1, returns: Float64Array.of(-0.1) } });
    expect(requireOne(rolled, 1)).toBeCloseTo(10 * Math.sqrt(64 / 28), 9);
  });

  it('are the same draws for the same seed, with the covariance asked for', () => {
    const assets = ['A0', 'A1'];
    const two = drawMarket(testStream('two'), { assetCount: 2 });
    two.markPrices.fill(100);
    const requireWith = (seed: string, correlation: number, size: number, degreesOfFreedom: number | null): number => {
      const estimator: RiskEstimator = {
        kind: 'monte-carlo',
        scenarioCount: 20_000,
        degreesOfFreedom,
        seed,
        covariance: COVARIANCE,
        convention: { valueAtRisk: 'ceiling', shortfall: 'worst' },
      };
      const matrix = Float64Array.of(1, correlation, correlation, 1);
      const parameters = withVolatilities({ ...PLAIN, estimator }, assets, Float64Array.of(0.03, 0.03), matrix);
      return require(createRiskModel(parameters).prepare(two), bookOf([
        [0, 1],
        [1, size],
      ]));
    };
    expect(requireWith('a', 0.5, -1, null)).toBe(requireWith('a', 0.5, -1, null));
    expect(requireWith('b', 0.5, -1, null)).not.toBe(requireWith('a', 0.5, -1, null));
    // Variance of the hedge 2 x 9 - 2 x 0.5 x 9 = 9: 2.3263 x 3, and 3.74695 x sqrt(1/2) x 3 for t with 4
    expect(Math.abs(requireWith('a', 0.5, -1, null) / 6.979 - 1)).toBeLessThan(0.04);
    expect(Math.abs(requireWith('a', 0.5, -1, 4) / 7.9485 - 1)).toBeLessThan(0.05);
  });

  it('of Student-t share one chi-square: uncorrelated assets still crash together', () => {
    // Both beyond their 1 % quantile: 1 in 10,000 if independent, above 1 in 1,000 under a t-copula with 3 degrees of
    // freedom, whose tail dependence at correlation 0 is 2 t_4(-2) = 11.6 %.
    const estimator = {
      kind: 'monte-carlo',
      scenarioCount: 20_000,
      degreesOfFreedom: 3,
      seed: 'tails',
      covariance: COVARIANCE,
      convention: HULL,
    } as const;
    const parameters = withVolatilities(
      { ...PLAIN, estimator },
      ['A0', 'A1'],
      Float64Array.of(0.01, 0.01),
      Float64Array.of(1, 0, 0, 1),
    );
    const { returns } = compileScenarios(parameters, estimator).current;
    const quantiles = [0, 1].map((a) => returns.filter((_, k) => k % 2 === a).sort()[200]!);
    let joint = 0;
    let moment = 0;
    for (let s = 0; s < 20_000; s += 1) {
      if (returns[2 * s]! < quantiles[0]! && returns[2 * s + 1]! < quantiles[1]!) joint += 1;
      moment += (returns[2 * s]! * returns[2 * s + 1]!) / 20_000;
    }
    expect(joint).toBeGreaterThan(15);
    expect(Math.abs(moment)).toBeLessThan(1e-5);
  });

  it('can be drawn for many assets whose volatilities differ in every digit', () => {
    const count = 15;
    const estimator: RiskEstimator = {
      kind: 'monte-carlo',
      scenarioCount: 200,
      degreesOfFreedom: 3,
      seed: 'many',
      covariance: COVARIANCE,
      convention: HULL,
    };
    const assets = Array.from({ length: count }, (_, a) => `A${a}`);
    const volatilities = Float64Array.from(assets, (_, a) => Math.sqrt(a + 1) / 100);
    const matrix = Float64Array.from({ length: count * count }, (_, k) => (k % (count + 1) === 0 ? 1 : 0.67));
    const parameters = withVolatilities({ ...PLAIN, estimator }, assets, volatilities, matrix);
    const many = drawMarket(testStream('many'), { assetCount: count });
    expect(require(createRiskModel(parameters).prepare(many), bookOf([[0, 1]]))).toBeGreaterThan(0);
    const measured = withReturns({ ...PLAIN, estimator }, assets, drawHistory(testStream('many'), 200, count));
    expect(require(createRiskModel(measured).prepare(many), bookOf([[0, 1]]))).toBeGreaterThan(0);
  });

  it('reprice options: a long one cannot lose more than its premium, a short straddle loses on both sides', () => {
    const prepared = prepare({});
    market.contracts.forEach((contract, c) => {
      if (contract.kind !== 'option' || contract.settlesInCoin) return;
      expect(require(prepared, bookOf([[c, 1]]))).toBeLessThanOrEqual(market.markPrices[c]! * (1 + 1e-12));
      expect(require(prepared, bookOf([[c, -1]]))).toBeGreaterThan(0);
    });
  });

  it('ask more of short options when volatility answers to moves', () => {
    const option = market.contracts.findIndex(({ kind }) => kind === 'option');
    const book = bookOf([[option, -1]]);
    expect(require(prepare({ volatilityResponse: 3 }), book)).toBeGreaterThan(require(prepare({}), book));
  });
});

describe('liquidity charges', () => {
  it('integrate the impact of walking the book', () => {
    // Linear, depth 100, 300 beyond the free 100: 1 % x 300 x 3 / 2 = 4.5; square root: 1 % x 300 x sqrt 3 / 1.5
    const linear = { law: 'linear', freeShare: 1, impactMax: 0.2 } as const;
    expect(computeLiquidityCharge(linear, 400, 100)).toBeCloseTo(4.5, 12);
    expect(computeLiquidityCharge({ ...linear, law: 'square-root' }, 400, 100)).toBeCloseTo(2 * Math.sqrt(3), 12);
    expect(computeLiquidityCharge(linear, 100, 100)).toBe(0);
    expect(computeLiquidityCharge(linear, 1e9, Infinity)).toBe(0);
    // Saturated from 20 depths: 2,000 x 0.2 / 2 + 0.2 x 1,000
    expect(computeLiquidityCharge(linear, 3_100, 100)).toBeCloseTo(400, 12);
    expect(computeLiquidityCharge(linear, 100, 0)).toBeCloseTo(20, 12);
  });

  it.each(['linear', 'square-root'] as const)('never grow faster than impactMax, nor shrink: %s', (law) => {
    const charge = { law, freeShare: 0.5, impactMax: 0.1 };
    let before = 0;
    for (let notional = 1; notional < 60_000; notional += 7) {
      const found = computeLiquidityCharge(charge, notional, 100);
      expect(found).toBeGreaterThanOrEqual(before);
      expect(found - before).toBeLessThanOrEqual(0.7 * (1 + 1e-9));
      before = found;
    }
  });

  it('are added position by position, on the depth at which the model was prepared', () => {
    const shallow = drawMarket(testStream('shallow'), { assetCount: 2, depth: 10_000 });
    shallow.markPrices.fill(100);
    const two = drawHistory(testStream('shallow'), 200, 2);
    const liquidity = { law: 'linear', freeShare: 1, impactMax: 0.2 } as const;
    const prepareWith = (more: Partial<RiskSpecification>): PreparedMargin =>
      createRiskModel(withReturns({ ...PLAIN, ...more }, shallow.assets, two)).prepare(shallow);
    const book = bookOf([
      [0, 300],
      [1, -200],
    ]);
    const charged = prepareWith({ liquidity });
    // 20,000 beyond: 1 % x 20,000 x 2 / 2 = 200; 10,000 beyond: 50
    const extra = require(charged, book) - require(prepareWith({}), book);
    expect(extra).toBeCloseTo(250, 9);
    shallow.depthAtOnePercent.fill(1);
    charged.refresh();
    expect(require(charged, book) - require(prepareWith({}), book)).toBeCloseTo(250, 9);
  });
});

describe('bad parameters', () => {
  const faultsOf = (parameters: RiskParameters): string[] => {
    try {
      createRiskModel(parameters);
      return [];
    } catch (error) {
      if (!(error instanceof InvalidInputError)) throw error;
      return error.problems.map(({ code, key }) => `${code} ${key}`);
    }
  };
  const plain = (specification: Partial<RiskSpecification>, data = history): RiskParameters =>
    withReturns({ ...PLAIN, ...specification }, market.assets, data);
  const broken = (at: number, value: number): typeof history => {
    const returns = history.returns.slice();
    returns[at] = value;
    return { ...history, returns };
  };

  it('are none in the models above', () => {
    for (const [, specification] of ESTIMATORS) expect(faultsOf(plain(specification))).toEqual([]);
  });

  it.each([
    ['a window longer than the history', plain({ windowDays: 401 }), 'history-too-short history'],
    [
      'a floor longer than it',
      plain({ antiProcyclicality: { ...PLAIN.antiProcyclicality, floorDays: 3_650 } }),
      'history-too-short history',
    ],
    [
      'a shortfall of fewer losses than its convention needs',
      plain({ measure: 'expected-shortfall', windowDays: 100 }),
      'history-too-short history',
    ],
    ['a confidence of 0.5', plain({ confidence: 0.5 }), 'bad-risk-parameter confidence'],
    ['a confidence of 1', plain({ confidence: 1 }), 'bad-risk-parameter confidence'],
    ['a return that is no number', plain({}, broken(7, Number.NaN)), 'bad-risk-parameter history'],
    ['a simple return of -100 %', plain({}, broken(7, -1)), 'bad-risk-parameter history'],
    [
      'an asset that never moves',
      plain({}, { dayCount: 400, returns: history.returns.map((value, k) => (k % 5 === 2 ? 0 : value)) }),
      'zero-variance history',
    ],
    [
      'an explosive GARCH',
      plain({ estimator: { kind: 'historical', scaling: { kind: 'garch', alpha: 0.2, beta: 0.8 }, convention: HULL } }),
      'bad-risk-parameter estimator.scaling',
    ],
    [
      'a history of another width',
      plain({}, { dayCount: 399, returns: history.returns }),
      'bad-risk-parameter history',
    ],
    [
      'a group of unknown assets',
      plain({ offsetCap: { share: 0.8, groups: [{ name: 'x', assets: ['DOGE'] }] } }),
      'bad-risk-parameter offsetCap.groups.x',
    ],
    [
      'GARCH parameters of some assets only',
      plain({
        estimator: {
          kind: 'historical',
          scaling: { kind: 'garch-by-asset', parameters: [{ asset: 'A0', omega: 1e-6, alpha: 0.1, beta: 0.8 }] },
          convention: HULL,
        },
      }),
      'bad-risk-parameter estimator.scaling',
    ],
    [
      'stressed days without a whole overlapping window',
      plain({
        horizonRule: 'overlapping',
        horizonDays: 10,
        antiProcyclicality: {
          ...PLAIN.antiProcyclicality,
          stressed: { weight: 0.25, days: 10, blend: 'requirements' },
        },
      }),
      'bad-risk-parameter stressed.days',
    ],
  ])('%s is refused', (_, parameters, fault) => {
    expect(faultsOf(parameters)).toContain(fault);
  });

  it('are all named at once', () => {
    const found = faultsOf(plain({ confidence: 2, initialRatio: 0.5, windowDays: 999, volatilityResponse: -1 }));
    expect(found).toHaveLength(4);
  });

  it('a model without history needs volatilities, and cannot be historical', () => {
    const parameters = { ...plain({}), history: null };
    expect(faultsOf(parameters)).toEqual(['history-missing history']);
    expect(faultsOf({ ...parameters, specification: { ...PLAIN, estimator: NORMAL } })).toEqual([
      'history-missing history',
    ]);
    const told = withVolatilities(
      { ...PLAIN, estimator: NORMAL },
      ['A0', 'A1'],
      Float64Array.of(0.1, 0),
      Float64Array.of(1, 0.5, 0.4, 1),
    );
    expect(faultsOf(told)).toEqual(['bad-risk-parameter volatilities', 'bad-risk-parameter correlation']);
  });

  it('a contract on an asset without returns is named when the model meets it', () => {
    const parameters = withReturns(PLAIN, market.assets.slice(0, 4), drawHistory(testStream('four'), 400, 4));
    expect(() => createRiskModel(parameters).prepare(market)).toThrow('A4-L follows A4');
  });
});
