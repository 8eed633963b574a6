/**
 * Distribution functions that confidence intervals need: binomial and Student-t, both through the regularised
 * incomplete beta function, computed in logarithms so that neither thousands of paths nor rare events underflow.
 */
import { assert } from '../base/assert.ts';
import { exp, log, log1p } from './math.ts';

const HALF_LOG_2PI = 0.9189385332046728;
const FRACTION_TERMS_MAX = 100_000;

/**
 * Natural logarithm of Gamma(x) for x > 0, absolute error below 1e-14 (relative where it is large): Stirling's series
 * with seven Bernoulli terms (Abramowitz and Stegun 6.1.41) from 10 on, reached by Gamma(x + 1) = x Gamma(x).
 */
export function logGamma(x: number): number {
  assert(x > 0, 'logGamma is defined here for positive arguments');
  let product = 1;
  let shifted = x;
  while (shifted < 10) {
    product *= shifted;
    shifted += 1;
  }
  const inverse = 1 / shifted;
  const square = inverse * inverse;
  const series =
    inverse *
    (1 / 12 -
      square *
        (1 / 360 -
          square *
            (1 / 1_260 - square * (1 / 1_680 - square * (1 / 1_188 - square * (691 / 360_360 - square / 156))))));
  return (shifted - 0.5) * log(shifted) - shifted + HALF_LOG_2PI + series - log(product);
}

/**
 * Regularised incomplete beta I_x(a, b) for a, b > 0 and x in [0, 1].
 *
 * Source: the continued fraction of DLMF 8.17.22, evaluated by the modified Lentz method; the symmetry
 * I_x(a, b) = 1 - I_(1-x)(b, a) keeps it on the side where it converges in about sqrt(max(a, b)) terms.
 */
export function regularisedBeta(x: number, a: number, b: number): number {
  assert(a > 0 && b > 0 && x >= 0 && x <= 1, 'the incomplete beta needs a, b > 0 and x in [0, 1]');
  if (x === 0 || x === 1) return x;
  const scale = logGamma(a + b) - logGamma(a) - logGamma(b) + a * log(x) + b * log1p(-x);
  if (x <= (a + 1) / (a + b + 2)) return (exp(scale) * betaFraction(x, a, b)) / a;
  return 1 - (exp(scale) * betaFraction(1 - x, b, a)) / b;
}

function betaFraction(x: number, a: number, b: number): number {
  const tiny = 1e-300;
  const awayFromZero = (value: number): number => (Math.abs(value) < tiny ? tiny : value);
  let c = 1;
  let d = 1 / awayFromZero(1 - ((a + b) * x) / (a + 1));
  let fraction = d;
  for (let m = 1; m <= FRACTION_TERMS_MAX; m += 1) {
    const even = (m * (b - m) * x) / ((a + 2 * m - 1) * (a + 2 * m));
    d = 1 / awayFromZero(1 + even * d);
    c = awayFromZero(1 + even / c);
    fraction *= d * c;
    const odd = (-(a + m) * (a + b + m) * x) / ((a + 2 * m) * (a + 2 * m + 1));
    d = 1 / awayFromZero(1 + odd * d);
    c = awayFromZero(1 + odd / c);
    fraction *= d * c;
    if (Math.abs(d * c - 1) < 1e-16) return fraction;
  }
  return fraction;
}

/** P(Binomial(trials, probability) <= successes); 0 below 0 successes, 1 from `trials` on. */
export function binomialCdf(successes: number, trials: number, probability: number): number {
  if (successes < 0) return 0;
  if (successes >= trials) return 1;
  return regularisedBeta(1 - probability, trials - successes, successes + 1);
}

/** P(T <= t) of Student's t with `degreesOfFreedom` > 0. */
export function studentCdf(t: number, degreesOfFreedom: number): number {
  const tail = 0.5 * regularisedBeta(degreesOfFreedom / (degreesOfFreedom + t * t), degreesOfFreedom / 2, 0.5);
  return t > 0 ? 1 - tail : tail;
}

/** The t with P(T <= t) = p, for p in (0, 1), by bisection of the tail to the last bits. */
export function studentQuantile(p: number, degreesOfFreedom: number): number {
  assert(p > 0 && p < 1, 'a quantile needs a probability in (0, 1)');
  if (p === 0.5) return 0;
  const tail = Math.min(p, 1 - p);
  let far = 1;
  while (studentCdf(-far, degreesOfFreedom) > tail && far < 1e300) far *= 2;
  const size = bisect(0, far, (t) => studentCdf(-t, degreesOfFreedom) <= tail);
  return p < 0.5 ? -size : size;
}

/** Point in [low, high] where a predicate that is false first turns true, to the last bits of a double. */
export function bisect(low: number, high: number, isBeyond: (x: number) => boolean): number {
  let below = low;
  let above = high;
  for (;;) {
    const middle = below + (above - below) / 2;
    if (!(middle > below && middle < above)) return above;
    if (isBeyond(middle)) above = middle;
    else below = middle;
  }
}
