/**
 * What a verdict that holds is worth: how likely the test for too many exceptions would have refused a worse coverage. The
 * number of exceptions is binomial, so that this is exact.
 */
import { assert } from '../../base/assert.ts';
import { bisect } from '../../numeric/special-functions.ts';
import { excessPValue } from './exact-tests.ts';

/** Exceptions five times as frequent as promised: 95 % where 99 % is stated. */
const ALTERNATIVE = 5;
export const POWER_MIN = 0.8;
const EXPECTED_MIN = 5;

export interface CoveragePower {
  readonly observations: number;
  readonly expectedExceptions: number;
  /** Fewest exceptions of one book that are refused; more than `observations`: none are. */
  readonly leastRefused: number;
  /** Coverage with exceptions five times as frequent as stated, and the chance that a book of it is refused. */
  readonly alternative: number;
  readonly power: number;
  /** Highest coverage that is refused with a chance of 80 %. */
  readonly detectable: number;
  /** Fewer than 5 exceptions expected of a book, or a power below 80 %: that coverage holds says little. */
  readonly isWeak: boolean;
}

/**
 * Of one book among `bookCount`: Holm refuses the first of them at significance / bookCount.
 *
 * @param probability share of exceptions that the stated coverage allows, in (0, 1)
 */
export function measurePower(
  observations: number,
  probability: number,
  significance: number,
  bookCount: number,
): CoveragePower {
  assert(observations >= 1 && bookCount >= 1, 'a verdict is over periods and books');
  const level = significance / bookCount;
  // The p-value falls with the number of exceptions.
  let leastRefused = 0;
  let beyond = observations + 1;
  while (leastRefused < beyond) {
    const middle = Math.floor((leastRefused + beyond) / 2);
    if (excessPValue(observations, middle, probability) < level) beyond = middle;
    else leastRefused = middle + 1;
  }
  const powerAt = (share: number): number =>
    leastRefused > observations ? 0 : share >= 1 ? 1 : excessPValue(observations, leastRefused, share);
  const alternative = Math.min(1, ALTERNATIVE * probability);
  const power = powerAt(alternative);
  const expectedExceptions = observations * probability;
  return {
    observations,
    expectedExceptions,
    leastRefused,
    alternative: 1 - alternative,
    power,
    detectable: powerAt(1) < POWER_MIN ? 0 : 1 - bisect(probability, 1, (share) => powerAt(share) >= POWER_MIN),
    isWeak: expectedExceptions < EXPECTED_MIN || power < POWER_MIN,
  };
}
