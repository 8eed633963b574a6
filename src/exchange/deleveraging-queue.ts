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

const OUTER_SHARE = 0.1;
const INNER_SHARE = 0.01;
const INNER_LENGTH = 256;
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

export class DeleveragingQueue {
  /** Accounts by rank, the first `count`: the head of the whole queue, as of the last `refresh`. */
  accounts: Int32Array = new Int32Array(INNER_LENGTH);
  count = 0;
  #scores = new Float64Array(INNER_LENGTH);
  readonly #state: ExchangeState;
  readonly #scorer: LegScorer;
  readonly #scratch: QueueScratch;
  readonly #instrument: InstrumentIndex;
  readonly #side: number;
  readonly #outer: Shortlist;
  readonly #inner: Shortlist;
  #rankedAtMarks = -1;
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
    const { markVersion, changes } = this.#state;
    if (this.#rankedAtMarks === markVersion) {
      this.#takeInChanges();
      return false;
    }
    const renewsOuter = this.#isSpent(this.#outer);
    if (renewsOuter) this.#makeOuter();
    if (renewsOuter || this.#isSpent(this.#inner)) this.#makeInner();
    this.#rankedAtMarks = markVersion;
    this.#rank(changes.count);
    return renewsOuter;
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
  #rank(changesRead: number): void {
    const { changes } = this.#state;
    const inner = this.#inner;
    this.count = 0;
    for (let n = 0; n < inner.count; n += 1) {
      const account = inner.accounts[n];
      if (!changes.hasChangedSince(account, inner.madeAt)) this.#append(account);
    }
    for (let entry = inner.madeAt; entry < changesRead; entry += 1) {
      const account = changes.accountAt(entry);
      if (account >= VENUE_ACCOUNTS) this.#append(account);
    }
    this.#readUpTo = changesRead;
    this.#sort();
  }

  #append(account: AccountIndex): boolean {
    const score = this.#scorer.scoreOf(account, this.#instrument, this.#side);
    if (score === NO_LEG || score < this.#floor()) return false;
    if (this.count === this.accounts.length) {
      this.accounts = grown(this.accounts);
      const scores = new Float64Array(this.accounts.length);
      scores.set(this.#scores);
      this.#scores = scores;
    }
    this.accounts[this.count] = account;
    this.#scores[this.count] = score;
    this.count += 1;
    return true;
  }

  /** Takes out whoever was touched since the last ranking and puts them where they rank now. */
  #takeInChanges(): void {
    const { changes } = this.#state;
    if (this.#readUpTo === changes.count) return;
    let kept = 0;
    for (let n = 0; n < this.count; n += 1) {
      const account = this.accounts[n];
      if (changes.hasChangedSince(account, this.#readUpTo)) continue;
      this.accounts[kept] = account;
      this.#scores[kept] = this.#scores[n];
      kept += 1;
    }
    this.count = kept;
    for (let entry = this.#readUpTo; entry < changes.count; entry += 1) {
      const account = changes.accountAt(entry);
      if (account >= VENUE_ACCOUNTS && this.#append(account)) this.#sinkLast();
    }
    this.#readUpTo = changes.count;
  }

  /** Moves the last entry up to its place among those before it, which are in order. */
  #sinkLast(): void {
    let n = this.count - 1;
    const account = this.accounts[n];
    const score = this.#scores[n];
    while (n > 0 && goesBefore(score, account, this.#scores[n - 1], this.accounts[n - 1])) {
      this.accounts[n] = this.accounts[n - 1];
      this.#scores[n] = this.#scores[n - 1];
      n -= 1;
    }
    this.accounts[n] = account;
    this.#scores[n] = score;
  }

  #sort(): void {
    const { accounts } = this;
    const scores = this.#scores;
    const order = Array.from({ length: this.count }, (_, n) => n);
    order.sort((x, y) => (goesBefore(scores[x], accounts[x], scores[y], accounts[y]) ? -1 : 1));
    this.accounts = Int32Array.from(order, (n) => accounts[n]);
    this.#scores = Float64Array.from(order, (n) => scores[n]);
  }
}

/** The order of the queue: higher score first, then the lower account. */
function goesBefore(score: number, account: AccountIndex, otherScore: number, other: AccountIndex): boolean {
  return score > otherScore || (score === otherScore && account < other);
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
