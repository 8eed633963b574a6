/**
 * A running checksum over the price facts of a path: what stands for them where they are not kept. It finds a
 * difference, it does not resist one made on purpose; that is the fingerprint's business.
 */
import type { SimTimeUs } from '../base/units.ts';

const FACTOR = 0x9e37_79b1;
const OTHER_FACTOR = 0x85eb_ca77;
/** Of the 64 bits computed, as many as a double holds exactly. */
const HIGH_BITS = 0x1f_ffff;
const TWO_32 = 0x1_0000_0000;

export class PriceChecksum {
  // Not zero, which zeros would leave as it is.
  #low = FACTOR | 0;
  #high = OTHER_FACTOR | 0;
  readonly #double = new Float64Array(1);
  readonly #halves = new Uint32Array(this.#double.buffer);

  /** A whole number from 0 to 2^53 - 1. */
  get value(): number {
    return (this.#high & HIGH_BITS) * TWO_32 + (this.#low >>> 0);
  }

  /** Takes in everything by which two price facts can differ. */
  add(timeUs: SimTimeUs, sequence: number, kind: number, prices: number): void {
    this.#addNumber(timeUs);
    this.#addNumber(sequence);
    this.#addNumber(kind);
    this.#addNumber(prices);
  }

  #addNumber(value: number): void {
    // -0 counts as 0, as it does in the fingerprint.
    this.#double[0] = value + 0;
    this.#addHalf(this.#halves[0]);
    this.#addHalf(this.#halves[1]);
  }

  /** Both halves of the state take part in each other's next value: 64 bits of state, not twice 32. */
  #addHalf(half: number): void {
    const low = Math.imul(this.#low ^ half, FACTOR);
    const high = Math.imul(this.#high ^ (low >>> 15) ^ half, OTHER_FACTOR);
    this.#low = low ^ (high >>> 13);
    this.#high = high ^ (low >>> 16);
  }
}
