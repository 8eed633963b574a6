/**
 * Goal: a book that costs the same however an order is sliced, gives nothing away on a round trip, and moves as its
 * documented curve says.
 * Method: impacts and cash worked by hand on a flat and on a square-root book; properties over random books and
 * orders, exact (`===`) where the invariant is.
 */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { InvariantError } from '../../src/base/assert.ts';
import { DepthBook } from '../../src/market/depth-book.ts';
import type { ImpactRules } from '../../src/market/market-rules.ts';
import { createLinearPerpetual } from '../../src/instruments/instrument.ts';

/** BTC: tick USD 0.10, lot 0.001 BTC, so tick x lot = USD 0.0001 = 1 quantum; at USD 50,000 a lot is USD 50. */
const bitcoin = createLinearPerpetual({
  symbol: 'BTC',
  tickSize: 0.1,
  lotSizeUnits: 0.001,
  quantaPerLotTick: 1,
  priceInitialTicks: 500_000,
});
const HALF_LIFE_US = 60_000_000;
const impact: ImpactRules = { permanentShare: 0.25, halfLifeUs: HALF_LIFE_US, crossShare: 0 };
/** USD 10,000,000 within 1 %. */
const DEPTH = 1e11;

function book(exponent = 1, rules: ImpactRules = impact): DepthBook {
  return new DepthBook(bitcoin, { depthAtOnePercent: DEPTH, exponent }, rules);
}

function stateOf(of: DepthBook): number[] {
  const out: number[] = [];
  of.appendState(out);
  return out;
}

describe('the impact of an order', () => {
  it('is 1 % for the depth at 1 %, at the cash of the walk', () => {
    const flat = book();
    // USD 10,000,000 / USD 50 = 200,000 lots. F(x) = DEPTH x / 0.01, cash = DEPTH / 0.01 (e^0.01 - 1) quanta.
    const paid = flat.take(200_000);
    expect(flat.displacementLog).toBeCloseTo(0.01, 14);
    expect(flat.lastMoveLog).toBeCloseTo(0.01, 14);
    expect(flat.priceTicks).toBeCloseTo(500_000 * Math.exp(0.01), 6);
    expect(paid).toBe(Math.round(1e13 * Math.expm1(0.01)));
  });

  it('is -1 % on the other side, for less cash', () => {
    const flat = book();
    const received = flat.take(-200_000);
    expect(flat.displacementLog).toBeCloseTo(-0.01, 14);
    expect(received).toBe(Math.round(1e13 * Math.expm1(-0.01)));
  });

  it('follows the square-root law for exponent 2: 4 times the size, twice the impact', () => {
    const sizes = [1_000, 4_000, 16_000, 64_000, 200_000, 800_000];
    const moves = sizes.map((lots) => {
      const root = book(2);
      root.take(lots);
      return root.displacementLog;
    });
    // The curve is linear between knots: 0.1 % of tolerance, none at the knot of 1 %.
    for (let k = 1; k < 4; k += 1) expect(Math.abs(moves[k]! / moves[k - 1]! / 2 - 1)).toBeLessThan(1e-3);
    expect(moves[4]).toBeCloseTo(0.01, 14);
    expect(moves[5]).toBeCloseTo(0.02, 14);
  });

  it('is divided by the scale of the side that is walked', () => {
    const scaled = book();
    scaled.setScales(0.5, 0.1);
    scaled.take(20_000);
    expect(scaled.displacementLog).toBeCloseTo(0.01, 14);
    scaled.take(-20_000 - 50_000);
    // Back through the asks, then USD 2,500,000 of bids at half depth.
    expect(scaled.displacementLog).toBeCloseTo(-0.005, 14);
  });

  it('is valued at the outside price: half the price, half the impact of the same lots', () => {
    const cheap = book();
    cheap.setReference(250_000);
    cheap.take(200_000);
    expect(cheap.displacementLog).toBeCloseTo(0.005, 14);
  });
});

describe('the average price of an order', () => {
  it('is what was paid for a lot, in ticks', () => {
    // To 1 % of a flat book at 500,000 ticks, where a lot of a tick is a quantum.
    const flat = book();
    const paid = flat.take(200_000);
    expect(flat.averageTicks(200_000, paid)).toBeCloseTo((500_000 * Math.expm1(0.01)) / 0.01, 4);
    expect(flat.averageTicks(0, 0)).toBe(0);
  });
});

describe('time and other markets', () => {
  it('leave the permanent share and halve the rest in a half-life', () => {
    const flat = book();
    flat.take(200_000);
    flat.advance(HALF_LIFE_US);
    // 0.01 x (0.25 + 0.75 / 2)
    expect(flat.displacementLog).toBeCloseTo(0.00625, 14);
    flat.advance(HALF_LIFE_US);
    // The permanent share is taken once: 0.01 x (0.25 + 0.75 / 4).
    expect(flat.displacementLog).toBeCloseTo(0.004375, 14);
    flat.advance(100 * HALF_LIFE_US);
    expect(flat.displacementLog).toBeCloseTo(0.0025, 14);
  });

  it('leave the permanent share of every walk since time last passed', () => {
    const flat = book();
    flat.take(100_000);
    flat.setReference(400_000);
    flat.take(50_000);
    flat.setScales(0.5, 0.5);
    flat.take(-20_000);
    const displaced = flat.displacementLog;
    flat.advance(HALF_LIFE_US);
    expect(flat.displacementLog).toBeCloseTo(displaced * 0.625, 14);
    flat.advance(100 * HALF_LIFE_US);
    expect(flat.displacementLog).toBeCloseTo(displaced * 0.25, 14);
  });

  it('change nothing in no time', () => {
    const flat = book();
    flat.take(12_345);
    const before = [...stateOf(flat), flat.priceTicks];
    flat.advance(0);
    flat.setReference(500_000);
    flat.setScales(1, 1);
    flat.addCross(0);
    expect([...stateOf(flat), flat.priceTicks]).toEqual(before);
  });

  it('keep the price continuous when the permanent share moves', () => {
    const slow = book(1, { ...impact, halfLifeUs: 1e15 });
    slow.take(77_777);
    const before = slow.priceTicks;
    slow.advance(1);
    expect(Math.abs(slow.priceTicks / before - 1)).toBeLessThan(1e-14);
  });

  it('displace the price by cross-impact, which decays like its own', () => {
    const flat = book();
    flat.addCross(-0.02);
    expect(flat.priceTicks).toBeCloseTo(500_000 * Math.exp(-0.02), 6);
    flat.advance(HALF_LIFE_US);
    expect(flat.displacementLog).toBeCloseTo(-0.02 * 0.625, 14);
  });

  it('keep the displacement when the outside price moves or the book thins', () => {
    const flat = book();
    flat.take(100_000);
    flat.setReference(400_000);
    flat.setScales(0.2, 0.3);
    expect(flat.displacementLog).toBeCloseTo(0.005, 14);
    expect(flat.priceTicks).toBeCloseTo(400_000 * Math.exp(0.005), 6);
  });
});

const exponents = fc.constantFrom(0.5, 1, 1.5, 2, 3);
const scales = fc.double({ min: 0.05, max: 2, noNaN: true });
const orders = fc.array(fc.integer({ min: -300_000, max: 300_000 }), { minLength: 1, maxLength: 12 });
/** A book that has seen trades, time, cross-impact and a change of scales. */
const usedBooks = fc
  .tuple(exponents, scales, scales, orders, fc.double({ min: -0.05, max: 0.05, noNaN: true }))
  .map(([exponent, bid, ask, history, cross]) => () => {
    const used = book(exponent);
    for (const lots of history) used.take(clampLots(used, lots));
    used.addCross(cross);
    used.advance(1_000_000);
    used.setScales(bid, ask);
    return used;
  });

/** The order, or as much of it as the book holds. */
function clampLots(within: DepthBook, lots: number): number {
  const direction = lots > 0 ? 1 : -1;
  return direction * Math.min(Math.abs(lots), within.lotsWithin(direction, direction > 0 ? Infinity : 0)) + 0;
}

describe('any book', () => {
  it('costs exactly the same in slices as in one block', () => {
    fc.assert(
      fc.property(usedBooks, orders, (make, slices) => {
        const sliced = make();
        const whole = make();
        let total = 0;
        let paid = 0;
        for (const wanted of slices) {
          const lots = clampLots(sliced, wanted);
          total += lots;
          paid += sliced.take(lots);
        }
        expect(whole.take(total)).toBe(paid);
        expect(whole.displacementLog).toBe(sliced.displacementLog);
        expect(whole.priceTicks).toBe(sliced.priceTicks);
      }),
    );
  });

  it('gives back exactly what a round trip without time paid', () => {
    fc.assert(
      fc.property(usedBooks, fc.integer({ min: -400_000, max: 400_000 }), (make, wanted) => {
        const used = make();
        const lots = clampLots(used, wanted);
        const price = used.priceTicks;
        expect(used.take(lots) + used.take(-lots)).toBe(0);
        expect(used.priceTicks).toBe(price);
      }),
    );
  });

  it('never trades at a better price than it shows', () => {
    fc.assert(
      fc.property(
        usedBooks,
        fc.integer({ min: 1, max: 400_000 }),
        fc.constantFrom(1, -1),
        (make, wanted, direction) => {
          const used = make();
          const lots = Math.abs(clampLots(used, direction * wanted));
          const first = used.priceTicks;
          const paid = Math.abs(used.take(direction * lots));
          const last = used.priceTicks;
          // Half a quantum of rounding at either end of the walk, and the last bits of sums of 1e13 quanta.
          const tolerance = 1.1 + 1e-14 * paid;
          expect(direction * (last - first)).toBeGreaterThanOrEqual(0);
          expect(paid).toBeGreaterThanOrEqual(Math.min(first, last) * lots - tolerance);
          expect(paid).toBeLessThanOrEqual(Math.max(first, last) * lots + tolerance);
        },
      ),
    );
  });

  it('offers just as many lots as keep the price within the limit', () => {
    const limits = fc.double({ min: -0.3, max: 0.3, noNaN: true });
    fc.assert(
      fc.property(usedBooks, limits, fc.constantFrom<1 | -1>(1, -1), (make, limitLog, direction) => {
        const used = make();
        const limitTicks = 500_000 * Math.exp(limitLog);
        const lots = used.lotsWithin(direction, limitTicks);
        if (direction * (limitTicks - used.priceTicks) <= 0) expect(lots).toBe(0);
        used.take(direction * lots);
        if (lots > 0) expect(direction * (limitTicks - used.priceTicks)).toBeGreaterThanOrEqual(0);
        expect(used.lotsWithin(direction, limitTicks)).toBe(0);
        if (clampLots(used, direction) === 0) return;
        used.take(direction);
        expect(direction * (limitTicks - used.priceTicks)).toBeLessThan(0);
      }),
    );
  });

  it('goes by the price to the last bit: a limit at it is met, one just short of it is not', () => {
    let tried = 0;
    for (const exponent of [0.5, 1, 2]) {
      for (let lots = 1_000_003; lots < 34_000_000; lots += 700_001) {
        for (const direction of [1, -1] as const) {
          const reached = book(exponent);
          if (reached.lotsWithin(direction, direction > 0 ? Infinity : 0) < lots) continue;
          tried += 1;
          reached.take(direction * lots);
          const limit = reached.priceTicks;
          expect(book(exponent).lotsWithin(direction, limit)).toBe(lots);
          // A last bit nearer to where the book stands.
          const short = limit * (1 - direction * 2 ** -52);
          expect(book(exponent).lotsWithin(direction, short)).toBeLessThan(lots);
        }
      }
    }
    expect(tried).toBeGreaterThan(150);
  });

  it('ends: it offers no lot beyond its last knot and refuses one', () => {
    fc.assert(
      fc.property(usedBooks, fc.constantFrom<1 | -1>(1, -1), (make, direction) => {
        const used = make();
        const lots = used.lotsWithin(direction, direction > 0 ? Infinity : 0);
        expect(() => used.take(direction * (lots + 1))).toThrow(InvariantError);
        expect(Number.isSafeInteger(used.take(direction * lots))).toBe(true);
        expect(used.lotsWithin(direction, direction > 0 ? Infinity : 0)).toBe(0);
      }),
    );
  });
});
