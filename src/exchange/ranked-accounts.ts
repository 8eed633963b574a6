/** Accounts in the order of a deleveraging queue, higher score first, then the lower account: as a list and as a heap. */
import type { AccountIndex } from '../base/units.ts';

export class RankedAccounts {
  accounts = new Int32Array(16);
  scores = new Float64Array(16);
  count = 0;

  append(account: AccountIndex, score: number): void {
    if (this.count === this.accounts.length) {
      const accounts = new Int32Array(2 * this.count);
      const scores = new Float64Array(2 * this.count);
      accounts.set(this.accounts);
      scores.set(this.scores);
      this.accounts = accounts;
      this.scores = scores;
    }
    this.accounts[this.count] = account;
    this.scores[this.count] = score;
    this.count += 1;
  }

  /** Appends and moves up to the right place. */
  insert(account: AccountIndex, score: number): void {
    this.append(account, score);
    let n = this.count - 1;
    while (n > 0 && goesBefore(score, account, this.scores[n - 1], this.accounts[n - 1])) {
      this.accounts[n] = this.accounts[n - 1];
      this.scores[n] = this.scores[n - 1];
      n -= 1;
    }
    this.accounts[n] = account;
    this.scores[n] = score;
  }

  /** Drops those for which `isVoid` holds; the others keep their order. */
  drop(isVoid: (account: AccountIndex) => boolean): void {
    let kept = 0;
    for (let n = 0; n < this.count; n += 1) {
      if (isVoid(this.accounts[n])) continue;
      this.accounts[kept] = this.accounts[n];
      this.scores[kept] = this.scores[n];
      kept += 1;
    }
    this.count = kept;
  }
}

/** The same as a binary heap: cheap to add to, and the first can be taken out. */
export class RankingHeap {
  count = 0;
  #accounts = new Int32Array(64);
  #scores = new Float64Array(64);

  get firstScore(): number {
    return this.count === 0 ? -Infinity : this.#scores[0];
  }

  push(account: AccountIndex, score: number): void {
    if (this.count === this.#accounts.length) this.#grow();
    let hole = this.count;
    this.count += 1;
    while (hole > 0) {
      const parent = (hole - 1) >> 1;
      if (!goesBefore(score, account, this.#scores[parent], this.#accounts[parent])) break;
      this.#move(parent, hole);
      hole = parent;
    }
    this.#accounts[hole] = account;
    this.#scores[hole] = score;
  }

  /** Appends the first to `list` and takes it out; there must be one. */
  moveFirstTo(list: RankedAccounts): void {
    list.append(this.#accounts[0], this.#scores[0]);
    this.count -= 1;
    const account = this.#accounts[this.count];
    const score = this.#scores[this.count];
    let hole = 0;
    for (;;) {
      let child = 2 * hole + 1;
      if (child >= this.count) break;
      if (child + 1 < this.count && this.#isBefore(child + 1, child)) child += 1;
      if (!goesBefore(this.#scores[child], this.#accounts[child], score, account)) break;
      this.#move(child, hole);
      hole = child;
    }
    this.#accounts[hole] = account;
    this.#scores[hole] = score;
  }

  #isBefore(x: number, y: number): boolean {
    return goesBefore(this.#scores[x], this.#accounts[x], this.#scores[y], this.#accounts[y]);
  }

  #move(from: number, to: number): void {
    this.#accounts[to] = this.#accounts[from];
    this.#scores[to] = this.#scores[from];
  }

  #grow(): void {
    const accounts = new Int32Array(2 * this.count);
    const scores = new Float64Array(2 * this.count);
    accounts.set(this.#accounts);
    scores.set(this.#scores);
    this.#accounts = accounts;
    this.#scores = scores;
  }
}

export function goesBefore(score: number, account: AccountIndex, otherScore: number, other: AccountIndex): boolean {
  return score > otherScore || (score === otherScore && account < other);
}
