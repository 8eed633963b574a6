/**
 * Accounts with the highest bounds, gathered one by one: whoever is not on the list has a bound
 * below its floor. Members with an infinite bound come on top of the wanted number, for they tell nothing about the
 * others. Those who cannot score above zero are left out unless they are asked for: there may be any number of them.
 */
import type { AccountIndex } from '../base/units.ts';
import { selectLargest } from '../numeric/select.ts';

const LENGTHEN = 4;
const CAPACITY_INITIAL = 64;

export class Shortlist {
  /** Members in the order in which they were offered, the first `count`. */
  accounts = new Int32Array(CAPACITY_INITIAL);
  count = 0;
  /** -Infinity when everybody who was offered is on the list. */
  floor = -Infinity;
  /** Members wanted, with finite bounds. */
  #length: number;
  #takesAll: boolean;
  #bounds = new Float64Array(CAPACITY_INITIAL);
  #finite = 0;
  #scratch = new Float64Array(CAPACITY_INITIAL);

  /** `length` Infinity: everybody who is offered. */
  constructor(length: number) {
    this.#length = length;
    this.#takesAll = length === Infinity;
    this.clear();
  }

  clear(): void {
    this.count = 0;
    this.#finite = 0;
    this.floor = this.#takesAll ? -Infinity : Number.MIN_VALUE;
  }

  /** The next list is longer, or takes everybody when all who may score above zero were on this one. */
  lengthen(): void {
    if (this.floor === Number.MIN_VALUE) this.#takesAll = true;
    this.#length *= LENGTHEN;
  }

  offer(account: AccountIndex, bound: number): void {
    if (bound < this.floor) return;
    if (this.count === this.accounts.length) this.#makeRoom();
    this.accounts[this.count] = account;
    this.#bounds[this.count] = bound;
    this.count += 1;
    if (bound !== Infinity) this.#finite += 1;
    // Twice as many as wanted: half of them go at once, so that each account is moved about once.
    if (this.#finite >= 2 * this.#length) this.#cut();
  }

  /** Nobody else is offered: keeps the wanted number. */
  finish(): void {
    if (this.#finite > this.#length) this.#cut();
  }

  /** Keeps the wanted number, and whoever equals the last of them. */
  #cut(): void {
    let finite = 0;
    for (let n = 0; n < this.count; n += 1) {
      if (this.#bounds[n] === Infinity) continue;
      this.#scratch[finite] = this.#bounds[n];
      finite += 1;
    }
    this.floor = selectLargest(this.#scratch, finite, this.#length - 1);
    let kept = 0;
    this.#finite = 0;
    for (let n = 0; n < this.count; n += 1) {
      const bound = this.#bounds[n];
      if (bound < this.floor) continue;
      this.accounts[kept] = this.accounts[n];
      this.#bounds[kept] = bound;
      kept += 1;
      if (bound !== Infinity) this.#finite += 1;
    }
    this.count = kept;
    // Many equals would be cut again and again.
    if (this.#finite > 1.5 * this.#length) this.#length = this.#finite;
  }

  #makeRoom(): void {
    const capacity = Math.max(CAPACITY_INITIAL, 2 * this.count);
    const accounts = new Int32Array(capacity);
    const bounds = new Float64Array(capacity);
    accounts.set(this.accounts);
    bounds.set(this.#bounds);
    this.accounts = accounts;
    this.#bounds = bounds;
    this.#scratch = new Float64Array(capacity);
  }
}
