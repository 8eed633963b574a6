// Goal: providers who all quote the widest half-spread that there is are no error, whatever their weights. Method: the mean as the
// venue works it out, by weights whose rounding passes the limit, and one that is truly beyond it.
import { describe, expect, it } from 'vitest';
import { BookSpread, HALF_SPREAD_MAX } from '../../src/market/spread.ts';

const WEIGHTS = Array.from({ length: 2_000 }, (_, n) => [n + 1, 3 * n + 1, 7 * n + 2]);
const meanOf = (weights: readonly number[]): number => {
  const sum = weights.reduce((total, weight) => total + weight, 0);
  return weights.reduce((total, weight) => total + weight * HALF_SPREAD_MAX, 0) / sum;
};

describe('the half-spread of a book', () => {
  it('may be the mean of providers at the limit', () => {
    const means = WEIGHTS.map(meanOf);
    expect(Math.max(...means)).toBeGreaterThan(HALF_SPREAD_MAX);
    for (const mean of means) {
      const spread = new BookSpread();
      spread.set(mean, mean);
      expect(spread.signedHalf(1)).toBeLessThanOrEqual(HALF_SPREAD_MAX);
      // The same again is no change, and so makes no new anchor.
      expect(spread.differs(mean, mean)).toBe(false);
    }
  });

  it('may not be wider than that', () => {
    expect(() => new BookSpread().set(0, HALF_SPREAD_MAX + 1e-9)).toThrow(/half-spread/);
  });
});
