/** The exceptions of one book under one model, each with its dates, its size and its cause. */
import type { PriceHistory } from '../../scenario/price-history.ts';
import { quantileOfSorted, sortSample } from '../../numeric/quantiles.ts';
import type { BacktestOptions } from './backtest-options.ts';
import { exceptionFlags, type BacktestException, type BookRun } from './book-result.ts';
import { moveTo } from './book-losses.ts';
import { exposuresInto } from './book.ts';
import { findCause } from './exception-cause.ts';

export function describeExceptions(run: BookRun, history: PriceHistory, options: BacktestOptions): BacktestException[] {
  const { margins, observed, gross, firstRow, book } = run;
  const { assets, dates } = history;
  const flags = exceptionFlags(run);
  const median = quantileOfSorted(sortSample(margins.charged.map((margin, k) => margin / gross[k])), 0.5);
  const exposures = new Float64Array(assets.length);
  const exceptions: BacktestException[] = [];
  for (let k = 0; k < flags.length; k += 1) {
    if (flags[k] === 0) continue;
    const row = observed.rows[k];
    const at = row - firstRow;
    exposuresInto(book, history, row, exposures);
    const { lossRows, lossMarks } = observed;
    const moves = Float64Array.from(assets, (_, a) => moveTo(history, a, row, lossRows[k], lossMarks[k]));
    const sigmas = trailingSigmas(history, row, options.window, options.horizon);
    exceptions.push({
      marginDate: dates[row],
      lossDate: dates[observed.lossRows[k]],
      loss: observed.losses[k] / gross[at],
      margin: margins.charged[at] / gross[at],
      marginToMedian: margins.charged[at] / gross[at] / median,
      followsAnother: k > 0 && flags[k - 1] === 1,
      onlyIntraday: observed.closeLosses[k] <= margins.charged[at],
      cause: findCause(assets, exposures, moves, sigmas),
    });
  }
  return exceptions;
}

/** Standard deviation of each asset's moves over the `window` rows up to `row`, times the root of the horizon. */
function trailingSigmas({ assets, close }: PriceHistory, row: number, window: number, horizon: number): Float64Array {
  return Float64Array.from(assets, (_, a) => {
    let sum = 0;
    let squares = 0;
    for (let r = row - window + 1; r <= row; r += 1) {
      const move = close[r * assets.length + a] / close[(r - 1) * assets.length + a] - 1;
      sum += move;
      squares += move * move;
    }
    return Math.sqrt((Math.max(0, squares - (sum * sum) / window) / (window - 1)) * horizon);
  });
}
