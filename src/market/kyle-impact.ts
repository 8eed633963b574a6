/**
 * Impact across instruments that follows from volatility, correlation and flow: the multivariate Kyle model.
 *
 * A market maker who expects net buying with covariance Omega = L L^T (money) to carry the information that makes prices
 * move with covariance Sigma (log returns) sets them by
 *
 *   Lambda = L^-T sqrt(L^T Sigma L) L^-1,
 *
 * the one symmetric positive semi-definite matrix with Lambda Omega Lambda = Sigma. Symmetric and positive semi-definite
 * is what it takes for round trips through several instruments to earn nothing.
 *
 * An instrument's own impact is its depth curve, which knows better. Of Lambda only the shape is taken: its strengths,
 * Lambda_ij / sqrt(Lambda_ii Lambda_jj), stand in the place of correlation in cross-impact.ts, and scaling rows and
 * columns alike keeps a matrix symmetric and positive semi-definite.
 *
 * Source: del Molino, Mastromatteo, Benzaquen, Bouchaud, "The multivariate Kyle model: more is different",
 * arXiv 1806.07791.
 */
import { symmetricRoot } from '../numeric/correlation.ts';

/**
 * Lambda, row-major [count x count]: log price for a unit of money.
 *
 * @param correlation row-major [count x count] correlation of returns
 * @param volatility of each log return; 0 for an instrument whose price does not move by itself
 * @param flowFactor lower triangle of the correlation of flow, row-major
 * @param flow standard deviation of net buying over the time that the volatilities are of, money, positive
 */
export function kyleImpact(
  correlation: Float64Array,
  volatility: readonly number[],
  flowFactor: Float64Array,
  flow: readonly number[],
): Float64Array {
  const count = flow.length;
  const sigma = fill(count, (i, j) => volatility[i] * correlation[i * count + j] * volatility[j]);
  const lower = fill(count, (i, j) => flow[i] * flowFactor[i * count + j]);
  const lowerT = fill(count, (i, j) => lower[j * count + i]);
  const root = symmetricRoot(symmetric(multiply(lowerT, multiply(sigma, lower, count), count), count));
  const inverse = invertLower(lower, count);
  const inverseT = fill(count, (i, j) => inverse[j * count + i]);
  return symmetric(multiply(inverseT, multiply(root, inverse, count), count), count);
}

/**
 * The matrix with its diagonal scaled to 1, entries within [-1, 1]. An instrument without impact of its own has no part in
 * that of others.
 */
export function strengthsOf(lambda: Float64Array): Float64Array {
  const count = Math.round(Math.sqrt(lambda.length));
  return fill(count, (i, j) => {
    if (i === j) return 1;
    const own = lambda[i * count + i] * lambda[j * count + j];
    if (!(own > 0)) return 0;
    return Math.min(1, Math.max(-1, lambda[i * count + j] / Math.sqrt(own)));
  });
}

function fill(count: number, at: (row: number, column: number) => number): Float64Array {
  const matrix = new Float64Array(count * count);
  for (let i = 0; i < count; i += 1) for (let j = 0; j < count; j += 1) matrix[i * count + j] = at(i, j);
  return matrix;
}

function multiply(a: Float64Array, b: Float64Array, count: number): Float64Array {
  return fill(count, (i, j) => {
    let sum = 0;
    for (let k = 0; k < count; k += 1) sum += a[i * count + k] * b[k * count + j];
    return sum;
  });
}

/** Without what rounding made of its symmetry. */
function symmetric(matrix: Float64Array, count: number): Float64Array {
  return fill(count, (i, j) => (matrix[i * count + j] + matrix[j * count + i]) / 2);
}

/** Inverse of a lower triangle with a positive diagonal, by forward substitution. */
function invertLower(lower: Float64Array, count: number): Float64Array {
  const inverse = new Float64Array(count * count);
  for (let column = 0; column < count; column += 1) {
    for (let row = column; row < count; row += 1) {
      let sum = row === column ? 1 : 0;
      for (let k = column; k < row; k += 1) sum -= lower[row * count + k] * inverse[k * count + column];
      inverse[row * count + column] = sum / lower[row * count + row];
    }
  }
  return inverse;
}
