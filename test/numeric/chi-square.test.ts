// Goal: chi-square tails have their digits, also where they are tiny. Method: critical values printed in tables, closed
// forms for 1, 2 and 4 degrees of freedom, and monotony.

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { chiSquareSurvival } from '../../src/numeric/chi-square.ts';
import { normalCdf } from '../../src/numeric/normal.ts';

const relative = (value: number, expected: number): number => Math.abs(value / expected - 1);

describe('chiSquareSurvival', () => {
  // Upper critical values, NIST/SEMATECH e-Handbook 1.3.6.7.4, three decimals: the tail is as stated to 4e-4 relative.
  it.each([
    [2.706, 1, 0.1],
    [3.841, 1, 0.05],
    [6.635, 1, 0.01],
    [10.828, 1, 0.001],
    [5.991, 2, 0.05],
    [9.21, 2, 0.01],
    [13.816, 2, 0.001],
    [11.07, 5, 0.05],
    [18.307, 10, 0.05],
    [43.773, 30, 0.05],
    [124.342, 100, 0.05],
  ])('of %d with %d degrees of freedom is %d', (x, degreesOfFreedom, tail) => {
    expect(relative(chiSquareSurvival(x, degreesOfFreedom), tail)).toBeLessThan(5e-4);
  });

  it('is twice the normal tail for one degree, an exponential for two, and exp(-x/2) (1 + x/2) for four', () => {
    for (const x of [1e-3, 0.1, 0.5, 1, 2, 2.9, 3.1, 5, 10, 38.31288, 100, 600]) {
      expect(relative(chiSquareSurvival(x, 1), 2 * normalCdf(-Math.sqrt(x)))).toBeLessThan(1e-12);
      expect(relative(chiSquareSurvival(x, 2), Math.exp(-x / 2))).toBeLessThan(1e-12);
      expect(relative(chiSquareSurvival(x, 4), Math.exp(-x / 2) * (1 + x / 2))).toBeLessThan(1e-12);
    }
  });

  it('goes from 1 at zero to 0 at infinity, and never up', () => {
    expect([-1, 0, Infinity].map((x) => chiSquareSurvival(x, 3))).toEqual([1, 1, 0]);
    const numbers = fc.double({ min: 0, max: 500, noNaN: true });
    fc.assert(
      fc.property(numbers, numbers, fc.integer({ min: 1, max: 60 }), (x, y, degreesOfFreedom) => {
        const [low, high] = [Math.min(x, y), Math.max(x, y)];
        const [atLow, atHigh] = [chiSquareSurvival(low, degreesOfFreedom), chiSquareSurvival(high, degreesOfFreedom)];
        expect(atHigh).toBeLessThanOrEqual(atLow * (1 + 1e-13));
      }),
    );
  });
});
