/** How assets move together: correlation, and the chi-square that they share. */
import { factorCorrelation, repairCorrelation } from '../../numeric/correlation.ts';
import { expm1, exp, log1p } from '../../numeric/math.ts';
import {
  columnOf,
  correlationOf,
  covarianceOf,
  meanOffDiagonal,
  momentsOf,
  type SampleMatrix,
} from '../../numeric/sample-matrix.ts';
import { shrinkCorrelation, type Shrinkage } from '../../numeric/shrinkage.ts';
import { fitSharedFreedom, FREEDOM_MAX } from '../../numeric/student-fit.ts';
import { jointTailShare, tailDependence } from '../../numeric/tail-dependence.ts';
import type { CorrelationCalibration, JointTail, PairFigures } from './calibration.ts';

const NORMAL_975 = 1.959963984540054;

export function calibrateCorrelation(
  returns: SampleMatrix,
  assets: readonly string[],
  shrinkage: Shrinkage,
): CorrelationCalibration {
  const shrunk = shrinkCorrelation(returns, shrinkage);
  const { matrix, repair } = repairCorrelation(shrunk.matrix);
  const pairs = describePairs(matrix, assets);
  return {
    shrinkage,
    shrinkageWeight: shrunk.weight,
    shrinkageTarget: shrunk.target,
    sample: correlationOf(covarianceOf(returns)),
    matrix,
    repair,
    pairs,
    typicalInterval: pairs === null ? null : correlationInterval(pairs.average, returns),
  };
}

function describePairs(matrix: Float64Array, assets: readonly string[]): PairFigures | null {
  const count = assets.length;
  if (count < 2) return null;
  // Entry (1, 0) is the first below the diagonal.
  let least = count;
  let most = count;
  for (let i = 0; i < count; i += 1) {
    for (let j = 0; j < i; j += 1) {
      const at = i * count + j;
      if (matrix[at] < matrix[least]) least = at;
      if (matrix[at] > matrix[most]) most = at;
    }
  }
  const describe = (at: number): PairFigures['least'] => ({
    pair: [assets[at % count], assets[Math.floor(at / count)]],
    value: matrix[at],
  });
  return { average: meanOffDiagonal(matrix), least: describe(least), most: describe(most) };
}

/**
 * By Fisher's transform atanh(r), whose error is sqrt((1 + k) / (n - 3)) for elliptical variables of kurtosis 3 (1 + k)
 * (R. Muirhead, Aspects of Multivariate Statistical Theory, 1982, section 5.1.4); k is the average of the columns'.
 */
function correlationInterval(correlation: number, returns: SampleMatrix): { lower: number; upper: number } {
  let excess = 0;
  for (let i = 0; i < returns.columns; i += 1) excess += momentsOf(columnOf(returns, i)).kurtosis / 3 - 1;
  const error = Math.sqrt((1 + Math.max(0, excess / returns.columns)) / Math.max(1, returns.rows - 3));
  const inside = Math.max(-1 + 1e-12, Math.min(1 - 1e-12, correlation));
  const transformed = 0.5 * (log1p(inside) - log1p(-inside));
  const back = (z: number): number => expm1(2 * z) / (exp(2 * z) + 1);
  return { lower: back(transformed - NORMAL_975 * error), upper: back(transformed + NORMAL_975 * error) };
}

/** @param matrix correlation that can be factored */
export function calibrateJointTail(
  returns: SampleMatrix,
  assets: readonly string[],
  matrix: Float64Array,
  worstShare: number,
): JointTail {
  const student = fitSharedFreedom(squaredDistances(returns, matrix), assets.length);
  const freedom = student.degreesOfFreedom > 0.99 * FREEDOM_MAX ? Infinity : student.degreesOfFreedom;
  const first = columnOf(returns, 0);
  return {
    student,
    withFirst: assets.slice(1).map((asset, k) => ({
      asset,
      copula: tailDependence(matrix[k + 1], freedom),
      counted: jointTailShare(first, columnOf(returns, k + 1), worstShare),
    })),
  };
}

/** Of each row from the mean, by the columns' own variances and the correlation given: z' R^-1 z through R = L L'. */
function squaredDistances(returns: SampleMatrix, matrix: Float64Array): Float64Array {
  const { rows, columns } = returns;
  const factor = factorCorrelation(matrix);
  const moments = Array.from({ length: columns }, (_, i) => momentsOf(columnOf(returns, i)));
  const solved = new Float64Array(columns);
  return Float64Array.from({ length: rows }, (_, row) => {
    let distance = 0;
    for (let i = 0; i < columns; i += 1) {
      const { mean, variance } = moments[i];
      let value = (returns.values[row * columns + i] - mean) / Math.sqrt(variance);
      for (let k = 0; k < i; k += 1) value -= factor[i * columns + k] * solved[k];
      solved[i] = value / factor[i * columns + i];
      distance += solved[i] * solved[i];
    }
    return distance;
  });
}
