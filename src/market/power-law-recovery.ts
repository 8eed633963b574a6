/**
 * A power law of recovery as a sum of exponentials.
 *
 * (1 + t / t0)^-b = 1 / Gamma(b) integral over u of e^(b u - e^u) e^(-e^u t / t0) du: a mixture of exponentials with
 * rates e^u / t0. The trapezoidal rule on a grid in u converges faster than any power of its step, for the integrand is
 * analytic. Rates too slow to show before `toUs` are one exponential of their mean rate. Weights are scaled to sum to 1
 * (so 1 / Gamma(b) never has to be known), and of several steps the widest that is good enough is taken: fewest terms.
 *
 * Beylkin and Monzon, "Approximation by exponential sums revisited", Applied and Computational Harmonic Analysis 28, 2010.
 */
import { assert, InvariantError } from '../base/assert.ts';
import type { SimTimeUs } from '../base/units.ts';
import { exp, log, power } from '../numeric/math.ts';
import type { RecoveryRules, RecoveryTerm } from './recovery.ts';

/** Largest relative error over the range that a fit may have. */
export const POWER_LAW_ERROR_MAX = 0.005;

const LN_2 = 0.6931471805599453;
/** Steps of the grid in u, widest first. */
const STEPS = [2.4, 2, 1.6, 1.3, 1, 0.8, 0.6];
/** Rate x toUs below which exponentials are one. */
const SLOW = 0.1;
/** Rates above this have no weight: e^-40. */
const FAST = 40;
/** Weights below this share of the whole are nothing. */
const LEAST_WEIGHT = 1e-7;
/** Times for each factor of ten at which an error is looked for. */
const CHECKS_PER_DECADE = 24;

/**
 * The fewest exponentials that follow (1 + t / fromUs)^-exponent for t in [0, toUs] within `POWER_LAW_ERROR_MAX`, fastest
 * first; beyond `toUs` what is left decays exponentially.
 *
 * @param exponent in (0, 4]
 * @param fromUs time at which the law begins to bend, positive
 * @param toUs end of the range, at least `fromUs`
 */
export function fitPowerLaw(exponent: number, fromUs: SimTimeUs, toUs: SimTimeUs): RecoveryRules {
  assert(exponent > 0 && exponent <= 4, 'the exponent of a power law of recovery must lie in (0, 4]');
  assert(fromUs > 0 && toUs >= fromUs, 'a power law of recovery needs a range');
  for (const step of STEPS) {
    const terms = termsOn(step, exponent, fromUs, toUs);
    const errorMax = largestError(terms, exponent, fromUs, toUs);
    if (errorMax <= POWER_LAW_ERROR_MAX) return { terms, powerLaw: { exponent, fromUs, toUs, errorMax } };
  }
  throw new InvariantError('no sum of exponentials came near enough to the power law');
}

/** Share of a displacement that is left after `elapsedUs`. */
export function shareLeft(terms: readonly RecoveryTerm[], elapsedUs: SimTimeUs): number {
  return terms.reduce((sum, { weight, halfLifeUs }) => sum + weight * exp((-LN_2 * elapsedUs) / halfLifeUs), 0);
}

function termsOn(step: number, exponent: number, fromUs: SimTimeUs, toUs: SimTimeUs): RecoveryTerm[] {
  const slowest = (SLOW * fromUs) / toUs;
  const found: { rate: number; weight: number }[] = [];
  let slowWeight = 0;
  let slowRate = 0;
  let total = 0;
  const end = Math.ceil(log(FAST) / step);
  for (let n = end; ; n -= 1) {
    const rate = exp(n * step);
    const weight = exp(exponent * n * step - rate);
    total += weight;
    if (rate >= slowest) found.push({ rate, weight });
    else {
      slowWeight += weight;
      slowRate += weight * rate;
      if (weight < LEAST_WEIGHT * total) break;
    }
  }
  if (slowWeight > 0) found.push({ rate: slowRate / slowWeight, weight: slowWeight });
  const kept = found.filter(({ weight }) => weight >= LEAST_WEIGHT * total);
  const sum = kept.reduce((all, { weight }) => all + weight, 0);
  return kept.map(({ rate, weight }) => ({ weight: weight / sum, halfLifeUs: (LN_2 * fromUs) / rate }));
}

function largestError(terms: readonly RecoveryTerm[], exponent: number, fromUs: SimTimeUs, toUs: SimTimeUs): number {
  const ratio = power(10, 1 / CHECKS_PER_DECADE);
  let worst = 0;
  for (let atUs = fromUs / 100; ; atUs *= ratio) {
    const time = Math.min(atUs, toUs);
    worst = Math.max(worst, Math.abs(shareLeft(terms, time) * power(1 + time / fromUs, exponent) - 1));
    if (time === toUs) return worst;
  }
}
