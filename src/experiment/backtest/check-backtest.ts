/** What a backtest cannot be run on. */
import { InvalidInputError, type Problem } from '../../base/problem.ts';
import type { PriceHistory } from '../../scenario/price-history.ts';
import type { BacktestOptions } from './backtest-options.ts';
import type { Book } from './book.ts';
import type { MarginSeries } from './run-book.ts';

/** Moves that a tail or a volatility is estimated from; few are a guess, fewer are none. */
const WINDOW_MIN = 10;

/** @throws InvalidInputError with every problem */
export function checkBacktest(history: PriceHistory, options: BacktestOptions): void {
  const problems: Problem[] = [];
  const { window, horizon, scaling, books } = options;
  const needed = window + horizon + 1;
  if (history.timesUs.length < needed) {
    problems.push({
      code: 'history-too-short',
      key: '',
      message: `${history.file} is too short for a window of ${window} and a horizon of ${horizon} rows`,
      found: `${history.timesUs.length} rows`,
      expected: `at least ${needed}`,
      hint: 'give a shorter --window, or a longer history',
    });
  }
  const shortest = WINDOW_MIN + (scaling === 'overlapping' ? horizon - 1 : 0);
  if (window < shortest) {
    problems.push({
      code: 'window-too-short',
      key: '--window',
      message: `a margin cannot be estimated from ${window} rows${scaling === 'overlapping' ? ' of overlapping moves' : ''}`,
      found: `${window} rows`,
      expected: `at least ${shortest}`,
    });
  }
  if (books.length === 0) {
    problems.push({
      code: 'no-books',
      key: '--books',
      message: `there is no book to backtest: these sets need two assets, and ${history.file} has ${history.assets.length}`,
      found: `${history.assets.length}`,
      expected: 'two assets or more',
      hint: 'take --books unit, or more assets',
    });
  }
  const repeated = books.find(({ name }, b) => books.findIndex((other) => other.name === name) < b);
  if (repeated !== undefined) {
    problems.push({ code: 'book-repeated', key: '', message: `two books are called "${repeated.name}"` });
  }
  if (problems.length === 0) problems.push(...findStillAssets(history, books, window));
  if (problems.length > 0) throw new InvalidInputError(problems);
}

/** Assets of the books whose price stands still for a whole window: nothing can be estimated from that. */
function findStillAssets(history: PriceHistory, books: readonly Book[], window: number): Problem[] {
  const { assets, close, dates, timesUs } = history;
  return assets.flatMap((asset, a): Problem[] => {
    if (books.every(({ amounts }) => amounts[a] === 0)) return [];
    let still = 0;
    for (let row = 1; row < timesUs.length; row += 1) {
      still = close[row * assets.length + a] === close[(row - 1) * assets.length + a] ? still + 1 : 0;
      if (still < window) continue;
      return [
        {
          code: 'zero-variance',
          key: '',
          message: `the price of ${asset} does not move for ${window} rows, up to ${dates[row]}`,
          hint: 'leave it out with --assets, or give a longer --window',
        },
      ];
    }
    return [];
  });
}

/** A margin of nothing is no margin: either nothing moved, or the book won in every scenario of the window. */
export function checkMargins(
  { dates }: PriceHistory,
  book: Book,
  model: string,
  { charged, expectedShortfall }: MarginSeries,
  firstRow: number,
): void {
  const at = charged.findIndex((margin, k) => !(margin > 0 && margin < Infinity && expectedShortfall[k] > 0));
  if (at < 0) return;
  throw new InvalidInputError([
    {
      code: 'zero-variance',
      key: '',
      message: `${model} asks no margin of the book "${book.name}" on ${dates[firstRow + at]}: no loss in its window`,
      hint: 'its positions may cancel out; change the book, or give a longer --window',
    },
  ]);
}
