// Goal: an index that counts the venue's own book moves as one with outside prices. Method: worked numbers, between the tick
// and the mark update after it.
import { describe, expect, it } from 'vitest';
import { VENUE_ACCOUNTS } from '../../src/exchange/accounts.ts';
import type { IndexRules } from '../../src/market/mark-rules/mark-rule.ts';
import { log } from '../../src/numeric/math.ts';
import { SmallExchange, ticks } from './small-venue.ts';

function openWith(index: IndexRules): SmallExchange {
  const holders = [{ equityUsd: 1_000, lots: 10 }];
  return new SmallExchange({ priceUsd: 100, fundUsd: 1_000, holders, rules: { index, priceBand: { widthLog: 0.01 } } });
}

describe('an index with a share of the own book, right after outside prices fell by a fifth', () => {
  it.each(['mean', 'median'] as const)('has no part left of the price before, %s', (average) => {
    const { exchange } = openWith({ average, ownWeight: 1, venues: [{ weight: 1, deviation: 0 }] });
    exchange.advanceTo(1_000_000);
    exchange.applyReference(Float64Array.of(log(0.8)), 1_000_000);
    // Half of the old price and half of the new one were 90.
    expect(exchange.indexTicksOf(0)).toBe(ticks(80));
    expect(exchange.lastTicksOf(0)).toBeCloseTo(ticks(80), 6);
  });

  it('lets orders through a price band around it', () => {
    const small = openWith({ average: 'mean', ownWeight: 1, venues: [{ weight: 1, deviation: 0 }] });
    small.exchange.advanceTo(1_000_000);
    small.exchange.applyReference(Float64Array.of(log(0.8)), 1_000_000);
    // A band of 1 % around 90 would let nobody sell at 80.
    small.order(VENUE_ACCOUNTS, -5);
    expect(small.lotsOf(VENUE_ACCOUNTS)).toBe(5);
  });
});
