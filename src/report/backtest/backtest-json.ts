/** A backtest as plain data, for programs: settings, every book under every model, and every exception. */
import type { BookResult } from '../../experiment/backtest/book-result.ts';
import type { Backtest } from '../../experiment/backtest/run-backtest.ts';

export function describeSettings({ history, options, rows, usesWorstMarks }: Backtest) {
  const { confidence, coverage, window, horizon, scaling, books, models } = options;
  const { file, assets, dates, stepUs } = history;
  return {
    prices: { file, assets, rows: dates.length, from: dates[0], to: dates[dates.length - 1], stepUs },
    marginsFrom: dates[rows.first],
    confidence,
    coverage,
    window,
    horizon,
    scaling,
    marks: usesWorstMarks ? 'worst' : 'close',
    models: models.map(({ text, estimator, measure, tools }) => ({ id: text, estimator, measure, tools })),
    books: books.map(({ name, kind, holding, amounts }) => ({
      name,
      kind,
      holding,
      positions: Object.fromEntries(assets.flatMap((asset, a) => (amounts[a] === 0 ? [] : [[asset, amounts[a]]]))),
    })),
  };
}

/** Nothing in it is NaN or infinite: figures that do not exist are null. */
export function describeBacktest(backtest: Backtest) {
  const { dates } = backtest.history;
  const dateOf = (row: number | null): string | null => (row === null ? null : dates[backtest.rows.first + row]);
  const bookOf = ({ book, procyclicality, ...result }: BookResult) => ({
    book: book.name,
    ...result,
    procyclicality: {
      peakToTrough: procyclicality.peakToTrough,
      peakDate: dateOf(procyclicality.peakRow),
      troughDate: dateOf(procyclicality.troughRow),
      calls: procyclicality.calls.map(({ row, ...call }) => ({ ...call, date: dateOf(row) })),
    },
  });
  return {
    ...describeSettings(backtest),
    verdicts: backtest.verdicts,
    power: backtest.power,
    results: backtest.results.map(bookOf),
  };
}
