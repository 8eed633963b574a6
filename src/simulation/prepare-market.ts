/**
 * What every path of a scenario shares about its market: the correlation as it is used, its Cholesky factor and the
 * cross-impact that follows from it. A matrix that is no correlation matrix is repaired to the nearest one, and the
 * change is reported.
 */
import { CrossImpact } from '../market/cross-impact.ts';
import { kyleImpact, strengthsOf } from '../market/kyle-impact.ts';
import type { CrossImpactRules, MarketRules } from '../market/market-rules.ts';
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
  /** Of the matrix that the scenario gave for cross-impact, its own or that of flow; null where it gave none. */
  readonly crossRepair: CorrelationRepair | null;
}

export function prepareMarket(market: MarketRules): PreparedMarket {
  const { matrix, repair } = repairCorrelation(flattenCorrelation(market.correlation.matrix));
  const cross = prepareCross(market.impact.cross, matrix);
  const depths = market.depth.map((depth) => depth.depthAtOnePercent);
  return {
    correlationFactor: factorCorrelation(matrix),
    crossImpact: new CrossImpact(cross.matrix, depths, market.impact.crossShare),
    repair,
    crossRepair: cross.repair,
  };
}

/** Correlation, or what the scenario has in its place. */
function prepareCross(
  cross: CrossImpactRules | null | undefined,
  correlation: Float64Array,
): { matrix: Float64Array; repair: CorrelationRepair | null } {
  if (!cross) return { matrix: correlation, repair: null };
  if (cross.kind === 'strengths') return repairCorrelation(flattenCorrelation(cross.strengths.matrix));
  const flow = repairCorrelation(flattenCorrelation(cross.flowCorrelation.matrix));
  const lambda = kyleImpact(correlation, cross.volatilityAnnual, factorCorrelation(flow.matrix), cross.flow);
  return { matrix: strengthsOf(lambda), repair: flow.repair };
}
