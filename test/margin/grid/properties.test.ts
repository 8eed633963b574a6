// Goal: what must be true of any grid: nothing for nothing, twice for twice, never more together than apart, closed forms for
// one linear position, and extreme moves where they belong. Method: random books on random markets, presets as shipped.
import { describe, expect, it } from 'vitest';
import { createGridModel } from '../../../src/margin/grid/grid-model.ts';
import {
  createPositionColumns,
  type MarginModel,
  type PositionColumns,
  type PreparedMargin,
} from '../../../src/margin/margin-model.ts';
import { createSpanModel } from '../../../src/margin/span/span-model.ts';
import { createStream } from '../../../src/numeric/stream.ts';
import { commodity, spanTerms } from '../span/span-terms.ts';
import { fullSpan } from '../span/random-span.ts';
import { GRID_PRESETS, gridPreset, presetModel } from './load-preset.ts';
import { randomBook, randomMarket } from './random-world.ts';
import { bookOf, option, perpetual, smallMarket } from './small-market.ts';

const spanScan = createSpanModel(fullSpan({ deltaSpreads: [], scanningSpreads: fullSpan().scanningSpreads }));
const MODELS: readonly (readonly [string, MarginModel])[] = [
  ...GRID_PRESETS.map((name) => [name, presetModel(name)] as const),
  ['SPAN, every step', createSpanModel(fullSpan())],
  ['SPAN without delta spreads', spanScan],
];

function requirement(prepared: PreparedMargin, book: PositionColumns): { initial: number; maintenance: number } {
  const out = { initial: NaN, maintenance: NaN };
  prepared.requireInto(book, out);
  return out;
}

function scaled(book: PositionColumns, times: number): PositionColumns {
  return { ...book, sizes: book.sizes.map((size) => size * times) };
}

function joined(one: PositionColumns, other: PositionColumns): PositionColumns {
  const book = createPositionColumns(one.count + other.count);
  for (const part of [one, other]) {
    for (let row = 0; row < part.count; row += 1) {
      const at = book.contracts.subarray(0, book.count).indexOf(part.contracts[row]!);
      if (at >= 0) book.sizes[at]! += part.sizes[row]!;
      else {
        book.contracts[book.count] = part.contracts[row]!;
        book.sizes[book.count] = part.sizes[row]!;
        book.count += 1;
      }
    }
  }
  return book;
}

describe.each(MODELS)('%s', (name, model) => {
  const stream = createStream('properties', name);
  const market = randomMarket(stream);
  const prepared = model.prepare(market);
  const books = Array.from({ length: 300 }, () => randomBook(market, stream));

  it('asks nothing of an empty book, never less than nothing, and initially not less than for maintenance', () => {
    expect(requirement(prepared, createPositionColumns(0))).toEqual({ initial: 0, maintenance: 0 });
    for (const book of books) {
      const { initial, maintenance } = requirement(prepared, book);
      expect(maintenance).toBeGreaterThanOrEqual(0);
      expect(initial).toBeGreaterThanOrEqual(maintenance);
    }
    expect(requirement(prepared, createPositionColumns(0))).toEqual({ initial: 0, maintenance: 0 });
  });

  // Dampeners, tiers of size and growing rates are there to break proportion.
  const isProportional = !/deribit-spm|deribit-xpm|okx/.test(name);
  it.runIf(isProportional)('asks three times as much of three times the book', () => {
    for (const book of books) {
      const one = requirement(prepared, book).maintenance;
      expect(Math.abs(requirement(prepared, scaled(book, 3)).maintenance - 3 * one)).toBeLessThanOrEqual(
        1e-9 * one + 1e-6,
      );
    }
  });

  it.runIf(model.isSubadditive)('never asks more of two books together than apart', () => {
    let hedged = 0;
    for (let k = 0; k + 1 < books.length; k += 1) {
      const apart = requirement(prepared, books[k]!).maintenance + requirement(prepared, books[k + 1]!).maintenance;
      const together = requirement(prepared, joined(books[k]!, books[k + 1]!)).maintenance;
      expect(together).toBeLessThanOrEqual(apart * (1 + 1e-12) + 1e-6);
      if (together < 0.9 * apart) hedged += 1;
    }
    expect(hedged).toBeGreaterThan(10);
  });

  it('asks the same whatever was asked before and in whatever order the rows stand', () => {
    for (const book of books.slice(0, 25)) {
      const { maintenance } = requirement(prepared, book);
      const reversed = createPositionColumns(book.count);
      for (let row = book.count - 1; row >= 0; row -= 1) {
        reversed.contracts[reversed.count] = book.contracts[row]!;
        reversed.sizes[reversed.count] = book.sizes[row]!;
        reversed.count += 1;
      }
      expect(Math.abs(requirement(prepared, reversed).maintenance - maintenance)).toBeLessThanOrEqual(
        1e-9 * maintenance + 1e-6,
      );
      expect(requirement(model.prepare(market), book).maintenance).toBe(maintenance);
    }
  });
});

it('says which models are subadditive', () => {
  const subadditive = MODELS.filter(([, model]) => model.isSubadditive).map(([name]) => name);
  // Charges on what hedges, size tiers, dampeners, calendar charges and delta credits are not.
  expect(subadditive).toEqual(['paradex-pm-2026', 'derive-pm-2024', 'bybit-uta-pm-2025', 'occ-tims-2026']);
  expect(createSpanModel(spanTerms([commodity('A', 1)])).isSubadditive).toBe(true);
});

describe('one linear position meets its closed form', () => {
  it.each([
    ['paradex-pm-2026', 0.08],
    ['deribit-pm-2020', 0.1],
    ['deribit-pm-2018', 0.125],
    ['deribit-spm-2024', 0.128],
    ['derive-pm-2024', 0.21],
    ['okx-pm-2024-12', 0.15],
    ['okx-pm-2025-01', 0.12],
    ['bybit-uta-pm-2025', 0.105],
    ['occ-tims-2026', 0.15],
  ])('%s: %d of notional', (name, rate) => {
    const market = smallMarket([{ name: 'BTC', index: 43_210 }], [perpetual('BTC', { multiplier: 0.01 })]);
    for (const size of [7, -7]) {
      const { maintenance } = requirement(presetModel(name).prepare(market), bookOf(market, { 0: size }));
      expect(maintenance).toBeCloseTo(rate * 0.07 * 43_210, 7);
    }
  });
});

describe('extreme and extended moves', () => {
  const market = smallMarket(
    [{ name: 'BTC', index: 50_000, volatility: 0.5 }],
    [perpetual('BTC'), option('BTC', 'call', 200_000, 60), option('BTC', 'put', 15_000, 60)],
  );
  const prepared = createGridModel(gridPreset('paradex-pm-2026')).prepare(market);
  const binding = (sizes: Readonly<Record<number, number>>): number =>
    prepared.explain(bookOf(market, sizes)).scenarios.findIndex(({ isBinding }) => isBinding);
  it('never bind for a position of delta one, and do for options sold far out of the money', () => {
    expect(binding({ 0: 1 })).toBeLessThan(16);
    expect(binding({ 0: -1 })).toBeLessThan(16);
    expect(binding({ 1: -10 })).toBeGreaterThanOrEqual(18);
    // Puts at 15,000 pay 35,000 less the price only when the index falls by 66 %.
    expect(binding({ 2: -10 })).toBe(16);
  });
  it('are the reason for the requirement there', () => {
    const { maintenance } = requirement(prepared, bookOf(market, { 1: -10 }));
    const scenarios = prepared.explain(bookOf(market, { 1: -10 })).scenarios.map(({ loss }) => loss);
    expect(maintenance).toBeCloseTo(Math.max(...scenarios) / 2, 6);
    expect(Math.max(...scenarios)).toBeGreaterThan(20 * Math.max(...scenarios.slice(0, 16)));
  });
});
