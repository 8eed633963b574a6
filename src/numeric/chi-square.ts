/**
 * Chi-square probabilities, for likelihood ratio tests. The upper tail is computed as such, not as 1 minus the lower
 * one: a p-value of 1e-20 keeps its digits.
 */
import { assert } from '../base/assert.ts';
import { exp, log } from './math.ts';
import { logGamma } from './special-functions.ts';

const TERMS_MAX = 100_000;

/**
 * P(X > x) for X ~ chi-square with `degreesOfFreedom` > 0: the regularised upper incomplete gamma function
 * Q(degreesOfFreedom / 2, x / 2), relative error below 1e-12 for up to a hundred degrees of freedom. 1 for x <= 0.
 *
 * Source: power series DLMF 8.11.4 below a + 1, continued fraction DLMF 8.9.2 by the modified Lentz method above.
 */
export function chiSquareSurvival(x: number, degreesOfFreedom: number): number {
  assert(degreesOfFreedom > 0 && !Number.isNaN(x), 'chi-square needs positive degrees of freedom and a number');
  if (x <= 0) return 1;
  if (x === Infinity) return 0;
  const a = degreesOfFreedom / 2;
  const half = x / 2;
  const scale = exp(a * log(half) - half - logGamma(a));
  return half < a + 1 ? 1 - scale * lowerSeries(a, half) : scale * upperFraction(a, half);
}

/** sum over n >= 0 of z^n / (a (a + 1) ... (a + n)) */
function lowerSeries(a: number, z: number): number {
  let term = 1 / a;
  let sum = term;
  for (let n = 1; n <= TERMS_MAX && term > sum * 1e-17; n += 1) {
    term *= z / (a + n);
    sum += term;
  }
  return sum;
}

/** 1 / (z + 1 - a - 1 (1 - a) / (z + 3 - a - 2 (2 - a) / (z + 5 - a - ...))) */
function upperFraction(a: number, z: number): number {
  const tiny = 1e-300;
  let b = z + 1 - a;
  let c = 1 / tiny;
  let d = 1 / b;
  let fraction = d;
  for (let n = 1; n <= TERMS_MAX; n += 1) {
    const numerator = -n * (n - a);
    b += 2;
    d = 1 / (b + numerator * d);
    c = b + numerator / c;
    fraction *= c * d;
    if (Math.abs(c * d - 1) < 1e-16) return fraction;
  }
  return fraction;
}
