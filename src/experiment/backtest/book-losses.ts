/** What books lost. Losses are positive, in the currency of the book's exposures. */
import type { PriceHistory } from '../../scenario/price-history.ts';

export interface RealisedLoss {
  /** From close to close. */
  readonly close: number;
  /** At the worst marks of the margin period: every asset at its low or high of a bar at once; null without bars. */
  readonly worst: number | null;
  /** Row in which the worst mark lies. */
  readonly worstRow: number;
}

/**
 * What a book set up at `row` lost by `row + horizon`. The worst marks of several assets in one bar need not have come
 * at the same moment, so that for a book of several assets the loss at worst marks is an upper bound.
 */
export function realisedLoss(
  { assets, close, low, high }: PriceHistory,
  exposures: Float64Array,
  row: number,
  horizon: number,
): RealisedLoss {
  const lossAt = (pick: (a: number, at: number) => number, at: number): number => {
    let loss = 0;
    for (let a = 0; a < assets.length; a += 1) {
      loss -= exposures[a] * (pick(a, at + a) / close[row * assets.length + a] - 1);
    }
    return loss;
  };
  const end = lossAt((_, at) => close[at], (row + horizon) * assets.length);
  if (low === null || high === null) return { close: end, worst: null, worstRow: row + horizon };
  let worst = -Infinity;
  let worstRow = row;
  for (let r = row + 1; r <= row + horizon; r += 1) {
    const loss = lossAt((a, at) => (exposures[a] > 0 ? low[at] : high[at]), r * assets.length);
    if (loss <= worst) continue;
    worst = loss;
    worstRow = r;
  }
  return { close: end, worst, worstRow };
}

export function grossOf(exposures: Float64Array): number {
  let gross = 0;
  for (let a = 0; a < exposures.length; a += 1) gross += Math.abs(exposures[a]);
  return gross;
}
