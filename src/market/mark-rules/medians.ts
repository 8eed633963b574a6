/** Medians of few prices. */
import { assert } from '../../base/assert.ts';
import type { OtherVenue } from './mark-rule.ts';

export function medianOfThree(a: number, b: number, c: number): number {
  return Math.max(Math.min(a, b), Math.min(Math.max(a, b), c));
}

/**
 * Smallest value at which the weights so far reach half of all, values rising; where they are exactly half, the mean of
 * it and the next. Equal values keep their order, which changes nothing.
 *
 * @param weights none negative, at least one positive, as many as `values`
 */
export function weightedMedian(values: readonly number[], weights: readonly number[]): number {
  const order = values.map((_, n) => n).filter((n) => weights[n] > 0);
  assert(order.length > 0, 'a weighted median needs a positive weight');
  order.sort((x, y) => values[x] - values[y] || x - y);
  const half = order.reduce((sum, n) => sum + weights[n], 0) / 2;
  let reached = 0;
  for (let k = 0; k < order.length - 1; k += 1) {
    reached += weights[order[k]];
    if (reached === half) return (values[order[k]] + values[order[k + 1]]) / 2;
    if (reached > half) return values[order[k]];
  }
  return values[order[order.length - 1]];
}

/** Prices of other venues while the outside price is `outsideTicks`. */
export function pricesOf(venues: readonly OtherVenue[], outsideTicks: number): number[] {
  return venues.map(({ deviation }) => outsideTicks * (1 + deviation));
}
