/** Prices as they were: what was seen over time, forgotten once nobody can ask for it any more. */
import type { SimTimeUs } from '../../base/units.ts';

const FORGOTTEN_MAX = 1_024;

/** A queue of (time, price) with rising times, read by a clock that also only rises. */
export class PastPrices {
  #times: SimTimeUs[] = [];
  #prices: number[] = [];
  #head = 0;

  /** A price of `timeUs`; replaces one of the same time. */
  add(timeUs: SimTimeUs, price: number): void {
    const last = this.#times.length - 1;
    if (last >= 0 && this.#times[last] === timeUs) {
      this.#prices[last] = price;
      return;
    }
    this.#times.push(timeUs);
    this.#prices.push(price);
  }

  /** The last price at or before `timeUs`, or the oldest one known. `timeUs` must not fall from call to call. */
  at(timeUs: SimTimeUs): number {
    while (this.#head + 1 < this.#times.length && this.#times[this.#head + 1] <= timeUs) this.#head += 1;
    if (this.#head > FORGOTTEN_MAX) {
      this.#times = this.#times.slice(this.#head);
      this.#prices = this.#prices.slice(this.#head);
      this.#head = 0;
    }
    return this.#prices[this.#head];
  }
}
