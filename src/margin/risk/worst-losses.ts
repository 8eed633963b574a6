/**
 * The `capacity` worst of the losses offered to it: a binary heap with the least of them on top. Of equal losses the
 * scenario that comes first is the worse one, so that what is kept depends on no order of offers.
 */
export class WorstLosses {
  readonly capacity: number;
  /** Losses and their scenarios; after `sort` from the worst. */
  readonly losses: Float64Array;
  readonly scenarios: Int32Array;
  count = 0;

  constructor(capacity: number) {
    this.capacity = capacity;
    this.losses = new Float64Array(capacity);
    this.scenarios = new Int32Array(capacity);
  }

  clear(): void {
    this.count = 0;
  }

  /** Returns what a loss must reach to be taken from now on; -Infinity while there is room. */
  offer(loss: number, scenario: number): number {
    const { capacity, losses, scenarios } = this;
    if (this.count < capacity) {
      this.#rise(loss, scenario);
      return this.count < capacity ? -Infinity : losses[0];
    }
    if (loss > losses[0] || (loss === losses[0] && scenario < scenarios[0])) this.#sink(loss, scenario, capacity);
    return losses[0];
  }

  /** Orders what was kept from the worst; nothing can be offered after it but to a cleared heap. */
  sort(): void {
    const { losses, scenarios } = this;
    for (let end = this.count - 1; end > 0; end -= 1) {
      const loss = losses[0];
      const scenario = scenarios[0];
      this.#sink(losses[end], scenarios[end], end);
      losses[end] = loss;
      scenarios[end] = scenario;
    }
  }

  #rise(loss: number, scenario: number): void {
    const { losses, scenarios } = this;
    let at = this.count;
    this.count += 1;
    while (at > 0) {
      const parent = (at - 1) >> 1;
      const isLess = loss < losses[parent] || (loss === losses[parent] && scenario > scenarios[parent]);
      if (!isLess) break;
      losses[at] = losses[parent];
      scenarios[at] = scenarios[parent];
      at = parent;
    }
    losses[at] = loss;
    scenarios[at] = scenario;
  }

  /** Puts an entry in place of the top one of a heap of `size`. */
  #sink(loss: number, scenario: number, size: number): void {
    const { losses, scenarios } = this;
    let at = 0;
    for (;;) {
      let child = 2 * at + 1;
      if (child >= size) break;
      const right = child + 1;
      if (
        right < size &&
        (losses[right] < losses[child] || (losses[right] === losses[child] && scenarios[right] > scenarios[child]))
      ) {
        child = right;
      }
      const isGreater = loss > losses[child] || (loss === losses[child] && scenario < scenarios[child]);
      if (!isGreater) break;
      losses[at] = losses[child];
      scenarios[at] = scenarios[child];
      at = child;
    }
    losses[at] = loss;
    scenarios[at] = scenario;
  }
}
