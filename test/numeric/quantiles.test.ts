/**
 * Goal: tail measures by their stated conventions, and intervals that cover what they claim.
 * Method: samples worked by hand, reference values of scipy 1.x for the intervals, and coverage by simulation with a
 * fixed stream.
 */
import { describe, expect, it } from 'vitest';
import { InvariantError } from '../../src/base/assert.ts';
import * as quantiles from '../../src/numeric/quantiles.ts';
import { createStream } from '../../src/numeric/stream.ts';

const { expectedShortfallInterval, expectedShortfallOfSorted, meanInterval, meanOf } = quantiles;
const { probabilityInterval, quantileInterval, quantileOfSorted, sortSample } = quantiles;

const upTo = (count: number): Float64Array => Float64Array.from({ length: count }, (_, i) => i + 1);

describe('a quantile', () => {
  it.each([
    // Of 1..10 the distribution function is k / 10 at k.
    { count: 10, p: 0.5, expected: 5 },
    { count: 10, p: 0.51, expected: 6 },
    { count: 10, p: 0.9, expected: 9 },
    { count: 10, p: 0.99, expected: 10 },
    { count: 10, p: 0, expected: 1 },
    { count: 10, p: 1, expected: 10 },
    // 0.07 x 100 is 7.000000000000001 in doubles.
    { count: 100, p: 0.07, expected: 7 },
    { count: 1, p: 0.3, expected: 1 },
  ])('is $expected for $p of 1..$count', ({ count, p, expected }) => {
    expect(quantileOfSorted(upTo(count), p)).toBe(expected);
  });

  it('needs an order', () => {
    expect(sortSample([3, 1, 2])).toEqual(Float64Array.of(1, 2, 3));
    expect(() => sortSample([1, NaN])).toThrow(InvariantError);
    expect(() => quantileOfSorted(new Float64Array(0), 0.5)).toThrow(InvariantError);
  });
});

describe('an expected shortfall', () => {
  it('is the mean of the worst share of the sample', () => {
    // 500 losses of which the six worst are Hull's; ceil(500 x 0.01) = 5 of them:
    // (477.841 + 345.435 + 282.204 + 277.041 + 253.385) / 5 = 327.1812.
    const losses = [...upTo(494)].map((k) => k / 10).concat(477.841, 345.435, 282.204, 277.041, 253.385, 217.974);
    expect(expectedShortfallOfSorted(sortSample(losses), 0.99)).toBeCloseTo(327.1812, 10);
  });

  it.each([
    // 0.05 x 100 = 5.000000000000004 in doubles must still be 5: (96 + ... + 100) / 5.
    { count: 100, p: 0.95, expected: 98 },
    { count: 10, p: 0.95, expected: 10 },
    { count: 10, p: 0.85, expected: 9.5 },
    { count: 10, p: 0, expected: 5.5 },
  ])('is $expected for $p of 1..$count', ({ count, p, expected }) => {
    expect(expectedShortfallOfSorted(upTo(count), p)).toBe(expected);
  });

  it('has a bootstrap interval around it that a stream repeats', () => {
    const sorted = upTo(400);
    const interval = expectedShortfallInterval(sorted, 0.95, 0.9, 500, createStream('seed', 'bootstrap'));
    const again = expectedShortfallInterval(sorted, 0.95, 0.9, 500, createStream('seed', 'bootstrap'));
    expect(again).toEqual(interval);
    // Mean of 381..400 is 390.5; the tail's edge moves by about sqrt(20) ranks.
    expect(interval.lower).toBeGreaterThan(383);
    expect(interval.lower).toBeLessThan(390.5);
    expect(interval.upper).toBeGreaterThan(390.5);
    expect(interval.upper).toBeLessThan(396);
  });

  it('has no interval from one observation in the tail', () => {
    const interval = expectedShortfallInterval(upTo(10), 0.95, 0.9, 10, createStream('seed', 'bootstrap'));
    expect(interval).toEqual({ lower: null, upper: null });
  });
});

describe('an interval of a quantile', () => {
  it.each([
    { count: 100, p: 0.95, lower: 90, upper: 100 },
    { count: 1_000, p: 0.99, lower: 983, upper: 997 },
    { count: 20, p: 0.5, lower: 6, upper: 15 },
    { count: 50, p: 0.99, lower: 48, upper: null },
    { count: 59, p: 0.95, lower: 52, upper: null },
    { count: 3, p: 0.5, lower: null, upper: null },
  ])('has ranks $lower and $upper for $p of $count', ({ count, p, lower, upper }) => {
    expect(quantileInterval(upTo(count), p, 0.95)).toEqual({ lower, upper });
  });

  it('covers the true quantile as often as it says', () => {
    const stream = createStream('seed', 'coverage');
    let covered = 0;
    for (let trial = 0; trial < 1_000; trial += 1) {
      const sample = sortSample(Array.from({ length: 100 }, () => stream.uniform()));
      const { lower, upper } = quantileInterval(sample, 0.9, 0.9);
      if (lower! <= 0.9 && (upper === null || upper >= 0.9)) covered += 1;
    }
    // At least 900 are meant; the standard deviation is 9.5.
    expect(covered).toBeGreaterThan(870);
  });
});

describe('an interval of a probability', () => {
  it.each([
    { successes: 0, trials: 10, lower: 0, upper: 0.3084971078187607 },
    { successes: 3, trials: 10, lower: 0.06673951117773447, upper: 0.6524528500599973 },
    { successes: 10, trials: 10, lower: 0.6915028921812392, upper: 1 },
    { successes: 5, trials: 1_000, lower: 0.00162541951756276, upper: 0.011629470559812147 },
    { successes: 1, trials: 200, lower: 0.00012658102786701825, upper: 0.02754189845720562 },
  ])('is Clopper and Pearson of $successes in $trials', ({ successes, trials, lower, upper }) => {
    const interval = probabilityInterval(successes, trials, 0.95);
    expect(interval.lower).toBeCloseTo(lower, 11);
    expect(interval.upper).toBeCloseTo(upper, 11);
  });

  it('refuses more successes than trials', () => {
    expect(() => probabilityInterval(3, 2, 0.95)).toThrow(InvariantError);
  });
});

describe('an interval of a mean', () => {
  it('is Student of the sample', () => {
    // 1..10: mean 5.5, standard deviation 3.0277, error 0.95743, t(9, 97.5 %) = 2.262157: 5.5 -+ 2.165850.
    const { lower, upper } = meanInterval(upTo(10), 0.95);
    expect(lower).toBeCloseTo(5.5 - 2.16585, 5);
    expect(upper).toBeCloseTo(5.5 + 2.16585, 5);
    expect(meanOf(upTo(10))).toBe(5.5);
  });

  it('is unbounded for one observation and a point for equal ones', () => {
    expect(meanInterval([4], 0.95)).toEqual({ lower: null, upper: null });
    expect(meanInterval([4, 4, 4], 0.95)).toEqual({ lower: 4, upper: 4 });
  });
});
