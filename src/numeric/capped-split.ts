/** Splitting a whole amount over claims of which each has room for only so much. */
import { splitProportionally } from './rounding.ts';

/**
 * Splits `total` >= 0 by weight, nobody getting more than their room: rounds of `splitProportionally` of what is left over
 * those with weight and room left, each taking no more than its room, until nothing is left or nobody has room.
 * Weights and rooms are not negative, rooms whole; `out` gets the parts. Returns what found no room.
 */
export function splitWithinRoom(
  total: number,
  weights: ArrayLike<number>,
  rooms: ArrayLike<number>,
  out: Float64Array | number[],
): number {
  const count = weights.length;
  for (let i = 0; i < count; i += 1) out[i] = 0;
  const open = new Float64Array(count);
  const parts = new Float64Array(count);
  let left = total;
  while (left > 0) {
    let sum = 0;
    for (let i = 0; i < count; i += 1) {
      open[i] = rooms[i] > out[i] ? weights[i] : 0;
      sum += open[i];
    }
    if (sum === 0) break;
    splitProportionally(left, open, parts);
    for (let i = 0; i < count; i += 1) {
      const given = Math.min(parts[i], rooms[i] - out[i]);
      out[i] += given;
      left -= given;
    }
  }
  return left;
}
