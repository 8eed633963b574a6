/**
 * Minimum of a function whose slope is known: the quasi-Newton method of Broyden, Fletcher, Goldfarb and Shanno, for
 * likelihoods that are dear to evaluate. Some fifty evaluations where a simplex in five variables takes two thousand.
 *
 * Source: J. Nocedal and S. Wright, Numerical Optimization, 2nd ed. (2006), algorithm 6.1 with backtracking (3.1); an
 * update that would lose positive definiteness is left out.
 */
import { assert } from '../base/assert.ts';
import type { Minimum } from './minimise.ts';

const STEPS_MAX = 300;
const HALVINGS_MAX = 40;
/** Share of the promised fall that a step has to bring. */
const FALL_SHARE = 1e-4;
/** Fall of the value, against its size, below which two steps in a row end the search. */
const VALUE_TOLERANCE = 1e-13;

/** Value at `point`, its slope into `slope`. Infinity or NaN: outside of what is allowed. */
export type SmoothObjective = (point: Float64Array, slope: Float64Array) => number;

/** @param start where the function is finite; variables should be of size 1, as steps begin at length 0.1 */
export function minimiseSmooth(objective: SmoothObjective, start: ArrayLike<number>): Minimum {
  const count = start.length;
  let point = Float64Array.from(start);
  let slope = new Float64Array(count);
  let value = objective(point, slope);
  assert(Number.isFinite(value), 'a minimum is looked for from a point where the function is finite');
  let inverse = scaledIdentity(count, 0.1 / Math.max(1e-12, Math.sqrt(dot(slope, slope))));
  let idle = 0;
  for (let step = 0; step < STEPS_MAX; step += 1) {
    let direction = applyNegative(inverse, slope);
    if (!(dot(direction, slope) < 0)) {
      inverse = scaledIdentity(count, 0.1 / Math.max(1e-12, Math.sqrt(dot(slope, slope))));
      direction = applyNegative(inverse, slope);
    }
    const next = backtrack(objective, point, value, slope, direction);
    if (next === null) return { point, value, isConverged: true };
    const fall = value - next.value;
    idle = fall <= VALUE_TOLERANCE * (1 + Math.abs(value)) ? idle + 1 : 0;
    const move = next.point.map((at, i) => at - point[i]);
    const bend = next.slope.map((at, i) => at - slope[i]);
    updateInverse(inverse, move, bend, step === 0);
    ({ point, value, slope } = next);
    if (idle === 2) return { point, value, isConverged: true };
  }
  return { point, value, isConverged: false };
}

interface Step {
  readonly point: Float64Array<ArrayBuffer>;
  readonly value: number;
  readonly slope: Float64Array<ArrayBuffer>;
}

/** null when no step, however short, lowers the value: that is where rounding ends the search. */
function backtrack(
  objective: SmoothObjective,
  point: Float64Array,
  value: number,
  slope: Float64Array,
  direction: Float64Array,
): Step | null {
  const promised = dot(direction, slope);
  let length = 1;
  for (let halving = 0; halving < HALVINGS_MAX; halving += 1, length /= 2) {
    const tried = Float64Array.from(point, (at, i) => at + length * direction[i]);
    const slopeThere = new Float64Array(point.length);
    const there = objective(tried, slopeThere);
    if (there <= value + FALL_SHARE * length * promised) return { point: tried, value: there, slope: slopeThere };
  }
  return null;
}

/** H <- (I - s y' / y's) H (I - y s' / y's) + s s' / y's, in place; before the first one H is scaled to y's / y'y. */
function updateInverse(inverse: Float64Array, move: Float64Array, bend: Float64Array, isFirst: boolean): void {
  const count = move.length;
  const curvature = dot(move, bend);
  if (!(curvature > 1e-14 * Math.sqrt(dot(move, move) * dot(bend, bend)))) return;
  if (isFirst) inverse.set(scaledIdentity(count, curvature / dot(bend, bend)));
  const applied = applyNegative(inverse, bend).map((value) => -value);
  const factor = (1 + dot(bend, applied) / curvature) / curvature;
  for (let i = 0; i < count; i += 1) {
    for (let j = 0; j < count; j += 1) {
      inverse[i * count + j] += factor * move[i] * move[j] - (applied[i] * move[j] + move[i] * applied[j]) / curvature;
    }
  }
}

function applyNegative(matrix: Float64Array, vector: Float64Array): Float64Array<ArrayBuffer> {
  return Float64Array.from(vector, (_, i) => {
    let sum = 0;
    for (let j = 0; j < vector.length; j += 1) sum -= matrix[i * vector.length + j] * vector[j];
    return sum;
  });
}

function scaledIdentity(count: number, scale: number): Float64Array<ArrayBuffer> {
  return Float64Array.from({ length: count * count }, (_, k) => (k % (count + 1) === 0 ? scale : 0));
}

function dot(a: Float64Array, b: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < a.length; i += 1) sum += a[i] * b[i];
  return sum;
}
