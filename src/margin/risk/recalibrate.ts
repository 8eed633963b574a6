/** Risk parameters made from a specification and data, and moved on in time. */
import { assert } from '../../base/assert.ts';
import { labelOf, type ReturnHistory } from './return-history.ts';
import type { RiskParameters, RiskSpecification } from './risk-parameters.ts';

/** Of a price history: days x assets, oldest first, of the kind that the specification says. */
export function withReturns(
  specification: RiskSpecification,
  assets: readonly string[],
  history: ReturnHistory,
): RiskParameters {
  return { specification, assets, history, volatilities: null, correlation: null, bufferReleased: 0 };
}

/** Of daily volatilities and their correlation [asset x asset] alone: for parametric and Monte Carlo estimators. */
export function withVolatilities(
  specification: RiskSpecification,
  assets: readonly string[],
  volatilities: Float64Array,
  correlation: Float64Array,
): RiskParameters {
  return { specification, assets, history: null, volatilities, correlation, bufferReleased: 0 };
}

/** What is new since the parameters were made; what is left out stays. */
export interface Recalibration {
  /** Days that follow the history; a model without one does not read them. */
  readonly returns?: ReturnHistory;
  /**
   * [asset] daily volatility now, as of a `RecursiveVolatility`; null goes back to the history's. Estimators with neither
   * scaling nor covariance do not read it (`usesVolatilities`).
   */
  readonly volatilities?: Float64Array | null;
  /** [asset x asset]; null goes back to the history's. */
  readonly correlation?: Float64Array | null;
  readonly bufferReleased?: number;
}

/**
 * The parameters with new days at the end of the history and what else is new. The history keeps its length, dropping the
 * oldest days, so that windows roll.
 */
export function recalibrate(parameters: RiskParameters, news: Recalibration): RiskParameters {
  const { history } = parameters;
  const { returns } = news;
  return {
    ...parameters,
    history: returns === undefined || history === null ? history : appendDays(history, returns),
    volatilities: news.volatilities === undefined ? parameters.volatilities : news.volatilities,
    correlation: news.correlation === undefined ? parameters.correlation : news.correlation,
    bufferReleased: news.bufferReleased ?? parameters.bufferReleased,
  };
}

function appendDays(history: ReturnHistory, later: ReturnHistory): ReturnHistory {
  const assetCount = history.returns.length / history.dayCount;
  assert(later.returns.length === later.dayCount * assetCount, 'new days need a return of every asset');
  const all = new Float64Array(history.returns.length + later.returns.length);
  all.set(history.returns);
  all.set(later.returns, history.returns.length);
  const labels = [
    ...Array.from({ length: history.dayCount }, (_, day) => labelOf(history, day)),
    ...Array.from({ length: later.dayCount }, (_, day) => later.labels?.[day] ?? `new day ${day + 1}`),
  ];
  return {
    dayCount: history.dayCount,
    returns: all.slice(later.returns.length),
    labels: labels.slice(later.dayCount),
  };
}
