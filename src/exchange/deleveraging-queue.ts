/**
 * Who is deleveraged first on one side of one instrument, without ranking everybody for each position that has to go.
 *
 * Two lists within each other, like neighbour lists: the outer holds all accounts whose rank could reach its floor
 * while no mark moves by more than OUTER_SHARE from where they were, the inner the same of the outer's members with
 * INNER_SHARE and a higher floor. Whoever is on neither and has not been touched since ranks below the floor, so the
 * accounts that rank at or above the higher floor, re-ranked exactly, are the head of the true queue, and nothing else
 * needs looking at. Touched accounts come from the change log and are ranked with the list, wherever they were.
 *
 * The head may end before enough is closed: then the caller ranks everybody, and the next lists are made longer.
 */
import type { AccountIndex, InstrumentIndex } from '../base/units.ts';
import { selectLargest } from '../numeric/select.ts';
import { VENUE_ACCOUNTS } from './accounts.ts';
import { NO_LEG, type LegScorer } from './leg-scorer.ts';
import type { ExchangeState } from './state.ts';

const OUTER_SHARE = 0.3;
const INNER_SHARE = 0.03;
const INNER_LENGTH = 256;
/** Accounts touched since a ranking beyond which it is made anew. */
const RECENT_MAX = 256;
/** The outer list holds this share of all accounts, and at least so many. */
const OUTER_LENGTH_MIN = 2_048;
const OUTER_LENGTH_SHARE = 1 / 128;

/** Accounts whose score could reach `floor` while marks stay within `share` of `marks`; complete when it is -Infinity. */
interface Shortlist {
  accounts: Int32Array;
  count: number;
  floor: number;
  readonly share: number;
  length: number;
  /** Marks at which it was made, and entries that the change log had then; -1: not made yet. */
  readonly marks: Float64Array;
  madeAt: number;
}

/** Scratch that all queues of an exchange share. */
export interface QueueScratch {
  accounts: Int32Array;
  bounds: Float64Array;
  selected: Float64Array;
}

export function createQueueScratch(): QueueScratch {
  return { accounts: new Int32Array(1_024), bounds: new Float64Array(1_024), selected: new Float64Array(1_024) };
}

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
  readonly #state: ExchangeState;
  readonly #scorer: LegScorer;
  readonly #scratch: QueueScratch;
  readonly #instrument: InstrumentIndex;
  readonly #side: number;
  readonly #outer: Shortlist;
  readonly #inner: Shortlist;
  #rankedAtMarks = -1;
  /** Entries of the change log at the ranking, and taken in so far. */
  #rankedAt = 0;
  #readUpTo = 0;

  constructor(
    state: ExchangeState,
    scorer: LegScorer,
    scratch: QueueScratch,
    instrument: InstrumentIndex,
    side: number,
  ) {
    this.#state = state;
    this.#scorer = scorer;
    this.#scratch = scratch;
    this.#instrument = instrument;
    this.#side = side;
    const outerLength = Math.max(OUTER_LENGTH_MIN, Math.ceil(state.accountCount * OUTER_LENGTH_SHARE));
    this.#outer = createShortlist(state.instrumentCount, OUTER_SHARE, outerLength);
    this.#inner = createShortlist(state.instrumentCount, INNER_SHARE, INNER_LENGTH);
  }

  /** Everybody who ranks is in the queue, not only its head. */
  get isComplete(): boolean {
    return this.#floor() === -Infinity;
  }

  /** Brings the queue up to the present marks and accounts; returns true when everybody had to be looked at. */
  refresh(): boolean {
    if (this.#rankedAtMarks === this.#state.markVersion && this.#recent.count < RECENT_MAX) {
      this.#takeInChanges();
      return false;
    }
    const renewsOuter = this.#isSpent(this.#outer);
    if (renewsOuter) this.#makeOuter();
    if (renewsOuter || this.#isSpent(this.#inner)) this.#makeInner();
    this.#rankedAtMarks = this.#state.markVersion;
    this.#rank();
    return renewsOuter;
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
      while (n < ranked.count && changes.hasChangedSince(ranked.accounts[n], this.#rankedAt)) n += 1;
      if (r === 0) this.#firstValid = n;
      const takesRecent = r < recent.count && (n >= ranked.count || goesBefore(recent, r, ranked, n));
      if (!takesRecent && n >= ranked.count) return;
      const account = takesRecent ? recent.accounts[r] : ranked.accounts[n];
      if (takesRecent) r += 1;
      else n += 1;
      if (!visit(account)) return;
    }
  }

  /** The head was too short: the next lists are longer, and made anew. */
  lengthen(): void {
    const short = this.#inner.floor > this.#outer.floor ? this.#inner : this.#outer;
    short.length *= 4;
    this.#inner.madeAt = -1;
    if (short === this.#outer) this.#outer.madeAt = -1;
    this.#rankedAtMarks = -1;
  }

  /** The change log starts afresh: nothing that was made before can be brought up to date. */
  forget(): void {
    this.#outer.madeAt = -1;
    this.#inner.madeAt = -1;
    this.#rankedAtMarks = -1;
  }

  #floor(): number {
    return Math.max(this.#outer.floor, this.#inner.floor);
  }

  #isSpent({ madeAt, marks, share }: Shortlist): boolean {
    if (madeAt < 0) return true;
    const { markTicks, instrumentCount } = this.#state;
    for (let i = 0; i < instrumentCount; i += 1) {
      if (Math.abs(markTicks[i] - marks[i]) >= share * marks[i]) return true;
    }
    return false;
  }

  #makeOuter(): void {
    const { accountCount } = this.#state;
    let found = 0;
    for (let account = VENUE_ACCOUNTS; account < accountCount; account += 1) {
      found = this.#consider(account, OUTER_SHARE, found);
    }
    this.#keepHighest(this.#outer, found);
  }

  #makeInner(): void {
    const { changes } = this.#state;
    const outer = this.#outer;
    let found = 0;
    for (let n = 0; n < outer.count; n += 1) {
      const account = outer.accounts[n];
      if (!changes.hasChangedSince(account, outer.madeAt)) found = this.#consider(account, INNER_SHARE, found);
    }
    for (let entry = outer.madeAt; entry < changes.count; entry += 1) {
      const account = changes.accountAt(entry);
      if (account >= VENUE_ACCOUNTS) found = this.#consider(account, INNER_SHARE, found);
    }
    this.#keepHighest(this.#inner, found);
  }

  /** Notes an account and its bound in the scratch, when it has one; returns how many are noted. */
  #consider(account: AccountIndex, share: number, found: number): number {
    const bound = this.#scorer.boundOf(account, this.#instrument, this.#side, share);
    if (bound === NO_LEG) return found;
    const scratch = this.#scratch;
    if (found === scratch.accounts.length) growScratch(scratch);
    scratch.accounts[found] = account;
    scratch.bounds[found] = bound;
    return found + 1;
  }

  /** Makes a shortlist of those in the scratch with the highest bounds, at least as many as its length. */
  #keepHighest(list: Shortlist, found: number): void {
    const { accounts, bounds, selected } = this.#scratch;
    let finite = 0;
    for (let n = 0; n < found; n += 1) {
      if (bounds[n] === Infinity) continue;
      selected[finite] = bounds[n];
      finite += 1;
    }
    list.floor = finite <= list.length ? -Infinity : selectLargest(selected, finite, list.length - 1);
    list.count = 0;
    for (let n = 0; n < found; n += 1) {
      if (bounds[n] < list.floor) continue;
      if (list.count === list.accounts.length) list.accounts = grown(list.accounts);
      list.accounts[list.count] = accounts[n];
      list.count += 1;
    }
    list.marks.set(this.#state.markTicks);
    list.madeAt = this.#state.changes.count;
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
      if (!changes.hasChangedSince(account, inner.madeAt)) this.#append(ranked, account);
    }
    for (let entry = inner.madeAt; entry < changes.count; entry += 1) {
      const account = changes.accountAt(entry);
      if (account >= VENUE_ACCOUNTS) this.#append(ranked, account);
    }
    this.#rankedAt = changes.count;
    this.#readUpTo = changes.count;
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
    if (this.#readUpTo === changes.count) return;
    const recent = this.#recent;
    let kept = 0;
    for (let n = 0; n < recent.count; n += 1) {
      if (changes.hasChangedSince(recent.accounts[n], this.#readUpTo)) continue;
      recent.accounts[kept] = recent.accounts[n];
      recent.scores[kept] = recent.scores[n];
      kept += 1;
    }
    recent.count = kept;
    for (let entry = this.#readUpTo; entry < changes.count; entry += 1) {
      const account = changes.accountAt(entry);
      if (account >= VENUE_ACCOUNTS && this.#append(recent, account)) moveLastUp(recent);
    }
    this.#readUpTo = changes.count;
  }
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

function createShortlist(instrumentCount: number, share: number, length: number): Shortlist {
  const marks = new Float64Array(instrumentCount);
  return { accounts: new Int32Array(length), count: 0, floor: -Infinity, share, length, marks, madeAt: -1 };
}

function growScratch(scratch: QueueScratch): void {
  scratch.accounts = grown(scratch.accounts);
  const bounds = new Float64Array(scratch.accounts.length);
  bounds.set(scratch.bounds);
  scratch.bounds = bounds;
  scratch.selected = new Float64Array(scratch.accounts.length);
}

function grown(column: Int32Array): Int32Array<ArrayBuffer> {
  const larger = new Int32Array(Math.max(16, 2 * column.length));
  larger.set(column);
  return larger;
}
