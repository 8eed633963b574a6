/** A risk preset with the data that it is estimated from: a price history, or what the preset states itself. */
import { InvalidInputError } from '../../base/problem.ts';
import { US_PER_DAY } from '../../base/units.ts';
import type { ReturnHistory } from '../../margin/risk/return-history.ts';
import { needsHistory, type RiskParameters } from '../../margin/risk/risk-parameters.ts';
import { computeReturns } from '../price-history-returns.ts';
import type { PriceHistory } from '../price-history.ts';
import type { RiskPreset } from './risk-family.ts';

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
