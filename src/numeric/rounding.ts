/** Rounding of whole numbers into whole parts. The parts always add up: nothing is created or lost by rounding. */
import { assert, InvariantError } from '../base/assert.ts';

/** Money is counted in whole quanta: what does not fit ends a path, and says why. */
const NOT_EXACT = 'only whole numbers below 2^53 are exact; a price or a position has run away';

/**
 * Splits `total` into whole parts proportional to `weights`, written to `out`; the parts add up to `total` exactly.
 *
 * Parts are differences of floor(total x cumulative weight / sum of weights), so each is within 1 of its exact share
 * and a weight of 0 gets 0. Rounding favours later entries: what earlier ones lack to a whole unit moves on. With
 * whole weights and |total| <= their sum, no part exceeds its weight. A negative total is split as its size, negated.
 *
 * @param total whole number, |total| < 2^53
 * @param weights finite, none negative, at least one positive unless `total` is 0
 * @param out at least as long as `weights`; entries beyond are left alone
 * @throws InvariantError on any other input
 */
export function splitProportionally(total: number, weights: ArrayLike<number>, out: Float64Array | number[]): void {
  // Not an assert: its message would be put together at each call.
  if (!Number.isSafeInteger(total)) {
    throw new InvariantError(`${total} cannot be split into whole parts: ${NOT_EXACT}`);
  }
  const count = weights.length;
  assert(out.length >= count, 'the output of a split needs a place for each weight');
  let sum = 0;
  for (let i = 0; i < count; i += 1) {
    assert(weights[i] >= 0, 'weights of a split must not be negative');
    sum += weights[i];
  }
  assert(total === 0 || (sum > 0 && sum < Infinity), 'a split needs a positive finite sum of weights');
  const size = Math.abs(total);
  const sign = total < 0 ? -1 : 1;
  let cumulative = 0;
  let given = 0;
  for (let i = 0; i < count; i += 1) {
    cumulative += weights[i];
    const due = cumulative === sum ? size : floorOfShare(size, cumulative, sum);
    // + 0 turns the -0 of an empty part of a negative total into 0.
    out[i] = sign * (due - given) + 0;
    given = due;
  }
}

/** floor(size x part / whole) for part < whole; exact when all three are whole numbers below 2^53. */
function floorOfShare(size: number, part: number, whole: number): number {
  if (size === 0) return 0;
  const product = size * part;
  if (product <= Number.MAX_SAFE_INTEGER) return Math.floor(product / whole);
  if (Number.isSafeInteger(part) && Number.isSafeInteger(whole)) {
    return Number((BigInt(size) * BigInt(part)) / BigInt(whole));
  }
  return Math.min(size, Math.floor(size * (part / whole)));
}
