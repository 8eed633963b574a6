/**
 * Goal: depth that leaves when the venue's own mark is wild, and comes back; quotes away from the mid that cost what they say.
 * Method: the realised variance worked by hand; exact equality of slices and blocks with a spread.
 */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { InvariantError } from '../../src/base/assert.ts';
import { US_PER_YEAR } from '../../src/base/units.ts';
import { createLinearPerpetual } from '../../src/instruments/instrument.ts';
import { DepthBook } from '../../src/market/depth-book.ts';
import { MarkWithdrawal } from '../../src/market/mark-withdrawal.ts';

describe('withdrawal by the own mark', () => {
  // Volatility 1 a year and a half-life of ln 2 years / 10,000: v is ordinarily 1e-4, one return of 1 %.
  const halfLifeUs = (US_PER_YEAR / 10_000) * Math.LN2;
  const rules = { sensitivity: 0, horizonUs: 0, floorShare: 0.1, recoveryHalfLifeUs: halfLifeUs };
  const watch = (sensitivity = 0.5): MarkWithdrawal =>
    new MarkWithdrawal(rules, { sensitivity, halfLifeUs, volatilityAnnual: [1, 0] }, [10_000, 10_000]);

  it('begins in calm', () => {
    const calm = watch();
    expect(calm.observe(0, 10_000, 0)).toBe(null);
    expect(calm.factor(0)).toBe(1);
    expect(calm.roughness(0)).toBeCloseTo(1, 12);
  });

  it('counts squares, whichever way they go', () => {
    const rough = watch();
    // v = 1e-4 + ln(1.02)^2 + ln(1 / 1.02)^2: z = sqrt(1 + 2 x 3.9214) = 2.9737, factor exp(-0.5 x 1.9737).
    rough.observe(0, 10_200, 0);
    expect(rough.observe(0, 10_000, 0)).toBe('withdrawn');
    expect(rough.roughness(0)).toBeCloseTo(Math.sqrt(1 + 2e4 * Math.log(1.02) ** 2), 10);
    expect(rough.factor(0)).toBeCloseTo(Math.exp(-0.5 * (Math.sqrt(1 + 2e4 * Math.log(1.02) ** 2) - 1)), 10);
  });

  it('stops at the floor, forgets, and comes back', () => {
    const rough = watch();
    expect(rough.observe(0, 5_000, 0)).toBe('withdrawn');
    expect(rough.factor(0)).toBe(0.1);
    // Ten half-lives: v is down by 1,024, to 0.00047, z = 2.17; 0.9 missing is down to less, but z holds it at exp(-0.58).
    expect(rough.observe(0, 5_000, 10 * halfLifeUs)).toBe(null);
    expect(rough.factor(0)).toBeCloseTo(Math.exp(-0.5 * (rough.roughness(0) - 1)), 12);
    expect(rough.observe(0, 5_000, 20 * halfLifeUs)).toBe('restored');
    expect(rough.factor(0)).toBeGreaterThan(0.99);
  });

  it('forgets and comes back each at its own speed, and does not come back sooner for a smaller shock', () => {
    // Memory of one half-life, depth of four: after one, v = 0.5 x 1e-4 x z^2, and 2^(-1/4) of what is missing still is.
    const slow = new MarkWithdrawal(
      { ...rules, recoveryHalfLifeUs: 4 * halfLifeUs },
      { sensitivity: 0.5, halfLifeUs, volatilityAnnual: [1] },
      [10_000],
    );
    slow.observe(0, 10_400, 0);
    const [z, first] = [slow.roughness(0), slow.factor(0)];
    expect(first).toBeCloseTo(Math.exp(-0.5 * (z - 1)), 12);
    slow.observe(0, 10_400, halfLifeUs);
    expect(slow.roughness(0)).toBeCloseTo(z / Math.SQRT2, 10);
    // exp(-0.5 (z / sqrt(2) - 1)) would be more than came back.
    expect(slow.factor(0)).toBeCloseTo(1 - (1 - first) * 2 ** -0.25, 12);
    expect(Math.exp(-0.5 * (z / Math.SQRT2 - 1))).toBeGreaterThan(slow.factor(0) + 0.05);
    slow.observe(0, 10_400, 2 * halfLifeUs);
    expect(slow.roughness(0)).toBeCloseTo(z / 2, 10);
    expect(slow.factor(0)).toBeCloseTo(1 - (1 - first) * 2 ** -0.5, 12);
  });

  it('calls a book with just half of its depth not thin', () => {
    const half = new MarkWithdrawal(
      { ...rules, floorShare: 0.5 },
      { sensitivity: 0.5, halfLifeUs, volatilityAnnual: [1] },
      [10_000],
    );
    expect(half.observe(0, 5_000, 0)).toBe(null);
    expect(half.factor(0)).toBe(0.5);
  });

  it('has no opinion where no ordinary size is known', () => {
    const unknown = watch();
    expect(unknown.observe(1, 1_000, 0)).toBe(null);
    expect(unknown.factor(1)).toBe(1);
    expect(unknown.roughness(1)).toBe(0);
  });

  it('refuses a memory of no length', () => {
    expect(() => new MarkWithdrawal(rules, { sensitivity: 1, halfLifeUs: 0, volatilityAnnual: [1] }, [1])).toThrow(
      InvariantError,
    );
  });
});

describe('a spread', () => {
  const bitcoin = createLinearPerpetual({
    symbol: 'BTC',
    tickSize: 0.1,
    lotSizeUnits: 0.001,
    quantaPerLotTick: 1,
    priceInitialTicks: 500_000,
  });
  const book = (bid: number, ask: number): DepthBook => {
    const made = new DepthBook(
      bitcoin,
      { depthAtOnePercent: 1e11, exponent: 2 },
      { permanentShare: 0.3, halfLifeUs: 1e6, crossShare: 0 },
    );
    made.setSpread(bid, ask);
    return made;
  };

  it('costs its share of the price on each side, and leaves the mid alone', () => {
    const wide = book(0.002, 0.001);
    const plain = book(0, 0);
    expect(wide.take(1_000) - plain.take(1_000)).toBe(1_000 * 500_000 * 0.001);
    expect(wide.priceTicks).toBe(plain.priceTicks);
    expect(wide.take(-1_000) - plain.take(-1_000)).toBe(1_000 * 500_000 * 0.002);
    expect(wide.displacementLog).toBe(0);
  });

  it('counts in limits: no lot trades beyond one', () => {
    const wide = book(0.002, 0.001);
    expect(wide.lotsWithin(1, 500_499)).toBe(0);
    expect(wide.lotsWithin(-1, 499_001)).toBe(0);
    const lots = wide.lotsWithin(1, 503_000);
    expect(lots).toBeGreaterThan(0);
    expect(lots).toBe(book(0, 0).lotsWithin(1, 502_500));
    expect(wide.lotsWithin(-1, 0)).toBe(book(0, 0).lotsWithin(-1, 0));
    expect(wide.lotsWithin(1, Infinity)).toBe(book(0, 0).lotsWithin(1, Infinity));
  });

  it('costs to the quantum the same in slices as in one block', () => {
    const halves = fc.double({ min: 0, max: 0.1, noNaN: true });
    fc.assert(
      fc.property(
        halves,
        halves,
        fc.array(fc.integer({ min: 1, max: 9_999 }), { minLength: 1 }),
        (bid, ask, slices) => {
          const total = slices.reduce((sum, lots) => sum + lots, 0);
          for (const direction of [1, -1]) {
            const sliced = book(bid, ask);
            const whole = book(bid, ask);
            const paid = slices.reduce((sum, lots) => sum + sliced.take(direction * lots), 0);
            expect(whole.take(direction * total)).toBe(paid);
            // There and back costs the two half-spreads and nothing else.
            const roundTrip = paid + sliced.take(-direction * total);
            expect(Math.abs(roundTrip - total * 500_000 * (bid + ask))).toBeLessThanOrEqual(1);
          }
        },
      ),
    );
  });

  it('is charged anew for each walk', () => {
    // Lots are worth 500,000 quanta, then 400,000: the half-spreads of both walks, each rounded by itself.
    const [wide, plain] = [book(0.002, 0.001), book(0, 0)];
    expect(wide.take(1_000) - plain.take(1_000)).toBe(500_000);
    for (const one of [wide, plain]) one.setReference(400_000);
    expect(wide.take(-500) - plain.take(-500)).toBe(400_000);
    expect(wide.take(100) - plain.take(100)).toBe(40_000);
  });

  it('refuses to sell for less than nothing', () => {
    expect(() => book(0.11, 0)).toThrow(InvariantError);
  });
});
