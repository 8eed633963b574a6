/**
 * A backtest: margin models against a price history. At each row a margin is computed from prices up to that row alone
 * and set against what the same book loses over the margin period that follows, without rebalancing.
 */
import { US_PER_DAY } from '../../base/units.ts';
import { tailProbability } from '../../margin/risk/tail-convention.ts';
import type { PriceHistory } from '../../scenario/price-history.ts';
import { createStream } from '../../numeric/stream.ts';
import { simulateZ2 } from './acerbi-szekely.ts';
import type { BacktestOptions } from './backtest-options.ts';
import { judgeBook, type BookResult, type BookRun } from './book-result.ts';
import { checkBacktest, checkMargins } from './check-backtest.ts';
import { measurePower, type CoveragePower } from './coverage-power.ts';
import { createEstimator } from './create-estimator.ts';
import { describeExceptions } from './describe-exceptions.ts';
import { measureProcyclicality } from './procyclicality.ts';
import { computeMargins, grossExposures, observeLosses, type RowRange } from './run-book.ts';
import { judgeModel, SIGNIFICANCE, type ModelVerdict } from './verdict.ts';

export interface Backtest {
  readonly history: PriceHistory;
  readonly options: BacktestOptions;
  readonly rows: RowRange;
  /** Losses at worst marks were asked for, and the file has them. */
  readonly usesWorstMarks: boolean;
  /** Book by book within each model, both in the order of the options. */
  readonly runs: readonly BookRun[];
  readonly results: readonly BookResult[];
  /** One a model. */
  readonly verdicts: readonly ModelVerdict[];
  /** What a verdict that holds is worth: the same for all models and books. */
  readonly power: CoveragePower;
}

const Z2_TRIALS = 10_000;

/**
 * Runs the backtest. `pause` is awaited every few rows, with the model that is at work: the place to show progress and to
 * stop, by throwing.
 *
 * @throws InvalidInputError when the history is too short for the window, or a book has no variance
 */
export async function runBacktest(
  history: PriceHistory,
  options: BacktestOptions,
  pause: (model: string) => Promise<void> = async () => {},
): Promise<Backtest> {
  checkBacktest(history, options);
  const { books, models, horizon, window } = options;
  const rows: RowRange = { first: window, count: history.timesUs.length - window };
  const tail = tailProbability(options.confidence);
  const z2Null = simulateZ2(
    Math.floor((rows.count - 1) / horizon),
    tail,
    Z2_TRIALS,
    createStream('aftershock', 'backtest', 'z2'),
  );
  const observed = books.map((book) => observeLosses(book, history, rows, horizon, options.useWorstMarks));
  const gross = books.map((book) => grossExposures(book, history, rows));
  const rowsPerYear = 365.25 * rowsPerDay(history);
  const runs: BookRun[] = [];
  const results: BookResult[] = [];
  for (const id of models) {
    const estimator = createEstimator(id, history, options, rowsPerYear);
    const series = await computeMargins(estimator, books, history, rows, async () => pause(id.text));
    for (const [b, book] of books.entries()) {
      const margins = series[b];
      checkMargins(history, book, id.text, margins, window);
      const run: BookRun = { book, model: id.text, firstRow: window, margins, observed: observed[b], gross: gross[b] };
      const shares = margins.charged.map((margin, k) => margin / gross[b][k]);
      results.push(
        judgeBook(run, {
          probability: tailProbability(options.coverage),
          tail,
          z2Null,
          procyclicality: measureProcyclicality(shares, rowsPerDay(history)),
          exceptions: describeExceptions(run, history, options),
        }),
      );
      runs.push(run);
    }
  }
  const verdicts = models.map(({ text }) =>
    judgeModel(
      text,
      results.filter(({ model }) => model === text),
      tailProbability(options.coverage),
    ),
  );
  const usesWorstMarks = options.useWorstMarks && history.low !== null;
  const power = measurePower(results[0].observations, tailProbability(options.coverage), SIGNIFICANCE, books.length);
  return { history, options, rows, usesWorstMarks, runs, results, verdicts, power };
}

function rowsPerDay({ stepUs }: PriceHistory): number {
  return US_PER_DAY / stepUs;
}
