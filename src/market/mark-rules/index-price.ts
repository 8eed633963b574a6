/** The index: an average of other venues' prices and, where it has a weight, the venue's own. */
import type { IndexRules } from './mark-rule.ts';
import { pricesOf, weightedMedian } from './medians.ts';

/** Index in ticks, not rounded. Mean: sum of weight x price / sum of weights; median: see `weightedMedian`. */
export function computeIndexPrice(rules: IndexRules, outsideTicks: number, lastTicks: number): number {
  const prices = [...pricesOf(rules.venues, outsideTicks), lastTicks];
  const weights = [...rules.venues.map(({ weight }) => weight), rules.ownWeight];
  if (rules.average === 'median') return weightedMedian(prices, weights);
  let sum = 0;
  let total = 0;
  for (let n = 0; n < prices.length; n += 1) {
    sum += weights[n] * prices[n];
    total += weights[n];
  }
  return sum / total;
}
