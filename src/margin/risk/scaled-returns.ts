/** Returns of the window at another volatility than that of their days, and where each scenario's moves come from. */
import { volatilitiesOf, type ReturnHistory } from './return-history.ts';
import type { RiskParameters } from './risk-parameters.ts';
import { RecursiveVolatility, type VolatilityRule } from './volatility-recursion.ts';

/** What one asset did on one day of the history, and the volatilities that its return is scaled from and to. */
export interface HistoricalReturn {
  readonly value: number;
  /** Null where returns are taken as they were. */
  readonly volatility: { readonly ofDay: number; readonly current: number } | null;
}

/** The days that make up an asset's move in a scenario: one, or as many as the horizon's windows hold. */
export type MoveOrigin = (scenario: number, asset: number) => readonly HistoricalReturn[];

export interface ScaledReturns {
  readonly history: ReturnHistory;
  /** `windowLength` days from `day` on */
  readonly originOf: (day: number, asset: number, windowLength: number) => readonly HistoricalReturn[];
}

/**
 * The window's returns x volatility aimed at / volatility of their day. The volatility of a day is the rule's forecast for it,
 * or the window's without a rule; the one aimed at is `target`, or the forecast for the day after the last.
 */
export function scaleReturns(
  parameters: RiskParameters,
  rule: VolatilityRule | null,
  history: ReturnHistory,
  window: ReturnHistory,
  target: Float64Array | null,
): ScaledReturns {
  if (rule === null && target === null) return keepReturns(window);
  const assetCount = parameters.assets.length;
  const returns = window.returns.slice();
  const first = history.dayCount - window.dayCount;
  const ofDay = new Float64Array(returns.length);
  let aim = target ?? parameters.volatilities;
  if (rule === null) {
    const ofWindow = volatilitiesOf(window);
    for (let k = 0; k < returns.length; k += 1) ofDay[k] = ofWindow[k % assetCount];
  } else {
    const recursion = new RecursiveVolatility(
      rule,
      parameters.assets,
      volatilitiesOf(history).map((value) => value * value),
    );
    for (let day = 0; day < history.dayCount; day += 1) {
      if (day >= first) ofDay.set(recursion.volatilities(), (day - first) * assetCount);
      recursion.update(history.returns.subarray(day * assetCount, (day + 1) * assetCount));
    }
    aim ??= recursion.volatilities();
  }
  for (let k = 0; k < returns.length; k += 1) returns[k] *= aim![k % assetCount] / ofDay[k];
  return {
    history: { ...window, returns },
    originOf: (day, asset, windowLength) =>
      daysFrom(window, day, asset, windowLength).map((one, k) => ({
        ...one,
        volatility: { ofDay: ofDay[(day + k) * assetCount + asset], current: aim![asset] },
      })),
  };
}

export function keepReturns(history: ReturnHistory): ScaledReturns {
  return { history, originOf: (day, asset, windowLength) => daysFrom(history, day, asset, windowLength) };
}

function daysFrom(history: ReturnHistory, day: number, asset: number, windowLength: number): HistoricalReturn[] {
  const assetCount = history.returns.length / history.dayCount;
  return Array.from({ length: windowLength }, (_, k) => ({
    value: history.returns[(day + k) * assetCount + asset],
    volatility: null,
  }));
}
