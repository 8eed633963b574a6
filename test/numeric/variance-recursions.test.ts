// Goal: variances follow returns by the published recursions. Method: a worked example, and the recursion iterated
// until it rests.

import { describe, expect, it } from 'vitest';
import { longRunVariance, updateEwma, updateGarch } from '../../src/numeric/variance-recursions.ts';

describe('one step from a volatility of 1.3 % after a price went from 300 to 298', () => {
  const variance = 0.013 ** 2;
  const change = 298 / 300 - 1;

  it('is 1.271 % by EWMA with lambda 0.94', () => {
    // 0.94 x 0.000169 + 0.06 x 0.0000444444 = 0.00015886 + 0.00000266667 = 0.00016152667.
    const next = updateEwma(variance, change, 0.94);
    expect(Math.abs(next - 0.00016153)).toBeLessThan(5e-9);
    expect(Math.abs(Math.sqrt(next) - 0.01271)).toBeLessThan(5e-6);
  });

  it('is 1.275 % by GARCH with omega 0.000002, alpha 0.04 and beta 0.94', () => {
    // 0.000002 + 0.04 x 0.0000444444 + 0.94 x 0.000169 = 0.000002 + 0.00000177778 + 0.00015886 = 0.00016263778.
    const next = updateGarch(variance, change, { omega: 2e-6, alpha: 0.04, beta: 0.94 });
    expect(Math.abs(next - 0.000162638)).toBeLessThan(5e-10);
    expect(Math.abs(Math.sqrt(next) - 0.01275)).toBeLessThan(5e-6);
  });
});

describe('GARCH', () => {
  const parameters = { omega: 2e-6, alpha: 0.06, beta: 0.92 };

  it('returns to omega / (1 - alpha - beta)', () => {
    // 0.000002 / 0.02 = 0.0001: 1 % a day.
    expect(longRunVariance(parameters)).toBeCloseTo(1e-4, 15);
    let variance = 0.0009;
    for (let step = 0; step < 5_000; step += 1) variance = updateGarch(variance, Math.sqrt(variance), parameters);
    expect(variance).toBeCloseTo(1e-4, 12);
  });
});
