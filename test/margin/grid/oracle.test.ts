// Goal: shared figures and grouped sums change nothing: the engines ask what the rules ask of each book. Method: oracles that
// reprice each leg in each scenario for each account and share no code, on random books, markets and all presets.
import { describe, expect, it } from 'vitest';
import { createGridModel } from '../../../src/margin/grid/grid-model.ts';
import { createSpanModel } from '../../../src/margin/span/span-model.ts';
import type { SpanParameters } from '../../../src/margin/span/span-parameters.ts';
import { createStream } from '../../../src/numeric/stream.ts';
import { naiveSpanRequirement } from '../span/naive-span.ts';
import { fullSpan } from '../span/random-span.ts';
import { GRID_PRESETS, gridPreset, presetParameters } from './load-preset.ts';
import { naiveGridRequirement } from './naive-grid.ts';
import { moveMarket, randomBook, randomMarket } from './random-world.ts';

const WALKS = 3;
const BOOKS = 25;

/** Relative, and absolute for books that are hedged to nothing. */
function expectClose(actual: number, expected: number, scale: number): void {
  expect(Math.abs(actual - expected)).toBeLessThanOrEqual(2e-7 * Math.max(Math.abs(expected), scale));
}

describe('a grid asks what the naive rule asks', () => {
  it.each(GRID_PRESETS)('%s', (name) => {
    const parameters = gridPreset(name);
    const model = createGridModel(parameters);
    const stream = createStream('oracle', name);
    let positive = 0;
    for (let walk = 0; walk < WALKS; walk += 1) {
      const market = randomMarket(stream);
      const prepared = model.prepare(market);
      moveMarket(market, stream);
      prepared.refresh();
      const out = { initial: 0, maintenance: 0 };
      for (let k = 0; k < BOOKS; k += 1) {
        const book = randomBook(market, stream);
        prepared.requireInto(book, out);
        const naive = naiveGridRequirement(parameters, market, book);
        expectClose(out.maintenance, naive.maintenance, 1_000);
        expectClose(out.initial, naive.initial, 1_000);
        if (out.maintenance > 0) positive += 1;
        const { maintenance, initial } = prepared.explain(book);
        expectClose(maintenance.amount, out.maintenance, 1);
        expectClose(initial.amount, out.initial, 1);
      }
    }
    expect(positive).toBeGreaterThan(0.8 * WALKS * BOOKS);
  });
});

describe('SPAN asks what the naive rule asks', () => {
  it.each<[string, SpanParameters]>([
    ['every step', fullSpan()],
    ['normal price risk', fullSpan({ weightedPriceRisk: 'normal', extremeMove: { multiple: 2, cover: 0.35 } })],
    ['scan range', fullSpan({ weightedPriceRisk: 'scanRange', lookaheadDays: 0 })],
    ['NSE', presetParameters('span-nse-2018').parameters as SpanParameters],
  ])('%s', (name, parameters) => {
    const stream = createStream('oracle', name);
    for (let walk = 0; walk < WALKS; walk += 1) {
      const market = randomMarket(stream);
      const prepared = createSpanModel(parameters).prepare(market);
      moveMarket(market, stream);
      prepared.refresh();
      const out = { initial: 0, maintenance: 0 };
      for (let k = 0; k < 3 * BOOKS; k += 1) {
        const book = randomBook(market, stream);
        prepared.requireInto(book, out);
        expectClose(out.maintenance, naiveSpanRequirement(parameters, market, book), 1_000);
        expectClose(prepared.explain(book).maintenance.amount, out.maintenance, 1);
      }
    }
  });
});
