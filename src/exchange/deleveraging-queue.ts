/**
 * Who is deleveraged first on one side of one instrument, without ranking everybody for each position that has to go.
 *
 * Two lists within each other, like neighbour lists: the outer holds all accounts whose rank could reach its floor
 * while no mark moves by more than OUTER_SHARE from where they were, the inner the same of the outer's members with
 * INNER_SHARE and a higher floor. Whoever is on neither and has not been touched since ranks below the floor, so the
 * accounts that rank at or above the higher floor, re-ranked exactly, are the head of the true queue, and nothing else
 * needs looking at. Touched accounts come from the change log and are ranked with the list, wherever they were.
 *
 * The head may end before enough is closed: then the lists are made longer and the queue goes on from where it ended.
 */
import type { AccountIndex, InstrumentIndex } from '../base/units.ts';
import { findPosition } from './account-records.ts';
import { VENUE_ACCOUNTS } from './accounts.ts';
import { sideSlot } from './change-log.ts';
import { NO_LEG, type LegScorer } from './leg-scorer.ts';
import { Shortlist } from './shortlist.ts';
import type { ExchangeState } from './state.ts';

export const OUTER_SHARE = 0.3;
const INNER_SHARE = 0.03;
/** Lists hold these shares of all accounts, and at least so many. */
const OUTER_LENGTH_MIN = 2_048;
const OUTER_LENGTH_SHARE = 1 / 128;
const INNER_LENGTH_MIN = 256;
const INNER_LENGTH_SHARE = 1 / 2_048;
/** Accounts touched since a ranking beyond which it is made anew. */
const RECENT_MAX = 256;
const LENGTHEN = 4;

/** Accounts in the order of the queue. */
interface Ranked {
  accounts: Int32Array;
  scores: Float64Array;
  count: number;
}

export class DeleveragingQueue {
  /** Ranked together; those touched since are void, and stand in `#recent` as they rank now. */
  readonly #ranked: Ranked = { accounts: new Int32Array(0), scores: new Float64Array(0), count: 0 };
  readonly #recent: Ranked = { accounts: new Int32Array(16), scores: new Float64Array(16), count: 0 };
  /** Everybody in `#ranked` before this place is void. */
  #firstValid = 0;
  /** Offered by the owner, who reads all accounts for all queues at once. */
  readonly outer: Shortlist;
  readonly #inner: Shortlist;
  readonly #state: ExchangeState;
  readonly #scorer: LegScorer;
  readonly #instrument: InstrumentIndex;
  readonly #side: number;
  readonly #slot: number;
  /** Touch and entry of the change log up to which each list knows everything. */
  #outerTouch = 0;
  #outerEntry = 0;
  #innerTouch = 0;
  #innerEntry = 0;
  /** Marks at which the inner list was made. */
  readonly #innerMarks: Float64Array;
  #hasInner = false;
  /** Marks, and touch of the change log, of the last ranking; entries that `#recent` has taken in, and their touch. */
  #rankedAtMarks = -1;
  #rankedTouch = 0;
  #readEntry = 0;
  #readTouch = 0;

  /** `side` +1: the longs. */
  constructor(state: ExchangeState, scorer: LegScorer, instrument: InstrumentIndex, side: number) {
    this.#state = state;
    this.#scorer = scorer;
    this.#instrument = instrument;
    this.#side = side;
    this.#slot = sideSlot(instrument, side > 0);
    const lengthOf = (least: number, share: number): number => Math.max(least, Math.ceil(state.accountCount * share));
    this.outer = new Shortlist(lengthOf(OUTER_LENGTH_MIN, OUTER_LENGTH_SHARE));
    this.#inner = new Shortlist(lengthOf(INNER_LENGTH_MIN, INNER_LENGTH_SHARE));
    this.#innerMarks = new Float64Array(state.instrumentCount);
  }

  /** Everybody who ranks is in the queue, not only its head. */
  get isComplete(): boolean {
    return this.#floor() === -Infinity;
  }

  /** The outer list was made anew, from everybody, just now. */
  outerIsMade(): void {
    this.outer.cut();
    this.#outerTouch = this.#state.changes.touchCount;
    this.#outerEntry = this.#state.changes.countOf(this.#slot);
    this.#hasInner = false;
    this.#rankedAtMarks = -1;
  }

  /** Brings the queue up to the present marks and accounts. */
  refresh(): void {
    if (this.#rankedAtMarks === this.#state.markVersion && this.#recent.count < RECENT_MAX) {
      this.#takeInChanges();
      return;
    }
    if (!this.#hasInner || hasMovedBy(this.#state, this.#innerMarks, INNER_SHARE)) this.#makeInner();
    this.#rank();
  }

  /** The head was too short: the next one is longer. Returns true when the outer list has to be made anew for it. */
  lengthen(): boolean {
    this.#hasInner = false;
    this.#rankedAtMarks = -1;
    if (this.#inner.floor > this.outer.floor) {
      this.#inner.length *= LENGTHEN;
      return false;
    }
    this.outer.length *= LENGTHEN;
    return true;
  }

  /**
   * Calls `visit` with the accounts at the head of the queue, in order, until it returns false. What `visit` does to
   * the account it is given does not change the order.
   */
  visit(visit: (account: AccountIndex) => boolean): void {
    const { changes } = this.#state;
    const ranked = this.#ranked;
    const recent = this.#recent;
    let r = 0;
    let n = this.#firstValid;
    for (;;) {
      while (n < ranked.count && changes.hasChangedSince(ranked.accounts[n], this.#rankedTouch)) n += 1;
      if (r === 0) this.#firstValid = n;
      const takesRecent = r < recent.count && (n >= ranked.count || goesBefore(recent, r, ranked, n));
      if (!takesRecent && n >= ranked.count) return;
      const account = takesRecent ? recent.accounts[r] : ranked.accounts[n];
      if (takesRecent) r += 1;
      else n += 1;
      if (!visit(account)) return;
    }
  }

  #floor(): number {
    return Math.max(this.outer.floor, this.#inner.floor);
  }

  #makeInner(): void {
    const { changes } = this.#state;
    const { outer } = this;
    this.#inner.clear();
    for (let n = 0; n < outer.count; n += 1) {
      const account = outer.accounts[n];
      if (!changes.hasChangedSince(account, this.#outerTouch)) this.#offerInner(account);
    }
    const end = changes.countOf(this.#slot);
    for (let entry = this.#outerEntry; entry < end; entry += 1) {
      const account = changes.accountAt(this.#slot, entry);
      if (account >= VENUE_ACCOUNTS) this.#offerInner(account);
    }
    this.#inner.cut();
    this.#innerTouch = changes.touchCount;
    this.#innerEntry = end;
    this.#innerMarks.set(this.#state.markTicks);
    this.#hasInner = true;
  }

  #offerInner(account: AccountIndex): void {
    const { records } = this.#state;
    const position = findPosition(records, account, this.#instrument);
    if (position < 0 || records.doubles[position] * this.#side <= 0) return;
    this.#scorer.read(account);
    const bound = this.#scorer.boundOf(position, this.#instrument, INNER_SHARE);
    if (bound !== NO_LEG) this.#inner.offer(account, bound);
  }

  /** Ranks the inner list and whoever was touched since, exactly. */
  #rank(): void {
    const { changes } = this.#state;
    const inner = this.#inner;
    const ranked = this.#ranked;
    ranked.count = 0;
    this.#recent.count = 0;
    this.#firstValid = 0;
    for (let n = 0; n < inner.count; n += 1) {
      const account = inner.accounts[n];
      if (!changes.hasChangedSince(account, this.#innerTouch)) this.#append(ranked, account);
    }
    const end = changes.countOf(this.#slot);
    for (let entry = this.#innerEntry; entry < end; entry += 1) {
      const account = changes.accountAt(this.#slot, entry);
      if (account >= VENUE_ACCOUNTS) this.#append(ranked, account);
    }
    this.#rankedAtMarks = this.#state.markVersion;
    this.#rankedTouch = changes.touchCount;
    this.#readTouch = changes.touchCount;
    this.#readEntry = end;
    sort(ranked);
  }

  #append(to: Ranked, account: AccountIndex): boolean {
    const score = this.#scorer.scoreOf(account, this.#instrument, this.#side);
    if (score === NO_LEG || score < this.#floor()) return false;
    if (to.count === to.accounts.length) {
      to.accounts = grown(to.accounts);
      const scores = new Float64Array(to.accounts.length);
      scores.set(to.scores);
      to.scores = scores;
    }
    to.accounts[to.count] = account;
    to.scores[to.count] = score;
    to.count += 1;
    return true;
  }

  /** Puts whoever was touched since the last call where they rank now. */
  #takeInChanges(): void {
    const { changes } = this.#state;
    if (this.#readTouch === changes.touchCount) return;
    const recent = this.#recent;
    let kept = 0;
    for (let n = 0; n < recent.count; n += 1) {
      if (changes.hasChangedSince(recent.accounts[n], this.#readTouch)) continue;
      recent.accounts[kept] = recent.accounts[n];
      recent.scores[kept] = recent.scores[n];
      kept += 1;
    }
    recent.count = kept;
    const end = changes.countOf(this.#slot);
    for (let entry = this.#readEntry; entry < end; entry += 1) {
      const account = changes.accountAt(this.#slot, entry);
      if (account >= VENUE_ACCOUNTS && this.#append(recent, account)) moveLastUp(recent);
    }
    this.#readTouch = changes.touchCount;
    this.#readEntry = end;
  }
}

/** True when some mark has moved by the share or more from what it was. */
export function hasMovedBy({ markTicks, instrumentCount }: ExchangeState, marks: Float64Array, share: number): boolean {
  for (let i = 0; i < instrumentCount; i += 1) {
    if (Math.abs(markTicks[i] - marks[i]) >= share * marks[i]) return true;
  }
  return false;
}

/** The order of the queue: higher score first, then the lower account. */
function goesBefore(x: Ranked, n: number, y: Ranked, m: number): boolean {
  return x.scores[n] > y.scores[m] || (x.scores[n] === y.scores[m] && x.accounts[n] < y.accounts[m]);
}

/** Moves the last entry to its place among those before it, which are in order. */
function moveLastUp(list: Ranked): void {
  let n = list.count - 1;
  while (n > 0 && goesBefore(list, n, list, n - 1)) {
    const account = list.accounts[n];
    const score = list.scores[n];
    list.accounts[n] = list.accounts[n - 1];
    list.scores[n] = list.scores[n - 1];
    list.accounts[n - 1] = account;
    list.scores[n - 1] = score;
    n -= 1;
  }
}

function sort(list: Ranked): void {
  const { accounts, scores, count } = list;
  const order = Array.from({ length: count }, (_, n) => n);
  order.sort((x, y) => (goesBefore(list, x, list, y) ? -1 : 1));
  list.accounts = Int32Array.from(order, (n) => accounts[n]);
  list.scores = Float64Array.from(order, (n) => scores[n]);
}

function grown(column: Int32Array): Int32Array<ArrayBuffer> {
  const larger = new Int32Array(Math.max(16, 2 * column.length));
  larger.set(column);
  return larger;
}
