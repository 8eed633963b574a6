// Goal: the likelihood's maximum is found, and its errors are what they claim. Method: simulated returns of known
// parameters; on the same returns scipy 1.17 (L-BFGS-B on the likelihood written in numpy) found the golden figures.

import { describe, expect, it } from 'vitest';
import { fitEwma } from '../../src/numeric/ewma-fit.ts';
import { fitGarch, standardiseByGarch } from '../../src/numeric/garch-fit.ts';
import { momentsOf } from '../../src/numeric/sample-matrix.ts';
import { simulateGarch, simulateStudent } from './simulated-returns.ts';

const returns = simulateGarch('recovery', 4000, 2e-6, 0.08, 0.9);

describe('a GARCH fit', () => {
  const fit = fitGarch(returns);

  it('is the maximum that scipy finds on the same returns', () => {
    expect(fit.omega).toBeCloseTo(1.65219226e-6, 11);
    expect(fit.alpha).toBeCloseTo(0.08733592, 6);
    expect(fit.beta).toBeCloseTo(0.89839992, 6);
    expect(fit.mean).toBeCloseTo(-5.57685e-5, 8);
    expect(fit.logLikelihood).toBeCloseTo(12840.45086967, 6);
    expect(fit.isConverged).toBe(true);
  });

  it('has the errors of quasi-maximum likelihood that numpy computes from the same derivatives', () => {
    expect(fit.errors!.omega / 3.64442e-7).toBeCloseTo(1, 3);
    expect(fit.errors!.alpha).toBeCloseTo(0.0089138, 5);
    expect(fit.errors!.beta).toBeCloseTo(0.0097931, 5);
  });

  it('finds the parameters that were simulated within 2.5 of its own errors', () => {
    expect(Math.abs(fit.alpha - 0.08)).toBeLessThan(2.5 * fit.errors!.alpha);
    expect(Math.abs(fit.beta - 0.9)).toBeLessThan(2.5 * fit.errors!.beta);
    expect(Math.abs(fit.omega - 2e-6)).toBeLessThan(2.5 * fit.errors!.omega);
  });

  it('leaves residuals of variance 1', () => {
    expect(momentsOf(standardiseByGarch(returns, fit)).variance).toBeCloseTo(1, 2);
  });

  it('scales with the returns: alpha and beta stay, omega grows with the square', () => {
    const scaled = fitGarch(returns.map((value) => 100 * value));
    expect(scaled.alpha).toBeCloseTo(fit.alpha, 7);
    expect(scaled.beta).toBeCloseTo(fit.beta, 7);
    expect(scaled.omega / fit.omega).toBeCloseTo(10_000, 2);
    expect(scaled.errors!.alpha).toBeCloseTo(fit.errors!.alpha, 6);
  });

  it('finds nothing to gain in returns that are independent', () => {
    const { likelihoodGain, alpha } = fitGarch(simulateStudent('independent', 1500, 200, 0, 0.01));
    // Twice the gain is about chi-square with two degrees of freedom: beyond 6 in 1 of 400 samples.
    expect(likelihoodGain).toBeGreaterThanOrEqual(-1e-6);
    expect(likelihoodGain).toBeLessThan(6);
    expect(alpha).toBeLessThan(0.06);
  });
});

describe('an EWMA fit', () => {
  it('finds the lambda of returns that were made by one', () => {
    const fit = fitEwma([simulateGarch('ewma', 4000, 1e-12, 0.06, 0.94 - 1e-9)]);
    expect(fit.lambdaInterval.lower!).toBeLessThan(0.94);
    expect(fit.lambdaInterval.upper!).toBeGreaterThan(0.94);
    expect(Math.abs(fit.lambda - 0.94)).toBeLessThan(0.01);
    // log(0.5) / log(0.94) = 11.2 periods.
    expect(fit.halfLifePeriods).toBeCloseTo(Math.log(0.5) / Math.log(fit.lambda), 9);
  });

  it('has an end without a bound where volatility does not move', () => {
    const { lambdaInterval } = fitEwma([simulateStudent('constant', 800, 200, 0, 0.01)]);
    expect(lambdaInterval.upper).toBeNull();
    expect(lambdaInterval.lower).toBeGreaterThan(0.95);
  });

  it('of several assets lies between those of each', () => {
    const fast = simulateGarch('fast', 1500, 1e-12, 0.12, 0.88 - 1e-9);
    const slow = simulateGarch('slow', 1500, 1e-12, 0.03, 0.97 - 1e-9);
    const [one, other, both] = [fitEwma([fast]), fitEwma([slow]), fitEwma([fast, slow])];
    expect(both.lambda).toBeGreaterThan(one.lambda);
    expect(both.lambda).toBeLessThan(other.lambda);
  });
});
