/** Density and tail mean of Student's t; its distribution function and quantile are in `special-functions.ts`. */
import { assert } from '../base/assert.ts';
import { exp, log1p } from './math.ts';

const ONE_OVER_SQRT_2PI = 0.3989422804014327;
/** From here on the series of `gammaRatio` leaves less than 1e-16. */
const SERIES_FROM = 30;

/**
 * Density at t with `degreesOfFreedom` nu > 0: Gamma((nu + 1) / 2) / (sqrt(nu pi) Gamma(nu / 2))
 * (1 + t^2 / nu)^(-(nu + 1) / 2), relative error below 1e-13.
 */
export function studentDensity(t: number, degreesOfFreedom: number): number {
  assert(degreesOfFreedom > 0, 'Student-t needs positive degrees of freedom');
  const height = ONE_OVER_SQRT_2PI * gammaRatio(degreesOfFreedom / 2);
  return height * exp(-0.5 * (degreesOfFreedom + 1) * log1p((t * t) / degreesOfFreedom));
}

/**
 * E(T | T > t) of a standard Student-t beyond its quantile t, whose tail has the probability `tail`:
 * f(t) / tail x (nu + t^2) / (nu - 1). Infinite for nu <= 1.
 *
 * Source: McNeil, Frey and Embrechts, Quantitative Risk Management, 2005, example 2.19.
 */
export function studentTailMean(t: number, tail: number, degreesOfFreedom: number): number {
  if (degreesOfFreedom <= 1) return Infinity;
  return ((studentDensity(t, degreesOfFreedom) / tail) * (degreesOfFreedom + t * t)) / (degreesOfFreedom - 1);
}

/**
 * Gamma(x + 1/2) / (Gamma(x) sqrt x), which tends to 1: the asymptotic series (DLMF 5.11.13 for a ratio of gammas), reached
 * by Gamma(x + 1) = x Gamma(x). Differences of logarithms of Gamma would lose digits where both are large.
 */
function gammaRatio(x: number): number {
  let shifted = x;
  let product = 1;
  while (shifted < SERIES_FROM) {
    product *= (shifted + 0.5) / shifted;
    shifted += 1;
  }
  const u = 1 / shifted;
  const inner = 5 / 1_024 - u * (21 / 32_768 + u * (399 / 262_144 - u * (869 / 4_194_304 + (u * 39_325) / 33_554_432)));
  const series = 1 - u * (1 / 8 - u * (1 / 128 + u * inner));
  // Gamma(x + 1/2) / Gamma(x) = ratio at the shifted place / product of (x + k + 1/2) / (x + k).
  return (series * Math.sqrt(shifted / x)) / product;
}
