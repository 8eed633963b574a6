/**
 * How prices moved together before a break and in it: betas to the first instrument and correlation, of 5-minute returns.
 *
 * In October 2025 the betas of thin instruments to BTC rose four- to eightfold within minutes while the average correlation
 * of pairs rose from 0.55 to 0.84: it was liquidity that broke. These are the figures that say whether a path did the same.
 *
 * Returns are those of marks, from the first update in one 5-minute window to the first in the next. The break is the first
 * window in which liquidation orders, takeovers and deleveraging closed 1 % of the open interest at the start, and lasts
 * 70 minutes, as that of October 2025 did. Instruments are those with a price of their own, spot assets left out.
 */
import { US_PER_MINUTE, type SimTimeUs } from '../base/units.ts';
import type { ExchangePort } from '../exchange/exchange-port.ts';
import { NO_INSTRUMENT, type Instrument } from '../instruments/instrument.ts';
import { log } from '../numeric/math.ts';

export const CO_MOVEMENT_WINDOW_US = 5 * US_PER_MINUTE;
const BREAK_SHARE = 0.01;
const BREAK_US = 70 * US_PER_MINUTE;
/** Fewest windows that a slope is read from. */
const WINDOWS_MIN = 4;

/** The part of a path's tally that says when it breaks; quanta. */
export interface ForcedTrade {
  readonly liquidatedNotional: number;
  readonly takeoverNotional: number;
  readonly deleveragedNotional: number;
  readonly openInterestInitial: readonly number[];
}

/** Of the windows of one phase; null where there are too few, or nothing moved. */
export interface CoMovement {
  readonly windows: number;
  /** By instrument of `CoMovementRecord.instruments`: slope of its return on the first one's. */
  readonly betas: readonly (number | null)[];
  /** Mean correlation over all pairs. */
  readonly pairCorrelation: number | null;
}

export interface CoMovementRecord {
  /** Instruments that are compared, the first one first. */
  readonly instruments: readonly number[];
  /** Start of the window in which it broke; -1: it did not, and all windows are `before`. */
  readonly breakAtUs: SimTimeUs;
  readonly before: CoMovement;
  readonly during: CoMovement;
}

/** Sums of products of returns. */
class Products {
  #windows = 0;
  readonly #sums: Float64Array;
  /** [count x count], lower triangle. */
  readonly #products: Float64Array;

  constructor(count: number) {
    this.#sums = new Float64Array(count);
    this.#products = new Float64Array(count * count);
  }

  add(returns: Float64Array): void {
    this.#windows += 1;
    for (let i = 0; i < returns.length; i += 1) {
      this.#sums[i] += returns[i];
      for (let j = 0; j <= i; j += 1) this.#products[i * returns.length + j] += returns[i] * returns[j];
    }
  }

  finish(): CoMovement {
    const count = this.#sums.length;
    const windows = this.#windows;
    const covariance = (i: number, j: number): number =>
      this.#products[i * count + j] / windows - (this.#sums[i] / windows) * (this.#sums[j] / windows);
    if (windows < WINDOWS_MIN || !(covariance(0, 0) > 0)) {
      return { windows, betas: Array<null>(count).fill(null), pairCorrelation: null };
    }
    const betas = Array.from({ length: count }, (_, i) => covariance(i, 0) / covariance(0, 0));
    let sum = 0;
    let pairs = 0;
    for (let i = 1; i < count; i += 1) {
      for (let j = 0; j < i; j += 1) {
        const scale = covariance(i, i) * covariance(j, j);
        if (!(scale > 0)) continue;
        sum += covariance(i, j) / Math.sqrt(scale);
        pairs += 1;
      }
    }
    return { windows, betas, pairCorrelation: pairs === 0 ? null : sum / pairs };
  }
}

export class CoMovementRecorder {
  readonly #instruments: readonly number[];
  readonly #before: Products;
  readonly #during: Products;
  readonly #last: Float64Array;
  readonly #returns: Float64Array;
  #windowEndUs = 0;
  #windowStartUs = -1;
  #breakAtUs: SimTimeUs = -1;
  #forcedBefore = 0;

  constructor(instruments: readonly Instrument[]) {
    this.#instruments = [...instruments.keys()].filter(
      (i) => instruments[i].follows === NO_INSTRUMENT && instruments[i].contract.kind !== 'spot',
    );
    const count = this.#instruments.length;
    this.#before = new Products(count);
    this.#during = new Products(count);
    this.#last = new Float64Array(count);
    this.#returns = new Float64Array(count);
  }

  /** After every mark update. */
  observe(nowUs: SimTimeUs, exchange: ExchangePort, tally: ForcedTrade): void {
    if (nowUs < this.#windowEndUs || this.#instruments.length < 2) return;
    this.#instruments.forEach((i, k) => {
      const mark = exchange.markTicksOf(i);
      this.#returns[k] = this.#windowStartUs < 0 ? 0 : log(mark / this.#last[k]);
      this.#last[k] = mark;
    });
    if (this.#windowStartUs >= 0) this.#close(tally);
    this.#windowStartUs = nowUs - (nowUs % CO_MOVEMENT_WINDOW_US);
    this.#windowEndUs = this.#windowStartUs + CO_MOVEMENT_WINDOW_US;
  }

  /** Null where there is nothing to compare. */
  finish(): CoMovementRecord | null {
    if (this.#instruments.length < 2) return null;
    return {
      instruments: this.#instruments,
      breakAtUs: this.#breakAtUs,
      before: this.#before.finish(),
      during: this.#during.finish(),
    };
  }

  #close(tally: ForcedTrade): void {
    const forced = tally.liquidatedNotional + tally.takeoverNotional + tally.deleveragedNotional;
    const openInterest = tally.openInterestInitial.reduce((sum, one) => sum + one, 0);
    const isHeavy = forced - this.#forcedBefore >= BREAK_SHARE * openInterest && openInterest > 0;
    this.#forcedBefore = forced;
    if (this.#breakAtUs < 0 && isHeavy) this.#breakAtUs = this.#windowStartUs;
    if (this.#breakAtUs < 0) this.#before.add(this.#returns);
    else if (this.#windowStartUs < this.#breakAtUs + BREAK_US) this.#during.add(this.#returns);
  }
}
