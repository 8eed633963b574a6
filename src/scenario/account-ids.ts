/**
 * Which accounts were seen, at 8 bytes a slot: names are kept as 64 bits of hash, so that a book of any size fits.
 * Two different names among a million share their bits with a chance of 3 in a hundred million.
 */
const CAPACITY_MIN = 1_024;

export class AccountIds {
  /** Pairs of words; a slot of two zeros is free. */
  #slots = new Uint32Array(2 * CAPACITY_MIN);
  #count = 0;

  /** True when the name is new. */
  add(name: string): boolean {
    if (2 * this.#count >= this.#slots.length / 2) this.#grow();
    let high = 0x811c9dc5;
    let low = 0x9747b28c;
    for (let i = 0; i < name.length; i += 1) {
      const unit = name.charCodeAt(i);
      high = Math.imul(high ^ unit, 0x01000193);
      low = Math.imul(low ^ unit, 0x5bd1e995);
      low ^= low >>> 15;
    }
    const first = mix(high ^ name.length);
    const second = mix(low ^ (first >>> 16));
    if (!insert(this.#slots, first, second === 0 && first === 0 ? 1 : second)) return false;
    this.#count += 1;
    return true;
  }

  #grow(): void {
    const old = this.#slots;
    this.#slots = new Uint32Array(2 * old.length);
    for (let i = 0; i < old.length; i += 2) {
      if (old[i] !== 0 || old[i + 1] !== 0) insert(this.#slots, old[i], old[i + 1]);
    }
  }
}

function insert(slots: Uint32Array, first: number, second: number): boolean {
  const mask = slots.length / 2 - 1;
  for (let at = (first ^ (second >>> 7)) & mask; ; at = (at + 1) & mask) {
    const i = 2 * at;
    if (slots[i] === 0 && slots[i + 1] === 0) {
      slots[i] = first;
      slots[i + 1] = second;
      return true;
    }
    if (slots[i] === first && slots[i + 1] === second) return false;
  }
}

/** Finaliser of MurmurHash3 (Appleby): every bit of the input moves every bit of the answer. */
function mix(word: number): number {
  let value = word >>> 0;
  value = Math.imul(value ^ (value >>> 16), 0x85ebca6b);
  value = Math.imul(value ^ (value >>> 13), 0xc2b2ae35);
  return (value ^ (value >>> 16)) >>> 0;
}
