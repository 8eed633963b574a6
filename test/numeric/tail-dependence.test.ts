// Goal: tail dependence and its breakdown are the published figures. Method: worked tables, and a t-copula by simulation.

import fc from 'fast-check';
import { EigenvalueDecomposition, Matrix } from 'ml-matrix';
import { describe, expect, it } from 'vitest';
import { blendCorrelation } from '../../src/numeric/correlation-blend.ts';
import { factorCorrelation } from '../../src/numeric/correlation.ts';
import { drawChiSquare, drawNormal } from '../../src/numeric/distributions.ts';
import { createStream } from '../../src/numeric/stream.ts';
import { jointTailShare, tailDependence } from '../../src/numeric/tail-dependence.ts';

describe('tail dependence of a t copula', () => {
  // 2 t_(nu+1)(-sqrt((nu+1)(1-rho)/(1+rho))); with nu in place of nu + 1 the fifth would be .31250.
  it.each([
    [2, 0, 0.18169],
    [2, 0.5, 0.391],
    [2, 0.9, 0.71769],
    [4, 0, 0.07559],
    [4, 0.5, 0.25317],
    [4, 0.9, 0.62981],
    [10, 0, 0.00687],
    [10, 0.5, 0.08186],
    [10, 0.9, 0.46272],
  ])('with %d degrees of freedom and correlation %d is %d', (freedom, rho, expected) => {
    expect(Math.abs(tailDependence(rho, freedom) - expected)).toBeLessThan(5.1e-6);
  });

  it('is none for a Gaussian copula, whatever its correlation below 1', () => {
    for (const rho of [-1, 0, 0.5, 0.999]) expect(tailDependence(rho, Infinity)).toBe(0);
    expect(tailDependence(1, Infinity)).toBe(1);
  });

  it('rises with correlation and falls with degrees of freedom', () => {
    const rho = fc.double({ min: -0.99, max: 0.98, noNaN: true });
    fc.assert(
      fc.property(rho, fc.double({ min: 0.5, max: 50, noNaN: true }), (correlation, freedom) => {
        const value = tailDependence(correlation, freedom);
        expect(tailDependence(correlation + 0.01, freedom)).toBeGreaterThanOrEqual(value);
        expect(tailDependence(correlation, freedom * 1.1)).toBeLessThanOrEqual(value);
        expect(value).toBeGreaterThanOrEqual(0);
        expect(value).toBeLessThanOrEqual(1);
      }),
    );
  });

  it('is what joint tails are counted to be, far out', () => {
    const stream = createStream('tail', 'copula');
    const factor = factorCorrelation(Float64Array.of(1, 0.5, 0.5, 1));
    const [x, y] = [new Float64Array(200_000), new Float64Array(200_000)];
    for (let i = 0; i < x.length; i += 1) {
      const shared = 1 / Math.sqrt(drawChiSquare(stream, 4));
      const first = drawNormal(stream);
      x[i] = shared * first;
      y[i] = shared * (factor[2]! * first + factor[3]! * drawNormal(stream));
    }
    // Above its limit of .253 at 1 %, by about .04, and 2,000 observations give an error of .01.
    const counted = jointTailShare(x, y, 0.01);
    expect(counted).toBeGreaterThan(0.25);
    expect(counted).toBeLessThan(0.34);
    expect(jointTailShare(x, x, 0.01)).toBe(1);
  });
});

const eigenvaluesOf = (matrix: Float64Array): number[] => {
  const count = Math.sqrt(matrix.length);
  return [...new EigenvalueDecomposition(Matrix.from1DArray(count, count, matrix)).realEigenvalues].sort(
    (a, b) => a - b,
  );
};

describe('a blend of a correlation towards one', () => {
  it('by 60 % is the worked matrix with its eigenvalues', () => {
    // 0.4 x 0.7 + 0.6 = 0.88; 0.4 x 0.4 + 0.6 = 0.76; 0.4 x 0.5 + 0.6 = 0.80.
    const blended = blendCorrelation(Float64Array.of(1, 0.7, 0.4, 0.7, 1, 0.5, 0.4, 0.5, 1), 0.6);
    [1, 0.88, 0.76, 0.88, 1, 0.8, 0.76, 0.8, 1].forEach((value, k) => expect(blended[k]).toBeCloseTo(value, 12));
    [0.115884, 0.256413, 2.627703].forEach((value, k) =>
      expect(Math.abs(eigenvaluesOf(blended)[k]! - value)).toBeLessThan(5e-7),
    );
  });

  it('keeps a hedge a hedge when signs are given', () => {
    // Signs +, +, -: 0.5 x 0.2 + 0.5 = 0.6 and 0.5 x -0.2 - 0.5 = -0.6.
    const blended = blendCorrelation(Float64Array.of(1, 0.2, -0.2, 0.2, 1, -0.2, -0.2, -0.2, 1), 0.5, [1, 1, -1]);
    expect([...blended].map((value) => Number(value.toFixed(12)))).toEqual([1, 0.6, -0.6, 0.6, 1, -0.6, -0.6, -0.6, 1]);
  });

  it('stays positive semi-definite for any correlation, weight and signs', () => {
    const weights = fc.double({ min: 0, max: 1, noNaN: true });
    const loadings = fc.array(fc.double({ min: -1, max: 1, noNaN: true }), { minLength: 12, maxLength: 12 });
    fc.assert(
      fc.property(
        weights,
        loadings,
        fc.array(fc.constantFrom(1, -1), { minLength: 4, maxLength: 4 }),
        (w, l, signs) => {
          // A correlation of four variables with three factors, and 0.1 of their own.
          const rows = [0, 1, 2, 3].map((i) => [...l.slice(3 * i, 3 * i + 3), 0.1]);
          const size = rows.map((row) => Math.sqrt(row.reduce((sum, x) => sum + x * x, 0)));
          const matrix = Float64Array.from({ length: 16 }, (_, k) => {
            const [i, j] = [Math.floor(k / 4), k % 4];
            const own = i === j ? 0.01 : 0;
            const shared = [0, 1, 2].reduce((sum, f) => sum + rows[i]![f]! * rows[j]![f]!, 0);
            return (shared + own) / (size[i]! * size[j]!);
          });
          expect(eigenvaluesOf(blendCorrelation(matrix, w, signs))[0]).toBeGreaterThan(-1e-12);
        },
      ),
      { numRuns: 100 },
    );
  });
});
