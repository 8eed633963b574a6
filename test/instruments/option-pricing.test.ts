// Goal: option prices are right to the digits that a double has, everywhere, and their sensitivities are those of the
// prices. Method: published tables; 50-digit references; identities and bounds on random options; finite differences.

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { computeGreeks, toCoinGreeks } from '../../src/instruments/option-greeks.ts';
import { priceBlack76, priceGeneralisedBlackScholes, type OptionRight } from '../../src/instruments/option-pricing.ts';
import { timeValueOf } from '../../src/instruments/option-time-value.ts';
import { exp } from '../../src/numeric/math.ts';

const option = {
  right: fc.constantFrom<OptionRight>('call', 'put'),
  spot: fc.double({ min: 10, max: 1000, noNaN: true }),
  strike: fc.double({ min: 10, max: 1000, noNaN: true }),
  years: fc.double({ min: 0.001, max: 3, noNaN: true }),
  rate: fc.double({ min: -0.05, max: 0.15, noNaN: true }),
  carry: fc.double({ min: -0.1, max: 0.15, noNaN: true }),
  volatility: fc.double({ min: 0.05, max: 2, noNaN: true }),
};
const anyOption = fc.record(option);
type AnyOption = typeof anyOption extends fc.Arbitrary<infer T> ? T : never;

const priceOf = ({ right, spot, strike, years, rate, carry, volatility }: AnyOption): number =>
  priceGeneralisedBlackScholes(right, spot, strike, years, rate, carry, volatility);

describe('published prices', () => {
  // Haug, Option Pricing Formulas, as QuantLib tests them: right, strike, spot, yield q, rate r, years, volatility; b = r - q.
  it.each([
    ['call', 65, 60, 0, 0.08, 0.25, 0.3, 2.1334],
    ['put', 95, 100, 0.05, 0.1, 0.5, 0.2, 2.4648],
    ['put', 19, 19, 0.1, 0.1, 0.75, 0.28, 1.7011],
    ['call', 19, 19, 0.1, 0.1, 0.75, 0.28, 1.7011],
    ['call', 1.6, 1.56, 0.08, 0.06, 0.5, 0.12, 0.0291],
    ['put', 70, 75, 0.05, 0.1, 0.5, 0.35, 4.087],
    ['call', 100, 90, 0.1, 0.1, 0.1, 0.15, 0.0205],
    ['call', 100, 110, 0.1, 0.1, 0.5, 0.35, 15.3086],
    ['put', 100, 90, 0.1, 0.1, 0.5, 0.25, 12.2149],
    ['put', 100, 110, 0.1, 0.1, 0.1, 0.15, 0.0408],
    ['call', 40, 42, 0.08, 0.04, 0.75, 0.35, 5.0975],
  ] as const)('%s struck at %d on %d is worth what Haug prints', (right, strike, spot, q, r, years, v, value) => {
    expect(Math.abs(priceGeneralisedBlackScholes(right, spot, strike, years, r, r - q, v) - value)).toBeLessThan(1e-4);
  });

  it('Black-76 on a future of 19 is the same option', () => {
    expect(priceBlack76('put', 19, 19, 0.75, 0.28, exp(-0.1 * 0.75))).toBeCloseTo(1.7011, 4);
  });
});

describe('time value', () => {
  // N(-a) - K N(-b), a = ln K / s - s / 2, b = a + s, with 50 digits.
  it.each([
    [1, 1e-6, 3.9894228040141604e-7],
    [1, 0.05, 0.019945036390476087],
    [1, 2, 0.6826894921370859],
    [1.000001, 0.0001, 3.9396242664455245e-5],
    [1.01, 0.01, 0.00084525304139686851],
    [1.1, 0.01, 8.3902487671077971e-25],
    [1.25, 0.03, 2.2258620698627886e-16],
    [1.5, 0.2, 0.0019247532329705224],
    [1.5, 0.2501, 0.0067316454005118143],
    [2, 0.1, 4.082966631587882e-14],
    [2, 0.4, 0.0094017300834421518],
    [3, 1, 0.10985556344445049],
    [5, 0.15, 1.1330911060768651e-28],
    [50, 0.8, 5.0324968651226443e-7],
    [50, 3, 0.4515126543439908],
    [10, 6, 0.99197977413431312],
  ])('of strike %d at deviation %d is right to 1e-12 of itself', (strike, deviation, value) => {
    expect(Math.abs(timeValueOf(1, strike, deviation) / value - 1)).toBeLessThan(1e-12);
    // A put above its strike is the same number, with forward and strike changing places.
    expect(timeValueOf(strike, 1, deviation)).toBe(timeValueOf(1, strike, deviation));
  });

  it('has no step where one formula takes over from another', () => {
    for (const strike of [1, 1.05, 1.6, 3]) {
      for (const edge of [0.25, Math.sqrt(2 * Math.log(strike)) || 0.25]) {
        const [below, above] = [timeValueOf(1, strike, edge * (1 - 1e-13)), timeValueOf(1, strike, edge * (1 + 1e-13))];
        expect(Math.abs(above / below - 1)).toBeLessThan(1e-11);
      }
    }
  });
});

describe('identities', () => {
  it('put-call parity holds to rounding: C - P = D (F - K)', () => {
    fc.assert(
      fc.property(anyOption, (one) => {
        const [call, put] = [priceOf({ ...one, right: 'call' }), priceOf({ ...one, right: 'put' })];
        const [forward, discount] = [one.spot * exp(one.carry * one.years), exp(-one.rate * one.years)];
        const scale = discount * Math.max(forward, one.strike);
        expect(Math.abs(call - put - discount * (forward - one.strike))).toBeLessThanOrEqual(1e-14 * scale);
      }),
    );
  });

  it('a price lies between its discounted payoff and forward or strike, and rises with volatility', () => {
    fc.assert(
      fc.property(anyOption, fc.double({ min: 1.001, max: 3, noNaN: true }), (one, more) => {
        const [forward, discount] = [one.spot * exp(one.carry * one.years), exp(-one.rate * one.years)];
        const w = one.right === 'call' ? 1 : -1;
        const price = priceOf(one);
        expect(price).toBeGreaterThanOrEqual(discount * Math.max(0, w * (forward - one.strike)));
        expect(price).toBeLessThanOrEqual(discount * (w === 1 ? forward : one.strike) * (1 + 1e-15));
        expect(priceOf({ ...one, volatility: one.volatility * more })).toBeGreaterThanOrEqual(price);
      }),
    );
  });

  it('scaling spot and strike scales the price', () => {
    fc.assert(
      fc.property(anyOption, fc.double({ min: 1e-4, max: 1e4, noNaN: true }), (one, scale) => {
        const scaled = priceOf({ ...one, spot: one.spot * scale, strike: one.strike * scale });
        // A moneyness rounded anew moves a price far out of the money by more than its last digits.
        expect(Math.abs(scaled - scale * priceOf(one))).toBeLessThanOrEqual(1e-13 * scale * one.spot + 1e-300);
      }),
    );
  });

  it('a call falls and is convex in strike', () => {
    fc.assert(
      fc.property(anyOption, fc.double({ min: 0.5, max: 5, noNaN: true }), (one, step) => {
        const at = (strike: number) => priceOf({ ...one, right: 'call', strike });
        const [low, middle, high] = [at(one.strike), at(one.strike + step), at(one.strike + 2 * step)];
        expect(middle).toBeLessThanOrEqual(low);
        expect(low - 2 * middle + high).toBeGreaterThanOrEqual(-1e-12 * one.spot);
      }),
    );
  });

  it('without time, or without volatility, an option is its discounted payoff', () => {
    expect(priceBlack76('call', 110, 100, 0, 0.5, 1)).toBe(10);
    expect(priceBlack76('put', 110, 100, 0, 0.5, 1)).toBe(0);
    expect(priceBlack76('put', 90, 100, 2, 0, 0.9)).toBe(9);
    expect(priceBlack76('call', 100, 100, 1, 0, 1)).toBe(0);
    // 100 x 1e-8 / sqrt(2 pi) a breath before.
    expect(priceBlack76('call', 100, 100, 1e-16, 1, 1)).toBeCloseTo(100 * 1e-8 * 0.3989422804014327, 18);
    expect(priceBlack76('call', 1e300, 1e-300, 1, 1, 1)).toBe(1e300);
    expect(priceBlack76('call', 100, 1e6, 0.01, 0.2, 1)).toBe(0);
    expect(priceBlack76('put', 100, 120, 1, Infinity, 1)).toBe(120);
  });
});

describe('greeks', () => {
  it('are those that Haug prints', () => {
    // Future 105, strike 100, half a year, r 10 %, v 36 %.
    expect(computeGreeks('call', 105, 100, 0.5, 0.1, 0, 0.36).delta).toBeCloseTo(0.5946, 4);
    expect(computeGreeks('put', 105, 100, 0.5, 0.1, 0, 0.36).delta).toBeCloseTo(-0.3566, 4);
    // Stock 55, strike 60, nine months, r = b = 10 %, v 30 %.
    expect(computeGreeks('call', 55, 60, 0.75, 0.1, 0.1, 0.3).gamma).toBeCloseTo(0.0278, 4);
    // Index 430, strike 405, one month, r 7 %, yield 5 %, v 20 %: a year, and a day of 365.
    const theta = computeGreeks('put', 430, 405, 1 / 12, 0.07, 0.02, 0.2);
    expect(theta.thetaPerYear).toBeCloseTo(-31.1924, 4);
    expect(theta.thetaPerDay).toBeCloseTo(-0.0855, 4);
    expect(theta.thetaPerYear).toBeCloseTo(365 * theta.thetaPerDay, 12);
    // Stock 72, strike 75, one year, r = b = 9 %, v 19 %.
    expect(computeGreeks('call', 72, 75, 1, 0.09, 0.09, 0.19).rho).toBeCloseTo(38.7325, 4);
  });

  it('are the slopes of the price', () => {
    const smooth = fc.record({
      ...option,
      strike: fc.double({ min: 60, max: 160, noNaN: true }),
      spot: fc.double({ min: 80, max: 120, noNaN: true }),
      years: fc.double({ min: 0.05, max: 2, noNaN: true }),
      volatility: fc.double({ min: 0.2, max: 1.5, noNaN: true }),
    });
    fc.assert(
      fc.property(smooth, (one) => {
        const greeks = computeGreeks(one.right, one.spot, one.strike, one.years, one.rate, one.carry, one.volatility);
        const slope = (of: (shift: number) => typeof one, step: number): number =>
          (priceOf(of(step)) - priceOf(of(-step))) / (2 * step);
        const spot = (h: number) => ({ ...one, spot: one.spot + h });
        const bend = (priceOf(spot(0.01)) - 2 * priceOf(one) + priceOf(spot(-0.01))) / 1e-4;
        expect(greeks.delta).toBeCloseTo(slope(spot, 1e-3), 6);
        expect(greeks.gamma).toBeCloseTo(bend, 5);
        expect(greeks.vega).toBeCloseTo(
          slope((h) => ({ ...one, volatility: one.volatility + h }), 1e-5),
          4,
        );
        expect(-greeks.thetaPerYear).toBeCloseTo(
          slope((h) => ({ ...one, years: one.years + h }), 1e-6),
          3,
        );
        expect(greeks.rho).toBeCloseTo(
          slope((h) => ({ ...one, rate: one.rate + h, carry: one.carry + h }), 1e-5),
          4,
        );
        expect(greeks.rhoForwardHeld).toBeCloseTo(
          slope((h) => ({ ...one, rate: one.rate + h }), 1e-5),
          4,
        );
      }),
      { numRuns: 60 },
    );
  });

  it('in coin are the slopes of premium / price, and net delta leaves no slope in the price', () => {
    fc.assert(
      fc.property(fc.double({ min: 80, max: 120, noNaN: true }), option.right, (spot, right) => {
        const coinPremium = (at: number) => priceGeneralisedBlackScholes(right, at, 100, 0.3, 0.03, 0.05, 0.6) / at;
        const greeks = toCoinGreeks(computeGreeks(right, spot, 100, 0.3, 0.03, 0.05, 0.6), spot);
        expect(greeks.price).toBeCloseTo(coinPremium(spot), 14);
        expect(greeks.delta).toBeCloseTo((coinPremium(spot + 1e-3) - coinPremium(spot - 1e-3)) / 2e-3, 8);
        const bend = (coinPremium(spot + 0.05) - 2 * coinPremium(spot) + coinPremium(spot - 0.05)) / 0.0025;
        expect(greeks.gamma).toBeCloseTo(bend, 6);
        // Long the option bought with W coin, short net delta: (W(S) - W0) S - net (S - S0) has slope 0 at S0.
        const worth = (at: number) => (coinPremium(at) - greeks.price) * at - greeks.delta * spot * (at - spot);
        expect((worth(spot + 1e-3) - worth(spot - 1e-3)) / 2e-3).toBeCloseTo(0, 6);
        expect(greeks.netDelta).toBeCloseTo(greeks.delta * spot, 12);
      }),
      { numRuns: 40 },
    );
  });

  it('have their limits where no time or no volatility is left', () => {
    expect(computeGreeks('call', 120, 100, 0, 0.05, 0.05, 0.5)).toMatchObject({
      price: 20,
      delta: 1,
      gamma: 0,
      vega: 0,
    });
    expect(computeGreeks('put', 120, 100, 0, 0.05, 0.05, 0.5)).toMatchObject({ price: 0, gamma: 0, vega: 0 });
    expect(computeGreeks('call', 100, 100, 0, 0, 0, 0.5)).toMatchObject({ delta: 0.5, gamma: Infinity, vega: 0 });
    expect(computeGreeks('call', 120, 100, 1, 0, 0, 0)).toMatchObject({
      price: 20,
      delta: 1,
      gamma: 0,
      thetaPerYear: 0,
    });
  });
});
