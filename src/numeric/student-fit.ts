/**
 * Degrees of freedom of Student's t by maximum likelihood: of one variable with its location and scale, and of several
 * that share one chi-square, which is what makes them extreme together.
 *
 * The likelihood is maximised over everything else for given degrees of freedom (the profile), then over those; the
 * interval holds every value whose profile is within 1.92 of the best (half of the 95 % point of chi-square). It
 * takes observations as independent: where volatility clusters it is too narrow.
 */
import { assert } from '../base/assert.ts';
import { exp, log, log1p } from './math.ts';
import { crossing, minimiseOnInterval } from './minimise.ts';
import { momentsOf } from './sample-matrix.ts';
import { logGamma } from './special-functions.ts';

/** Range that is looked at; at its upper end a t cannot be told from a normal. */
const FREEDOM_MIN = 0.6;
export const FREEDOM_MAX = 1000;
const PROFILE_DROP = 1.920729410347062;
const SCAN = 24;
const PROFILE_ROUNDS_MAX = 500;
/** Relative change of location and scale in a round; the likelihood is flat to its square there. */
const PROFILE_TOLERANCE = 1e-8;
/**
 * Of the scale against the sample's deviation, squared. Where many values are equal the likelihood has no maximum: it
 * grows without end as the scale shrinks around them.
 */
const SQUARED_SCALE_MIN = 1e-8;

export interface FreedomFit {
  readonly degreesOfFreedom: number;
  /** 95 %; null where the sample sets no end (an upper end of null: a normal fits as well). */
  readonly interval: { readonly lower: number | null; readonly upper: number | null };
  readonly logLikelihood: number;
}

export interface StudentFit extends FreedomFit {
  readonly location: number;
  /** Of the t itself: its deviation is scale sqrt(nu / (nu - 2)) for nu > 2. */
  readonly scale: number;
}

/**
 * Location, scale and degrees of freedom of one variable. For given degrees of freedom the maximum is found by the
 * re-weighting of J. Kent, D. Tyler and Y. Vardi, Comm. Statistics - Simulation 23 (1994) 441-453, with
 * w = (nu + 1) / (nu + ((x - location) / scale)^2) and the scale divided by the mean weight.
 *
 * @param values at least 10, not all equal
 */
export function fitStudent(values: Float64Array): StudentFit {
  assert(values.length >= 10, 'a t fit needs at least 10 values');
  const { mean, variance } = momentsOf(values);
  assert(variance > 0, 'a t fit needs values that vary');
  const deviation = Math.sqrt(variance);
  const scaled = values.map((value) => (value - mean) / deviation);
  // Neighbouring degrees of freedom have neighbouring maxima: each search begins where the last one ended.
  let place: Place = { location: 0, square: 1 };
  const profile = (freedom: number): number => {
    place = settle(scaled, freedom, place);
    return placedLogLikelihood(scaled, freedom, place);
  };
  const fit = fitFreedom(profile);
  const { location, square } = settle(scaled, fit.degreesOfFreedom, { location: 0, square: 1 });
  return {
    ...fit,
    logLikelihood: fit.logLikelihood - values.length * log(deviation),
    location: mean + deviation * location,
    scale: deviation * Math.sqrt(square),
  };
}

/**
 * One degrees of freedom for variables that share a chi-square, given each observation's squared Mahalanobis distance
 * d_t = x' S^-1 x by the sample's own covariance (or any multiple of it, which is fitted along): the density is
 * proportional to c^(-k / 2) (1 + d / (nu c))^(-(nu + k) / 2). For t variables the covariance is nu / (nu - 2) times the
 * scatter, so c comes out near (nu - 2) / nu.
 *
 * @param dimension k, number of variables
 */
export function fitSharedFreedom(distances: Float64Array, dimension: number): FreedomFit {
  assert(distances.length >= 10 && dimension >= 1, 'a joint t fit needs at least 10 observations');
  return fitFreedom((freedom) => sharedProfile(distances, dimension, freedom));
}

function fitFreedom(profile: (freedom: number) => number): FreedomFit {
  const cost = (x: number): number => -profile(exp(x));
  const [low, high] = [log(FREEDOM_MIN), log(FREEDOM_MAX)];
  const best = minimiseOnInterval(cost, low, high, SCAN);
  const limit = best.value + PROFILE_DROP;
  const edge = (end: number): number | null =>
    cost(end) <= limit ? null : exp(crossing((x) => cost(x) > limit, best.at, end));
  return {
    degreesOfFreedom: exp(best.at),
    interval: { lower: edge(low), upper: edge(high) },
    logLikelihood: -best.value,
  };
}

/** Log of the constant of the k-variate t density of scatter I. */
function logConstant(freedom: number, dimension: number): number {
  return logGamma((freedom + dimension) / 2) - logGamma(freedom / 2) - 0.5 * dimension * log(freedom * Math.PI);
}

interface Place {
  readonly location: number;
  /** Of the scale. */
  readonly square: number;
}

/** Location and scale of largest likelihood at given degrees of freedom. */
function settle(values: Float64Array, freedom: number, from: Place): Place {
  let { location, square } = from;
  const weights = new Float64Array(values.length);
  for (let round = 0; round < PROFILE_ROUNDS_MAX; round += 1) {
    let total = 0;
    let weighted = 0;
    for (let t = 0; t < values.length; t += 1) {
      const distance = values[t] - location;
      const weight = (freedom + 1) / (freedom + (distance * distance) / square);
      weights[t] = weight;
      total += weight;
      weighted += weight * values[t];
    }
    const nextLocation = weighted / total;
    let squares = 0;
    for (let t = 0; t < values.length; t += 1) {
      squares += weights[t] * (values[t] - nextLocation) * (values[t] - nextLocation);
    }
    const nextSquare = Math.max(SQUARED_SCALE_MIN, squares / total);
    const change = Math.abs(nextLocation - location) / Math.sqrt(square) + Math.abs(nextSquare - square) / square;
    location = nextLocation;
    square = nextSquare;
    if (change < PROFILE_TOLERANCE) break;
  }
  return { location, square };
}

function placedLogLikelihood(values: Float64Array, freedom: number, { location, square }: Place): number {
  let sum = values.length * (logConstant(freedom, 1) - 0.5 * log(square));
  for (let t = 0; t < values.length; t += 1) {
    const distance = values[t] - location;
    sum -= ((freedom + 1) / 2) * log1p((distance * distance) / (square * freedom));
  }
  return sum;
}

/** Largest over the scale c, which satisfies c = mean of w d / k with w = (nu + k) / (nu + d / c). */
function sharedProfile(distances: Float64Array, dimension: number, freedom: number): number {
  let scale = 1;
  for (let round = 0; round < PROFILE_ROUNDS_MAX; round += 1) {
    let sum = 0;
    let weights = 0;
    for (let t = 0; t < distances.length; t += 1) {
      const weight = (freedom + dimension) / (freedom + distances[t] / scale);
      sum += weight * distances[t];
      weights += weight;
    }
    const next = sum / (dimension * weights);
    const change = Math.abs(next - scale) / scale;
    scale = next;
    if (change < PROFILE_TOLERANCE) break;
  }
  let sum = distances.length * (logConstant(freedom, dimension) - 0.5 * dimension * log(scale));
  for (let t = 0; t < distances.length; t += 1) {
    sum -= ((freedom + dimension) / 2) * log1p(distances[t] / (scale * freedom));
  }
  return sum;
}
