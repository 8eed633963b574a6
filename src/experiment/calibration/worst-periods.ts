/**
 * What changes when it matters: volatility, correlation and beta in the periods with the lowest returns of the first
 * asset, which stands for the market.
 *
 * Choosing periods by one variable changes a sample correlation even where nothing changed; a slope on that variable
 * it leaves alone. So beta is the figure to trust, and beside each correlation stands what a constant one would show:
 * rho / sqrt(rho^2 + (1 - rho^2) Var(x) / Var(x | chosen)), exact for normal returns.
 *
 * Source: B. Boyer, M. Gibson and M. Loretan, "Pitfalls in tests for changes in correlations", Federal Reserve Board,
 * International Finance Discussion Paper 597 (1999), theorem 1.
 */
import { blendCorrelation } from '../../numeric/correlation-blend.ts';
import {
  columnOf,
  correlationOf,
  covarianceOf,
  meanOffDiagonal,
  momentsOf,
  selectRows,
} from '../../numeric/sample-matrix.ts';
import type { SampleMatrix } from '../../numeric/sample-matrix.ts';
import type { WorstPeriods, WorstPeriodsOfAsset } from './calibration.ts';

export const WORST_PERIODS_MIN = 10;

/** Rows of the ceil(share x rows) lowest returns of the first column, rising; of equal ones the earlier. */
export function findWorstRows(returns: SampleMatrix, share: number): number[] {
  const { rows, columns, values } = returns;
  const order = Array.from({ length: rows }, (_, row) => row);
  order.sort((a, b) => values[a * columns] - values[b * columns] || a - b);
  return order.slice(0, Math.ceil(share * rows - 1e-9)).sort((a, b) => a - b);
}

/** null with fewer than 10 worst periods, or where an asset does not move in them. */
export function describeWorstPeriods(
  returns: SampleMatrix,
  worstRows: readonly number[],
  assets: readonly string[],
  matrix: Float64Array,
  periodsPerYear: number,
): WorstPeriods | null {
  if (worstRows.length < WORST_PERIODS_MIN) return null;
  const count = assets.length;
  const worst = selectRows(returns, worstRows);
  const covariance = covarianceOf(worst);
  const covarianceAll = covarianceOf(returns);
  if (assets.some((_, i) => !(covariance[i * count + i] > 0))) return null;
  const correlation = correlationOf(covariance);
  const correlationAll = correlationOf(covarianceAll);
  const varianceRatio = covarianceAll[0] / covariance[0];
  const average = count < 2 ? null : meanOffDiagonal(correlation);
  const averageAll = count < 2 ? null : meanOffDiagonal(correlationAll);
  const weight = blendWeightOf(matrix, average, averageAll);
  return {
    share: worstRows.length / returns.rows,
    count: worstRows.length,
    limitLogReturn: columnOf(worst, 0).reduce((most, value) => Math.max(most, value), -Infinity),
    assets: assets.map((asset, i): WorstPeriodsOfAsset => {
      const { mean, variance } = momentsOf(columnOf(worst, i));
      const rho = correlationAll[i * count];
      return {
        asset,
        meanLogReturn: mean,
        volatilityAnnual: Math.sqrt(variance * periodsPerYear),
        beta: covariance[i * count] / covariance[0],
        betaAll: covarianceAll[i * count] / covarianceAll[0],
        correlation: correlation[i * count],
        correlationIfConstant: rho / Math.sqrt(rho * rho + (1 - rho * rho) * varianceRatio),
      };
    }),
    averageCorrelation: average,
    averageCorrelationAll: averageAll,
    blendWeight: weight,
    blendedMatrix: weight === null ? null : blendCorrelation(matrix, weight),
  };
}

/** The w with (1 - w) a + w = a + rise, a the calibrated average: the rise is the sample's, which shrinking left alone. */
function blendWeightOf(matrix: Float64Array, average: number | null, averageAll: number | null): number | null {
  if (average === null || averageAll === null || average <= averageAll) return null;
  const calibrated = meanOffDiagonal(matrix);
  return calibrated < 1 ? Math.min(1, (average - averageAll) / (1 - calibrated)) : null;
}
