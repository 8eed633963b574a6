/**
 * Was the loss beyond the quantile as large as expected shortfall said?
 *
 * Source: C. Acerbi and B. Szekely, "Backtesting Expected Shortfall", Risk (December 2014), test 2.
 */
import { assert } from '../../base/assert.ts';
import { normalDensity, normalQuantile } from '../../numeric/normal.ts';
import { binomialCdf } from '../../numeric/special-functions.ts';
import type { Stream } from '../../numeric/stream.ts';

export interface ShortfallObservation {
  /** Loss is positive. */
  readonly loss: number;
  /** Whether the loss was above the quantile of the same day. */
  readonly isException: boolean;
  /** Expected shortfall forecast for that day, > 0. */
  readonly shortfall: number;
}

/**
 * Z2 = 1 + sum over exceptions of profit / (T a ES): 0 on average under the null hypothesis, negative when expected
 * shortfall was too small or exceptions too many.
 *
 * @param probability a, the tail beyond the quantile
 */
export function computeZ2(observations: readonly ShortfallObservation[], probability: number): number {
  assert(observations.length > 0 && probability > 0 && probability < 1, 'Z2 needs observations and a tail in (0, 1)');
  let sum = 0;
  for (const { loss, isException, shortfall } of observations) {
    if (!isException) continue;
    assert(shortfall > 0, 'expected shortfall is positive');
    sum += loss / shortfall;
  }
  return 1 - sum / (observations.length * probability);
}

/**
 * Z2 when the model is right and its losses are normal, by simulation, ascending: only the exceptions need be drawn,
 * their number from the binomial distribution and each loss from the normal tail. Fatter tails spread Z2 more, so
 * p-values from here are the strict ones: at T = 250 and 2.5 % the 5 % point is near -0.70 against -0.82 for Student-t
 * with three degrees of freedom (ibid., table 1).
 *
 * @param stream of its own; takes 1 uniform and one more for each exception drawn, `trials` times
 */
export function simulateZ2(observations: number, probability: number, trials: number, stream: Stream): Float64Array {
  const shortfall = normalDensity(normalQuantile(probability)) / probability;
  const counts = cumulativeCounts(observations, probability);
  const values = new Float64Array(trials);
  for (let trial = 0; trial < trials; trial += 1) {
    const u = stream.uniformOpen();
    let count = 0;
    while (count < counts.length && u > counts[count]) count += 1;
    let sum = 0;
    for (let k = 0; k < count; k += 1) sum -= normalQuantile(probability * stream.uniformOpen());
    values[trial] = 1 - sum / (shortfall * observations * probability);
  }
  return values.sort();
}

/** Share of a simulated sample that is not above `z2`. */
export function shareUpTo(sorted: Float64Array, z2: number): number {
  let count = 0;
  while (count < sorted.length && sorted[count] <= z2) count += 1;
  return count / sorted.length;
}

/** P(X <= k) for k = 0, 1, ... up to where it is 1 to the last bits that a uniform could tell. */
function cumulativeCounts(observations: number, probability: number): number[] {
  const counts: number[] = [];
  for (let k = 0; k < observations; k += 1) {
    const cumulative = binomialCdf(k, observations, probability);
    counts.push(cumulative);
    if (cumulative > 1 - 1e-12) break;
  }
  return counts;
}
