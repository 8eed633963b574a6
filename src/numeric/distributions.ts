/**
 * Draws from the distributions that scenarios name. Each function takes its uniform source and consumes a number of
 * uniforms that never depends on their values, so that two runs stay aligned draw by draw when a parameter differs.
 */
import { assert } from '../base/assert.ts';
import { exp, expm1, log, log1p } from './math.ts';
import { normalQuantile } from './normal.ts';

/** What a distribution needs of a stream: uniforms in the open interval (0, 1). */
export interface UniformSource {
  uniformOpen(): number;
}

/** Candidates of `drawChiSquare`: the first accepted one counts, all are drawn. */
const CHI_SQUARE_CANDIDATES = 8;

/** N(0, 1) by inversion; 1 uniform. */
export function drawNormal(source: UniformSource): number {
  return normalQuantile(source.uniformOpen());
}

/** exp(logMean + logDeviation Z); its median is exp(logMean). 1 uniform. */
export function drawLogNormal(source: UniformSource, logMean: number, logDeviation: number): number {
  return exp(logMean + logDeviation * drawNormal(source));
}

/** Share of an untruncated Pareto's draws that lies below `largest`: what `drawTruncatedPareto` inverts on. */
export function paretoShareBelow(tailExponent: number, least: number, largest: number): number {
  return -expm1(tailExponent * log(least / largest));
}

/**
 * Pareto with density proportional to x^-(tailExponent + 1) on [least, largest], by inversion; 1 uniform.
 * `tailExponent` > 0, 0 < `least` <= `largest`; `largest` may be Infinity. `shareBelow` is `paretoShareBelow` of the
 * same numbers, for who draws many.
 */
export function drawTruncatedPareto(
  source: UniformSource,
  tailExponent: number,
  least: number,
  largest: number,
  shareBelow: number = paretoShareBelow(tailExponent, least, largest),
): number {
  assert(
    tailExponent > 0 && least > 0 && largest >= least,
    'Pareto needs a positive exponent and 0 < least <= largest',
  );
  const value = least * exp(-log1p(-source.uniformOpen() * shareBelow) / tailExponent);
  return Math.min(value, largest);
}

/**
 * Chi-square with any `degreesOfFreedom` > 2; always 16 uniforms.
 *
 * Source: Marsaglia and Tsang, "A Simple Method for Generating Gamma Variables", ACM TOMS 26 (2000) 363-372, with
 * shape k = degreesOfFreedom / 2. Deviation: instead of trying until accepted, a fixed number of candidates is
 * drawn and the first accepted one taken. Each is refused with probability below 5 %, so that all eight are in less
 * than 1 of 10^10 draws; then the distribution's centre stands in.
 */
export function drawChiSquare(source: UniformSource, degreesOfFreedom: number): number {
  assert(degreesOfFreedom > 2, 'chi-square draws need more than 2 degrees of freedom');
  const d = degreesOfFreedom / 2 - 1 / 3;
  const c = 1 / Math.sqrt(9 * d);
  let result = 0;
  for (let candidate = 0; candidate < CHI_SQUARE_CANDIDATES; candidate += 1) {
    const firstUniform = source.uniformOpen();
    const secondUniform = source.uniformOpen();
    if (result !== 0) continue;
    const x = normalQuantile(firstUniform);
    const root = 1 + c * x;
    if (root <= 0) continue;
    const v = root * root * root;
    if (log(secondUniform) < 0.5 * x * x + d * (1 - v + log(v))) result = 2 * d * v;
  }
  return result === 0 ? 2 * d : result;
}

/**
 * Factor that turns normals into Student-t variables of variance 1: sqrt((degreesOfFreedom - 2) / chiSquare). One
 * factor for all instruments of a tick gives them the joint tails of a t-copula; a factor each would lose them.
 */
export function computeUnitStudentFactor(chiSquare: number, degreesOfFreedom: number): number {
  return Math.sqrt((degreesOfFreedom - 2) / chiSquare);
}
