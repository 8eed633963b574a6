// Goal: Z2 judges the size of losses beyond the quantile, durations whether exceptions keep together. Method: sums by
// hand, the published critical value, and samples drawn from what the tests assume.

import { describe, expect, it } from 'vitest';
import { computeZ2, shareUpTo, simulateZ2 } from '../../../src/experiment/backtest/acerbi-szekely.ts';
import { measureDurations } from '../../../src/experiment/backtest/durations.ts';
import { normalDensity, normalQuantile } from '../../../src/numeric/normal.ts';
import { createStream } from '../../../src/numeric/stream.ts';

describe('Z2 of Acerbi and Szekely', () => {
  it('is one minus the sum of losses over their expected sum', () => {
    const day = { loss: 0, isException: false, shortfall: 2 };
    const days = Array.from({ length: 100 }, () => ({ ...day }));
    // T a = 100 x 2 % = 2 expected exceptions: losses of exactly expected shortfall give 0, twice that -1.
    days[10] = { loss: 2, isException: true, shortfall: 2 };
    days[50] = { loss: 2, isException: true, shortfall: 2 };
    expect(computeZ2(days, 0.02)).toBeCloseTo(0, 12);
    expect(
      computeZ2(
        days.map((one) => ({ ...one, loss: one.loss * 2 })),
        0.02,
      ),
    ).toBeCloseTo(-1, 12);
    expect(computeZ2([day], 0.02)).toBe(1);
  });

  it('is near 0 on average when the model is right', () => {
    const a = 0.025;
    const quantile = -normalQuantile(a);
    const shortfall = normalDensity(quantile) / a;
    const stream = createStream('backtest', 'z2');
    let sum = 0;
    for (let sample = 0; sample < 200; sample += 1) {
      const days = Array.from({ length: 500 }, () => {
        const loss = normalQuantile(stream.uniformOpen());
        return { loss, isException: loss > quantile, shortfall };
      });
      sum += computeZ2(days, a);
    }
    expect(Math.abs(sum / 200)).toBeLessThan(0.06);
  });

  // Acerbi and Szekely, table 1: the 5 % point of Z2 for T = 250 at 2.5 % is -0.70 for nearly normal losses.
  it('has its 5 % point near -0.70 for 250 observations at 2.5 %', () => {
    const simulated = simulateZ2(250, 0.025, 20_000, createStream('backtest', 'critical'));
    const pValue = (z2: number) => shareUpTo(simulated, z2);
    expect(Math.abs(pValue(-0.7) - 0.05)).toBeLessThan(0.012);
    expect(pValue(0)).toBeGreaterThan(0.4);
    expect(pValue(-1.8)).toBeLessThan(0.002);
    expect(pValue(1)).toBe(1);
  });
});

describe('durations', () => {
  const flagsAt = (length: number, places: readonly number[]): boolean[] =>
    Array.from({ length }, (_, t) => places.includes(t));

  it('tell the first exception, the mean distance and the densest ten days', () => {
    expect(measureDurations(flagsAt(100, [9, 11, 12, 18, 19]))).toMatchObject({
      untilFirst: 10,
      mean: 2.5,
      shortest: 1,
      mostInTen: 4,
    });
  });

  it('say nothing of shape for fewer than three exceptions', () => {
    const nothing = { mean: null, shortest: null, shape: null, test: null };
    expect(measureDurations(flagsAt(10, []))).toEqual({ ...nothing, untilFirst: null, mostInTen: 0 });
    expect(measureDurations(flagsAt(10, [4]))).toEqual({ ...nothing, untilFirst: 5, mostInTen: 1 });
    expect(measureDurations(flagsAt(10, [4, 6])).test).toBeNull();
  });

  it('have shape 1 without memory, below 1 in clusters, above 1 when even', () => {
    const stream = createStream('backtest', 'durations');
    const shapes = Array.from({ length: 60 }, () => {
      const { shape, test } = measureDurations(Array.from({ length: 2000 }, () => stream.uniform() < 0.02));
      return { shape: shape!, pValue: test!.pValue };
    });
    const mean = shapes.reduce((sum, { shape }) => sum + shape, 0) / shapes.length;
    // The best shape of some forty durations is 1.4 / 40 too large on average, and whole days add to that.
    expect(Math.abs(mean - 1)).toBeLessThan(0.1);
    expect(shapes.filter(({ pValue }) => pValue < 0.05).length).toBeLessThanOrEqual(9);

    const clustered = measureDurations(flagsAt(2000, [100, 101, 103, 900, 902, 903, 1700, 1701, 1704]));
    expect(clustered.shape).toBeLessThan(0.6);
    expect(clustered.test!.pValue).toBeLessThan(0.01);
    const even = measureDurations(Array.from({ length: 2000 }, (_, t) => t % 200 === 100));
    expect(even.shape).toBeGreaterThan(3);
  });

  it('find the best shape: the likelihood is lower on both sides of it', () => {
    const flags = flagsAt(500, [20, 60, 61, 200, 350, 480]);
    const { shape, test } = measureDurations(flags);
    // Naive likelihood with the stretches until the first and after the last exception as survivors.
    const naive = (b: number): number => {
      const gaps = [40, 1, 139, 150, 130];
      const all = [...gaps, 21, 19].reduce((sum, d) => sum + d ** b, 0);
      const a = (gaps.length / all) ** (1 / b);
      const ended = gaps.reduce((sum, d) => sum + Math.log(a ** b * b * d ** (b - 1)) - (a * d) ** b, 0);
      return ended - (a * 21) ** b - (a * 19) ** b;
    };
    expect(naive(shape!)).toBeGreaterThan(naive(shape! * 1.001));
    expect(naive(shape!)).toBeGreaterThan(naive(shape! * 0.999));
    expect(test!.statistic).toBeCloseTo(2 * (naive(shape!) - naive(1)), 8);
  });
});
