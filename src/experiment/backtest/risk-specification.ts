/** The risk specification that the name of a model stands for. */
import type { RiskEstimator, RiskSpecification } from '../../margin/risk/risk-parameters.ts';
import type { RiskMeasure, TailConvention } from '../../margin/risk/tail-convention.ts';
import type { BacktestOptions } from './backtest-options.ts';
import { ESTIMATORS, type ModelId } from './model-id.ts';

/**
 * Value at risk: the ceil(n a)-th worst loss. Expected shortfall: the mean of exactly the worst n a of n losses, the one
 * at the boundary in part, so that neither few losses nor the boundary bias what Z2 is about to judge.
 */
const CONVENTION: TailConvention = { valueAtRisk: 'ceiling', shortfall: 'fractional' };
const EWMA_DECAY = 0.94;
const GARCH = { alpha: 0.08, beta: 0.9 };
/** Weight that article 28(1)(b) asks for at least. */
const STRESSED_WEIGHT = 0.25;

/** `floorRows`: rows over which the floor takes volatility; those that are known by then. */
export function specify(
  id: ModelId,
  measure: RiskMeasure,
  { confidence, window, horizon, scaling }: Pick<BacktestOptions, 'confidence' | 'window' | 'horizon' | 'scaling'>,
  floorRows: number,
): RiskSpecification {
  const estimator = estimatorOf(id);
  return {
    id: id.text,
    title: ESTIMATORS[id.estimator].title,
    source: 'aftershock backtest',
    measure,
    confidence,
    // Scaled moves of prices must not reach below nothing; covariances are those of simple returns, as profits are.
    returnKind: 'covariance' in estimator ? 'simple' : 'log',
    horizonDays: horizon,
    horizonRule: scaling,
    windowDays: window,
    estimator,
    initialRatio: 1,
    offsetCap: null,
    antiProcyclicality: {
      // The buffer has a memory of its own and comes on top, row by row.
      bufferShare: null,
      stressed: id.tools.includes('stressed') ? { weight: STRESSED_WEIGHT, days: window, blend: 'requirements' } : null,
      floorDays: id.tools.includes('floor') ? floorRows : null,
    },
    liquidity: null,
    volatilityResponse: 0,
  };
}

function estimatorOf({ estimator, parameter }: ModelId): RiskEstimator {
  switch (estimator) {
    case 'historical':
      return { kind: 'historical', scaling: null, convention: CONVENTION };
    case 'age-weighted':
      return { kind: 'age-weighted', scaling: null, decay: parameter };
    case 'fhs-ewma':
      return { kind: 'historical', scaling: { kind: 'ewma', decay: parameter }, convention: CONVENTION };
    case 'fhs-garch':
      return { kind: 'historical', scaling: { kind: 'garch', ...GARCH }, convention: CONVENTION };
    case 'pareto-tail':
      return { kind: 'pareto-tail', scaling: null, tailShare: parameter, shape: 'fitted-by-moments' };
    case 'normal':
      return { kind: 'normal', mean: 'zero', covariance: { kind: 'equal', about: 'zero' } };
    case 'normal-ewma':
      return { kind: 'normal', mean: 'zero', covariance: { kind: 'ewma', decay: parameter } };
    case 'student-t':
      return student(parameter, { kind: 'equal', about: 'zero' });
    case 'student-t-ewma':
      return student(parameter, { kind: 'ewma', decay: EWMA_DECAY });
  }
}

function student(
  degreesOfFreedom: number,
  covariance: Extract<RiskEstimator, { kind: 'student' }>['covariance'],
): RiskEstimator {
  return { kind: 'student', degreesOfFreedom, form: 'unit-variance', mean: 'zero', covariance };
}
