/**
 * Shrinkage of a sample correlation towards something simpler: R* = (1 - w) R + w T. With few observations to an
 * entry the sample matrix overstates both its largest and its smallest dependence; a convex mix with a target that is a
 * correlation matrix is one too, and better conditioned.
 */
import { assert } from '../base/assert.ts';
import { correlationOf, covarianceOf, meanOffDiagonal, type SampleMatrix } from './sample-matrix.ts';

export type Shrinkage =
  | { readonly kind: 'none' }
  /** Towards the average pair correlation, by the weight that the sample itself asks for. */
  | { readonly kind: 'constantCorrelation' }
  /** Towards no correlation, by the weight that the sample itself asks for. */
  | { readonly kind: 'identity' }
  /** Towards the average pair correlation, by a weight in [0, 1]. */
  | { readonly kind: 'fixed'; readonly weight: number };

export interface ShrunkCorrelation {
  readonly matrix: Float64Array;
  /** Share of the target in the result. */
  readonly weight: number;
  /** Entry of the target off its diagonal. */
  readonly target: number;
}

/** Of at least two observations; every variable must vary. */
export function shrinkCorrelation(sample: SampleMatrix, shrinkage: Shrinkage): ShrunkCorrelation {
  const covariance = covarianceOf(sample);
  const correlation = correlationOf(covariance);
  const average = meanOffDiagonal(correlation);
  switch (shrinkage.kind) {
    case 'none':
      return { matrix: correlation, weight: 0, target: average };
    case 'fixed':
      assert(shrinkage.weight >= 0 && shrinkage.weight <= 1, 'a weight of shrinkage lies in [0, 1]');
      return mix(correlation, shrinkage.weight, average);
    case 'constantCorrelation':
      return mix(correlation, weighConstantCorrelation(sample, covariance, average), average);
    case 'identity':
      return mix(correlation, weighIdentity(sample, covariance, correlation), 0);
  }
}

function mix(correlation: Float64Array, weight: number, target: number): ShrunkCorrelation {
  const count = Math.round(Math.sqrt(correlation.length));
  const matrix = correlation.map((value, k) => (k % (count + 1) === 0 ? 1 : (1 - weight) * value + weight * target));
  return { matrix, weight, target };
}

/** Deviations from the means, row-major. */
function centre({ rows, columns, values }: SampleMatrix): Float64Array {
  const means = new Float64Array(columns);
  for (let k = 0; k < values.length; k += 1) means[k % columns] += values[k];
  return values.map((value, k) => value - means[k % columns] / rows);
}

/**
 * w = clamp((pi - rho) / (gamma T), 0, 1). The target has the sample's variances, so shrinking the covariance by w is
 * shrinking the correlation by w.
 *
 * Source: O. Ledoit and M. Wolf, "Honey, I shrunk the sample covariance matrix", J. Portfolio Management 30 (2004)
 * 110-119, appendix B, with covariances of divisor T.
 */
function weighConstantCorrelation(sample: SampleMatrix, covariance: Float64Array, average: number): number {
  const { rows, columns } = sample;
  const deviations = centre(sample);
  let pi = 0;
  let rho = 0;
  let gamma = 0;
  for (let i = 0; i < columns; i += 1) {
    const varianceI = covariance[i * columns + i];
    for (let j = 0; j < columns; j += 1) {
      const varianceJ = covariance[j * columns + j];
      const both = covariance[i * columns + j];
      let piOfPair = 0;
      let thetaI = 0;
      let thetaJ = 0;
      for (let row = 0; row < rows; row += 1) {
        const x = deviations[row * columns + i];
        const y = deviations[row * columns + j];
        const cross = x * y - both;
        piOfPair += cross * cross;
        thetaI += (x * x - varianceI) * cross;
        thetaJ += (y * y - varianceJ) * cross;
      }
      pi += piOfPair / rows;
      if (i === j) {
        rho += piOfPair / rows;
        continue;
      }
      const ratio = Math.sqrt(varianceJ / varianceI);
      rho += ((average / 2) * (ratio * thetaI + thetaJ / ratio)) / rows;
      const distance = average * Math.sqrt(varianceI) * Math.sqrt(varianceJ) - both;
      gamma += distance * distance;
    }
  }
  // No distance to the target: shrinking changes nothing.
  return gamma > 0 ? Math.max(0, Math.min(1, (pi - rho) / (gamma * rows))) : 0;
}

/**
 * w = min(b2, d2) / d2 on variables scaled to variance 1, whose covariance is the correlation and whose target m I is
 * the identity: on raw returns the target would change the variances as well.
 *
 * Source: O. Ledoit and M. Wolf, "A well-conditioned estimator for large-dimensional covariance matrices", J.
 * Multivariate Analysis 88 (2004) 365-411, section 3.2.
 */
function weighIdentity(sample: SampleMatrix, covariance: Float64Array, correlation: Float64Array): number {
  const { rows, columns } = sample;
  const deviations = centre(sample);
  let distance = 0;
  let noise = 0;
  for (let i = 0; i < columns; i += 1) {
    for (let j = 0; j < columns; j += 1) {
      const value = correlation[i * columns + j];
      if (i !== j) distance += value * value;
      const scale = Math.sqrt(covariance[i * columns + i]) * Math.sqrt(covariance[j * columns + j]);
      for (let row = 0; row < rows; row += 1) {
        const cross = (deviations[row * columns + i] * deviations[row * columns + j]) / scale - value;
        noise += cross * cross;
      }
    }
  }
  return distance > 0 ? Math.min(1, noise / (rows * rows) / distance) : 0;
}
