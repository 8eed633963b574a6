// Goal: jumps are found where they are and nowhere else, and a jump diffusion's parameters come out again. Method:
// planted jumps, histories without any, simulated jump diffusions; golden maximum by scipy 1.17 (BFGS on the mixture).

import { describe, expect, it } from 'vitest';
import { drawNormal } from '../../src/numeric/distributions.ts';
import { detectJumps } from '../../src/numeric/jump-detection.ts';
import { fitMerton } from '../../src/numeric/merton-fit.ts';
import { createStream } from '../../src/numeric/stream.ts';
import { simulateJumps } from './simulated-returns.ts';

const large = { mean: -0.2, deviation: 0.02 };

describe('jump detection', () => {
  it('finds every planted jump of twenty deviations and no other return', () => {
    const { returns, rows } = simulateJumps('planted', 2000, 0.01, 0.01, large);
    const found = detectJumps(returns, 60, 0.01);
    const testable = rows.filter((row) => row >= 60);
    expect(testable.length).toBeGreaterThan(10);
    expect(found.rows.filter((row) => !testable.includes(row))).toEqual([]);
    expect(found.rows.length / testable.length).toBeGreaterThan(0.9);
    // 19 jumps of 0.2^2 against 2,000 returns of 0.01^2: 0.76 of 0.96.
    expect(found.varianceShare).toBeGreaterThan(0.6);
  });

  it('finds one in a history without jumps about as often as its significance says', () => {
    let histories = 0;
    for (let k = 0; k < 300; k += 1) {
      const { returns } = simulateJumps(`none${k}`, 600, 0, 0.01, large);
      if (detectJumps(returns, 100, 0.05).rows.length > 0) histories += 1;
    }
    // The limit law is reached slowly, and the local volatility of 100 returns is itself uncertain.
    expect(histories / 300).toBeLessThan(0.12);
    expect(histories / 300).toBeGreaterThan(0.01);
  });

  it('does not take a slow rise of volatility for jumps', () => {
    const stream = createStream('jumps', 'rising');
    const returns = Float64Array.from({ length: 2000 }, (_, t) => (0.005 + 0.05 * (t / 2000)) * drawNormal(stream));
    expect(detectJumps(returns, 30, 0.01).rows.length).toBeLessThanOrEqual(2);
  });

  it('counts in deviations whatever the unit of the returns', () => {
    const { returns } = simulateJumps('units', 1000, 0.01, 0.01, large);
    const scaled = returns.map((value) => 1000 * value);
    expect(detectJumps(scaled, 20, 0.01)).toEqual({
      ...detectJumps(returns, 20, 0.01),
      varianceShare: expect.closeTo(detectJumps(returns, 20, 0.01).varianceShare, 12) as number,
    });
    // sqrt(2 log n) / c - ... for n = 980: (3.7116 - 0.5 x (1.1447 + 1.9297) / 3.7116 + 4.6001 / 3.7116) = 4.537.
    expect(detectJumps(returns, 20, 0.01).threshold).toBeCloseTo(4.537, 3);
  });
});

describe('a jump diffusion', () => {
  const { returns } = simulateJumps('recovery', 4000, 0.05, 0.01, { mean: -0.02, deviation: 0.05 });
  const fit = fitMerton(returns);

  it('is the maximum that scipy finds', () => {
    expect(fit.diffusion).toBeCloseTo(0.010128225, 7);
    expect(fit.jumpsPerPeriod).toBeCloseTo(0.05066829, 5);
    expect(fit.jumpMean).toBeCloseTo(-0.0214013, 5);
    expect(fit.jumpDeviation).toBeCloseTo(0.0490597, 5);
    expect(fit.drift).toBeCloseTo(-3.9254e-5, 7);
    expect(fit.logLikelihood).toBeCloseTo(11963.607177, 5);
  });

  it('finds the parameters that were simulated', () => {
    // Errors of a sample with 189 jumps: rate 0.05 / sqrt(189) = 0.0036, mean 0.05 / sqrt(189) = 0.0036.
    expect(Math.abs(fit.jumpsPerPeriod - 0.05)).toBeLessThan(0.01);
    expect(Math.abs(fit.jumpMean + 0.02)).toBeLessThan(0.01);
    expect(Math.abs(fit.jumpDeviation - 0.05)).toBeLessThan(0.008);
    expect(Math.abs(fit.diffusion - 0.01)).toBeLessThan(0.0004);
  });
});
