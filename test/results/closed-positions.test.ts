// Goal: what a forced trade closed stands in the tables in units for people, whatever the contract settles in: never a number
// that is none. Method: facts of each kind by hand, through the tables of liquidations and deleveragings.

import { describe, expect, it } from 'vitest';
import { deleveragingTable } from '../../src/results/deleveraging-table.ts';
import { liquidationsTable } from '../../src/results/liquidations-table.ts';
import { BTC, COIN_CALL, INVERSE, portfolioInstruments } from '../exchange/portfolio-venue.ts';
import { makeJournal, type Fact } from './sample-run.ts';
import { storedFactsOf } from './write-tables.ts';

const context = { instruments: portfolioInstruments, classes: [{ name: 'all', firstAccount: 4, accounts: 20 }] };

function rowOf(make: typeof liquidationsTable | typeof deleveragingTable, fact: Fact): Record<string, unknown> {
  const { columns, count } = make(context).rowsOf(0, storedFactsOf(makeJournal([fact])), null);
  expect(count).toBe(1);
  return Object.fromEntries(Object.entries(columns).map(([name, values]) => [name, values[0]!]));
}

describe('what was closed', () => {
  it.each([
    // 2 BTC sold at 48,000: 200 lots of 0.01 BTC for 96,000 USD.
    ['linear', [0, 1, 'liquidationFill', 5, BTC, -200, -960_000_000, 1, 1] as Fact, 2, 96_000, 48_000],
    // 1,000 lots of 100 USD, a little below the undisplaced price; a price does not follow from it.
    ['inverse', [0, 1, 'liquidationFill', 5, INVERSE, -1_000, -999_500_000, 1, 1] as Fact, 100_000, 99_950, NaN],
    // 0.5 calls for 0.02 BTC a unit at 50,000: 500 USD, 1,000 USD a unit.
    ['coin-settled option', [0, 1, 'liquidationFill', 5, COIN_CALL, 50, 5_000_000, 1, 1] as Fact, 0.5, 500, 1_000],
  ])('by an order, %s', (_, fact, size, value, price) => {
    const row = rowOf(liquidationsTable, fact);
    expect(row).toMatchObject({
      lots: Math.abs(fact[5]),
      size_units: size,
      value_usd: value,
      side: fact[5] < 0 ? 0 : 1,
    });
    expect(row.price_usd).toBe(price);
  });

  it.each([
    ['linear', [0, 1, 'takeover', 5, BTC, 200, 960_000_000, 0, 0] as Fact, 96_000, 48_000],
    // What the fund pays for being short of coin is negative: it takes the debt over.
    ['inverse', [0, 1, 'takeover', 5, INVERSE, 1_000, -980_000_000, 0, 0] as Fact, 98_000, NaN],
    ['inverse, short', [0, 1, 'takeover', 5, INVERSE, -1_000, 980_000_000, 0, 0] as Fact, 98_000, NaN],
    ['coin-settled option', [0, 1, 'takeover', 5, COIN_CALL, -50, -5_000_000, 0, 0] as Fact, 500, 1_000],
  ])('by the fund, %s', (_, fact, value, price) => {
    const row = rowOf(liquidationsTable, fact);
    expect(row).toMatchObject({ value_usd: value, side: fact[5] > 0 ? 0 : 1 });
    expect(row.price_usd).toBe(price);
  });

  it.each([
    ['linear', [0, 1, 'deleveraging', 5, BTC, 200, 960_000_000, 6, 0] as Fact, 96_000, 48_000],
    ['inverse', [0, 1, 'deleveraging', 5, INVERSE, 1_000, -980_000_000, 6, 0] as Fact, 98_000, NaN],
    ['inverse, long', [0, 1, 'deleveraging', 5, INVERSE, -1_000, 980_000_000, 6, 0] as Fact, 98_000, NaN],
  ])('by auto-deleveraging, %s', (_, fact, value, price) => {
    const row = rowOf(deleveragingTable, fact);
    expect(row).toMatchObject({ value_usd: value, side: fact[5] < 0 ? 0 : 1 });
    expect(row.price_usd).toBe(price);
  });
});
