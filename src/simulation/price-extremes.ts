/** How far the prices of a path fell and rose, by instrument, seen at mark updates. */
import type { ExchangePort } from '../exchange/exchange-port.ts';
import type { Instrument } from '../instruments/instrument.ts';
import { log } from '../numeric/math.ts';
import type { PathTally } from './path-outcome.ts';

export class PriceExtremes {
  readonly #tally: PathTally;
  readonly #initialTicks: readonly number[];
  /** [instrumentCount] lowest and highest mark and index, ticks, and price of the book / index, seen so far. */
  readonly #markLow: Float64Array;
  readonly #indexLow: Float64Array;
  readonly #dislocationLow: Float64Array;
  readonly #markHigh: Float64Array;
  readonly #indexHigh: Float64Array;
  readonly #dislocationHigh: Float64Array;

  constructor(tally: PathTally, instruments: readonly Instrument[]) {
    this.#tally = tally;
    this.#initialTicks = instruments.map(({ priceInitialTicks }) => priceInitialTicks);
    this.#markLow = new Float64Array(instruments.length).fill(Infinity);
    this.#indexLow = this.#markLow.slice();
    this.#dislocationLow = this.#markLow.slice();
    this.#markHigh = new Float64Array(instruments.length);
    this.#indexHigh = this.#markHigh.slice();
    this.#dislocationHigh = this.#markHigh.slice();
  }

  /** Logarithms only of what is new: extremes are rare. */
  observe(exchange: ExchangePort): void {
    const tally = this.#tally;
    for (let i = 0; i < this.#initialTicks.length; i += 1) {
      const initial = this.#initialTicks[i];
      const mark = exchange.markTicksOf(i);
      const index = exchange.indexTicksOf(i);
      const dislocation = exchange.lastTicksOf(i) / index;
      if (mark < this.#markLow[i]) noteLow(this.#markLow, tally.markLowLog, i, mark, initial);
      if (index < this.#indexLow[i]) noteLow(this.#indexLow, tally.indexLowLog, i, index, initial);
      if (dislocation < this.#dislocationLow[i])
        noteLow(this.#dislocationLow, tally.dislocationLowLog, i, dislocation, 1);
      if (mark > this.#markHigh[i]) noteHigh(this.#markHigh, tally.markHighLog, i, mark, initial);
      if (index > this.#indexHigh[i]) noteHigh(this.#indexHigh, tally.indexHighLog, i, index, initial);
      if (dislocation > this.#dislocationHigh[i])
        noteHigh(this.#dislocationHigh, tally.dislocationHighLog, i, dislocation, 1);
    }
  }
}

function noteLow(lows: Float64Array, logs: number[], i: number, value: number, against: number): void {
  lows[i] = value;
  logs[i] = Math.min(logs[i], log(value / against));
}

function noteHigh(highs: Float64Array, logs: number[], i: number, value: number, against: number): void {
  highs[i] = value;
  logs[i] = Math.max(logs[i], log(value / against));
}
