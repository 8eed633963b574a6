// Goal: repricing one option many times gives the bits of pricing it anew each time. Method: random markets, options and shocks.
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { computeShockedPrice, type VolatilityShock } from '../../src/instruments/contract-value.ts';
import type { MarketView } from '../../src/instruments/market-view.ts';
import { OptionRepricer } from '../../src/instruments/option-repricer.ts';

const YEAR_US = 365 * 86_400 * 1e6;

function marketOf(right: 'call' | 'put', settlesInCoin: boolean, strike: number, years: number): MarketView {
  return {
    timeUs: YEAR_US,
    contracts: [
      {
        kind: 'option',
        symbol: 'O',
        underlying: 'A',
        settlesInCoin,
        multiplier: 1,
        right,
        strike,
        expiryUs: YEAR_US * (1 + years),
      },
    ],
    markPrices: Float64Array.of(1),
    assets: ['A'],
    indexPrices: Float64Array.of(100),
    underlyingOf: Int32Array.of(0),
    settlementOf: Int32Array.of(settlesInCoin ? 0 : -1),
    surfaces: [{ volatilityAt: (moneyness) => 0.5 + 0.3 * moneyness * moneyness }],
    carry: Float64Array.of(0.07),
    rate: 0.03,
    openInterest: Float64Array.of(0),
    depthAtOnePercent: Float64Array.of(Infinity),
  };
}

it('prices as a fresh look at the market does, bit for bit, expired or not', () => {
  const repricer = new OptionRepricer();
  fc.assert(
    fc.property(
      fc.constantFrom('call', 'put'),
      fc.boolean(),
      fc.double({ min: 20, max: 500, noNaN: true }),
      fc.double({ min: -0.1, max: 2, noNaN: true }),
      fc.array(fc.double({ min: 1, max: 1_000, noNaN: true }), { minLength: 1, maxLength: 20 }),
      fc.double({ min: 0.2, max: 3, noNaN: true }),
      (right, settlesInCoin, strike, years, prices, factor) => {
        const market = marketOf(right, settlesInCoin, strike, years);
        const shock: VolatilityShock = (volatility) => volatility * factor;
        repricer.open(market, 0);
        for (const price of prices) {
          expect(repricer.priceAt(price, shock)).toBe(computeShockedPrice(market, 0, price, shock));
        }
      },
    ),
  );
});
