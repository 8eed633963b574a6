/**
 * Goal: a book that comes back at several speeds, keeps the exact slicing of one with a single speed, and follows a power
 * law as closely as it says. Method: the closed form of a propagator with published figures; exact equality over random
 * histories; a book of one exponential against one without any list.
 */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { InvariantError } from '../../src/base/assert.ts';
import { createLinearPerpetual } from '../../src/instruments/instrument.ts';
import { DepthBook } from '../../src/market/depth-book.ts';
import type { ImpactRules } from '../../src/market/market-rules.ts';
import { fitPowerLaw, POWER_LAW_ERROR_MAX, shareLeft } from '../../src/market/power-law-recovery.ts';
import { Recovery } from '../../src/market/recovery.ts';

const SECOND_US = 1_000_000;
/** Tick x lot = 1 quantum; at USD 50,000 a lot is USD 50. */
const bitcoin = createLinearPerpetual({
  symbol: 'BTC',
  tickSize: 0.1,
  lotSizeUnits: 0.001,
  quantaPerLotTick: 1,
  priceInitialTicks: 500_000,
});
const impact: ImpactRules = { permanentShare: 0, halfLifeUs: 60 * SECOND_US, crossShare: 0 };
const twoSpeeds: ImpactRules = {
  ...impact,
  permanentShare: 0.25,
  recovery: {
    terms: [
      { weight: 0.6, halfLifeUs: 10 * SECOND_US },
      { weight: 0.4, halfLifeUs: 600 * SECOND_US },
    ],
    powerLaw: null,
  },
};

const book = (rules: ImpactRules, exponent = 1): DepthBook =>
  new DepthBook(bitcoin, { depthAtOnePercent: 1e11, exponent }, rules);

const stateOf = (of: DepthBook): number[] => {
  const out: number[] = [];
  of.appendState(out);
  return out;
};

describe('recovery at two speeds', () => {
  it('halves each part in its own time', () => {
    const flat = book(twoSpeeds);
    flat.take(200_000);
    flat.advance(10 * SECOND_US);
    // 0.01 x (0.25 + 0.75 x (0.6 / 2 + 0.4 x 2^(-1/60)))
    expect(flat.displacementLog).toBeCloseTo(0.01 * (0.25 + 0.75 * (0.3 + 0.4 * 2 ** (-1 / 60))), 14);
    flat.advance(590 * SECOND_US);
    expect(flat.displacementLog).toBeCloseTo(0.01 * (0.25 + 0.75 * (0.6 * 2 ** -60 + 0.2)), 14);
  });

  it('comes back likewise from trades in other markets', () => {
    const flat = book(twoSpeeds);
    flat.addCross(-0.02);
    flat.advance(10 * SECOND_US);
    expect(flat.displacementLog).toBeCloseTo(-0.02 * (0.25 + 0.75 * (0.3 + 0.4 * 2 ** (-1 / 60))), 14);
  });

  it('goes on where two trades have cancelled and their parts have not', () => {
    const flat = book({ ...twoSpeeds, permanentShare: 0 });
    flat.take(200_000);
    flat.advance(60 * SECOND_US);
    flat.take(-Math.round(2e7 * flat.displacementLog));
    // The slow part of the first trade is left, the fast one of the second is there: the price overshoots, then returns.
    flat.advance(60 * SECOND_US);
    expect(flat.displacementLog).toBeGreaterThan(1e-4);
  });

  it('goes on where the whole is nothing and its parts are not', () => {
    const flat = book({ ...twoSpeeds, permanentShare: 0 });
    flat.addCross(0.02);
    flat.advance(60 * SECOND_US);
    const slow = 0.4 * 0.02 * 2 ** -0.1;
    const fast = 0.6 * 0.02 * 2 ** -6;
    flat.addCross(-flat.displacementLog);
    expect(flat.displacementLog).toBe(0);
    // Of the second 0.6 went to the fast part and 0.4 to the slow one.
    flat.advance(60 * SECOND_US);
    const [fastLeft, slowLeft] = [fast - 0.6 * (slow + fast), slow - 0.4 * (slow + fast)];
    expect(flat.displacementLog).toBeCloseTo(fastLeft * 2 ** -6 + slowLeft * 2 ** -0.1, 14);
    expect(flat.displacementLog).toBeGreaterThan(1e-3);
  });

  it('is one half-life to the bit when it has one', () => {
    const single = { ...impact, permanentShare: 0.3 };
    const listed = { ...single, recovery: { terms: [{ weight: 1, halfLifeUs: impact.halfLifeUs }], powerLaw: null } };
    const one = book(single, 2);
    const other = book(listed, 2);
    for (const both of [one, other]) {
      both.take(12_345);
      both.advance(777);
      both.addCross(0.003);
      both.take(-54_321);
      both.advance(123_456_789);
    }
    expect(stateOf(other)).toEqual(stateOf(one));
  });

  it('refuses weights that are not shares of a whole', () => {
    const terms = [{ weight: 0.5, halfLifeUs: 1 }];
    expect(() => new Recovery(terms)).toThrow(InvariantError);
    expect(() => new Recovery([...terms, { weight: 0.5, halfLifeUs: 0 }])).toThrow(InvariantError);
    expect(
      () =>
        new Recovery([
          { weight: 1.5, halfLifeUs: 1 },
          { weight: -0.5, halfLifeUs: 1 },
        ]),
    ).toThrow(InvariantError);
  });
});

describe('slices at several speeds', () => {
  const orders = fc.array(fc.integer({ min: -30_000, max: 30_000 }), { minLength: 1, maxLength: 12 });
  const waits = fc.array(fc.integer({ min: 0, max: 1_000 * SECOND_US }), { minLength: 12, maxLength: 12 });
  const laws = fc.constantFrom(twoSpeeds, { ...impact, recovery: fitPowerLaw(0.5, SECOND_US, 3_600 * SECOND_US) });

  it('cost to the quantum what one block costs, and leave the same book behind', () => {
    fc.assert(
      fc.property(laws, fc.constantFrom(0.5, 1, 2), orders, waits, orders, (rules, exponent, history, gaps, slices) => {
        const sliced = book(rules, exponent);
        const whole = book(rules, exponent);
        for (const [n, lots] of history.entries()) {
          for (const used of [sliced, whole]) {
            used.take(lots);
            used.advance(gaps[n]!);
          }
        }
        const paid = slices.reduce((sum, lots) => sum + sliced.take(lots), 0);
        expect(whole.take(slices.reduce((sum, lots) => sum + lots, 0))).toBe(paid);
        expect(stateOf(whole)).toEqual(stateOf(sliced));
        for (const used of [sliced, whole]) used.advance(SECOND_US);
        expect(stateOf(whole)).toEqual(stateOf(sliced));
      }),
    );
  });

  it('never earn on a flat book, whatever time lies between them', () => {
    fc.assert(
      fc.property(laws, orders, waits, (rules, lots, gaps) => {
        const flat = book({ ...rules, permanentShare: 0 });
        let paid = 0;
        for (const [n, order] of lots.entries()) {
          paid += flat.take(order);
          flat.advance(gaps[n]!);
        }
        const net = lots.reduce((sum, order) => sum + order, 0);
        paid += flat.take(-net);
        const traded = lots.reduce((sum, order) => sum + Math.abs(order), Math.abs(net));
        // Linear in log price, so free of arbitrage to second order: the third is displacement^2 of what was traded.
        expect(paid).toBeGreaterThan(-1 - traded * 500_000 * (traded / 2e7) ** 2);
      }),
    );
  });
});

describe('a power law', () => {
  it.each([
    [0.5, 1, 100],
    [0.5, 1, 3_600],
    [0.2, 10, 86_400],
    [0.85, 0.1, 3_600],
    [2, 60, 600],
    [0.4, 1, 1],
  ])('of exponent %d from %d s to %d s is followed as closely as stated', (exponent, from, to) => {
    const { terms, powerLaw } = fitPowerLaw(exponent, from * SECOND_US, to * SECOND_US);
    expect(powerLaw!.errorMax).toBeLessThanOrEqual(POWER_LAW_ERROR_MAX);
    expect(terms.length).toBeLessThanOrEqual(20);
    expect(terms.reduce((sum, { weight }) => sum + weight, 0)).toBeCloseTo(1, 12);
    expect(Math.min(...terms.map(({ weight }) => weight))).toBeGreaterThan(0.999e-7);
    // On a grid that the fit has not looked at.
    for (let t = 0; t <= 1; t += 1 / 997) {
      const seconds = from * ((1 + to / from) ** t - 1);
      const law = (1 + seconds / from) ** -exponent;
      expect(Math.abs(shareLeft(terms, seconds * SECOND_US) / law - 1)).toBeLessThan(powerLaw!.errorMax * 1.1);
    }
  });

  it('superposes trades like a propagator', () => {
    // G(t) = (1 + t)^-0.5, unit trades at 0, 1, 2, 3; what is left at 3, 10 and 100.
    const recovery = fitPowerLaw(0.5, SECOND_US, 200 * SECOND_US);
    const flat = book({ ...impact, recovery });
    for (let second = 0; second <= 3; second += 1) {
      flat.take(2_000);
      if (second < 3) flat.advance(SECOND_US);
    }
    // USD 100,000 of USD 10,000,000 within 1 %: a unit is 0.0001.
    const unit = 1e-4;
    const { errorMax } = recovery.powerLaw!;
    const near = (expected: number): void => {
      expect(Math.abs(flat.displacementLog / unit / expected - 1)).toBeLessThan(errorMax);
    };
    near(2.784457);
    flat.advance(7 * SECOND_US);
    near(1.304626);
    flat.advance(90 * SECOND_US);
    near(0.401023);
  });

  it('is the square-root law of size for exponent 2 of depth: 4 % a day, a hundredth of the volume, 0.4 %', () => {
    // Volume V within which the price moves by 4 %: depth at 1 % = V / 16. V = 200,000 lots x 16.
    const root = (share: number): number => {
      const one = book(impact, 2);
      one.take(share * 3_200_000);
      return one.displacementLog;
    };
    expect(Math.abs(root(0.01) / 0.004 - 1)).toBeLessThan(1e-3);
    expect(Math.abs(root(0.04) / 0.008 - 1)).toBeLessThan(1e-3);
  });
});
