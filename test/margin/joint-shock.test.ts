// Goal: a market moves by a shock as it says, and back. Method: marks worked by hand, and the value of books before and
// after on the moved market.

import { describe, expect, it } from 'vitest';
import { priceBlack76 } from '../../src/instruments/option-pricing.ts';
import { EquityCalculator } from '../../src/margin/account-equity.ts';
import { createFlatCollateral } from '../../src/margin/collateral.ts';
import { applyShock, copyMarket, createJointShock, moveIndex, moveMark } from '../../src/margin/joint-shock.ts';
import { balancesOf, positionsOf, smallMarket } from './small-market.ts';

const market = smallMarket();
const crash = createJointShock(
  'crash',
  market,
  new Map([
    ['BTC', { index: -0.2, volatility: 0.5, volatilityShift: 0.02 }],
    ['ETH', { index: -0.3 }],
    ['USDT', { index: -0.01 }],
  ]),
);

describe('a joint shock', () => {
  it('at multiplier 0 leaves every price and surface as it is, to the bit', () => {
    const copy = copyMarket(market);
    applyShock(market, crash, 2.5, copy);
    applyShock(market, crash, 0, copy);
    expect(copy).toEqual(market);
    expect(copy.surfaces[0]).toBe(market.surfaces[0]);
  });

  it('moves indices, marks with their basis, and volatility at the same moneyness', () => {
    const copy = copyMarket(market);
    applyShock(market, crash, 1.5, copy);
    // 50,000 x (1 - 0.3), 3,000 x (1 - 0.45), 1 - 0.015.
    expect([...copy.indexPrices]).toEqual([35_000, expect.closeTo(1_650, 9), 0.985]);
    // 50,100 x 0.7, 50,050 x 0.7, 50,600 x 0.7; 2,990 x 0.55.
    expect(copy.markPrices[1]).toBeCloseTo(35_070, 8);
    expect(copy.markPrices[2]).toBeCloseTo(35_035, 8);
    expect(copy.markPrices[3]).toBeCloseTo(35_420, 8);
    expect(copy.markPrices[6]).toBeCloseTo(1_644.5, 8);
    // 60 % x (1 + 0.75) + 3 %.
    expect(copy.surfaces[0]!.volatilityAt(0.3, 0.2)).toBeCloseTo(1.08, 14);
    expect(copy.surfaces[1]).toBe(market.surfaces[1]);
    expect(copy.surfaces[2]).toBeNull();
  });

  it('moves the mark of an option by what its model price moves, in its own currency', () => {
    const copy = copyMarket(market);
    applyShock(market, crash, 1, copy);
    const [growth, discount] = [Math.exp(0.05 / 4), Math.exp(-0.04 / 4)];
    const put = (spot: number, v: number) => priceBlack76('put', spot * growth, 45_000, 0.25, v, discount);
    const call = (spot: number, v: number) => priceBlack76('call', spot * growth, 60_000, 0.25, v, discount) / spot;
    expect(copy.markPrices[4]).toBeCloseTo(1_900 + put(40_000, 0.92) - put(50_000, 0.6), 8);
    expect(copy.markPrices[5]).toBeCloseTo(Math.max(0, 0.03 + call(40_000, 0.92) - call(50_000, 0.6)), 12);
  });

  it('never takes an index to zero nor a volatility or premium below it, however large', () => {
    const copy = copyMarket(market);
    const calm = createJointShock(
      'calm',
      market,
      new Map([['BTC', { index: -0.5, volatility: -0.9, volatilityShift: -0.1 }]]),
    );
    applyShock(market, calm, 50, copy);
    expect(copy.indexPrices[0]).toBeCloseTo(0.05, 12);
    expect(copy.surfaces[0]!.volatilityAt(0, 1)).toBe(0);
    for (const price of copy.markPrices) expect(price).toBeGreaterThanOrEqual(0);
  });

  it('depegs collateral: an account with no position but a stablecoin loses what the coin does', () => {
    const copy = copyMarket(market);
    const equity = { full: 0, haircut: 0 };
    const flat = createFlatCollateral(1);
    const calculator = new EquityCalculator(copy, { assets: [flat, flat, flat] });
    applyShock(market, crash, 3, copy);
    calculator.equityInto(positionsOf([]), balancesOf([[2, 1_000]]), equity);
    expect(equity.full).toBeCloseTo(970, 9);
  });
});

describe('one move', () => {
  it('of an index takes its contracts along and no others', () => {
    const copy = copyMarket(market);
    applyShock(market, crash, 2, copy);
    moveIndex(market, 1, 6_000, copy);
    expect([...copy.indexPrices]).toEqual([50_000, 6_000, 1]);
    expect(copy.markPrices[6]).toBe(5_980);
    expect(copy.markPrices.subarray(0, 6)).toEqual(market.markPrices.subarray(0, 6));
    expect(copy.surfaces).toEqual(market.surfaces);
  });

  it('of a mark moves nothing else', () => {
    const copy = copyMarket(market);
    moveIndex(market, 0, 10, copy);
    moveMark(market, 2, 77, copy);
    expect(copy.markPrices[2]).toBe(77);
    moveMark(market, 1, market.markPrices[1]!, copy);
    expect(copy).toEqual(market);
  });
});
