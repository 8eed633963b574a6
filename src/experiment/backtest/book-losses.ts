/** What books lost. Losses are positive, in the currency of the book's exposures. */
import type { PriceHistory } from '../../scenario/price-history.ts';

/** Which price of a bar every asset of a book is taken at. */
export type Mark = 'close' | 'low' | 'high';

export interface RealisedLoss {
  /** At the close of the margin period. */
  readonly close: number;
  /** The largest of the margin period, and the row and mark that it was found at; `close` where there are no bars. */
  readonly worst: number;
  readonly row: number;
  readonly mark: Mark;
}

/**
 * What a book set up at `row` lost by `row + horizon`. Within a bar all assets are taken at their lows together, or all
 * at their highs: exact for one asset; for several the moment that the bars allow at which they moved in common. (Each
 * at its own worst, the long ones low and the short ones high, would be a bound, but one that no hedged book comes near.)
 */
export function realisedLoss(
  history: PriceHistory,
  exposures: Float64Array,
  row: number,
  horizon: number,
): RealisedLoss {
  const end = row + horizon;
  const close = lossAt(history, exposures, row, end, 'close');
  let found: RealisedLoss = { close, worst: close, row: end, mark: 'close' };
  if (history.low === null || history.high === null) return found;
  for (let r = row + 1; r <= end; r += 1) {
    for (const mark of ['low', 'high'] as const) {
      const loss = lossAt(history, exposures, row, r, mark);
      if (loss > found.worst) found = { close, worst: loss, row: r, mark };
    }
  }
  return found;
}

function lossAt(history: PriceHistory, exposures: Float64Array, from: number, to: number, mark: Mark): number {
  let loss = 0;
  for (let a = 0; a < exposures.length; a += 1) {
    if (exposures[a] !== 0) loss -= exposures[a] * moveTo(history, a, from, to, mark);
  }
  return loss;
}

/** Relative move of an asset from the close of a row to a mark of another. */
export function moveTo(history: PriceHistory, asset: number, from: number, to: number, mark: Mark): number {
  const prices = history[mark] ?? history.close;
  const count = history.assets.length;
  return prices[to * count + asset] / history.close[from * count + asset] - 1;
}

export function grossOf(exposures: Float64Array): number {
  let gross = 0;
  for (let a = 0; a < exposures.length; a += 1) gross += Math.abs(exposures[a]);
  return gross;
}
