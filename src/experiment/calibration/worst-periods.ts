/**
 * What changes when it matters: volatility, correlation and beta in the periods with the lowest returns of the first
 * asset, which stands for the market.
 *
 * Choosing periods by one variable changes a sample correlation even where nothing changed; a slope on that variable
 * it leaves alone. So beta is the figure to trust, and beside each correlation stands what it would be if the whole
 * history were one joint t of constant correlation rho: x a return of the first asset in units of its scale, y = rho x + e
 * with Var(e | x) = (1 - rho^2) (nu + x^2) / (nu - 1), so that over the chosen periods
 *
 *   c(rho) = rho / sqrt(rho^2 + (1 - rho^2) m),   m = mean((nu + x^2) / (nu - 1)) / Var(x).
 *
 * The other way round, the correlation that the worst periods imply is the rho whose c(rho) is what they show.
 *
 * For normal returns (nu without end) that is theorem 1 of B. Boyer, M. Gibson and M. Loretan, "Pitfalls in tests for
 * changes in correlations", Federal Reserve Board, International Finance Discussion Paper 597 (1999); the conditional
 * variance of a t is that of P. Ding, The American Statistician 70 (2016) 293-295.
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
import { meanOf } from '../../numeric/quantiles.ts';
import type { SampleMatrix } from '../../numeric/sample-matrix.ts';
import type { WorstPeriods, WorstPeriodsOfAsset } from './calibration.ts';

export const WORST_PERIODS_MIN = 10;
/** Below 2 a t has no variance that its scale could be told from. */
const FREEDOM_LOWEST = 2.1;

/** Rows of the ceil(share x rows) lowest returns of the first column, rising; of equal ones the earlier. */
export function findWorstRows(returns: SampleMatrix, share: number): number[] {
  const { rows, columns, values } = returns;
  const order = Array.from({ length: rows }, (_, row) => row);
  order.sort((a, b) => values[a * columns] - values[b * columns] || a - b);
  return order.slice(0, Math.ceil(share * rows - 1e-9)).sort((a, b) => a - b);
}

export interface WorstPeriodsContext {
  /** The calibrated correlation. */
  readonly matrix: Float64Array;
  /** That all assets share. */
  readonly degreesOfFreedom: number;
  readonly periodsPerYear: number;
}

/** null with fewer than 10 worst periods, or where an asset does not move in them. */
export function describeWorstPeriods(
  returns: SampleMatrix,
  worstRows: readonly number[],
  assets: readonly string[],
  { matrix, degreesOfFreedom, periodsPerYear }: WorstPeriodsContext,
): WorstPeriods | null {
  if (worstRows.length < WORST_PERIODS_MIN) return null;
  const count = assets.length;
  const worst = selectRows(returns, worstRows);
  const covariance = covarianceOf(worst);
  const covarianceAll = covarianceOf(returns);
  if (assets.some((_, i) => !(covariance[i * count + i] > 0))) return null;
  const correlation = correlationOf(covariance);
  const correlationAll = correlationOf(covarianceAll);
  const residual = residualRatio(returns, worstRows, degreesOfFreedom);
  const described = assets.map((asset, i): WorstPeriodsOfAsset => {
    const { mean, variance } = momentsOf(columnOf(worst, i));
    const [rho, seen] = [correlationAll[i * count], correlation[i * count]];
    return {
      asset,
      meanLogReturn: mean,
      volatilityAnnual: Math.sqrt(variance * periodsPerYear),
      beta: covariance[i * count] / covariance[0],
      betaAll: covarianceAll[i * count] / covarianceAll[0],
      correlationAll: rho,
      correlation: seen,
      correlationIfConstant: rho / Math.sqrt(rho * rho + (1 - rho * rho) * residual),
      correlationImplied: (seen * Math.sqrt(residual)) / Math.sqrt(1 - seen * seen + seen * seen * residual),
    };
  });
  const withFirst = count < 2 ? null : averageWithFirst(described);
  const weight = withFirst === null ? null : blendWeightOf(withFirst.all, withFirst.implied);
  return {
    share: worstRows.length / returns.rows,
    count: worstRows.length,
    limitLogReturn: columnOf(worst, 0).reduce((most, value) => Math.max(most, value), -Infinity),
    assets: described,
    averageCorrelation: count < 2 ? null : meanOffDiagonal(correlation),
    averageCorrelationAll: count < 2 ? null : meanOffDiagonal(correlationAll),
    withFirst,
    blendWeight: weight,
    blendedMatrix: weight === null ? null : blendCorrelation(matrix, weight),
  };
}

function averageWithFirst(assets: readonly WorstPeriodsOfAsset[]): NonNullable<WorstPeriods['withFirst']> {
  const mean = (of: (one: WorstPeriodsOfAsset) => number): number => meanOf(assets.slice(1).map(of));
  return {
    all: mean((one) => one.correlationAll),
    worst: mean((one) => one.correlation),
    ifConstant: mean((one) => one.correlationIfConstant),
    implied: mean((one) => one.correlationImplied),
  };
}

/** mean((nu + x^2) / (nu - 1)) / Var(x) over the chosen rows, x from the mean of all and in units of the t's scale. */
function residualRatio(returns: SampleMatrix, chosen: readonly number[], degreesOfFreedom: number): number {
  const first = columnOf(returns, 0);
  const { mean, variance } = momentsOf(first);
  const freedom = Math.max(FREEDOM_LOWEST, degreesOfFreedom);
  const scale = Math.sqrt((variance * (freedom - 2)) / freedom);
  const scaled = chosen.map((row) => (first[row] - mean) / scale);
  let sum = 0;
  for (const x of scaled) sum += (freedom + x * x) / (freedom - 1);
  return sum / scaled.length / (momentsOf(scaled).variance * (1 - 1 / scaled.length));
}

/** The w with (1 - w) x all + w = implied. */
function blendWeightOf(all: number, implied: number): number | null {
  return implied > all && all < 1 ? Math.min(1, (implied - all) / (1 - all)) : null;
}
