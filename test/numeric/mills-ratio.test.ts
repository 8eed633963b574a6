// Goal: the Mills ratio and its fall are right to the last digits from the centre to the far tail. Method: values with 50
// digits at both sides of every seam between approximations, and the bounds that the ratio obeys.

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { millsFall, millsRatio } from '../../src/numeric/mills-ratio.ts';
import { normalCdf, normalDensity } from '../../src/numeric/normal.ts';

describe('the Mills ratio', () => {
  it.each([
    [-1, 3.47705181170369447, 4.47705181170369447],
    [0, 1.25331413731550025, 1.0],
    [0.25, 1.03782457585372681, 0.740543856036568297],
    [0.6629, 0.792187863982415709, 0.474858664966056591],
    [0.663, 0.792140380502833847, 0.474810927726621133],
    [1, 0.655679542418798472, 0.344320457581201528],
    [2, 0.421369229288054473, 0.157261541423891054],
    [3.5, 0.266567768968223757, 0.06701280861121685],
    [5.6568, 0.17170491397332133, 0.0286996426357159699],
    [5.6569, 0.171702044055840872, 0.028698706980513727],
    [7.9999, 0.123133457705214217, 0.0149446517040567561],
    [8, 0.123131963257932296, 0.0149442939365416297],
    [20, 0.0498759259818367837, 0.00248148036326432684],
    [40, 0.0249844042057205711, 0.000623831771177154104],
    [1000, 0.000999999000002999985, 9.99997000014999895e-7],
  ])('at %d', (x, ratio, fall) => {
    expect(Math.abs(millsRatio(x) / ratio - 1)).toBeLessThan(1e-15);
    expect(Math.abs(millsFall(x) / fall - 1)).toBeLessThan(1e-13);
  });

  it('is tail over density', () => {
    fc.assert(
      fc.property(fc.double({ min: -2, max: 37, noNaN: true }), (x) => {
        const ratio = normalCdf(-x) / normalDensity(x);
        expect(Math.abs(millsRatio(x) / ratio - 1)).toBeLessThan(5e-14);
      }),
    );
  });

  it('lies between x / (1 + x^2) and 1 / x, and its fall between 0 and 1 / (1 + x^2)', () => {
    fc.assert(
      fc.property(fc.double({ min: 1e-3, max: 1e6, noNaN: true }), (x) => {
        expect(millsRatio(x) * (1 + x * x)).toBeGreaterThanOrEqual(x * (1 - 1e-15));
        expect(millsRatio(x) * x).toBeLessThanOrEqual(1);
        expect(millsFall(x)).toBeGreaterThan(0);
        expect(millsFall(x) * (1 + x * x)).toBeLessThanOrEqual(1 + 1e-13);
      }),
    );
  });

  it('of the end of the line is 0, and of no number none', () => {
    expect([millsRatio(Infinity), millsFall(Infinity)]).toEqual([0, 0]);
    expect([millsRatio(NaN), millsFall(NaN)]).toEqual([NaN, NaN]);
  });
});
