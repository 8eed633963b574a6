/** Margin by value at risk or expected shortfall of the whole book. */
import type { MarketView } from '../../instruments/market-view.ts';
import type { MarginModel } from '../margin-model.ts';
import { checkRiskParameters } from './check-risk-parameters.ts';
import { assertAssetsKnown } from './contract-rows.ts';
import { CovarianceCore } from './covariance-core.ts';
import { compileCovariances } from './covariance-set.ts';
import { PreparedRisk } from './prepared-risk.ts';
import { joinReturns } from './join-returns.ts';
import { refuse } from './risk-estimates.ts';
import type { RiskCore } from './risk-core.ts';
import type { RiskParameters } from './risk-parameters.ts';
import { compileScenarios } from './scenario-set.ts';
import { areSetsCoherent, ScenarioCore } from './scenario-core.ts';

/**
 * maintenance = (1 + buffer) x capOffsets(estimate of the book, sum of the estimates of its products) + liquidity charges;
 * initial = ratio x maintenance.
 *
 * The estimate is positively homogeneous. It is subadditive for expected shortfall and for parametric models, not for value at
 * risk of scenarios, nor with liquidity charges, which grow faster than the position.
 *
 * @throws InvalidInputError with every fault of the parameters; `prepare`, when they lack an asset of the market
 */
export function createRiskModel(parameters: RiskParameters): MarginModel {
  refuse(checkRiskParameters(parameters));
  const { specification } = parameters;
  const { isSubadditive, buildCore } = compileCore(parameters);
  const joined = joinReturns(parameters);
  return {
    id: specification.id,
    title: specification.title,
    source: specification.source,
    liquidatesAtEquality: false,
    ignoresEntryPrices: true,
    isSubadditive: specification.liquidity === null && isSubadditive,
    prepare(market: MarketView) {
      assertAssetsKnown(market, parameters.assets);
      const optionCount = market.contracts.filter(({ kind }) => kind === 'option').length;
      return new PreparedRisk(parameters, market, buildCore(optionCount));
    },
    ...(joined === null ? {} : { atUnitCorrelation: () => createRiskModel(joined) }),
  };
}

/** What follows from the parameters alone is computed once, however many markets the model is prepared for. */
function compileCore(parameters: RiskParameters): {
  readonly isSubadditive: boolean;
  readonly buildCore: (optionCount: number) => RiskCore;
} {
  const { estimator } = parameters.specification;
  if (estimator.kind === 'normal' || estimator.kind === 'student') {
    const sets = compileCovariances(parameters, estimator.covariance, estimator.mean);
    return { isSubadditive: true, buildCore: () => new CovarianceCore(parameters, sets, estimator) };
  }
  const sets = compileScenarios(parameters, estimator);
  return {
    isSubadditive: areSetsCoherent(sets),
    buildCore: (optionCount) => new ScenarioCore(parameters, sets, optionCount),
  };
}
