/**
 * Standard errors of a maximum of a likelihood that may be the wrong one: A^-1 B A^-1, A minus the second derivatives of
 * the log likelihood, B the sum of squares of each observation's own slope. Where the density is right A = B and it is
 * the usual inverse information; where it is not (a normal likelihood on fat tails) it is still consistent.
 *
 * Source: T. Bollerslev and J. Wooldridge, "Quasi-maximum likelihood estimation and inference in dynamic models with
 * time-varying covariances", Econometric Reviews 11 (1992) 143-172. Derivatives are central differences.
 */

/** Log likelihood of each observation at `point`, into `out`. */
export type Contributions = (point: Float64Array, out: Float64Array) => void;

/**
 * Standard error of each parameter, or null where the likelihood is flat or bends upward: a parameter at its bound, or
 * one that the sample says nothing of.
 *
 * @param steps of the differences: small against the curvature, large against rounding (1e-4 of a typical size)
 */
export function estimateErrors(
  contributions: Contributions,
  point: Float64Array,
  steps: ArrayLike<number>,
  observations: number,
): Float64Array | null {
  const count = point.length;
  const out = new Float64Array(observations);
  const at = (moves: readonly (readonly [axis: number, direction: number])[]): Float64Array => {
    const moved = point.slice();
    for (const [axis, direction] of moves) moved[axis] += direction * steps[axis];
    contributions(moved, out);
    return out.slice();
  };
  const centre = sumOf(at([]));
  const up = Array.from({ length: count }, (_, i) => at([[i, 1]]));
  const down = Array.from({ length: count }, (_, i) => at([[i, -1]]));
  const information = new Float64Array(count * count);
  const outer = new Float64Array(count * count);
  for (let i = 0; i < count; i += 1) {
    for (let j = 0; j <= i; j += 1) {
      const bend =
        i === j
          ? (sumOf(up[i]) - 2 * centre + sumOf(down[i])) / (steps[i] * steps[i])
          : crossDifference(at, i, j) / (4 * steps[i] * steps[j]);
      let product = 0;
      for (let t = 0; t < observations; t += 1) product += (up[i][t] - down[i][t]) * (up[j][t] - down[j][t]);
      information[i * count + j] = -bend;
      information[j * count + i] = -bend;
      outer[i * count + j] = product / (4 * steps[i] * steps[j]);
      outer[j * count + i] = outer[i * count + j];
    }
  }
  const inverse = invertPositive(information);
  return inverse === null ? null : rootsOfSandwich(inverse, outer);
}

function crossDifference(
  at: (moves: readonly (readonly [number, number])[]) => Float64Array,
  i: number,
  j: number,
): number {
  const corner = (x: number, y: number): number =>
    sumOf(
      at([
        [i, x],
        [j, y],
      ]),
    );
  return corner(1, 1) - corner(1, -1) - corner(-1, 1) + corner(-1, -1);
}

function sumOf(values: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < values.length; i += 1) sum += values[i];
  return sum;
}

/** Roots of the diagonal of A^-1 B A^-1. */
function rootsOfSandwich(inverse: Float64Array, outer: Float64Array): Float64Array | null {
  const count = Math.round(Math.sqrt(inverse.length));
  const errors = new Float64Array(count);
  for (let i = 0; i < count; i += 1) {
    let variance = 0;
    for (let k = 0; k < count; k += 1) {
      for (let l = 0; l < count; l += 1)
        variance += inverse[i * count + k] * outer[k * count + l] * inverse[l * count + i];
    }
    errors[i] = Math.sqrt(variance);
  }
  return errors.every((error) => error > 0 && error < Infinity) ? errors : null;
}

/** Inverse of a symmetric matrix by Gauss-Jordan elimination; null unless every pivot is positive (positive definite). */
function invertPositive(matrix: Float64Array): Float64Array | null {
  const count = Math.round(Math.sqrt(matrix.length));
  const left = matrix.slice();
  const right = new Float64Array(matrix.length);
  for (let i = 0; i < count; i += 1) right[i * count + i] = 1;
  for (let column = 0; column < count; column += 1) {
    const pivot = left[column * count + column];
    // Against the entry before elimination: what is left of it by rounding is no curvature.
    if (!(pivot > 1e-9 * Math.abs(matrix[column * count + column]))) return null;
    for (let k = 0; k < count; k += 1) {
      left[column * count + k] /= pivot;
      right[column * count + k] /= pivot;
    }
    for (let row = 0; row < count; row += 1) {
      if (row === column) continue;
      const factor = left[row * count + column];
      for (let k = 0; k < count; k += 1) {
        left[row * count + k] -= factor * left[column * count + k];
        right[row * count + k] -= factor * right[column * count + k];
      }
    }
  }
  return right;
}
