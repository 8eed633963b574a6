/** Correlation that breaks down in a crisis: everything moves together. */
import { assert } from '../base/assert.ts';

/**
 * (1 - weight) R + weight v v', v_i = 1 or -1 as `signs` has it (all 1 when left out). A convex mix of two positive
 * semi-definite matrices of unit diagonal, so it stays one for a weight in [0, 1].
 *
 * @param matrix row-major correlation matrix
 * @param signs of each variable's loading on the common factor: what falls when the others rise keeps its sign
 */
export function blendCorrelation(matrix: Float64Array, weight: number, signs?: ArrayLike<number>): Float64Array {
  assert(weight >= 0 && weight <= 1, 'a blend has a weight in [0, 1]');
  const count = Math.round(Math.sqrt(matrix.length));
  return matrix.map((value, k) => {
    const i = Math.floor(k / count);
    const j = k % count;
    if (i === j) return 1;
    const sameSign = signs === undefined || signs[i] >= 0 === signs[j] >= 0;
    return (1 - weight) * value + (sameSign ? weight : -weight);
  });
}
