/** Samples whose observations count unequally: weights by age, and the tail of a weighted sample. */
import { power } from '../../numeric/math.ts';
import type { RiskMeasure } from './tail-convention.ts';

/** Sums of weights that should reach the tail probability do so within rounding. */
const WEIGHT_TOLERANCE = 1e-12;

/** [i] lambda^(n - i) (1 - lambda) / (1 - lambda^n) for i = 1 (oldest) to n (latest); they add up to 1. */
export function ageWeights(count: number, decay: number): Float64Array {
  const weights = new Float64Array(count);
  let weight = (1 - decay) / (1 - power(decay, count));
  for (let i = count - 1; i >= 0; i -= 1) {
    weights[i] = weight;
    weight *= decay;
  }
  return weights;
}

/**
 * Value at risk: the first loss, from the worst, at which the weights so far reach the tail probability. Expected
 * shortfall: the weighted mean of the losses up to there, the weight of the last cut so that all add up to the tail.
 *
 * @param losses from the worst, with `weights` beside them; the first `count` hold, whose weights reach `tail`
 */
export function weightedTail(
  measure: RiskMeasure,
  losses: Float64Array,
  weights: Float64Array,
  count: number,
  tail: number,
): number {
  const enough = tail - WEIGHT_TOLERANCE;
  let reached = 0;
  let sum = 0;
  let i = 0;
  while (i < count - 1 && reached + weights[i] < enough) {
    reached += weights[i];
    sum += weights[i] * losses[i];
    i += 1;
  }
  return measure === 'value-at-risk' ? losses[i] : (sum + (tail - reached) * losses[i]) / tail;
}

/** Smallest number of observations that reach the tail whichever they are: the lightest ones first. */
export function countToReach(weights: Float64Array, tail: number): number {
  const rising = weights.slice().sort();
  let reached = 0;
  let count = 0;
  while (count < rising.length && reached < tail) reached += rising[count++];
  return count;
}
