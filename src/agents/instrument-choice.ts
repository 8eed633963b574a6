/** Draws which instruments an account holds: different ones by weight, without replacement, without allocating. */
import type { Stream } from '../numeric/stream.ts';

export class InstrumentChoice {
  /** What the last `draw` chose, rising; the first places that it returned count. */
  readonly chosen: Int32Array;
  readonly #min: number;
  readonly #choices: number;
  /** Instruments that can be chosen at all, and their weights. */
  readonly #ids: Int32Array;
  readonly #weights: Float64Array;
  /** Weights that are left while an account chooses. */
  readonly #left: Float64Array;
  readonly #sum: number;
  /** Sums of whole weights are exact, so that taking one away is adding up the others. */
  readonly #isWhole: boolean;
  /** Places in `#ids` of what was chosen, rising. */
  readonly #places: Int32Array;

  constructor(weights: readonly number[], { min, max }: { readonly min: number; readonly max: number }) {
    const ids = Array.from(weights.keys()).filter((i) => weights[i] > 0);
    this.#min = min;
    this.#choices = max - min + 1;
    this.#ids = Int32Array.from(ids);
    this.#weights = Float64Array.from(ids, (i) => weights[i]);
    this.#left = this.#weights.slice();
    this.#sum = sumOf(this.#weights);
    this.#isWhole = Number.isSafeInteger(this.#sum) && this.#weights.every((weight) => Number.isSafeInteger(weight));
    this.chosen = new Int32Array(ids.length);
    this.#places = new Int32Array(ids.length);
  }

  /** Chooses for one account; returns how many. */
  draw(stream: Stream): number {
    const left = this.#left;
    const places = this.#places;
    const wanted = Math.min(this.#ids.length, this.#min + stream.integer(this.#choices));
    let sum = this.#sum;
    for (let count = 0; count < wanted; count += 1) {
      const pick = this.#pick(stream.uniform() * sum);
      let n = count;
      for (; n > 0 && places[n - 1] > pick; n -= 1) places[n] = places[n - 1];
      places[n] = pick;
      left[pick] = 0;
      if (count + 1 < wanted) sum = this.#isWhole ? sum - this.#weights[pick] : sumOf(left);
    }
    for (let n = 0; n < wanted; n += 1) {
      this.chosen[n] = this.#ids[places[n]];
      left[places[n]] = this.#weights[places[n]];
    }
    return wanted;
  }

  /** The place at which the weights use `amount` up; what was chosen before weighs nothing and uses up nothing. */
  #pick(amount: number): number {
    const weights = this.#left;
    let left = amount;
    for (let k = 0; k < weights.length; k += 1) {
      left -= weights[k];
      if (left < 0) return k;
    }
    // Rounding may leave a crumb of the amount: it is the last one's.
    let last = weights.length - 1;
    while (weights[last] === 0) last -= 1;
    return last;
  }
}

/** In order: part of what a seed means where weights are not whole. */
function sumOf(weights: Float64Array): number {
  let sum = 0;
  for (let k = 0; k < weights.length; k += 1) sum += weights[k];
  return sum;
}
