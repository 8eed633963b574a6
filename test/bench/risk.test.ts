// Goal: the benchmark of historical margin compares equal things. Method: its two contestants on small jobs. Nothing is timed.

import { join } from 'node:path';
import { expect, it } from 'vitest';

interface RiskJob {
  readonly books: readonly object[];
  readonly prepared: { requireInto(book: object, out: { initial: number; maintenance: number }): void };
  readonly naive: (book: object) => number;
}
const file = join(import.meta.dirname, 'jobs/risk-books.mjs');
const { createRiskJob } = (await import(file)) as { createRiskJob: (terms: object) => RiskJob };

const size = { scenarios: 250, assets: 6, options: 0, accounts: 200 };

it.each([
  ['of one side', { positions: 5, sides: 'one' }],
  ['of mixed sides', { positions: 6, sides: 'mixed' }],
  ['of options', { positions: 5, sides: 'mixed', options: 2 }],
  ['under a shortfall', { positions: 5, sides: 'mixed', shortfall: true }],
])('books %s need the same either way', (_, terms) => {
  const { books, prepared, naive } = createRiskJob({ ...size, ...terms });
  const out = { initial: 0, maintenance: 0 };
  let asking = 0;
  for (const book of books) {
    prepared.requireInto(book, out);
    expect(out.maintenance).toBe(naive(book));
    if (out.maintenance > 0) asking += 1;
  }
  expect(asking).toBeGreaterThan(books.length / 2);
});
