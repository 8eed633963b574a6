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
 * smooth: five Gauss points are exact to a double for s < 1/4.
 * Source: identities of the normal law, Abramowitz and Stegun 26.2; the cure for cancellation follows Jaeckel, Let's be
 * rational (2015), section 6.
 */
import { exp, log, log1p } from '../numeric/math.ts';
import { normalCdf, normalDensity } from '../numeric/normal.ts';

const SQRT_HALF_PI = 1.2533141373155003;
/** Below it the Mills ratio is a series, from there on a continued fraction. */
const FRACTION_START = 2;
const GAUSS_DEVIATION_MAX = 0.25;
/** Five-point Gauss-Legendre on [-1, 1]: nodes 0, +-n1, +-n2. */
const GAUSS = { n1: 0.5384693101056831, n2: 0.906179845938664, w0: 0.5688888888888889, w1: 0.47862867049936647 };
const GAUSS_W2 = 0.23692688505618908;

/** `deviation` is v sqrt T >= 0; forward and strike > 0. */
export function timeValueOf(forward: number, strike: number, deviation: number): number {
  if (!(deviation > 0)) return deviation === 0 ? 0 : NaN;
  const near = Math.min(forward, strike);
  const far = Math.max(forward, strike);
  if (deviation === Infinity) return near;
  const distance = logRatio(far, near) / deviation;
  const a = distance - deviation / 2;
  const b = distance + deviation / 2;
  if (deviation < GAUSS_DEVIATION_MAX) return near * normalDensity(a) * integrateFall(distance, deviation / 2);
  if (a >= FRACTION_START) return near * normalDensity(a) * (1 / (a + tailFraction(a)) - 1 / (b + tailFraction(b)));
  return Math.max(0, near * normalCdf(-a) - far * normalCdf(-b));
}

/** ln(far / near) without loss of digits where the two are close. */
export function logRatio(far: number, near: number): number {
  return far < 2 * near ? log1p((far - near) / near) : log(far / near);
}

/** Integral of -R' from middle - half to middle + half. */
function integrateFall(middle: number, half: number): number {
  const { n1, n2, w0, w1 } = GAUSS;
  const [x1, x2] = [n1 * half, n2 * half];
  const inner = millsFall(middle - x1) + millsFall(middle + x1);
  const outer = millsFall(middle - x2) + millsFall(middle + x2);
  return half * (w0 * millsFall(middle) + w1 * inner + GAUSS_W2 * outer);
}

/** 1 - x R(x), for x > -1. */
function millsFall(x: number): number {
  if (x >= FRACTION_START) {
    const fraction = tailFraction(x);
    return fraction / (x + fraction);
  }
  // R(x) = sqrt(pi / 2) e^(x^2 / 2) - (x + x^3 / 3 + x^5 / 15 + ...)
  let term = x;
  let sum = x;
  for (let odd = 3; Math.abs(term) > 1e-17 * Math.abs(sum); odd += 2) {
    term *= (x * x) / odd;
    sum += term;
  }
  return 1 - x * (SQRT_HALF_PI * exp((x * x) / 2) - sum);
}

/** 1 / R(x) - x = 1 / (x + 2 / (x + 3 / (x + ...))), Laplace's fraction from the far end, x >= 2. */
function tailFraction(x: number): number {
  let fraction = 0;
  for (let term = Math.ceil(12 + 520 / (x * x)); term >= 1; term -= 1) fraction = term / (x + fraction);
  return fraction;
}
