// Goal: a requirement can be redone by hand from its explanation. Method: a program does: it reads the sums and maxima that
// formulas state, compares every line with what its parts give, and the vector with the binding line.
import { describe, expect, it } from 'vitest';
import { createSpanModel } from '../../../src/margin/span/span-model.ts';
import type { ExplanationLine, MarginModel } from '../../../src/margin/margin-model.ts';
import { createStream } from '../../../src/numeric/stream.ts';
import { fullSpan } from '../span/random-span.ts';
import { readFormula } from './formula-reader.ts';
import { GRID_PRESETS, presetModel } from './load-preset.ts';
import { randomBook, randomMarket } from './random-world.ts';
import { bookOf, future, option, perpetual, smallMarket } from './small-market.ts';

const MODELS: readonly (readonly [string, MarginModel])[] = [
  ...GRID_PRESETS.map((name) => [name, presetModel(name)] as const),
  ['SPAN', createSpanModel(fullSpan())],
];

function close(actual: number, expected: number, scale: number): void {
  expect(Math.abs(actual - expected)).toBeLessThanOrEqual(1e-8 * scale + 1e-6);
}

/** Checks the formulas of a tree; returns how many could be evaluated. */
function redo(line: ExplanationLine, scale: number): number {
  let redone = 0;
  const value = readFormula(line.formula);
  if (value !== undefined) {
    close(value, line.amount, scale);
    redone += 1;
  }
  const parts = line.parts ?? [];
  const isSum = /^(largest of|sum of its|scenario|sum over|$)/.test(line.formula) && parts.length > 0;
  if (isSum) {
    close(
      parts.reduce((sum, part) => sum + part.amount, 0),
      line.amount,
      scale,
    );
    redone += 1;
  }
  return redone + parts.reduce((sum, part) => sum + redo(part, scale), 0);
}

describe.each(MODELS)('%s', (name, model) => {
  it('every line follows from its parts, and the binding scenario from the vector', () => {
    const stream = createStream('explain', name);
    const market = randomMarket(stream);
    const prepared = model.prepare(market);
    let [redone, bound] = [0, 0];
    for (let k = 0; k < 60; k += 1) {
      const book = randomBook(market, stream);
      const out = { initial: 0, maintenance: 0 };
      prepared.requireInto(book, out);
      const { maintenance, initial, positions, scenarios, offsets } = prepared.explain(book);
      const scale = scenarios.reduce((max, { loss }) => Math.max(max, Math.abs(loss)), out.maintenance);
      close(maintenance.amount, out.maintenance, scale);
      close(initial.amount, out.initial, scale);
      redone += redo(maintenance, scale) + redo(initial, scale);
      expect(positions.map(({ contract }) => contract)).toEqual([...book.contracts.subarray(0, book.count)]);
      if (book.count === 1) close(positions[0]!.standalone, out.maintenance, scale);
      bound += scenarios.filter(({ isBinding }) => isBinding).length;
      for (const { amount, grantedBy } of offsets) {
        expect(amount).toBeGreaterThan(0);
        expect(grantedBy.length).toBeGreaterThan(0);
      }
    }
    expect(redone).toBeGreaterThan(500);
    expect(bound).toBeGreaterThan(60);
  });
});

it('shows a hedged book as a person would write it', () => {
  const market = smallMarket(
    [{ name: 'BTC', index: 60_000, volatility: 0.6 }],
    [perpetual('BTC'), option('BTC', 'call', 70_000, 30), future('BTC', 90)],
  );
  const { maintenance, offsets, positions } = presetModel('paradex-pm-2026')
    .prepare(market)
    .explain(bookOf(market, { 0: 2, 1: -5, 2: -1 }));
  expect(tree(maintenance)).toMatchSnapshot();
  expect(offsets).toHaveLength(1);
  expect(positions).toHaveLength(3);
});

function tree(line: ExplanationLine, depth = 0): string {
  const own = `${'  '.repeat(depth)}${line.label}: ${line.amount.toFixed(2)} = ${line.formula}`;
  return [own, ...(line.parts ?? []).map((part) => tree(part, depth + 1))].join('\n');
}

describe('expiries', () => {
  it('are named by the days left, as the market stands', () => {
    const market = smallMarket(
      [{ name: 'BTC', index: 100_000 }],
      [perpetual('BTC'), future('BTC', 76.5), future('BTC', 20)],
    );
    const prepared = presetModel('deribit-xpm-2024').prepare(market);
    const text = (): string => JSON.stringify(prepared.explain(bookOf(market, { 1: 3, 2: -2 })));
    expect(text()).toContain('BTC, 76.5 days to expiry');
    expect(text()).toContain('BTC, 20 days to expiry');
    expect(text()).not.toMatch(/\bus\b/);
  });
});
