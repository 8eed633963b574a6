/**
 * Goal: parts of a whole number that add up, whatever the weights. Method: cases worked by hand, then properties.
 */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { InvariantError } from '../../src/base/assert.ts';
import { splitProportionally } from '../../src/numeric/rounding.ts';

function split(total: number, weights: number[]): number[] {
  const out = weights.map(() => NaN);
  splitProportionally(total, weights, out);
  return out;
}

describe('splitting in proportion', () => {
  it.each([
    // Cumulative shares 3.33, 6.67, 10 are cut to 3, 6, 10: the last gets what the others lack.
    { total: 10, weights: [1, 1, 1], parts: [3, 3, 4] },
    { total: -10, weights: [1, 1, 1], parts: [-3, -3, -4] },
    // 0.5 -> 0, 1.0 -> 1.
    { total: 1, weights: [1, 1], parts: [0, 1] },
    { total: 7, weights: [0, 2, 0, 5, 0], parts: [0, 2, 0, 5, 0] },
    { total: 0, weights: [0, 0], parts: [0, 0] },
    { total: 5, weights: [3], parts: [5] },
    { total: 2, weights: [0.5, 0.25, 0.25], parts: [1, 0, 1] },
    { total: 0, weights: [], parts: [] },
  ])('gives $parts for $total over $weights', ({ total, weights, parts }) => {
    expect(split(total, weights)).toEqual(parts);
  });

  it('is exact where the product of total and weight is not a double', () => {
    // 9e15 x 1 / 3 and 9e15 x 2 / 3, to the unit.
    const third = 3e15 - 1;
    expect(split(3 * third, [1e12, 1e12, 1e12])).toEqual([third, third, third]);
  });

  const weightLists = fc.array(fc.integer({ min: 0, max: 1e9 }), { minLength: 1, maxLength: 20 });
  const cases = fc
    .tuple(fc.maxSafeInteger(), weightLists)
    .filter(([, weights]) => weights.some((weight) => weight > 0));

  it('adds up exactly, keeps the sign and stays within one unit of the exact share', () => {
    fc.assert(
      fc.property(cases, ([total, weights]) => {
        const parts = split(total, weights);
        const sum = weights.reduce((a, b) => a + b, 0);
        expect(parts.reduce((a, b) => a + b, 0)).toBe(total);
        parts.forEach((part, i) => {
          expect(Number.isSafeInteger(part) && part * Math.sign(total) >= 0).toBe(true);
          const scaled = BigInt(part) * BigInt(sum) - BigInt(total) * BigInt(weights[i]!);
          expect(scaled < BigInt(sum) && scaled > -BigInt(sum)).toBe(true);
          if (weights[i] === 0) expect(part).toBe(0);
        });
      }),
    );
  });

  it('never gives more than the weight when the total is not above the sum of whole weights', () => {
    fc.assert(
      fc.property(cases, fc.double({ min: 0, max: 1, noNaN: true }), ([, weights], share) => {
        const total = Math.floor(weights.reduce((a, b) => a + b, 0) * share);
        expect(split(total, weights).every((part, i) => part <= weights[i]!)).toBe(true);
      }),
    );
  });

  it.each([
    { total: 1.5, weights: [1] },
    { total: 1, weights: [-1, 2] },
    { total: 1, weights: [0, 0] },
    { total: 1, weights: [NaN] },
    { total: 1, weights: [Infinity] },
  ])('refuses $total over $weights', ({ total, weights }) => {
    expect(() => split(total, weights)).toThrow(InvariantError);
  });
});
