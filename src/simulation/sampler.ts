/** Samples of the state at regular times: what the charts over time are drawn from. */
import type { SimTimeUs } from '../base/units.ts';
import type { ExchangePort } from '../exchange/exchange-port.ts';
import type { LinearPerpetual } from '../instruments/linear-perpetual.ts';
import type { PathTally, SeriesColumns } from './path-outcome.ts';

type Mutable<T> = { -readonly [K in keyof T]: T[K] };

export class Sampler {
  readonly #columns: Mutable<SeriesColumns>;
  readonly #instruments: readonly LinearPerpetual[];

  /** `capacity` is the number of samples that the path will take. */
  constructor(instruments: readonly LinearPerpetual[], capacity: number) {
    const matrix = (): Float64Array => new Float64Array(capacity * instruments.length);
    this.#instruments = instruments;
    this.#columns = {
      count: 0,
      instrumentCount: instruments.length,
      timeUs: new Float64Array(capacity),
      fundEquity: new Float64Array(capacity),
      uncoveredLoss: new Float64Array(capacity),
      indexTicks: matrix(),
      markTicks: matrix(),
      lastTicks: matrix(),
      openInterest: matrix(),
      liquidated: matrix(),
      deleveraged: matrix(),
      halted: matrix(),
    };
  }

  sample(nowUs: SimTimeUs, exchange: ExchangePort, tally: PathTally): void {
    const columns = this.#columns;
    const row = columns.count;
    columns.timeUs[row] = nowUs;
    columns.fundEquity[row] = exchange.fundEquity();
    columns.uncoveredLoss[row] = tally.uncoveredLoss;
    this.#instruments.forEach((instrument, i) => {
      const at = row * this.#instruments.length + i;
      const mark = exchange.markTicksOf(i);
      columns.indexTicks[at] = exchange.indexTicksOf(i);
      columns.markTicks[at] = mark;
      columns.lastTicks[at] = exchange.lastTicksOf(i);
      columns.openInterest[at] = exchange.openInterestOf(i) * mark * instrument.quantaPerLotTick;
      columns.liquidated[at] = tally.liquidatedByInstrument[i];
      columns.deleveraged[at] = tally.deleveragedByInstrument[i];
      columns.halted[at] = exchange.haltedUntilUsOf(i) > 0 ? 1 : 0;
    });
    columns.count = row + 1;
  }

  /** The samples taken so far; a path that failed has fewer than planned. */
  finish(): SeriesColumns {
    const { count, instrumentCount } = this.#columns;
    const cut = (column: Float64Array, width: number): Float64Array => column.slice(0, count * width);
    return {
      count,
      instrumentCount,
      timeUs: cut(this.#columns.timeUs, 1),
      fundEquity: cut(this.#columns.fundEquity, 1),
      uncoveredLoss: cut(this.#columns.uncoveredLoss, 1),
      indexTicks: cut(this.#columns.indexTicks, instrumentCount),
      markTicks: cut(this.#columns.markTicks, instrumentCount),
      lastTicks: cut(this.#columns.lastTicks, instrumentCount),
      openInterest: cut(this.#columns.openInterest, instrumentCount),
      liquidated: cut(this.#columns.liquidated, instrumentCount),
      deleveraged: cut(this.#columns.deleveraged, instrumentCount),
      halted: cut(this.#columns.halted, instrumentCount),
    };
  }
}
