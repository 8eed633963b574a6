/**
 * Quantiles and tail means of a sample, each with what it does not know. Losses are large numbers: "worst" is largest.
 *
 * Conventions, stated because sources differ: the p-quantile is the smallest observation whose empirical
 * distribution function is at least p (no interpolation); the expected shortfall at p is the mean of the
 * ceil(n (1 - p)) largest observations, the quantile's own included where it belongs to them. Hull's historical
 * simulation leaves the boundary loss out: a margin model that follows him has its own function.
 */
import { assert } from '../base/assert.ts';
import { binomialCdf, bisect, studentQuantile } from './special-functions.ts';
import type { Stream } from './stream.ts';

/** n x p is meant: 0.07 x 100 must count as 7, not as the double just above it. */
const COUNT_TOLERANCE = 1e-9;

/** A two-sided interval; null stands for unbounded, where the sample is too small to tell. */
export interface Interval {
  readonly lower: number | null;
  readonly upper: number | null;
}

/** Ascending copy. NaN is refused: it has no rank. */
export function sortSample(values: ArrayLike<number>): Float64Array {
  const sorted = Float64Array.from(values).sort();
  assert(sorted.length === 0 || !Number.isNaN(sorted[sorted.length - 1]), 'a sample with NaN has no order');
  return sorted;
}

/** Smallest order statistic whose empirical distribution function is >= p, for p in [0, 1] and a sample of >= 1. */
export function quantileOfSorted(sorted: Float64Array, p: number): number {
  assert(sorted.length > 0 && p >= 0 && p <= 1, 'a quantile needs a sample and a probability in [0, 1]');
  const rank = Math.ceil(sorted.length * p - COUNT_TOLERANCE);
  return sorted[Math.max(1, rank) - 1];
}

/** Mean of the ceil(n (1 - p)) largest values (at least one), summed from the smallest of them, for p in [0, 1). */
export function expectedShortfallOfSorted(sorted: Float64Array, p: number): number {
  const tailCount = countInTail(sorted.length, p);
  let sum = 0;
  for (let i = sorted.length - tailCount; i < sorted.length; i += 1) sum += sorted[i];
  return sum / tailCount;
}

function countInTail(count: number, p: number): number {
  assert(count > 0 && p >= 0 && p < 1, 'an expected shortfall needs a sample and a probability in [0, 1)');
  return Math.max(1, Math.ceil(count * (1 - p) - COUNT_TOLERANCE));
}

/**
 * Interval for the p-quantile of whatever distribution the sample came from: order statistics (l, u) with
 * P(Binomial(n, p) < l) <= alpha / 2 and P(Binomial(n, p) >= u) <= alpha / 2, the narrowest of that kind.
 *
 * Source: Conover, Practical Nonparametric Statistics, 3rd ed., section 3.2.
 *
 * @param confidence 1 - alpha, in (0, 1)
 */
export function quantileInterval(sorted: Float64Array, p: number, confidence: number): Interval {
  const count = sorted.length;
  assert(p > 0 && p < 1 && confidence > 0 && confidence < 1, 'an interval needs probabilities in (0, 1)');
  const tail = (1 - confidence) / 2;
  const lowerRank = findLastRank(count, (rank) => binomialCdf(rank - 1, count, p) <= tail);
  const upperRank = findLastRank(count, (rank) => 1 - binomialCdf(rank - 1, count, p) > tail) + 1;
  return {
    lower: lowerRank === 0 ? null : sorted[lowerRank - 1],
    upper: upperRank > count ? null : sorted[upperRank - 1],
  };
}

/** Largest rank in 1..count for which a predicate that is true up to some rank holds; 0 when it never does. */
function findLastRank(count: number, holds: (rank: number) => boolean): number {
  let last = 0;
  let beyond = count + 1;
  while (beyond - last > 1) {
    const middle = Math.floor((last + beyond) / 2);
    if (holds(middle)) last = middle;
    else beyond = middle;
  }
  return last;
}

/**
 * Clopper-Pearson interval for a probability: exact in that its coverage is never below `confidence`. Both ends lie
 * in [0, 1]; 0 of n gives the lower end 0, n of n the upper end 1.
 *
 * Source: Clopper and Pearson, Biometrika 26 (1934) 404-413.
 */
export function probabilityInterval(
  successes: number,
  trials: number,
  confidence: number,
): { lower: number; upper: number } {
  assert(
    trials >= 1 && successes >= 0 && successes <= trials,
    'an interval needs 0 <= successes <= trials, trials >= 1',
  );
  assert(confidence > 0 && confidence < 1, 'a confidence must lie in (0, 1)');
  const tail = (1 - confidence) / 2;
  const isLowerBeyond = (p: number): boolean => 1 - binomialCdf(successes - 1, trials, p) >= tail;
  const isUpperBeyond = (p: number): boolean => binomialCdf(successes, trials, p) <= tail;
  return {
    lower: successes === 0 ? 0 : bisect(0, 1, isLowerBeyond),
    upper: successes === trials ? 1 : bisect(0, 1, isUpperBeyond),
  };
}

/** Mean in index order; throws on an empty sample. */
export function meanOf(values: ArrayLike<number>): number {
  assert(values.length > 0, 'a mean needs a sample');
  let sum = 0;
  for (let i = 0; i < values.length; i += 1) sum += values[i];
  return sum / values.length;
}

/** Student-t interval for the mean; unbounded for a sample of one. Assumes that means are near normal. */
export function meanInterval(values: ArrayLike<number>, confidence: number): Interval {
  const mean = meanOf(values);
  const count = values.length;
  if (count < 2) return { lower: null, upper: null };
  let squares = 0;
  for (let i = 0; i < count; i += 1) squares += (values[i] - mean) * (values[i] - mean);
  const error = Math.sqrt(squares / (count - 1) / count);
  const margin = studentQuantile(0.5 + confidence / 2, count - 1) * error;
  return { lower: mean - margin, upper: mean + margin };
}

/**
 * Percentile bootstrap interval for the expected shortfall at p. Small tails make it optimistic: with fewer than two
 * observations in the tail both ends are null.
 *
 * @param stream a stream of its own; `resamples` x n draws
 */
export function expectedShortfallInterval(
  sorted: Float64Array,
  p: number,
  confidence: number,
  resamples: number,
  stream: Stream,
): Interval {
  const count = sorted.length;
  const tailCount = countInTail(count, p);
  assert(resamples >= 1 && confidence > 0 && confidence < 1, 'a bootstrap needs resamples and a confidence in (0, 1)');
  if (tailCount < 2) return { lower: null, upper: null };
  const multiplicities = new Int32Array(count);
  const means = new Float64Array(resamples);
  for (let r = 0; r < resamples; r += 1) {
    multiplicities.fill(0);
    for (let draw = 0; draw < count; draw += 1) multiplicities[stream.integer(count)] += 1;
    means[r] = tailMean(sorted, multiplicities, tailCount);
  }
  means.sort();
  const tail = (1 - confidence) / 2;
  return { lower: quantileOfSorted(means, tail), upper: quantileOfSorted(means, 1 - tail) };
}

/** Mean of the `tailCount` largest members of a resample, given how often each observation is in it. */
function tailMean(sorted: Float64Array, multiplicities: Int32Array, tailCount: number): number {
  let left = tailCount;
  let sum = 0;
  for (let i = sorted.length - 1; left > 0; i -= 1) {
    const taken = Math.min(left, multiplicities[i]);
    sum += taken * sorted[i];
    left -= taken;
  }
  return sum / tailCount;
}
