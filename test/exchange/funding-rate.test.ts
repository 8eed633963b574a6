// Goal: rates of funding are what the venues' formulas say. Method: worked numbers, and bounds on any premium.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { computeFundingRate, computePaymentRate, PremiumAverage } from '../../src/exchange/funding/funding-rate.ts';
import type { FundingFormula, FundingRules } from '../../src/exchange/funding/funding-rules.ts';
import { nextFundingAt, shareLeft } from '../../src/exchange/funding/funding-schedule.ts';
import { fundingOf } from '../../src/exchange/funding/pay-funding.ts';
import { SmallExchange } from './small-venue.ts';

const HOUR_US = 3_600_000_000;
const COMMON: FundingFormula = { kind: 'clampedInterest', interest: 0.0001, clamp: 0.0005 };

const rulesWith = (rest: Partial<FundingRules> = {}): FundingRules => ({
  formula: COMMON,
  firstAtUs: 8 * HOUR_US,
  intervalUs: 8 * HOUR_US,
  periodUs: 8 * HOUR_US,
  sampleIntervalUs: 60_000_000,
  average: 'even',
  capMarginMultiple: null,
  cap: null,
  notional: 'mark',
  isPaidLate: false,
  ...rest,
});

/** Both in per cent. */
const rate = (formula: FundingFormula, premium: number): number => computeFundingRate(formula, premium / 100) * 100;

describe('the rate of a period', () => {
  it.each([
    [1, 0.95],
    [0, 0.01],
    [0.03, 0.01],
    [0.06, 0.01],
    [0.07, 0.02],
    [-0.04, 0.01],
    [-0.05, 0],
  ])('is, of a premium of %f %% with interest within a clamp, %f %%', (premium, expected) => {
    expect(rate(COMMON, premium)).toBeCloseTo(expected, 12);
  });

  it.each([
    [0.1, 0.075],
    [0.01, 0],
    [-0.04, -0.015],
    [0.025, 0],
  ])('is, of a premium of %f %% with a damper, %f %%', (premium, expected) => {
    expect(rate({ kind: 'damper', damper: 0.000_25 }, premium)).toBeCloseTo(expected, 12);
  });

  it('adds interest, or is the premium', () => {
    expect(rate({ kind: 'addedInterest', interest: 0.0001 }, 0.8)).toBeCloseTo(0.81, 12);
    expect(rate({ kind: 'premium' }, -0.24)).toBeCloseTo(-0.24, 12);
  });
});

describe('the rate of a payment', () => {
  it('is an eighth of eight hours for each hour: USD 118.75 for 10 BTC at 10,000', () => {
    const hourly = computePaymentRate(rulesWith({ intervalUs: HOUR_US, cap: 0.04 }), 0.01, null);
    expect(hourly).toBeCloseTo(0.0095 / 8, 15);
    expect(fundingOf(10 * 10_000 * 10_000, hourly)).toBe(1_187_500);
  });

  it('is divided by 8 / N for N hours', () => {
    for (const hours of [1, 2, 4, 8]) {
      const found = computePaymentRate(rulesWith({ intervalUs: hours * HOUR_US }), 0.01, null);
      expect(found).toBeCloseTo(0.0095 / (8 / hours), 15);
    }
  });

  it('is a twenty-fourth of the premium of prices each hour', () => {
    const drift = rulesWith({ formula: { kind: 'premium' }, intervalUs: HOUR_US, periodUs: 24 * HOUR_US });
    expect(computePaymentRate(drift, 0.012, null)).toBeCloseTo(0.0005, 15);
  });

  it('keeps within the cap by margin rates before, and its own after the division', () => {
    const hourly = rulesWith({ intervalUs: HOUR_US, cap: 0.04 });
    expect(computePaymentRate(hourly, 0.9, null)).toBe(0.04);
    // Nobody pays more than the position, whatever the cap.
    expect(computePaymentRate(rulesWith({ cap: 2 }), 3, null)).toBe(1);
    // 600 % x (5 % - 3 %) for eight hours
    expect(computePaymentRate(hourly, -0.9, 6 * (0.05 - 0.03))).toBeCloseTo(-0.12 / 8, 15);
  });

  it('keeps within its caps, whatever the premium', () => {
    const formula = fc.constantFrom<FundingFormula>(
      COMMON,
      { kind: 'addedInterest', interest: 0.0001 },
      { kind: 'damper', damper: 0.000_25 },
      { kind: 'premium' },
    );
    fc.assert(
      fc.property(formula, fc.double({ min: -1, max: 1e6, noNaN: true }), (each, premium) => {
        expect(
          Math.abs(computePaymentRate(rulesWith({ formula: each, cap: 0.03 }), premium, null)),
        ).toBeLessThanOrEqual(0.03);
        expect(Math.abs(computePaymentRate(rulesWith({ formula: each }), premium, 0.01))).toBeLessThanOrEqual(0.01);
        expect(Math.abs(computePaymentRate(rulesWith({ formula: each }), premium, null))).toBeLessThanOrEqual(1);
      }),
    );
  });
});

describe('the average premium', () => {
  const of = (average: FundingRules['average'], prices: readonly number[], indices?: readonly number[]): number => {
    const sum = new PremiumAverage(average);
    prices.forEach((price, n) => sum.add(price, indices?.[n] ?? 100));
    return sum.premium;
  };

  it('counts samples alike, or later ones more', () => {
    expect(of('even', [101, 101, 104])).toBeCloseTo(0.02, 12);
    // (1 x 1 + 2 x 1 + 3 x 4) / 6 %
    expect(of('rising', [101, 101, 104])).toBeCloseTo(0.025, 12);
    expect(of('even', [])).toBe(0);
  });

  it('of prices over time is mean price over mean index', () => {
    expect(of('pricesFirst', [110, 330], [100, 300])).toBeCloseTo(0.1, 12);
    expect(of('pricesFirst', [110, 300], [100, 300])).toBeCloseTo(10 / 400, 12);
    expect(of('even', [110, 300], [100, 300])).toBeCloseTo(0.05, 12);
  });
});

describe('the schedule', () => {
  it('knows the next payment and what is left until then', () => {
    const times = { firstAtUs: 4 * HOUR_US, intervalUs: 8 * HOUR_US };
    expect([0, 4, 5, 12, 13].map((hours) => nextFundingAt(times, hours * HOUR_US) / HOUR_US)).toEqual([
      4, 4, 12, 12, 20,
    ]);
    expect([0, 4, 8, 12].map((hours) => shareLeft(times, hours * HOUR_US))).toEqual([0.5, 0, 0.5, 0]);
  });
});

describe('what one account pays', () => {
  it('is rounded against it', () => {
    expect(fundingOf(1_001, 0.01)).toBe(11);
    expect(fundingOf(-1_001, 0.01)).toBe(-10);
    expect(Object.is(fundingOf(-1, 0.01), 0)).toBe(true);
  });

  it('adds up to a rest of less than a quantum an account, never below zero', () => {
    const lots = fc.array(fc.integer({ min: -1_000_000, max: 1_000_000 }), { minLength: 1, maxLength: 30 });
    fc.assert(
      fc.property(
        lots,
        fc.integer({ min: 1, max: 1e8 }),
        fc.double({ min: -1, max: 1, noNaN: true }),
        (held, perLot, r) => {
          const all = [...held, -held.reduce((sum, each) => sum + each, 0)];
          const rest = all.reduce((sum, each) => sum + fundingOf(each * perLot, r), 0);
          expect(rest).toBeGreaterThanOrEqual(0);
          expect(rest).toBeLessThanOrEqual(all.length);
        },
      ),
    );
  });
});

it('a payment says what rounding left with the fund', () => {
  // 3 lots at 100 pay 123.4 ppm of 3,000,000 quanta: 371 for 370.2, of which the other side has 370.
  const small = new SmallExchange({
    priceUsd: 100,
    fundUsd: 1,
    holders: [
      { equityUsd: 1_000, lots: 3 },
      { equityUsd: 1_000, lots: -3 },
    ],
    rules: { funding: rulesWith({ formula: { kind: 'addedInterest', interest: 0.000_123_4 } }) },
  });
  small.runTo(8 * 3_600);
  expect(small.take('funding')).toEqual([['funding', -1, 0, 0.0371, 0.000_123_4, 1]]);
  expect([4, 5].map((account) => small.equityUsd(account))).toEqual([999.9629, 1_000.037]);
  expect(small.fundUsd()).toBe(1.0001);
  small.exchange.audit();
});
