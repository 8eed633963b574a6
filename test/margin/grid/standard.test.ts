// Goal: standard margin with defined-risk offset asks what its rule says, within its bound, and explains it. Method: worked
// positions; payoffs looked for on a dense grid of prices instead of at strikes; random books and walks for the bound.
import { describe, expect, it } from 'vitest';
import { createStandardModel } from '../../../src/margin/grid/standard-model.ts';
import type { StandardParameters } from '../../../src/margin/grid/standard-parameters.ts';
import type { InvalidInputError } from '../../../src/base/problem.ts';
import type { MarketView } from '../../../src/instruments/market-view.ts';
import { createStream } from '../../../src/numeric/stream.ts';
import { tryBound } from './bound-trials.ts';
import { presetModel, presetParameters } from './load-preset.ts';
import { randomBook, randomMarket } from './random-world.ts';
import { bookOf, option, perpetual, smallMarket } from './small-market.ts';

const model = presetModel('derive-standard-2024');
const parameters = presetParameters('derive-standard-2024').parameters as StandardParameters;

const market = smallMarket(
  [{ name: 'ETH', index: 2_000, volatility: 0.6 }],
  [
    option('ETH', 'call', 2_000, 30),
    option('ETH', 'call', 2_200, 30),
    option('ETH', 'put', 1_800, 30),
    option('ETH', 'put', 1_900, 30),
    option('ETH', 'call', 2_200, 60),
    perpetual('ETH'),
  ],
);
const value = (c: number): number => market.markPrices[c]!;

function requirement(on: MarketView, sizes: Readonly<Record<number, number>>) {
  const out = { initial: 0, maintenance: 0 };
  model.prepare(on).requireInto(bookOf(on, sizes), out);
  return out;
}

describe('worked positions, index 2,000', () => {
  it.each<[string, Readonly<Record<number, number>>, number, number]>([
    // 15 % at the money; 9 % for maintenance; the mark is in equity.
    ['short call at the money', { 0: -1 }, 300, 180],
    // Out of the money by 10 % of the index: 15 % - 10 % is below 13 %.
    ['short call 2,200', { 1: -2 }, 520, 360],
    // 5 % out of the money: max(15 % - 5 %, 13 %).
    ['short put 1,900', { 3: -1 }, 260, 180],
    ['perpetual', { 5: -3 }, 600, 390],
    // What is paid is all that can be lost.
    ['long call', { 0: 1 }, value(0), value(0)],
    ['call spread bought', { 0: 1, 1: -1 }, value(0) - value(1), value(0) - value(1)],
    // Worst payoff -200 from 2,200 on, and the credit received is in equity.
    ['call spread sold', { 0: -1, 1: 1 }, 200 + value(1) - value(0), 200 + value(1) - value(0)],
    // Bought in another expiry: no offset; 13 % and 9 % of 2,000 + value of the long.
    ['calendar', { 1: -1, 4: 1 }, 260 + value(4), 180 + value(4)],
  ])('%s', (_, sizes, initial, maintenance) => {
    const found = requirement(market, sizes);
    expect(found.initial).toBeCloseTo(initial, 6);
    expect(found.maintenance).toBeCloseTo(maintenance, 6);
  });

  it('calls that none covers cannot be defined: the rule for shorts holds', () => {
    const { maintenance } = requirement(market, { 0: 1, 1: -3 });
    // Apart: value + 3 x 180; defined: value of all + 2 uncovered x 2,000 x 110 %.
    expect(maintenance).toBeCloseTo(Math.min(value(0) + 540, value(0) - 3 * value(1) + 4_400), 6);
  });
});

it('the worst payoff lies at 0 or at a strike', () => {
  const stream = createStream('standard', 'payoff');
  for (let k = 0; k < 40; k += 1) {
    const sizes = Object.fromEntries([0, 1, 2, 3].map((c) => [c, stream.integer(9) - 4.5]));
    const { scenarios } = model.prepare(market).explain(bookOf(market, sizes));
    const worst = Math.max(...scenarios.map(({ loss }) => loss));
    let dense = -Infinity;
    for (let price = 0; price <= 2_200; price += 1) {
      let loss = 0;
      for (const [c, size] of Object.entries(sizes)) {
        const contract = market.contracts[Number(c)]!;
        if (contract.kind !== 'option') continue;
        loss -= size * Math.max(0, contract.right === 'call' ? price - contract.strike : contract.strike - price);
      }
      dense = Math.max(dense, loss);
    }
    expect(worst).toBeCloseTo(dense, 6);
  }
});

it('its sensitivity bounds it', () => {
  const { trials, worst } = tryBound(model, 3, 4, 12, 500);
  expect(trials).toBeGreaterThan(40_000);
  expect(worst).toBeLessThanOrEqual(1);
  expect(worst).toBeGreaterThan(0.9);
});

it('explains what it asks, and leaves nothing behind', () => {
  const stream = createStream('standard', 'explain');
  const random = randomMarket(stream);
  const prepared = model.prepare(random);
  for (let k = 0; k < 300; k += 1) {
    const book = randomBook(random, stream);
    const out = { initial: 0, maintenance: 0 };
    prepared.requireInto(book, out);
    const { initial, maintenance, positions } = prepared.explain(book);
    expect(Math.abs(maintenance.amount - out.maintenance)).toBeLessThanOrEqual(1e-9 * out.maintenance + 1e-6);
    expect(Math.abs(initial.amount - out.initial)).toBeLessThanOrEqual(1e-9 * out.initial + 1e-6);
    expect(out.initial).toBeGreaterThanOrEqual(out.maintenance * (1 - 1e-12));
    if (book.count === 1) expect(positions[0]!.standalone).toBe(out.maintenance);
    const again = { initial: 0, maintenance: 0 };
    model.prepare(random).requireInto(book, again);
    expect(again).toEqual(out);
  }
});

it('refuses rates that make no sense', () => {
  const [first] = parameters.classes;
  const spoilt = {
    ...first!,
    linear: { initial: 0.05, maintenance: 0.065 },
    shortOption: { initial: NaN, initialMin: 0.05, maintenance: 0.09 },
  };
  try {
    createStandardModel({ ...parameters, classes: [spoilt] });
    expect.unreachable();
  } catch (error) {
    expect((error as InvalidInputError).problems.map(({ message }) => message)).toEqual([
      'derive-standard-2024: classes.all.linear.initial is below the maintenance rate',
      'derive-standard-2024: classes.all.shortOption.initial must not be negative, got NaN',
      'derive-standard-2024: classes.all.shortOption.initialMin is below the maintenance rate',
    ]);
  }
});
