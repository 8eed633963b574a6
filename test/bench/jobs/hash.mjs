/**
 * FNV-1a over whole numbers below 2^32, in 64 bits held as two halves: (tick, account) after (tick, account). Two
 * watches whose hashes agree found the same accounts at the same ticks, in the same order.
 */
const PRIME_LOW = 0x1b3;

export class BreachHash {
  count = 0;
  #high = 0x14650fb0;
  #low = 0x739d0383;

  add(tick, account) {
    this.#mix(tick);
    this.#mix(account);
    this.count += 1;
  }

  /** The prime is 2^40 + 0x1b3: the product's low half is one exact double, the rest carries into the high half. */
  #mix(value) {
    const low = (this.#low ^ value) >>> 0;
    const product = low * PRIME_LOW;
    const carry = Math.floor(product / 0x1_0000_0000);
    this.#high = (Math.imul(this.#high, PRIME_LOW) + carry + (low << 8)) >>> 0;
    this.#low = product >>> 0;
  }

  toString() {
    return [this.#high, this.#low].map((half) => half.toString(16).padStart(8, '0')).join('');
  }
}
