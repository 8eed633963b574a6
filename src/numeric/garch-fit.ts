/**
 * GARCH(1,1) by maximum likelihood: r_t = mean + e_t, e_t normal with variance s2_t = omega + alpha e_(t-1)^2 +
 * beta s2_(t-1).
 *
 * Conventions, stated because packages differ: the variance before the sample and the squared residual before it are
 * the mean squared residual of the sample; the mean is a parameter of the likelihood; standard errors are those of
 * quasi-maximum likelihood, which fat tails do not spoil. These are the conventions of the benchmark of G. Fiorentini,
 * G. Calzolari and L. Panattoni, J. Applied Econometrics 11 (1996) 399-417.
 */
import { assert } from '../base/assert.ts';
import { estimateErrors } from './likelihood-errors.ts';
import { exp, log } from './math.ts';
import { minimise } from './minimise.ts';
import { momentsOf } from './sample-matrix.ts';
import { longRunVariance, updateGarch, type GarchParameters } from './variance-recursions.ts';

const LOG_TWO_PI = 1.8378770664093453;
export const GARCH_RETURNS_MIN = 100;
/** Persistence and share of alpha in it, where the search begins: the surface has more than one valley. */
const STARTS = [
  [0.97, 0.08],
  [0.9, 0.2],
  [0.5, 0.4],
] as const;

export interface GarchFit extends GarchParameters {
  readonly mean: number;
  /** alpha + beta. */
  readonly persistence: number;
  readonly longRunVariance: number;
  /** Periods in which half of a shock to the variance is gone; Infinity at a persistence of 1. */
  readonly halfLifePeriods: number;
  /** Of the period after the sample. */
  readonly nextVariance: number;
  readonly logLikelihood: number;
  /** By how much the log likelihood exceeds that of a constant variance. */
  readonly likelihoodGain: number;
  /** Standard errors; null where the likelihood does not tell. */
  readonly errors: { readonly omega: number; readonly alpha: number; readonly beta: number } | null;
  readonly isConverged: boolean;
}

/** [mean, log of long-run variance, logit of persistence, logit of alpha's share in it], in units of the sample. */
function parametersAt(point: Float64Array): GarchParameters & { mean: number } {
  const persistence = logistic(point[2]);
  const alpha = persistence * logistic(point[3]);
  return { mean: point[0], omega: exp(point[1]) * (1 - persistence), alpha, beta: persistence - alpha };
}

function logistic(x: number): number {
  return 1 / (1 + exp(-x));
}

function logit(p: number): number {
  return log(p / (1 - p));
}

/** @param returns at least 100, not all equal */
export function fitGarch(returns: Float64Array): GarchFit {
  assert(returns.length >= GARCH_RETURNS_MIN, 'a GARCH fit needs at least 100 returns');
  const { mean: centre, variance } = momentsOf(returns);
  assert(variance > 0, 'a GARCH fit needs returns that vary');
  const scale = Math.sqrt(variance);
  const scaled = returns.map((value) => (value - centre) / scale);
  const cost = (point: Float64Array): number => {
    // Beyond these a parameter no longer changes the likelihood, and the simplex would wander off.
    if (Math.abs(point[2]) > 12 || Math.abs(point[3]) > 12 || Math.abs(point[1]) > 12) return Infinity;
    return -logLikelihoodOf(scaled, parametersAt(point));
  };
  const starts = STARTS.map(([persistence, share]) => [0, 0, logit(persistence), logit(share)]);
  const best = minimise(cost, starts, [0.05, 0.3, 0.5, 0.5]);
  const found = parametersAt(best.point);
  return describe(scaled, found, centre, scale, -best.value, best.isConverged);
}

function describe(
  scaled: Float64Array,
  found: GarchParameters & { mean: number },
  centre: number,
  scale: number,
  logLikelihood: number,
  isConverged: boolean,
): GarchFit {
  const square = scale * scale;
  const { omega, alpha, beta, mean } = found;
  const point = Float64Array.of(mean, omega, alpha, beta);
  const errors = estimateErrors(
    (at, out) => {
      fillContributions(scaled, { mean: at[0], omega: at[1], alpha: at[2], beta: at[3] }, out);
    },
    point,
    [1e-4, 1e-4 * omega, 1e-4 * Math.min(alpha, 1 - alpha), 1e-4 * Math.min(beta, 1 - beta)],
    scaled.length,
  );
  const persistence = alpha + beta;
  const constant = new Float64Array(scaled.length);
  const nextVariance = fillContributions(scaled, found, constant);
  const unitVariance = momentsOf(scaled).variance * (1 - 1 / scaled.length);
  return {
    omega: omega * square,
    alpha,
    beta,
    mean: centre + mean * scale,
    persistence,
    longRunVariance: longRunVariance(found) * square,
    halfLifePeriods: persistence < 1 ? log(0.5) / log(persistence) : Infinity,
    nextVariance: nextVariance * square,
    // The density of a scaled variable is that of the variable times the scale.
    logLikelihood: logLikelihood - scaled.length * log(scale),
    likelihoodGain: logLikelihood + 0.5 * scaled.length * (LOG_TWO_PI + log(unitVariance) + 1),
    errors: errors === null ? null : { omega: errors[1] * square, alpha: errors[2], beta: errors[3] },
    isConverged,
  };
}

function meanSquareAbout(values: Float64Array, centre: number): number {
  let sum = 0;
  for (let t = 0; t < values.length; t += 1) sum += (values[t] - centre) * (values[t] - centre);
  return sum / values.length;
}

/** NaN where a variance is not positive. */
function logLikelihoodOf(values: Float64Array, parameters: GarchParameters & { mean: number }): number {
  const { mean, omega, alpha, beta } = parameters;
  let variance = omega + (alpha + beta) * meanSquareAbout(values, mean);
  let sum = 0;
  for (let t = 0; t < values.length; t += 1) {
    const residual = values[t] - mean;
    const square = residual * residual;
    sum += log(variance) + square / variance;
    variance = omega + alpha * square + beta * variance;
  }
  return -0.5 * (sum + values.length * LOG_TWO_PI);
}

/** Log likelihood of each value into `out`; returns the variance after the last one. */
function fillContributions(
  values: Float64Array,
  parameters: GarchParameters & { mean: number },
  out: Float64Array,
): number {
  const presample = meanSquareAbout(values, parameters.mean);
  let variance = updateGarch(presample, Math.sqrt(presample), parameters);
  for (let t = 0; t < values.length; t += 1) {
    const residual = values[t] - parameters.mean;
    out[t] = -0.5 * (LOG_TWO_PI + log(variance) + (residual * residual) / variance);
    variance = updateGarch(variance, residual, parameters);
  }
  return variance;
}

/** Residuals over the volatility that was expected of each: what is left when its clustering is taken out. */
export function standardiseByGarch(returns: Float64Array, fit: GarchFit): Float64Array {
  const presample = meanSquareAbout(returns, fit.mean);
  let variance = updateGarch(presample, Math.sqrt(presample), fit);
  return returns.map((value) => {
    const residual = value - fit.mean;
    const standardised = residual / Math.sqrt(variance);
    variance = updateGarch(variance, residual, fit);
    return standardised;
  });
}
