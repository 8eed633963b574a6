/** A risk preset with the data that it is estimated from: a price history, or what the preset states itself. */
import { InvalidInputError } from '../../base/problem.ts';
import { US_PER_DAY } from '../../base/units.ts';
import type { MarginModel } from '../../margin/margin-model.ts';
import { lastDays, type ReturnHistory } from '../../margin/risk/return-history.ts';
import { createRiskModel } from '../../margin/risk/risk-model.ts';
import { needsHistory, type RiskParameters } from '../../margin/risk/risk-parameters.ts';
import { computeReturns } from '../price-history-returns.ts';
import type { PriceHistory } from '../price-history.ts';
import type { RiskPreset } from './risk-family.ts';

/** @throws InvalidInputError when the model needs a history and there is none, or it is not daily */
export function createRiskPresetModel(preset: RiskPreset, history: PriceHistory | null): MarginModel {
  const parameters = riskParametersOf(preset, history);
  const model = createRiskModel(parameters);
  const joined = joinReturns(parameters);
  return joined === null ? model : { ...model, atUnitCorrelation: () => createRiskModel(joined) };
}

/** @throws InvalidInputError when the model needs a history and there is none, or it is not daily */
export function riskParametersOf({ specification, stated }: RiskPreset, history: PriceHistory | null): RiskParameters {
  if (history !== null) {
    return {
      specification,
      assets: history.assets,
      history: dailyReturns(history, specification.returnKind),
      volatilities: null,
      correlation: null,
      bufferReleased: 0,
    };
  }
  if (stated === null || needsHistory(specification)) {
    throw new InvalidInputError([
      {
        code: 'history-missing',
        message: `${specification.id} is estimated from prices, and there are none`,
        key: '',
        expected: 'a file of daily closes',
        hint: 'add --history prices.csv, with a column of times and one for each asset',
      },
    ]);
  }
  return { specification, ...stated, history: null, bufferReleased: 0 };
}

function dailyReturns(history: PriceHistory, kind: 'simple' | 'log'): ReturnHistory {
  if (history.stepUs !== US_PER_DAY) {
    throw new InvalidInputError([
      {
        code: 'history-not-daily',
        message: `${history.file} has a row every ${history.stepUs / US_PER_DAY} days, and margin is estimated from daily returns`,
        key: '',
        expected: 'a row a day',
        place: { file: history.file, line: 2, column: 1, length: 1 },
      },
    ]);
  }
  return { dayCount: history.dates.length - 1, returns: computeReturns(history, kind), labels: history.dates.slice(1) };
}

/**
 * The same parameters with every correlation at one: stated so where a covariance is estimated; where whole days of the
 * past are scenarios, with the returns of every asset in order of size, so that the worst of all fall on one day. Null
 * where the order of days matters to the estimate.
 */
function joinReturns(parameters: RiskParameters): RiskParameters | null {
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
