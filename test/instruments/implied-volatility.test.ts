// Goal: the implied volatility of a price is the one that made it, for every option whose price still knows it, and
// prices that no volatility makes are told apart. Method: round trips on a wide grid and on random options.

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { solveImpliedVolatility } from '../../src/instruments/implied-volatility.ts';
import { priceBlack76, type OptionRight } from '../../src/instruments/option-pricing.ts';

function volatilityOf(
  right: OptionRight,
  price: number,
  forward: number,
  strike: number,
  years: number,
  d = 1,
): number {
  const result = solveImpliedVolatility(right, price, forward, strike, years, d);
  if ('fault' in result) throw new Error(result.fault);
  return result.volatility;
}

describe('implied volatility', () => {
  it.each([1, 1.0000001, 1.01, 1.2, 2, 20])('out of the money at strike %d comes back to 1e-12', (strike) => {
    let tried = 0;
    for (const volatility of [1e-4, 0.01, 0.1, 0.5, 1, 2, 4]) {
      const price = priceBlack76('call', 1, strike, 1, volatility, 1);
      if (price < 1e-290) continue;
      tried += 1;
      expect(Math.abs(volatilityOf('call', price, 1, strike, 1) / volatility - 1)).toBeLessThan(1e-12);
    }
    expect(tried).toBeGreaterThan(1);
  });

  it('of any random option gives its price back', () => {
    const options = fc.tuple(
      fc.constantFrom<OptionRight>('call', 'put'),
      fc.double({ min: 1, max: 1e5, noNaN: true }),
      fc.double({ min: 0.2, max: 5, noNaN: true }),
      fc.double({ min: 1e-4, max: 5, noNaN: true }),
      fc.double({ min: 0.01, max: 5, noNaN: true }),
      fc.double({ min: 0.7, max: 1.05, noNaN: true }),
    );
    fc.assert(
      fc.property(options, ([right, forward, ratio, years, volatility, discount]) => {
        const strike = forward * ratio;
        const price = priceBlack76(right, forward, strike, years, volatility, discount);
        const implied = volatilityOf(right, price, forward, strike, years, discount);
        const again = priceBlack76(right, forward, strike, years, implied, discount);
        expect(Math.abs(again - price)).toBeLessThanOrEqual(1e-14 * discount * Math.max(forward, strike));
      }),
      { numRuns: 300 },
    );
  });

  it('tells which bound a price breaks, and where it lies', () => {
    // Call struck at 90 on 100, discounted by 0.9: between 9 and 90.
    expect(solveImpliedVolatility('call', 8.9, 100, 90, 1, 0.9)).toEqual({ fault: 'price-below-payoff', bound: 9 });
    expect(solveImpliedVolatility('call', 90, 100, 90, 1, 0.9)).toEqual({ fault: 'price-above-bound', bound: 90 });
    // A put struck at 90 on 100: between 0 and 81.
    expect(solveImpliedVolatility('put', 81, 100, 90, 1, 0.9)).toEqual({ fault: 'price-above-bound', bound: 81 });
    expect(solveImpliedVolatility('put', -1e-9, 100, 90, 1, 0.9)).toMatchObject({ fault: 'price-below-payoff' });
  });

  it('of the bare payoff is 0', () => {
    expect(solveImpliedVolatility('put', 0, 100, 90, 1, 0.9)).toEqual({ volatility: 0 });
    expect(solveImpliedVolatility('call', 9, 100, 90, 1, 0.9)).toEqual({ volatility: 0 });
  });
});
