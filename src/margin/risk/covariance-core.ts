/**
 * Risk core of parametric models: the estimate of a book with exposures e is e' (-mean) + multiplier sqrt(e' C e), C and mean over
 * the horizon. The multiplier is the estimate of a distribution of mean 0 and deviation 1.
 */
import type { Covariance, CovarianceSet } from './covariance-set.ts';
import { estimateNormal, estimateStudent } from './risk-estimates.ts';
import { combineMeasures } from './combine-measures.ts';
import type { RiskEstimator, RiskParameters } from './risk-parameters.ts';

type ParametricEstimator = Extract<RiskEstimator, { kind: 'normal' | 'student' }>;

export class CovarianceCore {
  readonly kind = 'covariance';
  readonly assetCount: number;
  readonly rowCount: number;
  readonly sets: CovarianceSet;
  readonly multiplier: number;
  readonly stressedWeight: number;
  readonly isSubadditive = true;
  /** [row] what one unit held long, or short, needs. */
  readonly unitLong: Float64Array;
  readonly unitShort: Float64Array;

  constructor(parameters: RiskParameters, sets: CovarianceSet, estimator: ParametricEstimator) {
    const { specification } = parameters;
    this.assetCount = parameters.assets.length;
    this.rowCount = this.assetCount;
    this.sets = sets;
    this.multiplier = multiplierOf(parameters, estimator);
    this.stressedWeight = specification.antiProcyclicality.stressed?.weight ?? 0;
    this.unitLong = new Float64Array(this.rowCount);
    this.unitShort = new Float64Array(this.rowCount);
    const row = new Int32Array(1);
    for (let a = 0; a < this.assetCount; a += 1) {
      row[0] = a;
      this.unitLong[a] = this.#measureAll(row, Float64Array.of(1), 1);
      this.unitShort[a] = this.#measureAll(row, Float64Array.of(-1), 1);
    }
  }

  measure(rows: Int32Array, coefficients: Float64Array, count: number): number {
    if (count !== 1) return count === 0 ? 0 : this.#measureAll(rows, coefficients, count);
    const coefficient = coefficients[0];
    return coefficient > 0 ? coefficient * this.unitLong[rows[0]] : -coefficient * this.unitShort[rows[0]];
  }

  /** The estimate is subadditive: one more unit adds at most what it needs alone. */
  slopeOf(asset: number): number {
    return Math.max(this.unitLong[asset], this.unitShort[asset]);
  }

  measureWith(covariance: Covariance, rows: Int32Array, coefficients: Float64Array, count: number): number {
    let drift = 0;
    for (let i = 0; i < count; i += 1) drift += coefficients[i] * covariance.means[rows[i]];
    const variance = this.varianceOf(covariance, rows, coefficients, count);
    return this.multiplier * Math.sqrt(Math.max(0, variance)) - drift;
  }

  varianceOf({ covariance }: Covariance, rows: Int32Array, coefficients: Float64Array, count: number): number {
    let variance = 0;
    for (let i = 0; i < count; i += 1) {
      const at = rows[i] * this.assetCount;
      let cross = 0;
      for (let j = 0; j < i; j += 1) cross += coefficients[j] * covariance[at + rows[j]];
      variance += coefficients[i] * (coefficients[i] * covariance[at + rows[i]] + 2 * cross);
    }
    return variance;
  }

  #measureAll(rows: Int32Array, coefficients: Float64Array, count: number): number {
    const { current, stressed, floor } = this.sets;
    return combineMeasures(
      this.measureWith(current, rows, coefficients, count),
      stressed === null ? null : this.measureWith(stressed, rows, coefficients, count),
      this.stressedWeight,
      floor === null ? null : this.measureWith(floor, rows, coefficients, count),
    );
  }
}

function multiplierOf(parameters: RiskParameters, estimator: ParametricEstimator): number {
  const { confidence, measure } = parameters.specification;
  const estimate =
    estimator.kind === 'normal'
      ? estimateNormal(0, 1, confidence)
      : estimateStudent(0, 1, estimator.degreesOfFreedom, confidence, estimator.form);
  return measure === 'value-at-risk' ? estimate.valueAtRisk : estimate.expectedShortfall;
}
