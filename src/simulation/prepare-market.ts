/**
 * What every path of a scenario shares about its market: the correlation as it is used, its Cholesky factor and the
 * cross-impact that follows from it. A matrix that is no correlation matrix is repaired to the nearest one, and the
 * change is reported.
 */
import { CrossImpact } from '../market/cross-impact.ts';
import type { MarketRules } from '../market/market-rules.ts';
import {
  factorCorrelation,
  flattenCorrelation,
  repairCorrelation,
  type CorrelationRepair,
} from '../numeric/correlation.ts';

export interface PreparedMarket {
  /** Lower triangle, row-major [instruments x instruments]. */
  readonly correlationFactor: Float64Array;
  readonly crossImpact: CrossImpact;
  readonly repair: CorrelationRepair;
}

export function prepareMarket(market: MarketRules): PreparedMarket {
  const { matrix, repair } = repairCorrelation(flattenCorrelation(market.correlation.matrix));
  const depths = market.depth.map((depth) => depth.depthAtOnePercent);
  return {
    correlationFactor: factorCorrelation(matrix),
    crossImpact: new CrossImpact(matrix, depths, market.impact.crossShare),
    repair,
  };
}
