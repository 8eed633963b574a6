/** Books under one margin model, row by row: what was asked, and what was lost. */
import { stepBuffer, type BufferRule, type BufferState } from '../../margin/risk/margin-buffer.ts';
import type { PriceHistory } from '../../scenario/price-history.ts';
import { exposuresInto, type Book } from './book.ts';
import { grossOf, realisedLoss, type Mark } from './book-losses.ts';
import type { MarginEstimator, TailForecast } from './margin-estimator.ts';

/** Margins rise significantly while they are a tenth above their least of 30 rows; a buffer comes back in as many. */
const BUFFER_RULE: BufferRule = { share: 0.25, riseMin: 0.1, lookbackDays: 30, rebuildDays: 30 };

/** Rows at which a margin is known. */
export interface RowRange {
  readonly first: number;
  readonly count: number;
}

export interface MarginSeries {
  /** [rows], in the currency of the book, with the buffer where there is one. */
  readonly charged: Float64Array;
  readonly valueAtRisk: Float64Array;
  readonly expectedShortfall: Float64Array;
}

/** Rows between two pauses: fractions of a second. */
const ROWS_PER_PAUSE = 32;

/** One series a book. `pause` is awaited every few rows, and may throw. */
export async function computeMargins(
  estimator: MarginEstimator,
  books: readonly Book[],
  history: PriceHistory,
  { first, count }: RowRange,
  pause: () => Promise<void>,
): Promise<MarginSeries[]> {
  const all = books.map(() => ({
    charged: new Float64Array(count),
    valueAtRisk: new Float64Array(count),
    expectedShortfall: new Float64Array(count),
  }));
  const buffers: (BufferState | null)[] = books.map(() => null);
  const exposures = new Float64Array(history.assets.length);
  const forecast: TailForecast = { margin: 0, valueAtRisk: 0, expectedShortfall: 0 };
  for (let k = 0; k < count; k += 1) {
    if (k % ROWS_PER_PAUSE === 0) await pause();
    const forecaster = estimator.at(first + k);
    for (let b = 0; b < books.length; b += 1) {
      exposuresInto(books[b], history, first + k, exposures);
      forecaster.forecast(exposures, forecast);
      all[b].valueAtRisk[k] = forecast.valueAtRisk;
      all[b].expectedShortfall[k] = forecast.expectedShortfall;
      all[b].charged[k] = forecast.margin;
      if (!estimator.hasBuffer || !(forecast.margin > 0)) continue;
      const buffer = stepBuffer(buffers[b], forecast.margin, BUFFER_RULE);
      all[b].charged[k] = buffer.called;
      buffers[b] = buffer;
    }
  }
  return all;
}

export interface Observations {
  /** Row at which margin was fixed, every `horizon` rows, so that no two periods overlap. */
  readonly rows: Int32Array;
  /** The loss that counts, and the one from close to close. */
  readonly losses: Float64Array;
  readonly closeLosses: Float64Array;
  /** Row and mark that made `losses`. */
  readonly lossRows: Int32Array;
  readonly lossMarks: readonly Mark[];
}

/** What a book lost, whatever the model. */
export function observeLosses(
  book: Book,
  history: PriceHistory,
  rows: RowRange,
  horizon: number,
  useWorstMarks: boolean,
): Observations {
  const count = Math.floor((rows.count - 1) / horizon);
  const observed = {
    rows: new Int32Array(count),
    losses: new Float64Array(count),
    closeLosses: new Float64Array(count),
    lossRows: new Int32Array(count),
    lossMarks: [] as Mark[],
  };
  const exposures = new Float64Array(history.assets.length);
  for (let k = 0; k < count; k += 1) {
    const row = rows.first + k * horizon;
    exposuresInto(book, history, row, exposures);
    const loss = realisedLoss(history, exposures, row, horizon);
    observed.rows[k] = row;
    observed.losses[k] = useWorstMarks ? loss.worst : loss.close;
    observed.closeLosses[k] = loss.close;
    observed.lossRows[k] = useWorstMarks ? loss.row : row + horizon;
    observed.lossMarks.push(useWorstMarks ? loss.mark : 'close');
  }
  return observed;
}

/** [rows] */
export function grossExposures(book: Book, history: PriceHistory, { first, count }: RowRange): Float64Array {
  const exposures = new Float64Array(history.assets.length);
  return Float64Array.from({ length: count }, (_, k) => {
    exposuresInto(book, history, first + k, exposures);
    return grossOf(exposures);
  });
}
