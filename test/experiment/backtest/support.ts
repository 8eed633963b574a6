// Price histories and options for backtests.

import type { BacktestOptions } from '../../../src/experiment/backtest/backtest-options.ts';
import type { Book } from '../../../src/experiment/backtest/book.ts';
import { parseModelIds } from '../../../src/experiment/backtest/model-id.ts';
import { normalQuantile } from '../../../src/numeric/normal.ts';
import { createStream } from '../../../src/numeric/stream.ts';
import { readPriceHistory, type PriceHistory } from '../../../src/scenario/price-history.ts';

const DAY_SECONDS = 86_400;

export function historyOf(assets: readonly string[], rows: readonly (readonly number[])[]): PriceHistory {
  const lines = rows.map((prices, t) => [1_600_041_600 + t * DAY_SECONDS, ...prices].join(','));
  return readPriceHistory([['ts_utc', ...assets].join(','), ...lines].join('\n'), 'made.csv');
}

/** Normal log returns of 2 % a day with a common part, by seed. */
export function normalHistory(seed: string, rowCount: number, assetCount: number): PriceHistory {
  const stream = createStream(seed, 'prices');
  const prices = Array.from({ length: assetCount }, () => 100);
  const rows = Array.from({ length: rowCount }, () => {
    const common = normalQuantile(stream.uniformOpen());
    for (let a = 0; a < assetCount; a += 1) {
      prices[a] *= Math.exp(0.02 * (0.6 * common + 0.8 * normalQuantile(stream.uniformOpen())));
    }
    return [...prices];
  });
  return historyOf(
    prices.map((_, a) => `A${a}`),
    rows,
  );
}

export function bookOf(amounts: readonly number[], more: Partial<Book> = {}): Book {
  return { name: 'book', kind: 'portfolio', holding: 'weights', amounts: Float64Array.from(amounts), ...more };
}

export function optionsOf(
  books: readonly Book[],
  models: string,
  more: Partial<BacktestOptions> = {},
): BacktestOptions {
  return {
    books,
    models: parseModelIds(models),
    confidence: 0.99,
    coverage: 0.99,
    window: 100,
    horizon: 1,
    scaling: 'square-root',
    useWorstMarks: true,
    ...more,
  };
}
