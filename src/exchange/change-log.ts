/**
 * Which accounts the ledger has touched, by the sides of instruments that they hold: what was derived from accounts'
 * figures earlier can be brought up to date without looking at everybody. Idle until somebody begins to read.
 */
import type { AccountIndex } from '../base/units.ts';
import { VENUE_ACCOUNTS } from './accounts.ts';
import { firstIdOf, firstPositionOf, positionsOf, type AccountRecords } from './account-records.ts';

const CAPACITY_INITIAL = 64;
/** Entries beyond which reading the log costs more than a pass over everybody. */
const ENTRIES_PER_ACCOUNT = 2;
const ENTRIES_MIN = 65_536;

/** Touches of accounts that held one side of one instrument after the touch, in order. */
interface SideLog {
  accounts: Int32Array;
  /** Number of the touch. */
  touches: Int32Array;
  count: number;
}

/** Index of one side of an instrument among all sides. */
export function sideSlot(instrument: number, isLong: boolean): number {
  return 2 * instrument + (isLong ? 0 : 1);
}

export class ChangeLog {
  /** Touches so far. */
  touchCount = 0;
  readonly #records: AccountRecords;
  readonly #sides: SideLog[] = [];
  /** [accountCount] number of an account's last touch. */
  #latest = new Int32Array(0);
  #isBusy = new Uint8Array(0);
  #isRead = false;
  /** Entries so far, over all sides, and the number beyond which nothing is entered any more. */
  #entryCount = 0;
  #entriesMax = 0;

  constructor(records: AccountRecords) {
    this.#records = records;
  }

  /**
   * Starts afresh, for readers that begin now; what was read before is void. Touches of `busy` accounts, which would
   * fill the log, are numbered but not entered: readers look at those accounts every time. The venue's own accounts
   * are nobody's business here.
   */
  begin(accountCount: number, instrumentCount: number, busy: readonly AccountIndex[]): void {
    if (this.#latest.length === accountCount) {
      this.#latest.fill(0);
    } else {
      this.#latest = new Int32Array(accountCount);
      this.#isBusy = new Uint8Array(accountCount);
    }
    for (const account of busy) this.#isBusy[account] = 1;
    this.#entriesMax = Math.max(ENTRIES_MIN, ENTRIES_PER_ACCOUNT * accountCount);
    this.#isRead = true;
    this.touchCount = 0;
    this.#entryCount = 0;
    for (let slot = 0; slot < 2 * instrumentCount; slot += 1) {
      this.#sides[slot] ??= {
        accounts: new Int32Array(CAPACITY_INITIAL),
        touches: new Int32Array(CAPACITY_INITIAL),
        count: 0,
      };
      this.#sides[slot].count = 0;
    }
  }

  /** Every touch since the log began is in it. */
  get isComplete(): boolean {
    return this.#isRead;
  }

  /** The account's money or positions have changed. */
  note(account: AccountIndex): void {
    if (!this.#isRead || account < VENUE_ACCOUNTS) return;
    // Nobody has read it for long: whoever does next begins anew.
    if (this.#entryCount > this.#entriesMax) this.#isRead = false;
    this.touchCount += 1;
    this.#latest[account] = this.touchCount;
    if (this.#isBusy[account] !== 0) return;
    const { doubles, bytes } = this.#records;
    const first = firstPositionOf(this.#records, account);
    const ids = firstIdOf(this.#records, account);
    for (let k = positionsOf(this.#records, account) - 1; k >= 0; k -= 1) {
      const lots = doubles[first + k];
      if (lots !== 0) this.#append(this.#sides[sideSlot(bytes[ids + k], lots > 0)], account);
    }
  }

  /** True when the account was touched after touch `from`. */
  hasChangedSince(account: AccountIndex, from: number): boolean {
    return this.#latest[account] > from;
  }

  /** Entries of one side so far; the first that a reader has not seen is the count at which it read last. */
  countOf(slot: number): number {
    return this.#sides[slot].count;
  }

  /** The account of a side's entry, or -1 when it was touched again later: each comes once in a reading to the end. */
  accountAt(slot: number, entry: number): AccountIndex {
    const side = this.#sides[slot];
    const account = side.accounts[entry];
    return this.#latest[account] === side.touches[entry] ? account : -1;
  }

  #append(side: SideLog, account: AccountIndex): void {
    if (side.count === side.accounts.length) {
      side.accounts = grown(side.accounts);
      side.touches = grown(side.touches);
    }
    side.accounts[side.count] = account;
    side.touches[side.count] = this.touchCount;
    side.count += 1;
    this.#entryCount += 1;
  }
}

function grown(column: Int32Array): Int32Array {
  const larger = new Int32Array(2 * column.length);
  larger.set(column);
  return larger;
}
