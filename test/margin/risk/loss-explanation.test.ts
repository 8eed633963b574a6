// Goal: the loss of a scenario that binds can be redone from what is printed of it. Method: a calculator reads every formula, from
// the returns of the history to the profit of each contract, under every estimator with scenarios; and exposures add up.

import { describe, expect, it } from 'vitest';
import type { ExplanationLine, MarginExplanation, PositionColumns } from '../../../src/margin/margin-model.ts';
import { withReturns } from '../../../src/margin/risk/recalibrate.ts';
import { createRiskModel } from '../../../src/margin/risk/risk-model.ts';
import type { RiskSpecification } from '../../../src/margin/risk/risk-parameters.ts';
import { HULL_CONVENTION } from '../../../src/margin/risk/tail-convention.ts';
import { formulaValue } from './formula-value.ts';
import { bookOf, drawBook, drawHistory, drawMarket, PLAIN, testStream } from './risk-world.ts';

const market = drawMarket(testStream('losses'), { assetCount: 3, hasInverse: true, optionsPerAsset: 3 });
const history = drawHistory(testStream('losses'), 300, 3);

function explain(specification: Partial<RiskSpecification>, book: PositionColumns): MarginExplanation {
  const parameters = withReturns({ ...PLAIN, ...specification }, market.assets, history);
  return createRiskModel(parameters).prepare(market).explain(book);
}

function estimateOf({ maintenance }: MarginExplanation): ExplanationLine {
  return maintenance.parts!.find(({ label }) => label.endsWith(' of the book'))!;
}

const scaled = { kind: 'historical', scaling: { kind: 'ewma', decay: 0.94 }, convention: HULL_CONVENTION } as const;
const stressed = { weight: 0.25, days: 120 } as const;
const draws = { kind: 'monte-carlo', scenarioCount: 400, degreesOfFreedom: 4, seed: 's' } as const;
const equal = { kind: 'equal', about: 'zero' } as const;
const tools = { bufferShare: null, stressed: null, floorDays: null };

/** Checks every line below a scenario's; returns how many positions were redone. */
function redo(scenario: ExplanationLine): number {
  let redone = 0;
  let loss = 0;
  for (const asset of scenario.parts!) {
    const [, origin, shown] = /^moves by (?:(.*) = )?(-?[\d.e-]+ %)$/.exec(asset.formula)!;
    const move = formulaValue(shown!);
    if (origin !== undefined) expect(formulaValue(origin)).toBeCloseTo(move, 10);
    for (const { formula, amount } of asset.parts!) {
      const [, sum, profit, text] = /^(-\(.* x (.*)\)), size x profit of one contract: (.*)$/.exec(formula)!;
      const size = Math.max(1, Math.abs(amount));
      expect(Math.abs(formulaValue(sum!) - amount) / size).toBeLessThan(1e-8);
      const [arithmetic] = text!.split(', repriced');
      expect(Math.abs(formulaValue(arithmetic!) - formulaValue(profit!))).toBeLessThan(1e-6);
      if (!text!.includes('repriced')) expect(text!.endsWith(shown!)).toBe(true);
      loss += amount;
      redone += 1;
    }
  }
  expect(loss).toBeCloseTo(scenario.amount, 6);
  return redone;
}

describe('a scenario that binds', () => {
  it.each<[string, Partial<RiskSpecification>, RegExp | null]>([
    ['of simple returns, two days by the root of time', { horizonDays: 2 }, /^moves by -?[\d.]+ % x sqrt\(2\) = /],
    ['of logarithmic returns', { returnKind: 'log' }, /^moves by e\^\(-?[\d.]+ %\) - 1 = /],
    [
      'of overlapping windows',
      { horizonDays: 3, horizonRule: 'overlapping' },
      /^moves by (\(1 \+ .*\) x ){2}.* - 1 = /,
    ],
    [
      'of overlapping windows of logarithms, filtered',
      { horizonDays: 2, horizonRule: 'overlapping', returnKind: 'log', estimator: scaled },
      /now .* then .* \+ .* now .* then /,
    ],
    ['filtered, over ten days', { horizonDays: 10, estimator: scaled }, / % x volatility now .* x sqrt\(10\) = /],
    ['weighted by age', { estimator: { kind: 'age-weighted', scaling: null, decay: 0.98 } }, /^moves by -?[\d.]+ % = /],
    [
      'with stressed days beside',
      { antiProcyclicality: { ...tools, stressed: { ...stressed, blend: 'requirements' } } },
      null,
    ],
    [
      'with stressed days among them',
      { antiProcyclicality: { ...tools, stressed: { ...stressed, blend: 'observations' } } },
      null,
    ],
    ['at the volatility of a floor', { windowDays: 150, antiProcyclicality: { ...tools, floorDays: 300 } }, null],
    [
      'that is drawn',
      { estimator: { ...draws, covariance: equal, convention: HULL_CONVENTION } },
      /^moves by -?[\d.]+ %$/,
    ],
  ])('%s is redone by position, to the last digit printed', (_, specification, pattern) => {
    const stream = testStream('redo-loss');
    let redone = 0;
    for (let n = 0; n < 12; n += 1) {
      const book = drawBook(stream, market, 1 + stream.integer(8));
      const measures = ['value-at-risk', 'expected-shortfall'] as const;
      const estimate = estimateOf(
        explain({ ...specification, measure: measures[n % 2]!, volatilityResponse: n % 3 }, book),
      );
      const tails = estimate.parts!.filter(({ label }) => / scenarios \(\d+\)$/.test(label));
      for (const scenario of tails.flatMap(({ parts }) => parts!)) {
        const carriesWeight = scenario.formula !== 'weight 0';
        if (scenario.parts === undefined) continue;
        expect(carriesWeight).toBe(true);
        redone += redo(scenario);
        if (pattern !== null) expect(scenario.parts[0]!.formula).toMatch(pattern);
      }
    }
    expect(redone).toBeGreaterThan(30);
  });

  it('says which rank counts, and that others do not', () => {
    const tail = estimateOf(explain({}, bookOf([[0, 1]]))).parts!.at(-1)!;
    expect(tail.formula).toContain('the loss of rank ceil(300 x 1 %) = 3 from the worst');
    expect(tail.parts!.map(({ parts }) => parts !== undefined)).toEqual([false, false, true]);
    const measure = 'expected-shortfall';
    const convention = { valueAtRisk: 'ceiling', shortfall: 'fractional' } as const;
    const estimator = { kind: 'historical', scaling: null, convention } as const;
    const mean = estimateOf(explain({ measure, estimator, confidence: 0.985 }, bookOf([[0, 1]]))).parts!.at(-1)!;
    expect(mean.formula).toContain('mean of the 300 x 1.5 % = 4.5 worst losses, the last one in part');
  });
});

describe('exposures', () => {
  const optionOf = market.contracts.findIndex(({ kind, settlesInCoin }) => kind === 'option' && settlesInCoin);
  const perpetual = market.contracts.findIndex(
    ({ underlying }) => underlying === market.contracts[optionOf]!.underlying,
  );
  const book = bookOf([
    [optionOf, -20],
    [perpetual, 3],
  ]);

  it('are in quote currency, options by their delta, and add up by asset', () => {
    const exposures = estimateOf(explain({}, book)).parts![0]!;
    expect(exposures.label).toBe('exposures in quote currency');
    expect(exposures.formula).toContain('options by their delta, for comparison: every scenario reprices them');
    const lines = exposures.parts!.flatMap(({ parts }) => parts!);
    for (const { formula, amount } of lines) expect(formulaValue(formula) / amount).toBeCloseTo(1, 8);
    expect(lines.reduce((sum, { amount }) => sum + amount, 0)).toBeCloseTo(exposures.amount, 8);
  });

  it('of a model by covariances are what it reckons with, and a warning says what they leave out', () => {
    const estimator = { kind: 'normal', mean: 'zero', covariance: equal } as const;
    const [warning, exposures, covariance] = estimateOf(explain({ estimator }, book)).parts!;
    expect(`${warning!.label}: ${warning!.formula}`).toMatch(
      /^WARNING: options enter by their delta: gamma and vega are not in this figure/,
    );
    // Short options lose more than their delta says, both ways; a buyer's warning costs nothing.
    expect(warning!.amount).toBeGreaterThan(0);
    expect(warning!.parts![0]!.formula).toMatch(/^options repriced after a move by -?[\d.]+ %, beyond their delta$/);
    expect(estimateOf(explain({ estimator }, bookOf([[optionOf, 20]]))).parts![0]!.amount).toBe(0);
    // One asset: sqrt(variance) = |exposure| x deviation
    const asset = market.assets.indexOf(market.contracts[perpetual]!.underlying);
    const squares = Array.from({ length: 300 }, (_, day) => history.returns[day * 3 + asset]! ** 2);
    const deviation = Math.sqrt(squares.reduce((sum, one) => sum + one, 0) / 300);
    expect(covariance!.parts![0]!.amount / (exposures!.amount * deviation) ** 2).toBeCloseTo(1, 9);
    const linear = estimateOf(explain({ estimator }, bookOf([[perpetual, 3]])));
    expect(linear.parts!.map(({ label }) => label)).not.toContain('WARNING');
  });
});
