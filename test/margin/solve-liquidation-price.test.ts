// Goal: the first price at which an account is liquidatable, from any side and for any shape of surplus. Method:
// closed forms, a fine scan as oracle on books of options, and the neighbouring double and tick on the safe side.

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { solveLiquidationPrice } from '../../src/margin/solve-liquidation-price.ts';

/** The neighbouring double above (1) or below (-1) a positive one. */
function nextDouble(value: number, direction: number): number {
  const bits = new BigInt64Array(Float64Array.of(value).buffer);
  bits[0]! += BigInt(direction);
  return new Float64Array(bits.buffer)[0]!;
}

describe('the first crossing', () => {
  it('of a line is where it crosses: the price breaches and the double before it does not', () => {
    const cases = fc.record({
      mark: fc.double({ min: 0.01, max: 1e6, noNaN: true }),
      share: fc.double({ min: 0.001, max: 0.95, noNaN: true }),
      rate: fc.double({ min: 0, max: 0.2, noNaN: true }),
      isShort: fc.boolean(),
    });
    fc.assert(
      fc.property(cases, ({ mark, share, rate, isShort }) => {
        const side = isShort ? -1 : 1;
        const equity = (share * (1 - side * rate) + rate) * mark;
        const surplusAt = (price: number) => equity + side * (price - mark) - rate * price;
        const price = solveLiquidationPrice({
          surplusAt,
          markPrice: mark,
          direction: isShort ? 'up' : 'down',
          liquidatesAtEquality: false,
        })!;
        const expected = (equity - side * mark) / (rate - side);
        expect(Math.abs(price - expected)).toBeLessThan(1e-9 * mark);
        expect(surplusAt(price)).toBeLessThan(0);
        const before = nextDouble(price, side);
        expect(surplusAt(before)).toBeGreaterThanOrEqual(0);
      }),
    );
  });

  it('is the mark where the account is liquidatable now, and null where no price in reach does it', () => {
    const search = { markPrice: 100, direction: 'either', liquidatesAtEquality: false } as const;
    expect(solveLiquidationPrice({ ...search, surplusAt: () => -1 })).toBe(100);
    expect(solveLiquidationPrice({ ...search, surplusAt: () => 0 })).toBeNull();
    expect(solveLiquidationPrice({ ...search, surplusAt: () => 0, liquidatesAtEquality: true })).toBe(100);
    expect(solveLiquidationPrice({ ...search, surplusAt: (price) => price - 1e-5, reach: 1_000 })).toBeNull();
  });

  it('from both sides is the nearer by ratio', () => {
    const surplusAt = (price: number) => (price - 80) * (130 - price);
    const search = { surplusAt, markPrice: 100, liquidatesAtEquality: false } as const;
    // 100 / 80 = 1.25 is nearer than 130 / 100
    expect(solveLiquidationPrice({ ...search, direction: 'either' })).toBeCloseTo(80, 9);
    expect(solveLiquidationPrice({ ...search, direction: 'up' })).toBeCloseTo(130, 9);
  });

  it('at ticks depends on whether equality breaches', () => {
    const surplusAt = (price: number) => price - 90.5;
    const search = { surplusAt, markPrice: 100, direction: 'down', tickSize: 0.5 } as const;
    expect(solveLiquidationPrice({ ...search, liquidatesAtEquality: true })).toBe(90.5);
    expect(solveLiquidationPrice({ ...search, liquidatesAtEquality: false })).toBe(90);
    const up = { ...search, surplusAt: (price: number) => 110.2 - price, direction: 'up' } as const;
    expect(solveLiquidationPrice({ ...up, liquidatesAtEquality: true })).toBe(110.5);
    expect(
      solveLiquidationPrice({ ...search, surplusAt: (price) => price - 0.1, liquidatesAtEquality: true, tickSize: 1 }),
    ).toBeNull();
  });

  it('finds a dip that a step of the grid jumps over', () => {
    // A valley 0.1 % wide between grid points 1.8 % apart.
    for (let centre = 60; centre < 99; centre += 0.37) {
      const surplusAt = (price: number) => Math.abs(price - centre) - 0.05;
      const price = solveLiquidationPrice({
        surplusAt,
        markPrice: 100,
        direction: 'down',
        liquidatesAtEquality: false,
      })!;
      expect(Math.abs(price - (centre + 0.05))).toBeLessThan(1e-9);
    }
  });

  it('of books of options agrees with a scan a hundred times finer', () => {
    const leg = fc.record({
      strike: fc.integer({ min: 60, max: 150 }),
      units: fc.integer({ min: -3, max: 3 }),
      isCall: fc.boolean(),
    });
    const direction = fc.constantFrom('down' as const, 'up' as const);
    let crossings = 0;
    fc.assert(
      fc.property(
        fc.array(leg, { minLength: 1, maxLength: 5 }),
        direction,
        fc.integer({ min: 1, max: 60 }),
        (legs, where, cash) => {
          const valueAt = (price: number) =>
            legs.reduce((sum, { strike, units, isCall }) => {
              const payoff = Math.max(0, isCall ? price - strike : strike - price);
              return sum + units * payoff - (units < 0 ? 0.05 * price * -units : 0);
            }, 0);
          // As much cash as makes the account safe at the mark, and some more.
          const safeCash = cash + 0.5 - Math.min(0, valueAt(100));
          const surplusAt = (price: number) => safeCash + valueAt(price);
          const search = {
            surplusAt,
            markPrice: 100,
            direction: where,
            liquidatesAtEquality: false,
            reach: 10,
          } as const;
          const price = solveLiquidationPrice(search);
          const ratio = where === 'up' ? 1 + 1e-5 : 1 / (1 + 1e-5);
          let scanned: number | null = null;
          for (let p = 100; p > 10 && p < 1_000 && scanned === null; p *= ratio) {
            if (surplusAt(p) < 0) scanned = p;
          }
          if (scanned === null) return;
          crossings += 1;
          expect(price).not.toBeNull();
          expect(Math.abs(price! / scanned - 1)).toBeLessThan(2e-5);
        },
      ),
      { numRuns: 60 },
    );
    expect(crossings).toBeGreaterThan(10);
  });
});
