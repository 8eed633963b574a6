// Goal: providers who all quote the widest half-spread that there is are no error, whatever their weights, and nothing wider
// is taken. Method: weights whose rounding passes the limit, and a half-spread that is truly beyond it.
import { describe, expect, it } from 'vitest';
import { BookSpread, HALF_SPREAD_MAX, meanHalfSpread } from '../../src/market/spread.ts';

const WEIGHTS = Array.from({ length: 2_000 }, (_, n) => [n + 1, 3 * n + 1, 7 * n + 2]);
const sumOf = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0);

describe('the half-spread of a book', () => {
  it('may be the mean of providers at the limit', () => {
    const sums = WEIGHTS.map((weights) => ({
      weighted: sumOf(weights.map((weight) => weight * HALF_SPREAD_MAX)),
      weights: sumOf(weights),
    }));
    expect(Math.max(...sums.map(({ weighted, weights }) => weighted / weights))).toBeGreaterThan(HALF_SPREAD_MAX);
    for (const { weighted, weights } of sums) {
      const mean = meanHalfSpread(weighted, weights);
      expect(mean).toBeCloseTo(HALF_SPREAD_MAX, 14);
      new BookSpread().set(mean, mean);
    }
  });

  it('is nothing where nobody quotes', () => {
    expect(meanHalfSpread(0, 0)).toBe(0);
  });

  it('may not be wider than that', () => {
    expect(() => new BookSpread().set(0, HALF_SPREAD_MAX + 1e-16)).toThrow(/half-spread/);
  });
});
