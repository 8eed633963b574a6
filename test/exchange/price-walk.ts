/**
 * Prices that move in every way a watch has to bear: all at once, one by one, by jumps, back and forth, on or not at
 * all. Prices lie on a grid of 2^-10, so that sums over whole lots are exact.
 */
import { exp, log } from '../../src/numeric/math.ts';
import type { Draw } from '../model/random-venue.ts';

const GRID = 1_024;

export class PriceWalk {
  readonly prices: Float64Array;
  readonly scales: readonly number[];
  /** Moves between these, in scales, even in their logarithm. */
  sizeMin = 2 ** -14;
  sizeMax = 0.1;
  readonly #draw: Draw;
  readonly #start: readonly number[];
  #before: number[];

  constructor(draw: Draw, instruments: number) {
    this.#draw = draw;
    this.#start = Array.from({ length: instruments }, () => draw.whole(50 * GRID, 200 * GRID) / GRID);
    this.prices = Float64Array.from(this.#start);
    this.scales = this.#start.map((price) => price * draw.of([1, 1, 0.3]));
    this.#before = [...this.#start];
  }

  move(): void {
    const draw = this.#draw;
    const last = Array.from(this.prices);
    const count = this.prices.length;
    switch (draw.of(['all', 'together', 'one', 'one', 'jump', 'none', 'back', 'start'])) {
      case 'all':
        for (let i = 0; i < count; i += 1) this.#shift(i, this.#size() * draw.of([-1, 1]));
        break;
      case 'together': {
        const shift = this.#size() * draw.of([-1, 1]);
        for (let i = 0; i < count; i += 1) this.#shift(i, shift);
        break;
      }
      case 'one':
        this.#shift(draw.whole(0, count - 1), this.#size() * draw.of([-1, 1]));
        break;
      case 'jump':
        this.#shift(draw.whole(0, count - 1), this.sizeMax * 4 * draw.of([-1, 1]));
        break;
      case 'back':
        this.prices.set(this.#before);
        break;
      case 'start':
        if (draw.chance(0.1)) this.prices.set(this.#start);
        break;
      case 'none':
        return;
    }
    this.#before = last;
  }

  #size(): number {
    return exp(this.#draw.between(log(this.sizeMin), log(this.sizeMax)));
  }

  /** Moves one price by a number of scales, between a quarter and four times where it began. */
  #shift(i: number, scales: number): void {
    const price = this.prices[i]! + scales * this.scales[i]!;
    const within = Math.min(4 * this.#start[i]!, Math.max(this.#start[i]! / 4, price));
    this.prices[i] = Math.round(within * GRID) / GRID;
  }
}
