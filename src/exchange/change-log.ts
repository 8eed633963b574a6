/**
 * Which accounts the ledger has touched, in order: what was derived from accounts' figures earlier can be brought up to
 * date without looking at everybody. Idle until somebody begins to read.
 */
import type { AccountIndex } from '../base/units.ts';

const CAPACITY_INITIAL = 4_096;

export class ChangeLog {
  /** Number of entries so far; the first that a reader has not seen is the count at which it read last. */
  count = 0;
  #accounts = new Int32Array(0);
  /** [accountCount] one more than the place of an account's last entry. */
  #latest = new Int32Array(0);
  #isRead = false;

  /** Starts afresh, for readers that begin now; what was read before is void. */
  begin(accountCount: number): void {
    if (!this.#isRead) {
      this.#isRead = true;
      this.#accounts = new Int32Array(CAPACITY_INITIAL);
      this.#latest = new Int32Array(accountCount);
    } else {
      this.#latest.fill(0);
    }
    this.count = 0;
  }

  note(account: AccountIndex): void {
    if (!this.#isRead) return;
    if (this.count === this.#accounts.length) {
      const larger = new Int32Array(2 * this.count);
      larger.set(this.#accounts);
      this.#accounts = larger;
    }
    this.#accounts[this.count] = account;
    this.count += 1;
    this.#latest[account] = this.count;
  }

  /** True when the account was touched since the log held `from` entries. */
  hasChangedSince(account: AccountIndex, from: number): boolean {
    return this.#latest[account] > from;
  }

  /** The account of an entry, or -1 when a later entry names it again: each comes once in a reading to the end. */
  accountAt(entry: number): AccountIndex {
    const account = this.#accounts[entry];
    return this.#latest[account] === entry + 1 ? account : -1;
  }
}
