// Goal: both fits find their optimum. Method: scipy's maximised likelihood on three samples, which are quantiles at fixed
// places, the formulas of the moments by hand, and neighbours of the fit that must not be likelier.

import { describe, expect, it } from 'vitest';
import {
  fitParetoByLikelihood,
  fitParetoByMoments,
  paretoExcess,
  paretoLogLikelihood,
} from '../../src/numeric/generalised-pareto.ts';

const places = Array.from({ length: 60 }, (_, i) => (((i * 37) % 61) + 0.5) / 61);
const sample = (quantile: (u: number) => number): number[] => places.map((u) => Math.round(quantile(u) * 1e6) / 1e6);
const heavy = sample((u) => ((1 - u) ** -0.4 - 1) * 2);
const bounded = sample((u) => (1 - (1 - u) ** 0.3) * 10);
const exponential = sample((u) => -Math.log(1 - u) * 3);

describe('a fit by likelihood', () => {
  it.each([
    ['a heavy tail', heavy, 0.3771427803, 0.8210622392, -70.79918463941965],
    ['a bounded one', bounded, -0.3416171495, 3.1292117879, -107.94983972844139],
    ['an exponential one', exponential, -0.033010539, 3.1065486762, -126.0301090710951],
  ])('finds the maximum for %s', (_, excesses, shape, scale, likelihood) => {
    const fit = fitParetoByLikelihood(excesses);
    expect(fit.shape).toBeCloseTo(shape, 6);
    expect(fit.scale).toBeCloseTo(scale, 6);
    expect(paretoLogLikelihood(excesses, fit)).toBeCloseTo(likelihood, 9);
    for (const [moreShape, moreScale] of [
      [1e-3, 0],
      [-1e-3, 0],
      [0, 1e-3],
      [0, -1e-3],
    ] as const) {
      const other = { shape: fit.shape + moreShape, scale: fit.scale + moreScale };
      expect(paretoLogLikelihood(excesses, other)).toBeLessThan(paretoLogLikelihood(excesses, fit));
    }
  });

  it('scales with the excesses', () => {
    const fit = fitParetoByLikelihood(heavy);
    const scaled = fitParetoByLikelihood(heavy.map((y) => y * 1e6));
    expect(scaled.shape).toBeCloseTo(fit.shape, 8);
    expect(scaled.scale / fit.scale).toBeCloseTo(1e6, 1);
  });
});

describe('a fit by moments', () => {
  it.each([
    ['a heavy tail', heavy, 0.36579441433695803, 0.815199435447078],
    ['a bounded one', bounded, -0.2729738311089238, 2.952932268600964],
    ['an exponential one', exponential, 0.010714127258682371, 2.9748097422541537],
  ])('solves for %s', (_, excesses, shape, scale) => {
    const fit = fitParetoByMoments(excesses);
    expect(fit.shape).toBeCloseTo(shape, 12);
    expect(fit.scale).toBeCloseTo(scale, 12);
  });
});

describe('the quantile of an excess', () => {
  it('is scale / shape (p^-shape - 1), -scale log p for shape 0, and the whole range in between', () => {
    // 2 / 0.5 (0.04^-0.5 - 1) = 4 (5 - 1) = 16; 3 log 20 = 8.98719682
    expect(paretoExcess({ shape: 0.5, scale: 2 }, 0.04)).toBeCloseTo(16, 12);
    expect(paretoExcess({ shape: 0, scale: 3 }, 0.05)).toBeCloseTo(8.987196820661973, 12);
    expect(paretoExcess({ shape: 1e-12, scale: 3 }, 0.05)).toBeCloseTo(8.987196820661973, 10);
    expect(paretoExcess({ shape: -0.5, scale: 2 }, 1)).toBe(0);
  });

  it('refuses what is no sample', () => {
    expect(() => fitParetoByLikelihood([1])).toThrow('at least two');
    expect(() => fitParetoByMoments([1, -1])).toThrow('none negative');
    expect(() => fitParetoByMoments([1, Number.NaN])).toThrow('finite');
  });
});
