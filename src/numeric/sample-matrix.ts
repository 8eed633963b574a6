/** A sample of several variables, and its moments. All sums run in the order of rows. */
import { assert } from '../base/assert.ts';

/** Row-major [rows x columns]: one row an observation, one column a variable. */
export interface SampleMatrix {
  readonly rows: number;
  readonly columns: number;
  readonly values: Float64Array;
}

export interface Moments {
  readonly mean: number;
  /** With divisor n - 1. */
  readonly variance: number;
  /** Fourth central moment over the squared variance, both with divisor n: 3 for a normal. NaN where all are equal. */
  readonly kurtosis: number;
}

export function columnOf({ rows, columns, values }: SampleMatrix, column: number): Float64Array {
  return Float64Array.from({ length: rows }, (_, row) => values[row * columns + column]);
}

/** The sample of some rows, in the order given. */
export function selectRows({ columns, values }: SampleMatrix, chosen: readonly number[]): SampleMatrix {
  const selected = new Float64Array(chosen.length * columns);
  chosen.forEach((row, at) => selected.set(values.subarray(row * columns, (row + 1) * columns), at * columns));
  return { rows: chosen.length, columns, values: selected };
}

/** Of at least two values. */
export function momentsOf(values: ArrayLike<number>): Moments {
  const count = values.length;
  assert(count >= 2, 'moments need at least two values');
  let sum = 0;
  for (let i = 0; i < count; i += 1) sum += values[i];
  const mean = sum / count;
  let squares = 0;
  let fourths = 0;
  for (let i = 0; i < count; i += 1) {
    const square = (values[i] - mean) * (values[i] - mean);
    squares += square;
    fourths += square * square;
  }
  return { mean, variance: squares / (count - 1), kurtosis: (count * fourths) / (squares * squares) };
}

/** Row-major [columns x columns], divisor `rows`, about the means. */
export function covarianceOf({ rows, columns, values }: SampleMatrix): Float64Array {
  assert(rows >= 2, 'a covariance needs at least two observations');
  const means = new Float64Array(columns);
  for (let k = 0; k < values.length; k += 1) means[k % columns] += values[k];
  for (let i = 0; i < columns; i += 1) means[i] /= rows;
  const covariance = new Float64Array(columns * columns);
  for (let row = 0; row < rows; row += 1) {
    for (let i = 0; i < columns; i += 1) {
      const own = values[row * columns + i] - means[i];
      for (let j = 0; j <= i; j += 1) {
        covariance[i * columns + j] += own * (values[row * columns + j] - means[j]);
      }
    }
  }
  for (let i = 0; i < columns; i += 1) {
    for (let j = 0; j <= i; j += 1) {
      const value = covariance[i * columns + j] / rows;
      covariance[i * columns + j] = value;
      covariance[j * columns + i] = value;
    }
  }
  return covariance;
}

/** Of a covariance matrix with a positive diagonal; exactly symmetric, ones on the diagonal, entries in [-1, 1]. */
export function correlationOf(covariance: Float64Array): Float64Array {
  const count = Math.round(Math.sqrt(covariance.length));
  const correlation = new Float64Array(covariance.length);
  for (let i = 0; i < count; i += 1) {
    correlation[i * count + i] = 1;
    for (let j = 0; j < i; j += 1) {
      const scale = Math.sqrt(covariance[i * count + i]) * Math.sqrt(covariance[j * count + j]);
      const value = Math.max(-1, Math.min(1, covariance[i * count + j] / scale));
      correlation[i * count + j] = value;
      correlation[j * count + i] = value;
    }
  }
  return correlation;
}

/** Mean of the entries below the diagonal; 1 where there is none. */
export function meanOffDiagonal(matrix: Float64Array): number {
  const count = Math.round(Math.sqrt(matrix.length));
  let sum = 0;
  for (let i = 0; i < count; i += 1) for (let j = 0; j < i; j += 1) sum += matrix[i * count + j];
  return count < 2 ? 1 : sum / ((count * (count - 1)) / 2);
}
