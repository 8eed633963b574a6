// Goal: the tests of a backtest give the published digits, and behave as tests should. Method: every published number
// with its tolerance, deviations named with what is wrong in the source, and properties on simulated exceptions.

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  countTransitions,
  testConditionalCoverage,
  testIndependence,
  type TransitionCounts,
} from '../../../src/experiment/backtest/christoffersen.ts';
import { acceptedExceptions, testUnconditionalCoverage } from '../../../src/experiment/backtest/kupiec.ts';
import { createStream } from '../../../src/numeric/stream.ts';

describe('Kupiec', () => {
  // LR = 2 (x ln(x / (T p)) + (T - x) ln((T - x) / (T (1 - p)))); tolerance: half of the last printed digit.
  it.each<[string, number, number, number, number, number, number?, number?]>([
    ['MathWorks pof', 1043, 57, 0.05, 0.46147, 5e-6, 0.49694, 5e-6],
    ['rugarch', 224, 5, 0.01, 2.544, 5e-4, 0.111, 5e-4],
    ['rugarch', 224, 7, 0.01, 6.535, 5e-4, 0.011, 5e-4],
    ['rugarch', 2370, 34, 0.01, 3.985495, 5e-7, 0.045894, 5e-7],
    ['rugarch, T inferred', 324, 15, 0.05, 0.0958, 5e-5, 0.757, 5e-4],
    ['rugarch, T inferred', 324, 11, 0.05, 1.97, 5e-3, 0.16, 5e-3],
    ['rugarch, T inferred', 324, 24, 0.05, 3.47, 5e-3, 0.0627, 5e-5],
    ['Financial Innovation 6 (2020), table 11, T inferred', 4015, 86, 0.01, 39.8476, 5e-5],
    ['Financial Innovation 6 (2020), table 11, T inferred', 4015, 85, 0.01, 38.31288, 5e-6],
    // 2 (3 ln(3 / 2.5) + 247 ln(247 / 247.5)) = 2 (0.5469647 - 0.4994946)
    ['by hand', 250, 3, 0.01, 0.0949401, 5e-8, 0.75799, 5e-6],
    ['by hand', 1000, 15, 0.01, 2.18925, 5e-6],
    ['by hand', 600, 12, 0.01, 4.69634, 5e-6],
    // -500 ln(0.99): 0 ln 0 is 0
    ['by hand', 250, 0, 0.01, 5.02517, 5e-6],
  ])(
    '%s: %d observations, %d exceptions at %d',
    (_, observations, exceptions, p, statistic, tolerance, pValue, pTolerance) => {
      const found = testUnconditionalCoverage(observations, exceptions, p);
      expect(Math.abs(found.statistic - statistic)).toBeLessThanOrEqual(tolerance);
      if (pValue !== undefined) expect(Math.abs(found.pValue - pValue)).toBeLessThanOrEqual(pTolerance!);
    },
  );

  it('deviates from a calculator page that prints 0.189 for 3 of 250 at 1 %: it doubles the factor of -2', () => {
    expect(2 * testUnconditionalCoverage(250, 3, 0.01).statistic).toBeCloseTo(0.18988, 5);
  });

  it('deviates from a published NaN for 216 of 4015 at 5 %: raw likelihoods underflow, their logarithms do not', () => {
    expect(0.95 ** 3799 * 0.05 ** 216).toBe(0);
    expect(testUnconditionalCoverage(4015, 216, 0.05).statistic).toBeCloseTo(1.191253, 6);
  });

  // Fewest and most exceptions that 5 % significance does not reject.
  it.each([
    [250, 0.01, 1, 6],
    [250, 0.05, 7, 19],
    [255, 0.01, 1, 6],
    [255, 0.05, 7, 20],
    [500, 0.01, 2, 9],
    [500, 0.05, 17, 35],
    [510, 0.01, 2, 10],
    [510, 0.05, 17, 35],
    [1000, 0.01, 5, 16],
    [1000, 0.05, 38, 64],
  ])('accepts of %d observations at %d from %d to %d exceptions', (observations, p, fewest, most) => {
    expect(acceptedExceptions(observations, p, 0.05)).toEqual({ fewest, most });
  });

  it('is zero exactly where the share is as promised, positive elsewhere, and finite for any sample', () => {
    expect(testUnconditionalCoverage(1000, 10, 0.01).statistic).toBe(0);
    const samples = fc
      .record({
        observations: fc.integer({ min: 1, max: 1_000_000 }),
        share: fc.double({ min: 0, max: 1, noNaN: true }),
      })
      .map(({ observations, share }) => ({ observations, exceptions: Math.round(observations * share) }));
    fc.assert(
      fc.property(samples, fc.double({ min: 1e-6, max: 1 - 1e-6, noNaN: true }), ({ observations, exceptions }, p) => {
        const { statistic, pValue } = testUnconditionalCoverage(observations, exceptions, p);
        expect(statistic).toBeGreaterThanOrEqual(0);
        expect(Number.isFinite(statistic)).toBe(true);
        expect(pValue).toBeGreaterThanOrEqual(0);
        expect(pValue).toBeLessThanOrEqual(1);
      }),
    );
  });
});

describe('Christoffersen', () => {
  const of = (quietQuiet: number, quietHit: number, hitQuiet: number, hitHit: number): TransitionCounts => ({
    quietQuiet,
    quietHit,
    hitQuiet,
    hitHit,
  });

  it('counts T - 1 pairs', () => {
    expect(countTransitions([0, 1, 1, 0, 0, 0, 1])).toEqual(of(2, 2, 1, 1));
    expect(countTransitions([true])).toEqual(of(0, 0, 0, 0));
    expect(countTransitions([])).toEqual(of(0, 0, 0, 0));
  });

  // By hand for (86, 4, 5, 4): pi = 8/99, pi01 = 4/90, pi11 = 4/9;
  // ln L0 = 91 ln(91/99) + 8 ln(8/99) = -7.6676 - 20.1258 = -27.7934,
  // ln L1 = 86 ln(86/90) + 4 ln(4/90) + 5 ln(5/9) + 4 ln(4/9) = -3.9098 - 12.4541 - 2.9389 - 3.2437 = -22.5465,
  // LR = 10.4938
  it('gives the ratio of the two likelihoods', () => {
    const naive =
      2 * (86 * Math.log(86 / 90) + 4 * Math.log(4 / 90) + 5 * Math.log(5 / 9) + 4 * Math.log(4 / 9)) -
      2 * (91 * Math.log(91 / 99) + 8 * Math.log(8 / 99));
    expect(naive).toBeCloseTo(10.494, 2);
    expect(testIndependence(of(86, 4, 5, 4)).statistic).toBeCloseTo(naive, 10);
  });

  it('is zero when an exception is as likely after one as after none', () => {
    expect(testIndependence(of(81, 9, 9, 1)).statistic).toBeCloseTo(0, 10);
  });

  it.each([
    ['no exception', of(249, 0, 0, 0)],
    ['nothing but exceptions', of(0, 0, 0, 249)],
    ['one, on the last day', of(248, 1, 0, 0)],
    ['no pair at all', of(0, 0, 0, 0)],
  ])('says nothing against %s', (_, counts) => {
    expect(testIndependence(counts)).toMatchObject({ statistic: 0, pValue: 1 });
  });

  it('never two in a row: -2 times the difference that 0 ln 0 = 0 leaves', () => {
    // 244 pairs after quiet with 3 hits, 3 after a hit with none: ln L0 = 244 ln(244/247) + 3 ln(3/247)
    const nothing = 244 * Math.log(244 / 247) + 3 * Math.log(3 / 247);
    const best = 241 * Math.log(241 / 244) + 3 * Math.log(3 / 244);
    expect(testIndependence(of(241, 3, 3, 0)).statistic).toBeCloseTo(2 * (best - nothing), 10);
  });

  it('adds up to the joint test: coverage of T observations and independence of T - 1 pairs, two degrees', () => {
    const flags = Array.from({ length: 250 }, (_, t) => t === 3 || t === 4 || t === 90);
    const coverage = testUnconditionalCoverage(250, 3, 0.01);
    const independence = testIndependence(countTransitions(flags));
    const joint = testConditionalCoverage(coverage, independence);
    expect(joint.statistic).toBe(coverage.statistic + independence.statistic);
    expect(joint.degreesOfFreedom).toBe(2);
    expect(joint.pValue).toBeCloseTo(Math.exp(-joint.statistic / 2), 12);
  });

  it('is never negative, whatever the counts', () => {
    const count = fc.integer({ min: 0, max: 5_000 });
    fc.assert(
      fc.property(count, count, count, count, (a, b, c, d) => {
        const { statistic } = testIndependence(of(a, b, c, d));
        expect(statistic).toBeGreaterThanOrEqual(0);
        expect(Number.isFinite(statistic)).toBe(true);
      }),
    );
  });
});

describe('on exceptions that are independent and as frequent as promised, with a fixed seed', () => {
  // 800 samples of 1000 days at 5 %: enough exceptions for the asymptotic distribution to hold.
  const samples = 800;
  const stream = createStream('backtest', 'coverage');
  const pValues = { coverage: [] as number[], joint: [] as number[], independence: [] as number[] };
  for (let sample = 0; sample < samples; sample += 1) {
    const flags = Array.from({ length: 1000 }, () => stream.uniform() < 0.05);
    const coverage = testUnconditionalCoverage(1000, flags.filter(Boolean).length, 0.05);
    const independence = testIndependence(countTransitions(flags));
    pValues.coverage.push(coverage.pValue);
    pValues.independence.push(independence.pValue);
    pValues.joint.push(testConditionalCoverage(coverage, independence).pValue);
  }

  it.each(['coverage', 'independence', 'joint'] as const)('the p-values of %s are near uniform', (name) => {
    for (const level of [0.05, 0.25, 0.5, 0.75]) {
      const share = pValues[name].filter((p) => p <= level).length / samples;
      // Four standard errors, and some for counts being whole numbers.
      expect(Math.abs(share - level)).toBeLessThan(4 * Math.sqrt((level * (1 - level)) / samples) + 0.02);
    }
  });
});

it('exceptions that come in pairs fail independence and not coverage', () => {
  const flags = Array.from({ length: 2000 }, (_, t) => t % 200 < 2);
  expect(testUnconditionalCoverage(2000, 20, 0.01).pValue).toBeGreaterThan(0.9);
  expect(testIndependence(countTransitions(flags)).pValue).toBeLessThan(1e-6);
});
