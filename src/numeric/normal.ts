/**
 * The standard normal distribution: density, distribution function and quantile, each to nearly full double
 * precision also far in the tails, where stress lives.
 */
import { exp, log } from './math.ts';

const ONE_OVER_SQRT_2PI = 0.3989422804014327;

/** Density of N(0, 1). */
export function normalDensity(x: number): number {
  if (Math.abs(x) > 40) return 0;
  // x^2 is rounded, and exp would magnify that: split x so that the large square is exact.
  const coarse = Math.floor(x * 1_024 + 0.5) / 1_024;
  return ONE_OVER_SQRT_2PI * exp(-0.5 * coarse * coarse) * exp(-0.5 * (x - coarse) * (x + coarse));
}

/** P(Z <= x), relative error below 2e-14 down to x = -37. NaN gives NaN. */
export function normalCdf(x: number): number {
  if (x > 0) return 1 - normalCdf(-x);
  if (x < -40) return 0;
  return x > -2 ? 0.5 - centralProbability(-x) : normalDensity(x) * millsRatio(-x);
}

/** P(0 <= Z <= x) for 0 <= x <= 2: density x (x + x^3 / 3 + x^5 / 15 + ...), all terms positive. */
function centralProbability(x: number): number {
  let term = x;
  let sum = x;
  for (let odd = 3; term > sum * 1e-17; odd += 2) {
    term *= (x * x) / odd;
    sum += term;
  }
  return normalDensity(x) * sum;
}

/**
 * (1 - cdf(x)) / density(x) for x >= 2 by Laplace's continued fraction 1 / (x + 1 / (x + 2 / (x + 3 / ...))), from
 * the far end; 130 terms leave less than 1e-17 at 2 and less beyond.
 */
function millsRatio(x: number): number {
  let fraction = x;
  for (let term = 130; term >= 1; term -= 1) fraction = x + term / fraction;
  return 1 / fraction;
}

/**
 * The x with P(Z <= x) = p, relative error below 1e-15 for p in (0, 1); 0 and 1 give -Infinity and Infinity,
 * anything outside or NaN gives NaN.
 *
 * Source: M. J. Wichura, "Algorithm AS 241: The Percentage Points of the Normal Distribution", Applied Statistics 37
 * (1988) 477-484, routine PPND16: three rational approximations, one in the middle and two in each tail.
 */
export function normalQuantile(p: number): number {
  const q = p - 0.5;
  if (Math.abs(q) <= 0.425) return q * middleRatio(0.180625 - q * q);
  const tail = q < 0 ? p : 1 - p;
  if (!(tail > 0)) return tail === 0 ? (q < 0 ? -Infinity : Infinity) : NaN;
  const r = Math.sqrt(-log(tail));
  const size = r <= 5 ? nearTailRatio(r - 1.6) : farTailRatio(r - 5);
  return q < 0 ? -size : size;
}

function middleRatio(r: number): number {
  const above =
    ((((((2.509080928730122673e3 * r + 3.3430575583588128105e4) * r + 6.726577092700870085e4) * r +
      4.5921953931549871457e4) *
      r +
      1.3731693765509461125e4) *
      r +
      1.9715909503065514427e3) *
      r +
      1.3314166789178437745e2) *
      r +
    3.387132872796366608;
  const below =
    ((((((5.226495278852854561e3 * r + 2.8729085735721942674e4) * r + 3.930789580009271061e4) * r +
      2.1213794301586595867e4) *
      r +
      5.3941960214247511077e3) *
      r +
      6.871870074920579083e2) *
      r +
      4.2313330701600911252e1) *
      r +
    1;
  return above / below;
}

function nearTailRatio(r: number): number {
  const above =
    ((((((7.7454501427834140764e-4 * r + 2.27238449892691845833e-2) * r + 2.4178072517745061177e-1) * r +
      1.27045825245236838258) *
      r +
      3.64784832476320460504) *
      r +
      5.7694972214606914055) *
      r +
      4.6303378461565452959) *
      r +
    1.42343711074968357734;
  const below =
    ((((((1.05075007164441684324e-9 * r + 5.475938084995344946e-4) * r + 1.51986665636164571966e-2) * r +
      1.4810397642748007459e-1) *
      r +
      6.8976733498510000455e-1) *
      r +
      1.6763848301838038494) *
      r +
      2.05319162663775882187) *
      r +
    1;
  return above / below;
}

function farTailRatio(r: number): number {
  const above =
    ((((((2.01033439929228813265e-7 * r + 2.71155556874348757815e-5) * r + 1.2426609473880784386e-3) * r +
      2.6532189526576123093e-2) *
      r +
      2.9656057182850489123e-1) *
      r +
      1.7848265399172913358) *
      r +
      5.4637849111641143699) *
      r +
    6.6579046435011037772;
  const below =
    ((((((2.04426310338993978564e-15 * r + 1.4215117583164458887e-7) * r + 1.8463183175100546818e-5) * r +
      7.868691311456132591e-4) *
      r +
      1.48753612908506148525e-2) *
      r +
      1.3692988092273580531e-1) *
      r +
      5.9983220655588793769e-1) *
      r +
    1;
  return above / below;
}
