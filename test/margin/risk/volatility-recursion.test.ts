// Goal: volatilities follow returns as RiskMetrics and Bollerslev say. Method: published updates, closed forms.

import { describe, expect, it } from 'vitest';
import {
  accumulateGarch,
  forecastGarch,
  longRunVariance,
  RecursiveCovariance,
  RecursiveVolatility,
  updateEwma,
  updateGarch,
} from '../../../src/margin/risk/volatility-recursion.ts';

describe('one update', () => {
  // Volatility 1.3 %, price 300 -> 298: return -2 / 300.
  const variance = 0.013 * 0.013;
  const fall = 298 / 300 - 1;

  it('is 0.94 x 0.000169 + 0.06 x (2 / 300)^2 = 0.00016153, 1.271 %, by EWMA', () => {
    const found = updateEwma(variance, fall, 0.94);
    expect(Math.abs(found - 0.00016153)).toBeLessThan(5e-9);
    expect(Math.abs(Math.sqrt(found) - 0.01271)).toBeLessThan(5e-6);
  });

  it('is 2e-6 + 0.04 x (2 / 300)^2 + 0.94 x 0.000169 = 0.000162638, 1.275 %, by GARCH', () => {
    const found = updateGarch(variance, fall, { omega: 2e-6, alpha: 0.04, beta: 0.94 });
    expect(Math.abs(found - 0.000162638)).toBeLessThan(5e-10);
    expect(Math.abs(Math.sqrt(found) - 0.01275)).toBeLessThan(5e-6);
  });
});

describe('GARCH forecasts', () => {
  const garch = { omega: 2e-6, alpha: 0.04, beta: 0.94 };

  it('start at the variance, tend to omega / (1 - alpha - beta), and follow their recursion', () => {
    // 2e-6 / 0.02 = 1e-4
    expect(longRunVariance(garch)).toBeCloseTo(1e-4, 15);
    expect(forecastGarch(3e-4, garch, 0)).toBeCloseTo(3e-4, 15);
    expect(forecastGarch(3e-4, garch, 5_000)).toBeCloseTo(1e-4, 15);
    let expected = 3e-4;
    let sum = 0;
    for (let day = 0; day < 10; day += 1) {
      expect(forecastGarch(3e-4, garch, day)).toBeCloseTo(expected, 15);
      sum += expected;
      expected = garch.omega + (garch.alpha + garch.beta) * expected;
    }
    expect(accumulateGarch(3e-4, garch, 10)).toBeCloseTo(sum, 14);
  });

  it('need a stationary process', () => {
    expect(() => longRunVariance({ omega: 1e-6, alpha: 0.1, beta: 0.9 })).toThrow('alpha + beta < 1');
  });
});

describe('recursions of several assets', () => {
  it('move each asset by its own returns', () => {
    const recursion = new RecursiveVolatility({ kind: 'ewma', decay: 0.9 }, ['A', 'B'], Float64Array.of(1e-4, 4e-4));
    recursion.update([0.03, 0]);
    const [first, second] = recursion.volatilities();
    // 0.9e-4 + 0.1 x 9e-4 = 1.8e-4; 3.6e-4
    expect(first).toBeCloseTo(Math.sqrt(1.8e-4), 14);
    expect(second).toBeCloseTo(Math.sqrt(3.6e-4), 14);
  });

  it('target the variance that they start from, or take omega as stated', () => {
    const targeted = new RecursiveVolatility({ kind: 'garch', alpha: 0.1, beta: 0.8 }, ['A'], Float64Array.of(1e-4));
    targeted.update([0]);
    // 0.1 x 1e-4 + 0.8 x 1e-4
    expect(targeted.volatilities()[0]).toBeCloseTo(Math.sqrt(0.9e-4), 14);
    const stated = new RecursiveVolatility(
      { kind: 'garch-by-asset', parameters: [{ asset: 'A', omega: 3e-5, alpha: 0.1, beta: 0.8 }] },
      ['A'],
      Float64Array.of(1e-4),
    );
    stated.update([0]);
    expect(stated.volatilities()[0]).toBeCloseTo(Math.sqrt(1.1e-4), 14);
  });

  it('have the covariance as an average of products', () => {
    const recursion = new RecursiveCovariance(0.9, Float64Array.of(1e-4, 0, 0, 4e-4));
    recursion.update([0.01, -0.02]);
    const found = recursion.covariance();
    // 0.9e-4 + 0.1 x 1e-4, 0.1 x -2e-4, 3.6e-4 + 0.1 x 4e-4
    [1e-4, -2e-5, -2e-5, 4e-4].forEach((expected, k) => {
      expect(found[k]).toBeCloseTo(expected, 15);
    });
  });
});
