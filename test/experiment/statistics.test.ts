// Goal: each figure over paths is the one that a textbook gives, tails of measures where lower is worse included, and a
// verdict says when more paths could change it. Method: samples small enough to work out by hand.
import { describe, expect, it } from 'vitest';
import { findMeasure, type MeasureDefinition } from '../../src/experiment/measures.ts';
import { PATHS_FOR_P99 } from '../../src/experiment/findings.ts';
import {
  type Aggregate,
  estimate,
  estimateProbability,
  sampleMeasure,
  summariseMeasure,
  worstPathOf,
} from '../../src/experiment/statistics.ts';
import { parseThresholds } from '../../src/experiment/thresholds.ts';
import { judge } from '../../src/experiment/verdicts.ts';
import { quantileInterval } from '../../src/numeric/quantiles.ts';
import type { PathOutcome } from '../../src/simulation/path-outcome.ts';
import { FAILURE, outcomeOf } from './outcomes.ts';

const higher = findMeasure('liquidation.accounts')!;
const lower = findMeasure('insuranceFund.change')!;

/** One path for each value of a measure in which higher is worse (accounts), or lower is (USD). */
const outcomesOf = (measure: MeasureDefinition, values: readonly number[]): PathOutcome[] =>
  values.map((value, path) =>
    outcomeOf(path, measure === higher ? { accountsLiquidated: value } : { fundFinal: value * 10_000 }),
  );
const sampleOf = (measure: MeasureDefinition, values: readonly number[]) =>
  sampleMeasure(measure, outcomesOf(measure, values));
const valueOf = (measure: MeasureDefinition, values: readonly number[], aggregate: Aggregate): number =>
  estimate(sampleOf(measure, values), aggregate, 'seed').value;

const oneTo = (count: number): number[] => Array.from({ length: count }, (_, n) => n + 1);
/** Out of order, so that nothing depends on it. */
const shuffled = (count: number): number[] => oneTo(count).map((n) => ((n * 37) % count) + 1);

describe('an aggregate where higher is worse', () => {
  it.each<[Aggregate, number, number]>([
    // Smallest value with at least that share at or below it: the 95th and 99th of 1 to 100, the 19th and 20th of 1 to 20.
    ['p95', 100, 95],
    ['p99', 100, 99],
    ['median', 100, 50],
    ['p95', 20, 19],
    ['p99', 20, 20],
    ['median', 21, 11],
    // Mean of the 5 worst of 100: 96 to 100; of the 1 worst of 20; of the 2 worst of 21 (5 % is 1.05).
    ['es95', 100, 98],
    ['es95', 20, 20],
    ['es95', 21, 20.5],
    ['mean', 100, 50.5],
    ['min', 100, 1],
    ['max', 100, 100],
  ])('%s of 1 to %i is %d', (aggregate, count, value) => {
    expect(new Set(shuffled(count)).size).toBe(count);
    expect(valueOf(higher, shuffled(count), aggregate)).toBe(value);
  });
});

describe('the extremes of more paths than a call has room for arguments', () => {
  const count = 200_000;
  const sample = { ...sampleOf(higher, []), values: Array.from({ length: count }, (_, n) => (n * 7_919) % count) };

  it.each<[Aggregate, number]>([
    ['min', 0],
    ['max', count - 1],
  ])('%s is %d', (aggregate, value) => {
    expect(estimate(sample, aggregate, 'seed').value).toBe(value);
  });
});

describe('an aggregate where lower is worse', () => {
  it.each<[Aggregate, number, number]>([
    // The 95th percentile of the loss: 5 % of paths lie below 6 of 1 to 100, and the mean of those worst 5 is 3.
    ['p95', 100, 6],
    ['p99', 100, 2],
    ['es95', 100, 3],
    ['p95', 20, 2],
    ['p99', 20, 1],
    ['mean', 100, 50.5],
    ['min', 100, 1],
    ['max', 100, 100],
  ])('%s of 1 to %i is %d', (aggregate, count, value) => {
    expect(valueOf(lower, shuffled(count), aggregate)).toBe(value);
  });

  it('has its worst path at the lowest value', () => {
    expect(worstPathOf(sampleOf(lower, [3, -2, 5, -2]))).toBe(1);
    expect(worstPathOf(sampleOf(higher, [3, 2, 5, 5]))).toBe(2);
  });

  it('has intervals with their ends in order', () => {
    for (const aggregate of ['median', 'p95', 'es95', 'mean'] as const) {
      const { value, interval } = estimate(sampleOf(lower, shuffled(400)), aggregate, 'seed');
      expect(interval.low!).toBeLessThanOrEqual(value);
      expect(interval.high!).toBeGreaterThanOrEqual(value);
      expect(interval.low!).toBeLessThan(interval.high!);
    }
  });
});

describe('a confidence interval', () => {
  it('of a mean is that of Student', () => {
    // 2, 4, 6: mean 4, standard deviation 2, t(0.975, 2) = 4.302653: 4 +- 4.302653 x 2 / sqrt(3).
    const { interval } = estimate(sampleOf(higher, [6, 2, 4]), 'mean', 'seed');
    expect(interval.level).toBe(0.95);
    expect(interval.low).toBeCloseTo(4 - 4.96828, 4);
    expect(interval.high).toBeCloseTo(4 + 4.96828, 4);
  });

  it('of a median takes order statistics', () => {
    // Binomial(10, 1/2): P(X <= 1) = 11/1024 <= 0.025 < P(X <= 2) = 56/1024: the 2nd and the 9th.
    expect(estimate(sampleOf(higher, shuffled(10)), 'median', 'seed').interval).toEqual({
      low: 2,
      high: 9,
      level: 0.95,
    });
  });

  it('of a tail of few paths is open at the worse end, whichever end that is', () => {
    expect(estimate(sampleOf(higher, shuffled(20)), 'p95', 'seed').interval).toMatchObject({ high: null });
    expect(estimate(sampleOf(lower, shuffled(20)), 'p95', 'seed').interval).toMatchObject({ low: null });
    expect(estimate(sampleOf(higher, [5]), 'mean', 'seed').interval).toEqual({ low: null, high: null, level: 0.95 });
    expect(estimate(sampleOf(higher, shuffled(20)), 'es95', 'seed').interval).toEqual({
      low: null,
      high: null,
      level: 0.95,
    });
  });

  it('of the 99th percentile is bounded from the number of paths on that is told', () => {
    const upperOf = (paths: number) => quantileInterval(Float64Array.from(oneTo(paths)), 0.99, 0.95).upper;
    expect(upperOf(PATHS_FOR_P99 - 1)).toBeNull();
    expect(upperOf(PATHS_FOR_P99)).toBe(PATHS_FOR_P99);
  });

  it('of a probability is that of Clopper and Pearson', () => {
    // 0 of 10: 1 - 0.025^(1/10). 10 of 10: 0.025^(1/10).
    const positive = (values: readonly number[]) => estimateProbability(sampleOf(higher, values), (value) => value > 0);
    expect(positive(Array(10).fill(0)).value).toBe(0);
    expect(positive(Array(10).fill(0)).interval.low).toBe(0);
    expect(positive(Array(10).fill(0)).interval.high).toBeCloseTo(0.30849710781876, 10);
    expect(positive(Array(10).fill(1)).interval.low).toBeCloseTo(0.69150289218124, 10);
    expect(positive([1, 0, 0, 1]).value).toBe(0.5);
  });

  it('of an expected shortfall depends on the seed, and on nothing else', () => {
    const at = (seed: string) => estimate(sampleOf(higher, shuffled(200)), 'es95', seed);
    expect(at('one')).toEqual(at('one'));
    expect(at('two').value).toBe(at('one').value);
    expect(at('two').interval).not.toEqual(at('one').interval);
  });
});

describe('a summary of a measure', () => {
  const outcomes = [
    outcomeOf(0, { accountsLiquidated: 4 }),
    outcomeOf(1, { accountsLiquidated: 1_000 }, FAILURE),
    outcomeOf(5, { accountsLiquidated: 0 }),
    outcomeOf(7, { accountsLiquidated: 8 }),
  ];
  const summary = summariseMeasure(sampleMeasure(higher, outcomes), 'seed');

  it('leaves failed paths out of every figure', () => {
    expect(summary).toMatchObject({ paths: 3, values: [4, 0, 8], min: 0, max: 8, worstPath: 7, tailPaths95: 1 });
    expect(summary.mean.value).toBe(4);
    expect(summary.probabilityPositive.value).toBeCloseTo(2 / 3, 15);
  });

  it('says what the measure is', () => {
    const { name, label, unit, worse, definition } = higher;
    expect(summary).toMatchObject({ name, label, unit, worse, definition });
  });

  it('counts the paths in its tail', () => {
    const tailOf = (count: number) => summariseMeasure(sampleOf(higher, oneTo(count)), 'seed').tailPaths95;
    expect([1, 20, 21, 40, 100, 101].map(tailOf)).toEqual([1, 1, 2, 2, 5, 6]);
  });
});

describe('a verdict', () => {
  const verdictOf = (text: string, outcomes: readonly PathOutcome[]) => {
    const { thresholds, problems } = parseThresholds([{ text }]);
    expect(problems).toEqual([]);
    return judge(thresholds, outcomes, 'seed')[0]!;
  };
  const hundred = outcomesOf(higher, shuffled(100));

  it('passes or fails by the value, and says it with its limit', () => {
    expect(verdictOf('liquidation.accounts.mean < 51', hundred)).toMatchObject({
      passed: true,
      value: 50.5,
      limit: 51,
      unit: 'count',
      paths: 100,
    });
    expect(verdictOf('liquidation.accounts.mean < 50.5', hundred)).toMatchObject({ passed: false, value: 50.5 });
  });

  it('is open while the limit lies within the interval, and settled beyond it', () => {
    // 100 paths with a standard deviation of 29: the mean is known to +- 5.8.
    expect(verdictOf('liquidation.accounts.mean < 53', hundred)).toMatchObject({ passed: true, uncertain: true });
    expect(verdictOf('liquidation.accounts.mean < 48', hundred)).toMatchObject({ passed: false, uncertain: true });
    expect(verdictOf('liquidation.accounts.mean < 60', hundred)).toMatchObject({ passed: true, uncertain: false });
    expect(verdictOf('liquidation.accounts.mean < 40', hundred)).toMatchObject({ passed: false, uncertain: false });
  });

  it('is open where an end of the interval is', () => {
    expect(verdictOf('liquidation.accounts.p99 < 1000000', hundred)).toMatchObject({ passed: true, uncertain: true });
  });

  it('on an extreme is settled only where more paths could not take it back', () => {
    // A largest value can only grow, a smallest can only fall.
    expect(verdictOf('liquidation.accounts.max <= 100', hundred)).toMatchObject({ passed: true, uncertain: true });
    expect(verdictOf('liquidation.accounts.max < 100', hundred)).toMatchObject({ passed: false, uncertain: false });
    expect(verdictOf('liquidation.accounts.max >= 100', hundred)).toMatchObject({ passed: true, uncertain: false });
    expect(verdictOf('liquidation.accounts.min > 1', hundred)).toMatchObject({ passed: false, uncertain: false });
    expect(verdictOf('liquidation.accounts.min > 0', hundred)).toMatchObject({ passed: true, uncertain: true });
  });

  it('on a probability counts the paths on which the event happened', () => {
    const verdict = verdictOf('probability(liquidation.accounts > 90) < 0.05', hundred);
    expect(verdict).toMatchObject({
      passed: false,
      value: 0.1,
      limit: 0.05,
      unit: 'share',
      uncertain: true,
      worstPath: 26,
    });
    expect(hundred[26]!.tally.accountsLiquidated).toBe(100);
    expect(verdictOf('probability(liquidation.accounts > 90) < 0.5', hundred)).toMatchObject({
      passed: true,
      uncertain: false,
    });
    expect(verdictOf('probability(liquidation.accounts > 1000) <= 0', hundred)).toMatchObject({
      passed: true,
      value: 0,
      uncertain: true,
    });
  });

  it('passes nothing when no path finished', () => {
    for (const text of ['liquidation.accounts.max >= 0', 'probability(liquidation.accounts >= 0) > 0']) {
      expect(verdictOf(text, [outcomeOf(0, {}, FAILURE)])).toMatchObject({
        passed: false,
        uncertain: true,
        paths: 0,
        worstPath: -1,
      });
    }
  });

  it('leaves failed paths out', () => {
    const outcomes = [outcomeOf(0, { accountsLiquidated: 3 }), outcomeOf(1, { accountsLiquidated: 99 }, FAILURE)];
    expect(verdictOf('liquidation.accounts.max < 4', outcomes)).toMatchObject({ passed: true, value: 3, paths: 1 });
  });
});
