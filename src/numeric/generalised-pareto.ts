/**
 * The generalised Pareto distribution of excesses y > 0 over a threshold: P(Y > y) = (1 + shape y / scale)^(-1 / shape),
 * exp(-y / scale) for shape 0. Positive shapes have heavy tails and no moments from 1 / shape on.
 */
import { assert } from '../base/assert.ts';
import { exp, expm1, log, log1p } from './math.ts';
import { bisect } from './special-functions.ts';

export interface ParetoFit {
  /** xi */
  readonly shape: number;
  /** beta, in the unit of the excesses */
  readonly scale: number;
}

/** Below it, the likelihood has no regular maximum (Smith 1985). */
const SHAPE_MIN = -0.5;
/** Places at which the profile is looked at, as multiples of 1 / mean excess. */
const POSITIVE_GRID_FROM = 1e-4;
const POSITIVE_GRID_RATIO = 1.15;
const POSITIVE_GRID_COUNT = 140;
const NEGATIVE_GRID_COUNT = 100;

/**
 * The largest y with P(Y > y) >= `probability`: scale / shape (probability^-shape - 1), for probability in (0, 1].
 */
export function paretoExcess(fit: ParetoFit, probability: number): number {
  assert(probability > 0 && probability <= 1, 'an excess needs a probability in (0, 1]');
  const decades = 0 - log(probability);
  return fit.shape === 0 ? fit.scale * decades : (fit.scale * expm1(fit.shape * decades)) / fit.shape;
}

/** Sum of the logarithms of the density; -Infinity where an excess is impossible. */
export function paretoLogLikelihood(excesses: ArrayLike<number>, fit: ParetoFit): number {
  const { shape, scale } = fit;
  let sum = 0;
  for (let i = 0; i < excesses.length; i += 1) {
    const y = excesses[i] / scale;
    if (shape !== 0 && 1 + shape * y <= 0) return -Infinity;
    sum -= shape === 0 ? y : (1 + 1 / shape) * log1p(shape * y);
  }
  return sum - excesses.length * log(scale);
}

/**
 * Probability-weighted moments: a_0 = mean, a_1 = mean of (1 - p_i) y_(i) with p_i = (i - 0.35) / n by rising y;
 * shape = 2 - a_0 / (a_0 - 2 a_1), scale = 2 a_0 a_1 / (a_0 - 2 a_1). For shapes below 1/2; robust in small samples.
 *
 * Source: Hosking and Wallis, Technometrics 29 (1987) 339-349.
 *
 * @param excesses at least two, positive, in any order
 */
export function fitParetoByMoments(excesses: ArrayLike<number>): ParetoFit {
  const sorted = ascendingExcesses(excesses);
  const count = sorted.length;
  let sum = 0;
  let weighted = 0;
  for (let i = 0; i < count; i += 1) {
    sum += sorted[i];
    weighted += (1 - (i + 0.65) / count) * sorted[i];
  }
  const [mean, second] = [sum / count, weighted / count];
  // Positive: with rising y against falling weights, a_1 <= a_0 (1/2 - 0.15 / n).
  const spread = mean - 2 * second;
  return { shape: 2 - mean / spread, scale: (2 * mean * second) / spread };
}

/**
 * Maximum likelihood among shapes >= -1/2. With theta = shape / scale the likelihood is largest, for given theta, at
 * shape(theta) = mean log(1 + theta y), and its slope has the sign of
 *
 *   h(theta) = (1 + mean log(1 + theta y)) x mean(1 / (1 + theta y)) - 1.
 *
 * All its changes from + to - are found on a grid, bisected, and compared, with the exponential (theta = 0) among them.
 *
 * Source: Grimshaw, Technometrics 35 (1993) 185-191.
 *
 * @param excesses at least two, positive, in any order
 */
export function fitParetoByLikelihood(excesses: ArrayLike<number>): ParetoFit {
  const sorted = ascendingExcesses(excesses);
  const mean = meanOf(sorted, (y) => y);
  const shapeAt = (theta: number): number => meanOf(sorted, (y) => log1p(theta * y));
  const slopeAt = (theta: number): number => (1 + shapeAt(theta)) * meanOf(sorted, (y) => 1 / (1 + theta * y)) - 1;
  let best: ParetoFit = { shape: 0, scale: mean };
  let bestLikelihood = paretoLogLikelihood(sorted, best);
  const grid = thetaGrid(mean, sorted[sorted.length - 1]);
  for (let i = 1; i < grid.length; i += 1) {
    if (!(slopeAt(grid[i - 1]) > 0 && slopeAt(grid[i]) <= 0)) continue;
    const theta = bisect(grid[i - 1], grid[i], (at) => slopeAt(at) <= 0);
    const shape = shapeAt(theta);
    if (theta === 0 || shape < SHAPE_MIN) continue;
    const fit = { shape, scale: shape / theta };
    const likelihood = paretoLogLikelihood(sorted, fit);
    if (likelihood > bestLikelihood) [best, bestLikelihood] = [fit, likelihood];
  }
  return best;
}

/** Rising values of theta on both sides of 0; the likelihood is defined above -1 / largest excess. */
function thetaGrid(mean: number, largest: number): number[] {
  const grid: number[] = [];
  for (let i = 0; i < NEGATIVE_GRID_COUNT; i += 1) {
    // From next to the end of the domain up to a small negative theta, evenly in the logarithm of the distance to it.
    grid.push(-(1 - exp((-20 * (NEGATIVE_GRID_COUNT - i)) / NEGATIVE_GRID_COUNT)) / largest);
  }
  let theta = POSITIVE_GRID_FROM / mean;
  for (let i = 0; i < POSITIVE_GRID_COUNT; i += 1) {
    grid.push(theta);
    theta *= POSITIVE_GRID_RATIO;
  }
  return grid;
}

function ascendingExcesses(excesses: ArrayLike<number>): Float64Array {
  const sorted = Float64Array.from(excesses).sort();
  const isSound = sorted.length >= 2 && sorted[0] >= 0 && sorted[sorted.length - 1] > 0 && sorted.at(-1)! < Infinity;
  assert(isSound, 'a Pareto fit needs at least two finite excesses, none negative, not all zero');
  return sorted;
}

function meanOf(values: Float64Array, of: (value: number) => number): number {
  let sum = 0;
  for (let i = 0; i < values.length; i += 1) sum += of(values[i]);
  return sum / values.length;
}
