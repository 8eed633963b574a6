/**
 * Minimum of a function of a few variables without derivatives, for likelihoods of the size that calibration meets.
 *
 * Own code because the libraries do not do: fmin 0.0.4 cannot be imported by Node as a module and throws a
 * ReferenceError in its reduction step; ml-levenberg-marquardt fits least squares, which a likelihood is not; ml-direct
 * searches a box and has no stopping rule for the last digits. What is here uses + - * / alone, so that a fit has the
 * same bits everywhere.
 *
 * Source: J. A. Nelder and R. Mead, "A simplex method for function minimization", Computer Journal 7 (1965) 308-313;
 * coefficients that depend on the dimension: F. Gao and L. Han, "Implementing the Nelder-Mead simplex algorithm with
 * adaptive parameters", Comput. Optim. Appl. 51 (2012) 259-277. A simplex can collapse before the minimum: it is set up
 * anew where it ended until that changes nothing.
 */
import { assert } from '../base/assert.ts';

const RESTARTS_MAX = 12;
const STEPS_MAX_PER_DIMENSION = 400;
/** Least improvement of the value, against its size, for which another restart is worth while. */
const VALUE_TOLERANCE = 1e-11;
/** Largest spread of the corners, in units of the first steps, at which a simplex has converged. */
const POINT_TOLERANCE = 1e-6;
/** The same for the first simplex from each start, which only has to tell which valley is deepest. */
const COARSE_TOLERANCE = 1e-2;
/** First edges of a restart against those of the first simplex: it begins near the minimum. */
const RESTART_SHARE = 0.25;
const GOLDEN = (Math.sqrt(5) - 1) / 2;

export type Objective = (point: Float64Array) => number;

export interface Minimum {
  readonly point: Float64Array;
  readonly value: number;
  /** False when the limit of steps was reached first. */
  readonly isConverged: boolean;
}

interface Corner {
  readonly point: Float64Array;
  readonly value: number;
}

/**
 * The lowest of the local minima near several starts: one simplex from each, then restarts of the best. Points where
 * `objective` is NaN count as infinitely bad, so a constraint may be written as `return Infinity`; the starts
 * themselves must be finite.
 *
 * @param steps first edge of the simplex along each axis, not 0: about the distance to the minimum
 */
export function minimise(
  objective: Objective,
  starts: readonly ArrayLike<number>[],
  steps: ArrayLike<number>,
): Minimum {
  const safe: Objective = (point) => {
    const value = objective(point);
    return value === value ? value : Infinity;
  };
  const ends = starts.map((start) => {
    const corner = evaluate(safe, Float64Array.from(start));
    assert(Number.isFinite(corner.value), 'a minimum is looked for from points where the function is finite');
    return descend(safe, corner, steps, COARSE_TOLERANCE).corner;
  });
  let best = ends.reduce((least, corner) => (corner.value < least.value ? corner : least));
  const edges = Array.from(steps, (step) => step * RESTART_SHARE);
  for (let restart = 0; restart < RESTARTS_MAX; restart += 1) {
    const { corner, isConverged } = descend(safe, best, edges, POINT_TOLERANCE);
    const improvement = best.value - corner.value;
    best = corner;
    if (isConverged && Number.isFinite(best.value) && improvement <= VALUE_TOLERANCE * (1 + Math.abs(best.value)))
      return { ...best, isConverged };
  }
  return { ...best, isConverged: false };
}

/** One simplex, from its first shape until it has shrunk to a point. */
function descend(
  objective: Objective,
  from: Corner,
  steps: ArrayLike<number>,
  tolerance: number,
): { corner: Corner; isConverged: boolean } {
  const count = from.point.length;
  const expansion = count > 1 ? 1 + 2 / count : 2;
  const contraction = count > 1 ? 0.75 - 0.5 / count : 0.5;
  const reduction = count > 1 ? 1 - 1 / count : 0.5;
  const corners = [
    from,
    ...Array.from({ length: count }, (_, i) => evaluate(objective, shifted(from.point, i, steps[i]))),
  ];
  // So far out that a step is below rounding: it ran away.
  if (from.point.some((value, i) => value + steps[i] === value)) return { corner: from, isConverged: false };
  for (let step = 0; step < STEPS_MAX_PER_DIMENSION * count; step += 1) {
    // The sort is stable: equal corners keep their order.
    corners.sort((a, b) => a.value - b.value || 0);
    if (spreadOf(corners, steps) < tolerance) return { corner: corners[0], isConverged: true };
    const worst = corners[count];
    const centre = centroidOf(corners);
    const towards = (share: number): Corner => evaluate(objective, between(centre, worst.point, share));
    const reflected = towards(-1);
    if (reflected.value < corners[0].value) {
      const expanded = towards(-expansion);
      corners[count] = expanded.value < reflected.value ? expanded : reflected;
    } else if (reflected.value < corners[count - 1].value) {
      corners[count] = reflected;
    } else {
      const isOutside = reflected.value < worst.value;
      const contracted = towards(isOutside ? -contraction : contraction);
      if (contracted.value < (isOutside ? reflected.value : worst.value)) corners[count] = contracted;
      else {
        for (let i = 1; i <= count; i += 1) {
          corners[i] = evaluate(objective, between(corners[0].point, corners[i].point, reduction));
        }
      }
    }
  }
  corners.sort((a, b) => a.value - b.value || 0);
  return { corner: corners[0], isConverged: false };
}

function evaluate(objective: Objective, point: Float64Array): Corner {
  return { point, value: objective(point) };
}

function shifted(point: Float64Array, axis: number, step: number): Float64Array {
  const moved = point.slice();
  moved[axis] += step;
  return moved;
}

/** The point a share of the way from `a` to `b`; negative shares lie beyond `a`. */
function between(a: Float64Array, b: Float64Array, share: number): Float64Array {
  return a.map((value, i) => value + share * (b[i] - value));
}

/** Of all corners but the last. */
function centroidOf(corners: readonly Corner[]): Float64Array {
  const count = corners.length - 1;
  return corners[0].point.map((_, i) => {
    let sum = 0;
    for (let k = 0; k < count; k += 1) sum += corners[k].point[i];
    return sum / count;
  });
}

function spreadOf(corners: readonly Corner[], steps: ArrayLike<number>): number {
  let spread = 0;
  for (let k = 1; k < corners.length; k += 1) {
    for (let i = 0; i < corners.length - 1; i += 1) {
      spread = Math.max(spread, Math.abs((corners[k].point[i] - corners[0].point[i]) / steps[i]));
    }
  }
  return spread;
}

/**
 * Minimum of a function of one variable on [low, high], to 1e-9 of its length: the best of `scan` + 1 even points, then
 * golden section between its neighbours. Finds the smallest minimum that the scan can tell from others.
 */
export function minimiseOnInterval(
  objective: (x: number) => number,
  low: number,
  high: number,
  scan: number,
): { readonly at: number; readonly value: number } {
  const width = (high - low) / scan;
  let best = { at: low, value: objective(low) };
  for (let i = 1; i <= scan; i += 1) {
    const at = i === scan ? high : low + i * width;
    const value = objective(at);
    if (value < best.value) best = { at, value };
  }
  let left = Math.max(low, best.at - width);
  let right = Math.min(high, best.at + width);
  let inner = { at: right - GOLDEN * (right - left), value: 0 };
  let outer = { at: left + GOLDEN * (right - left), value: 0 };
  inner.value = objective(inner.at);
  outer.value = objective(outer.at);
  while (right - left > 1e-9 * (high - low)) {
    if (inner.value <= outer.value) {
      right = outer.at;
      outer = inner;
      const at = right - GOLDEN * (right - left);
      inner = { at, value: objective(at) };
    } else {
      left = inner.at;
      inner = outer;
      const at = left + GOLDEN * (right - left);
      outer = { at, value: objective(at) };
    }
  }
  const found = inner.value <= outer.value ? inner : outer;
  return found.value < best.value ? found : best;
}

/** Where a condition that is false at `inside` becomes true on the way to `outside`, to 1e-7 of their distance. */
export function crossing(isBeyond: (x: number) => boolean, inside: number, outside: number): number {
  let near = inside;
  let far = outside;
  for (let round = 0; round < 24; round += 1) {
    const middle = near + (far - near) / 2;
    if (isBeyond(middle)) far = middle;
    else near = middle;
  }
  return near;
}
