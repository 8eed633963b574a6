// Goal: profit and average entry of linear and inverse contracts and of options. Method: published rows; trades replayed
// one by one against the sum of their own profits.

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Contract } from '../../src/instruments/contract.ts';
import { applyTrade, averageEntry, profitInSettlement } from '../../src/instruments/position.ts';

const linear: Contract = { kind: 'perpetual', symbol: 'L', underlying: 'A', settlesInCoin: false, multiplier: 0.5 };
const inverse: Contract = { kind: 'perpetual', symbol: 'I', underlying: 'A', settlesInCoin: true, multiplier: 1 };
const coinOption: Contract = {
  kind: 'option',
  symbol: 'O',
  underlying: 'A',
  settlesInCoin: true,
  multiplier: 10,
  right: 'call',
  strike: 1,
  expiryUs: 1,
};

describe('profit', () => {
  it('of an inverse contract is the one that BitMEX prints', () => {
    // 100,000 (1 / 10,000 - 1 / 10,500) = 0.476190476 XBT; 50,000 (1 / 5,000 - 1 / 10,000) = 5 XBT.
    expect(Math.abs(profitInSettlement(inverse, 100_000, 10_000, 10_500) - 0.476190476)).toBeLessThan(1e-8);
    expect(Math.abs(profitInSettlement(inverse, 50_000, 5_000, 10_000) - 5)).toBeLessThan(1e-8);
  });

  it('of an inverse long is concave: it loses faster than it gains', () => {
    const [gain, loss] = [profitInSettlement(inverse, 1, 100, 110), profitInSettlement(inverse, 1, 100, 90)];
    expect(gain).toBeGreaterThan(0);
    expect(-loss).toBeGreaterThan(gain);
  });

  it('of a linear contract and of an option is its change of price', () => {
    expect(profitInSettlement(linear, -4, 100, 90)).toBe(20);
    // Premiums in coin: 3 x 10 x (0.05 - 0.04), no reciprocal.
    expect(profitInSettlement(coinOption, 3, 0.04, 0.05)).toBeCloseTo(0.3, 15);
  });
});

describe('average entry', () => {
  it('of an inverse contract is harmonic', () => {
    // 100 USD at 10,000 and 300 USD at 20,000: 400 / (0.01 + 0.015) = 16,000.
    expect(averageEntry(inverse, 100, 10_000, 300, 20_000)).toBeCloseTo(16_000, 9);
    expect(averageEntry(linear, 100, 10_000, 300, 20_000)).toBe(17_500);
  });

  it('earns what the trades earn, whatever they were and wherever they end', () => {
    const trade = fc.tuple(
      fc.integer({ min: -50, max: 50 }).filter((size) => size !== 0),
      fc.double({ min: 50, max: 200, noNaN: true }),
    );
    fc.assert(
      fc.property(
        fc.constantFrom(linear, inverse, coinOption),
        fc.array(trade, { maxLength: 20 }),
        (contract, trades) => {
          const exit = 123;
          let [size, entry, realised] = [0, 0, 0];
          for (const [traded, price] of trades) {
            const after = applyTrade(contract, size, entry, traded, price);
            [size, entry] = [after.size, after.entryPrice];
            realised += after.realised;
          }
          expect(size).toBe(trades.reduce((sum, [traded]) => sum + traded, 0));
          const apart = trades.reduce(
            (sum, [traded, price]) => sum + profitInSettlement(contract, traded, price, exit),
            0,
          );
          const whole = realised + (size === 0 ? 0 : profitInSettlement(contract, size, entry, exit));
          const scale = trades.reduce(
            (sum, [traded, price]) => sum + Math.abs(profitInSettlement(contract, traded, price, exit)),
            1,
          );
          expect(Math.abs(whole - apart)).toBeLessThan(1e-10 * scale);
        },
      ),
    );
  });

  it('survives a reduction, starts anew when a position turns around, and is 0 for none', () => {
    expect(applyTrade(linear, 10, 100, -4, 120)).toEqual({ size: 6, entryPrice: 100, realised: 40 });
    expect(applyTrade(linear, 10, 100, -15, 120)).toEqual({ size: -5, entryPrice: 120, realised: 100 });
    expect(applyTrade(linear, -10, 100, 10, 120)).toEqual({ size: 0, entryPrice: 0, realised: -100 });
  });
});
