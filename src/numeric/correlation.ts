/**
 * Correlation matrices: checking what a user gave, repairing what is not a correlation matrix, and the factor that
 * turns independent draws into correlated ones.
 *
 * The only importer of ml-matrix. Its Cholesky decomposition answers a matrix that is not positive definite with
 * zeros and a flag; here that is an error, so that a broken correlation can never become "no noise".
 *
 * Matrices are row-major Float64Array of [count x count].
 */
import { CholeskyDecomposition, EigenvalueDecomposition, Matrix } from 'ml-matrix';
import { assert } from '../base/assert.ts';

/** Smallest eigenvalue of a repaired matrix: far above rounding (1e-16 x count), far below what a return shows. */
const EIGENVALUE_FLOOR = 1e-10;
/** Largest change of an entry in one more step at which the alternating projections have converged. */
const PROJECTION_TOLERANCE = 1e-12;
const PROJECTION_ROUNDS_MAX = 5_000;
/** Smallest diagonal entry of a Cholesky factor that is not rounding noise; a repaired matrix keeps above 1e-5. */
const LEAST_PIVOT = 1e-7;

/** What a repair changed; distances in the Frobenius norm over the whole matrix. */
export interface CorrelationRepair {
  readonly isRepaired: boolean;
  readonly frobeniusDistance: number;
  readonly smallestEigenvalueBefore: number;
  readonly smallestEigenvalueAfter: number;
  /** The entry (row > column) that changed most; row and column 0, from = to = 1 when nothing did. */
  readonly largestChange: { readonly row: number; readonly column: number; readonly from: number; readonly to: number };
}

export interface RepairedCorrelation {
  readonly matrix: Float64Array;
  readonly repair: CorrelationRepair;
}

/**
 * Why `rows` cannot be a correlation matrix whatever its eigenvalues, in words, or undefined when it is square,
 * symmetric, has a unit diagonal and entries in [-1, 1].
 */
export function findCorrelationFault(rows: readonly (readonly number[])[]): string | undefined {
  for (let i = 0; i < rows.length; i += 1) {
    const row = rows[i];
    if (row.length !== rows.length) return `row ${i + 1} has ${row.length} entries, not ${rows.length}`;
    if (row[i] !== 1) return `entry (${i + 1}, ${i + 1}) must be 1, is ${row[i]}`;
    for (let j = 0; j < i; j += 1) {
      const value = row[j];
      if (!(Math.abs(value) <= 1)) return `entry (${i + 1}, ${j + 1}) must lie in [-1, 1], is ${value}`;
      if (value !== rows[j][i]) return `entries (${i + 1}, ${j + 1}) and (${j + 1}, ${i + 1}) differ`;
    }
  }
  return undefined;
}

/** Row-major copy. Throws `InvariantError` on what `findCorrelationFault` would name. */
export function flattenCorrelation(rows: readonly (readonly number[])[]): Float64Array {
  const fault = findCorrelationFault(rows);
  assert(fault === undefined, `not a correlation matrix: ${fault}`);
  return Float64Array.from(rows.flat());
}

/**
 * The nearest correlation matrix that can be factored. A matrix whose smallest eigenvalue is at least 1e-10 is
 * returned as it is, bit for bit.
 *
 * Source: N. J. Higham, "Computing the nearest correlation matrix", IMA J. Numer. Anal. 22 (2002) 329-343, algorithm
 * 3.3 with W = I: alternate between the positive semi-definite cone, with Dykstra's correction, and the matrices of
 * unit diagonal, without (it is affine). Then eigenvalues are lifted to 1e-10 and the diagonal scaled back to 1: the
 * exact nearest matrix is singular, and Cholesky needs more.
 */
export function repairCorrelation(matrix: Float64Array): RepairedCorrelation {
  const count = sideOf(matrix);
  const smallestBefore = smallestEigenvalue(matrix);
  if (smallestBefore >= EIGENVALUE_FLOOR) {
    return { matrix: matrix.slice(), repair: describeRepair(matrix, matrix, smallestBefore, smallestBefore) };
  }
  const nearest = smallestBefore < 0 ? projectToNearest(matrix) : matrix;
  const repaired = projectToCone(nearest, EIGENVALUE_FLOOR);
  const scales = Float64Array.from({ length: count }, (_, i) => 1 / Math.sqrt(repaired[i * count + i]));
  for (let i = 0; i < count; i += 1) {
    repaired[i * count + i] = 1;
    for (let j = 0; j < i; j += 1) {
      const value = repaired[i * count + j] * scales[i] * scales[j];
      repaired[i * count + j] = value;
      repaired[j * count + i] = value;
    }
  }
  return { matrix: repaired, repair: describeRepair(matrix, repaired, smallestBefore, smallestEigenvalue(repaired)) };
}

/**
 * Lower triangle L with L L' = `matrix`, row-major with zeros above the diagonal.
 *
 * @throws InvariantError when the matrix is not positive definite, naming the first row that fails
 */
export function factorCorrelation(matrix: Float64Array): Float64Array {
  const count = sideOf(matrix);
  const decomposition = new CholeskyDecomposition(toMatrix(matrix));
  const factor = fromMatrix(decomposition.lowerTriangularMatrix);
  for (let i = 0; i < count; i += 1) {
    // The library puts 0 where the root of a negative number would stand; rounding noise is no better than that.
    const isSound = factor[i * count + i] > LEAST_PIVOT;
    assert(isSound, `the correlation matrix is not positive definite at row ${i + 1}: repair it first`);
  }
  assert(decomposition.isPositiveDefinite(), 'the correlation matrix is not positive definite: repair it first');
  return factor;
}

function projectToNearest(matrix: Float64Array): Float64Array {
  const count = sideOf(matrix);
  let nearest: Float64Array = matrix.slice();
  const correction = new Float64Array(matrix.length);
  const shifted = new Float64Array(matrix.length);
  for (let round = 0; round < PROJECTION_ROUNDS_MAX; round += 1) {
    for (let k = 0; k < matrix.length; k += 1) shifted[k] = nearest[k] - correction[k];
    const onCone = projectToCone(shifted, 0);
    for (let k = 0; k < matrix.length; k += 1) correction[k] = onCone[k] - shifted[k];
    for (let i = 0; i < count; i += 1) onCone[i * count + i] = 1;
    let change = 0;
    for (let k = 0; k < matrix.length; k += 1) change = Math.max(change, Math.abs(onCone[k] - nearest[k]));
    nearest = onCone;
    if (change < PROJECTION_TOLERANCE) break;
  }
  return nearest;
}

/** Nearest symmetric matrix whose eigenvalues are at least `floor`; exactly symmetric. */
function projectToCone(matrix: Float64Array, floor: number): Float64Array {
  return mapEigenvalues(matrix, (value) => Math.max(floor, value));
}

/** The positive semi-definite root of a symmetric matrix that is so itself up to rounding: root x root = matrix. */
export function symmetricRoot(matrix: Float64Array): Float64Array {
  return mapEigenvalues(matrix, (value) => Math.sqrt(Math.max(0, value)));
}

/** The symmetric matrix with the same eigenvectors and eigenvalues f(value). */
function mapEigenvalues(matrix: Float64Array, f: (value: number) => number): Float64Array {
  const count = sideOf(matrix);
  const decomposition = new EigenvalueDecomposition(toMatrix(matrix), { assumeSymmetric: true });
  const values = decomposition.realEigenvalues.map(f);
  const vectors = decomposition.eigenvectorMatrix;
  const projected = new Float64Array(matrix.length);
  for (let i = 0; i < count; i += 1) {
    for (let j = 0; j <= i; j += 1) {
      let sum = 0;
      for (let k = 0; k < count; k += 1) {
        sum += vectors.get(i, k) * values[k] * vectors.get(j, k);
      }
      projected[i * count + j] = sum;
      projected[j * count + i] = sum;
    }
  }
  return projected;
}

function smallestEigenvalue(matrix: Float64Array): number {
  const decomposition = new EigenvalueDecomposition(toMatrix(matrix), { assumeSymmetric: true });
  return decomposition.realEigenvalues.reduce((smallest, value) => Math.min(smallest, value), Infinity);
}

function describeRepair(
  before: Float64Array,
  after: Float64Array,
  smallestEigenvalueBefore: number,
  smallestEigenvalueAfter: number,
): CorrelationRepair {
  const count = sideOf(before);
  let squares = 0;
  let largestChange = { row: 0, column: 0, from: 1, to: 1 };
  for (let row = 0; row < count; row += 1) {
    for (let column = 0; column < count; column += 1) {
      const from = before[row * count + column];
      const to = after[row * count + column];
      squares += (to - from) * (to - from);
      const isLarger = Math.abs(to - from) > Math.abs(largestChange.to - largestChange.from);
      if (column < row && isLarger) largestChange = { row, column, from, to };
    }
  }
  const frobeniusDistance = Math.sqrt(squares);
  const isRepaired = before !== after;
  return { isRepaired, frobeniusDistance, smallestEigenvalueBefore, smallestEigenvalueAfter, largestChange };
}

function sideOf(matrix: Float64Array): number {
  const count = Math.round(Math.sqrt(matrix.length));
  assert(count > 0 && count * count === matrix.length, 'a correlation matrix must be square');
  return count;
}

function toMatrix(values: Float64Array): Matrix {
  return Matrix.from1DArray(sideOf(values), sideOf(values), values);
}

function fromMatrix(matrix: Matrix): Float64Array {
  return Float64Array.from(matrix.to1DArray());
}
