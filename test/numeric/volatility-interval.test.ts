// Goal: intervals hold the truth about as often as they say, for fat tails and clustering too. Method: simulated
// histories of known volatility; closed forms where returns are independent.

import { describe, expect, it } from 'vitest';
import { estimateErrors } from '../../src/numeric/likelihood-errors.ts';
import { momentsOf } from '../../src/numeric/sample-matrix.ts';
import { estimateVolatility } from '../../src/numeric/volatility-interval.ts';
import { simulateGarch, simulateStudent } from './simulated-returns.ts';

describe('the interval of a volatility', () => {
  it('is about 1.96 / sqrt(2 n) of it for independent normal returns', () => {
    const { deviation, upper, lower } = estimateVolatility(simulateStudent('normal', 20_000, 900));
    // 1.96 / sqrt(40,000) = 0.98 %.
    expect(upper / deviation - 1).toBeGreaterThan(0.0075);
    expect(upper / deviation - 1).toBeLessThan(0.0125);
    expect(upper * lower).toBeCloseTo(deviation * deviation, 10);
  });

  it.each([
    [
      'independent returns of 5 degrees of freedom',
      (k: number) => simulateStudent(`cover${k}`, 1500, 5),
      Math.sqrt(5 / 3),
      86,
    ],
    ['GARCH returns of persistence 0.95', (k: number) => simulateGarch(`cover${k}`, 1500, 5e-6, 0.05, 0.9), 0.01, 86],
  ])('covers the truth in most samples of %s', (_, simulate, truth, least) => {
    let covered = 0;
    for (let k = 0; k < 100; k += 1) {
      const { lower, upper } = estimateVolatility(simulate(k));
      if (lower <= truth && truth <= upper) covered += 1;
    }
    // 95 nominally; a few less, since the fourth moment of so few returns is usually underestimated.
    expect(covered).toBeGreaterThanOrEqual(least);
  });

  it('is wider where volatility clusters than independence would have it', () => {
    const clustered = estimateVolatility(simulateGarch('wide', 3000, 1e-6, 0.05, 0.94));
    const independent = (1.96 / 2) * Math.sqrt((clustered.kurtosis - 1) / 3000);
    expect(clustered.upper / clustered.deviation - 1).toBeGreaterThan(1.3 * independent);
  });
});

describe('errors of a maximum likelihood', () => {
  const values = simulateStudent('errors', 2000, 900, 0.5, 2);
  const { mean, variance } = momentsOf(values);
  const deviation = Math.sqrt((variance * 1999) / 2000);

  it('are sigma / sqrt(n) of a mean and sigma / sqrt(2 n) of a deviation', () => {
    const errors = estimateErrors(
      ([centre, spread], out) => {
        values.forEach((value, t) => {
          out[t] = -Math.log(spread!) - (value - centre!) ** 2 / (2 * spread! * spread!);
        });
      },
      Float64Array.of(mean, deviation),
      [1e-4, 1e-4],
      values.length,
    )!;
    expect(errors[0]! / (deviation / Math.sqrt(2000))).toBeCloseTo(1, 2);
    expect(errors[1]! / (deviation / Math.sqrt(4000))).toBeGreaterThan(0.93);
    expect(errors[1]! / (deviation / Math.sqrt(4000))).toBeLessThan(1.07);
  });

  it('are none where a parameter changes nothing', () => {
    const flat = estimateErrors(
      (point, out) => out.fill(-point[0]! * point[0]!),
      Float64Array.of(0, 1),
      [1e-3, 1e-3],
      50,
    );
    expect(flat).toBeNull();
  });
});
