/**
 * The distance between the mid of a book and its first lot, on either side.
 *
 * A half-spread h is a share of the undisplaced price that each lot bought costs more, and each lot sold brings less, than
 * the curve says. The charge of a walk is one rounded figure of all lots bought and sold since its anchor, so slices cost what
 * one block costs; a round trip costs exactly the two half-spreads. The mid, which marks are made of, does not move by it.
 */
import { assert } from '../base/assert.ts';
import type { Lots, QuoteQuanta } from '../base/units.ts';

/** Largest half-spread; the lowest price of a book is 13 % of its mid, and no lot may be sold for less than nothing. */
export const HALF_SPREAD_MAX = 0.1;

/** Mean of half-spreads, given their weighted sum; of several at the limit it must not be rounded beyond that. */
export function meanHalfSpread(weighted: number, weights: number): number {
  return weights === 0 ? 0 : Math.min(HALF_SPREAD_MAX, weighted / weights);
}

export class BookSpread {
  #bidHalf = 0;
  #askHalf = 0;
  #boughtLots: Lots = 0;
  #soldLots: Lots = 0;
  #charged: QuoteQuanta = 0;
  /** Whether there was ever one: without, the state of a book is what it is without this class. */
  #isUsed = false;

  /** Whether these are other half-spreads than those in force; each in [0, HALF_SPREAD_MAX]. */
  differs(bidHalf: number, askHalf: number): boolean {
    return bidHalf !== this.#bidHalf || askHalf !== this.#askHalf;
  }

  /** New half-spreads; the walk must have ended. */
  set(bidHalf: number, askHalf: number): void {
    assert(bidHalf >= 0 && bidHalf <= HALF_SPREAD_MAX, 'a half-spread must lie in [0, 10 %]');
    assert(askHalf >= 0 && askHalf <= HALF_SPREAD_MAX, 'a half-spread must lie in [0, 10 %]');
    this.#bidHalf = bidHalf;
    this.#askHalf = askHalf;
    this.#isUsed = true;
  }

  /** What a buy (+) pays above the curve, and a sale (-) below it: signed, as a share of the undisplaced price. */
  signedHalf(direction: 1 | -1): number {
    return direction > 0 ? this.#askHalf : -this.#bidHalf;
  }

  /** What these lots (signed) cost on top, quanta, not negative. */
  charge(lots: Lots, lotNotional: number): QuoteQuanta {
    if (this.#bidHalf === 0 && this.#askHalf === 0) return 0;
    if (lots > 0) this.#boughtLots += lots;
    else this.#soldLots -= lots;
    const whole = Math.round(
      this.#boughtLots * lotNotional * this.#askHalf + this.#soldLots * lotNotional * this.#bidHalf,
    );
    const charged = whole - this.#charged;
    this.#charged = whole;
    return charged;
  }

  /** A new walk begins. */
  restart(): void {
    this.#boughtLots = 0;
    this.#soldLots = 0;
    this.#charged = 0;
  }

  /** Appends the numbers that make up the state, for fingerprints. */
  appendState(out: number[]): void {
    if (this.#isUsed) out.push(this.#bidHalf, this.#askHalf, this.#boughtLots, this.#soldLots);
  }
}
