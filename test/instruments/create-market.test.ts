// Goal: a market made by hand is the one that was meant, and one that cannot be valued is refused with every reason.

import { describe, expect, it } from 'vitest';
import { InvalidInputError } from '../../src/base/problem.ts';
import { US_PER_YEAR } from '../../src/base/units.ts';
import type { Contract } from '../../src/instruments/contract.ts';
import {
  computeShockedPrice,
  computeShockedProfit,
  notionalOf,
  settlementValueOf,
} from '../../src/instruments/contract-value.ts';
import { createMarket, type MarketQuotes } from '../../src/instruments/create-market.ts';
import { priceBlack76 } from '../../src/instruments/option-pricing.ts';
import { createFlatSurface } from '../../src/instruments/volatility-surface.ts';

const perpetual: Contract = { kind: 'perpetual', symbol: 'P', underlying: 'A', settlesInCoin: false, multiplier: 2 };
const inverse: Contract = { ...perpetual, symbol: 'I', settlesInCoin: true, multiplier: 100 };
const future: Contract = { ...perpetual, kind: 'future', symbol: 'F', expiryUs: US_PER_YEAR };
const call: Contract = { ...perpetual, kind: 'option', symbol: 'C', expiryUs: US_PER_YEAR, right: 'call', strike: 100 };
const coinCall: Contract = { ...call, symbol: 'D', settlesInCoin: true };
const asset = { symbol: 'A', price: 100, carry: 0.1, surface: createFlatSurface(0.5) };
const quotes: MarketQuotes = {
  rate: 0.05,
  assets: [{ symbol: 'S', price: 1 }, asset],
  contracts: [perpetual, inverse, future, call, coinCall].map((contract) => ({ contract })),
};

function codesOf(bad: MarketQuotes): string[] {
  try {
    createMarket(bad);
  } catch (error) {
    if (error instanceof InvalidInputError) return error.problems.map(({ key, code }) => `${key} ${code}`);
    throw error;
  }
  return [];
}

describe('a market', () => {
  it('finds the places of assets and the marks that are left out', () => {
    const market = createMarket(quotes);
    expect([...market.underlyingOf]).toEqual([1, 1, 1, 1, 1]);
    expect([...market.settlementOf]).toEqual([-1, 1, -1, -1, 1]);
    const forward = 100 * Math.exp(0.1);
    expect(market.markPrices[2]).toBeCloseTo(forward, 10);
    expect(market.markPrices[3]).toBeCloseTo(priceBlack76('call', forward, 100, 1, 0.5, Math.exp(-0.05)), 10);
    expect(market.markPrices[4]! * 100).toBeCloseTo(market.markPrices[3]!, 12);
  });

  it('values contracts at their marks, and their profits at a shocked index', () => {
    const market = createMarket(quotes);
    expect(notionalOf(market, 0)).toBe(200);
    expect(notionalOf(market, 1)).toBe(100);
    expect(notionalOf(market, 3)).toBe(200);
    // A fall by half keeps the basis of the future.
    expect(computeShockedPrice(market, 2, 50)).toBeCloseTo(50 * Math.exp(0.1), 10);
    // Linear 2 x (50 - 100); inverse 100 (1 / 100 - 1 / 50) coin at 50.
    expect(computeShockedProfit(market, 0, 50, 50)).toBe(-100);
    expect(computeShockedProfit(market, 1, 50, 50)).toBeCloseTo(-50, 12);
    expect(settlementValueOf(inverse, 50) - settlementValueOf(inverse, 100)).toBeCloseTo(-1, 12);
    // A premium in coin is the price in quote currency at the shocked index, divided by it.
    expect(computeShockedPrice(market, 4, 200) * 200).toBeCloseTo(computeShockedPrice(market, 3, 200), 10);
    // A scenario a year on has nothing left but the payoff.
    expect(computeShockedPrice(market, 3, 150, (v) => 3 * v, 1)).toBe(50);
  });

  it('is refused with every reason', () => {
    const bad: MarketQuotes = {
      timeUs: US_PER_YEAR,
      rate: NaN,
      assets: [asset, asset, { symbol: 'B', price: 0 }, { symbol: 'E', price: Infinity, carry: NaN }],
      contracts: [
        { contract: { ...perpetual, multiplier: -1 }, mark: NaN },
        { contract: perpetual, mark: 0 },
        { contract: { ...future, underlying: 'Z' } },
        { contract: { ...call, underlying: 'B', strike: NaN } },
      ],
    };
    expect(codesOf(bad)).toEqual([
      'rate not-finite',
      'A duplicate-symbol',
      'B missing-price',
      'E missing-price',
      'E not-finite',
      'P bad-size',
      'P missing-price',
      'P duplicate-symbol',
      'P missing-price',
      'F unknown-asset',
      'F expired',
      'C expired',
      'C bad-strike',
      'C missing-volatility',
    ]);
  });

  it('is refused where a surface or a forward is no number', () => {
    const torn = { ...asset, surface: { volatilityAt: () => NaN } };
    expect(codesOf({ ...quotes, assets: [torn] })).toEqual(['C bad-volatility', 'D bad-volatility']);
    const steep = { ...asset, carry: 1_000 };
    expect(codesOf({ ...quotes, assets: [steep] })).toEqual(['F missing-price', 'C missing-price', 'D missing-price']);
  });
});
