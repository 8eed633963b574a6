/**
 * Time between exceptions: a second look at clustering that, unlike the chance of two in a row, also sees exceptions a
 * few days apart.
 *
 * Source: P. Christoffersen and D. Pelletier, "Backtesting Value-at-Risk: A Duration-Based Approach", Journal of
 * Financial Econometrics 2 (2004) 84-108: durations are exponential if exceptions have no memory; tested against
 * Weibull, where a shape below 1 means clusters. The stretches before the first and after the last exception count
 * as at least that long.
 */
import { exp, log, power } from '../../numeric/math.ts';
import { likelihoodRatio, type LikelihoodRatio } from './likelihood-ratio.ts';

export interface Durations {
  /** Observations up to and with the first exception; null without one. */
  readonly untilFirst: number | null;
  /** Mean distance of neighbouring exceptions, in observations; null with fewer than two. */
  readonly mean: number | null;
  readonly shortest: number | null;
  /** Most exceptions within ten observations. */
  readonly mostInTen: number;
  /** Weibull shape and its test against 1; null with fewer than three exceptions. */
  readonly shape: number | null;
  readonly test: LikelihoodRatio | null;
}

const CLUSTER_LENGTH = 10;
/** Shapes searched: beyond, a handful of durations says nothing. */
const SHAPE_MIN = 0.05;
const SHAPE_MAX = 20;
const GOLDEN = 0.6180339887498949;

export function measureDurations(isException: ArrayLike<boolean | number>): Durations {
  const places: number[] = [];
  for (let t = 0; t < isException.length; t += 1) if (isException[t]) places.push(t);
  const gaps = places.slice(1).map((place, k) => place - places[k]);
  const total = gaps.reduce((sum, gap) => sum + gap, 0);
  const common = {
    untilFirst: places.length === 0 ? null : places[0] + 1,
    mean: gaps.length === 0 ? null : total / gaps.length,
    shortest: gaps.length === 0 ? null : Math.min(...gaps),
    mostInTen: mostWithin(places, CLUSTER_LENGTH),
  };
  if (gaps.length < 2) return { ...common, shape: null, test: null };
  // Until the first exception, which has no beginning, and after the last one, which has no end.
  const open = [places[0] + 1, isException.length - 1 - places[places.length - 1]].filter((length) => length > 0);
  const shape = exp(maximise((logShape) => weibullLog(gaps, open, exp(logShape)), log(SHAPE_MIN), log(SHAPE_MAX)));
  const test = likelihoodRatio(weibullLog(gaps, open, 1), weibullLog(gaps, open, shape), 1);
  return { ...common, shape, test };
}

/** ln likelihood of a Weibull shape at its best scale a: n / a^b = sum of all durations to the power of b. */
function weibullLog(gaps: readonly number[], open: readonly number[], shape: number): number {
  let powers = 0;
  let logs = 0;
  for (const gap of gaps) {
    powers += power(gap, shape);
    logs += log(gap);
  }
  for (const length of open) powers += power(length, shape);
  const count = gaps.length;
  return count * (log(count / powers) + log(shape) - 1) + (shape - 1) * logs;
}

/** Place of the maximum of a function with one, by golden sections down to 1e-9. */
function maximise(f: (x: number) => number, from: number, to: number): number {
  let low = from;
  let high = to;
  let left = high - GOLDEN * (high - low);
  let right = low + GOLDEN * (high - low);
  let atLeft = f(left);
  let atRight = f(right);
  while (high - low > 1e-9) {
    if (atLeft >= atRight) {
      high = right;
      right = left;
      atRight = atLeft;
      left = high - GOLDEN * (high - low);
      atLeft = f(left);
    } else {
      low = left;
      left = right;
      atLeft = atRight;
      right = low + GOLDEN * (high - low);
      atRight = f(right);
    }
  }
  return (low + high) / 2;
}

function mostWithin(places: readonly number[], length: number): number {
  let most = 0;
  let from = 0;
  for (let to = 0; to < places.length; to += 1) {
    while (places[to] - places[from] >= length) from += 1;
    most = Math.max(most, to - from + 1);
  }
  return most;
}
