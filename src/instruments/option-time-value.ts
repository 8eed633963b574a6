/**
 * Undiscounted value of an option out of the money, to about 1e-13 of itself however far out, short-lived or quiet it is;
 * the textbook difference of two products loses those digits.
 *
 * With A and B the smaller and larger of forward and strike, s = v sqrt T, a = ln(B / A) / s - s / 2 and b = a + s, the
 * call below its strike and the put above it are both
 *
 *   A N(-a) - B N(-b) = A phi(a) [R(a) - R(b)],   R(x) = N(-x) / phi(x) the Mills ratio,
 *
 * because A phi(a) = B phi(b). For small s the bracket is the integral of -R'(x) = 1 - x R(x), which is positive and
 * smooth: four Gauss points are exact to a double.
 * Source: identities of the normal law, Abramowitz and Stegun 26.2; the cure for cancellation follows Jaeckel, Let's be
 * rational (2015), section 6.
 */
import { log, log1p } from '../numeric/math.ts';
import { millsFall, millsRatio } from '../numeric/mills-ratio.ts';
import { normalCdf, normalDensity } from '../numeric/normal.ts';

/** Below this deviation the difference of Mills ratios loses more than two digits near the money. */
const INTEGRAL_DEVIATION_MAX = 0.06;
/** Below this a the two products hardly cancel. */
const RATIO_START = -1;
/** Four-point Gauss-Legendre on [-1, 1]. */
const INNER_NODE = 0.3399810435848563;
const INNER_WEIGHT = 0.6521451548625461;
const OUTER_NODE = 0.8611363115940526;
const OUTER_WEIGHT = 0.34785484513745385;

/** `deviation` is v sqrt T >= 0; forward and strike > 0. */
export function timeValueOf(forward: number, strike: number, deviation: number): number {
  if (!(deviation > 0)) return deviation === 0 ? 0 : NaN;
  const near = Math.min(forward, strike);
  const far = Math.max(forward, strike);
  if (deviation === Infinity) return near;
  const distance = logRatio(far, near) / deviation;
  const half = deviation / 2;
  const a = distance - half;
  const b = distance + half;
  if (a < RATIO_START) return Math.max(0, near * normalCdf(-a) - far * normalCdf(-b));
  const density = near * normalDensity(a);
  // Far out nothing is left, and the ratio of infinities is none.
  if (density === 0) return 0;
  if (deviation >= INTEGRAL_DEVIATION_MAX) return density * (millsRatio(a) - millsRatio(b));
  const inner = INNER_NODE * half;
  const outer = OUTER_NODE * half;
  const innerSum = millsFall(distance - inner) + millsFall(distance + inner);
  const outerSum = millsFall(distance - outer) + millsFall(distance + outer);
  return density * half * (INNER_WEIGHT * innerSum + OUTER_WEIGHT * outerSum);
}

/** ln(far / near) without loss of digits where the two are close. */
export function logRatio(far: number, near: number): number {
  return far < 2 * near ? log1p((far - near) / near) : log(far / near);
}
