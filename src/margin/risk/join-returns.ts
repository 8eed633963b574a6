/** What a risk-based model would ask if everything moved together: how much of a requirement rests on correlation. */
import { lastDays, type ReturnHistory } from './return-history.ts';
import type { RiskParameters } from './risk-parameters.ts';

/**
 * The same parameters with every correlation at one: stated so where a covariance is estimated; where whole days of the
 * past are scenarios, with the returns of every asset in order of size, so that the worst of all fall on one day. Null
 * where the order of days matters to the estimate.
 */
export function joinReturns(parameters: RiskParameters): RiskParameters | null {
  const { specification, history, assets } = parameters;
  const { estimator, windowDays, antiProcyclicality, horizonRule, horizonDays } = specification;
  if (!('scaling' in estimator)) {
    return { ...parameters, correlation: new Float64Array(assets.length * assets.length).fill(1) };
  }
  const isOrdered =
    estimator.kind === 'age-weighted' ||
    estimator.scaling !== null ||
    antiProcyclicality.stressed !== null ||
    antiProcyclicality.floorDays !== null ||
    (horizonRule === 'overlapping' && horizonDays !== 1);
  if (isOrdered || history === null) return null;
  return { ...parameters, history: sortReturns(lastDays(history, windowDays), assets.length) };
}

function sortReturns({ dayCount, returns }: ReturnHistory, assetCount: number): ReturnHistory {
  const sorted = new Float64Array(returns.length);
  for (let asset = 0; asset < assetCount; asset += 1) {
    const column = Float64Array.from({ length: dayCount }, (_, day) => returns[day * assetCount + asset]).sort();
    for (let day = 0; day < dayCount; day += 1) sorted[day * assetCount + asset] = column[day];
  }
  return { dayCount, returns: sorted };
}
