/**
 * Who is deleveraged first on one side of one instrument, without ranking everybody for each position that has to go.
 *
 * Two shortlists hold accounts by what their score could become while marks stay near to where they were when the list
 * was made: one of everybody's highest, one of the accounts that the ledger has touched since. A ranking scores members
 * exactly in the order of their bounds, and only as far as it has to: an account may be visited once its score is above
 * the bound of the next member of either list, for then nobody who has not been scored can come before it. Accounts
 * touched since the ranking are scored at once and stand in a list of their own.
 *
 * Whoever is on no list and has not been touched has a bound below the first list's floor. Where the queue gets there,
 * it is too short: the owner makes a longer list and the visit goes on.
 */
import type { AccountIndex, InstrumentIndex } from '../base/units.ts';
import { findPosition } from './account-records.ts';
import { VENUE_ACCOUNTS } from './accounts.ts';
import { sideSlot } from './change-log.ts';
import { NO_LEG, type LegScorer } from './leg-scorer.ts';
import { goesBefore, RankedAccounts, RankingHeap } from './ranked-accounts.ts';
import { Shortlist } from './shortlist.ts';
import type { ExchangeState } from './state.ts';

/** Share by which any mark may move before the list of everybody's highest is made anew. */
export const EVERYBODY_SHARE = 0.3;
/** The same for the list of the touched: the queue's own mark, and the others. */
const TOUCHED_SHARE_OWN = 0.03;
const TOUCHED_SHARE_OTHERS = 0.1;
/** The list of everybody's highest holds this share of all accounts, and at least so many. */
const LENGTH_MIN = 1_024;
const LENGTH_SHARE = 1 / 64;
/** Touched accounts that are scored at every ranking before they go on a list. */
const UNLISTED_MAX = 512;
/** Accounts touched since a ranking beyond which it is made anew. */
const RECENT_MAX = 256;

/** A shortlist with where it stands: the change log and the marks when it was made, and how far it has been scored. */
class ScoredList {
  readonly list: Shortlist;
  readonly marks: Float64Array;
  touch = 0;
  entry = 0;
  cursor = 0;

  constructor(length: number, instrumentCount: number) {
    this.list = new Shortlist(length);
    this.marks = new Float64Array(instrumentCount);
  }

  /** No member that has not been scored can score higher. */
  get boundOfRest(): number {
    return this.list.boundAt(this.cursor);
  }
}

export class DeleveragingQueue {
  readonly #state: ExchangeState;
  readonly #scorer: LegScorer;
  readonly #instrument: InstrumentIndex;
  readonly #side: number;
  readonly #slot: number;
  readonly #everybody: ScoredList;
  readonly #touched: ScoredList;
  /** Scored members of the lists that are not in order yet, and those before them, in order. */
  readonly #scored = new RankingHeap();
  readonly #ranked = new RankedAccounts();
  /** Members touched since are void, and stand here as they rank now. */
  readonly #recent = new RankedAccounts();
  /** All of `#ranked` before this place are void. */
  #firstValid = 0;
  /** Marks, and touch of the change log, of the ranking; what `#recent` has taken in of the log. */
  #rankedAtMarks = -1;
  #rankedTouch = 0;
  #readTouch = 0;
  #readEntry = 0;

  /** `side` +1: the longs. */
  constructor(state: ExchangeState, scorer: LegScorer, instrument: InstrumentIndex, side: number) {
    this.#state = state;
    this.#scorer = scorer;
    this.#instrument = instrument;
    this.#side = side;
    this.#slot = sideSlot(instrument, side > 0);
    const length = Math.max(LENGTH_MIN, Math.ceil(state.accountCount * LENGTH_SHARE));
    this.#everybody = new ScoredList(length, state.instrumentCount);
    this.#touched = new ScoredList(Infinity, state.instrumentCount);
  }

  /** The list of everybody's highest, to be offered to by the owner, who reads all accounts for all queues at once. */
  get everybody(): Shortlist {
    return this.#everybody.list;
  }

  /** That list is no longer what it says. */
  get isSpent(): boolean {
    return hasMovedBy(this.#state, this.#everybody.marks, EVERYBODY_SHARE);
  }

  /** Everybody has been offered, just now. */
  everybodyIsOffered(): void {
    this.#finish(this.#everybody);
    this.#touched.list.clear();
    this.#finish(this.#touched);
    this.#rankedAtMarks = -1;
  }

  /** Brings the queue up to the present marks and accounts. */
  refresh(): void {
    if (this.#rankedAtMarks !== this.#state.markVersion || this.#recent.count >= RECENT_MAX) this.#rank();
    else this.#takeInChanges();
  }

  /**
   * Calls `visit` with the accounts of the queue in order until it returns false; what `visit` does to the account it
   * is given does not change the order. Says whether it was told to stop, or the queue ended: because it was too
   * short, or with everybody visited.
   */
  visit(visit: (account: AccountIndex) => boolean): 'stopped' | 'tooShort' | 'everybody' {
    const { changes } = this.#state;
    const ranked = this.#ranked;
    const recent = this.#recent;
    const isVoid = (place: number): boolean =>
      place < ranked.count && changes.hasChangedSince(ranked.accounts[place], this.#rankedTouch);
    while (isVoid(this.#firstValid)) this.#firstValid += 1;
    let r = 0;
    let n = this.#firstValid;
    for (;;) {
      while (isVoid(n)) n += 1;
      if (n === ranked.count && this.#rankNext()) continue;
      const hasRanked = n < ranked.count;
      const takesRecent =
        r < recent.count &&
        (!hasRanked || goesBefore(recent.scores[r], recent.accounts[r], ranked.scores[n], ranked.accounts[n]));
      if (!takesRecent && !hasRanked) return this.#everybody.list.floor === -Infinity ? 'everybody' : 'tooShort';
      const score = takesRecent ? recent.scores[r] : ranked.scores[n];
      if (score < this.#everybody.list.floor) return 'tooShort';
      const account = takesRecent ? recent.accounts[r] : ranked.accounts[n];
      if (takesRecent) r += 1;
      else n += 1;
      if (!visit(account)) return 'stopped';
    }
  }

  /** Moves the next of the scored to `#ranked`, once nobody else can come before it; false when there is no other. */
  #rankNext(): boolean {
    while (this.#scored.firstScore <= this.#boundOfRest()) if (!this.#scoreMore()) return false;
    this.#scored.moveFirstTo(this.#ranked);
    return true;
  }

  #boundOfRest(): number {
    return Math.max(this.#everybody.boundOfRest, this.#touched.boundOfRest);
  }

  /** Scores the next member by bound; false when there is none. */
  #scoreMore(): boolean {
    const source = this.#everybody.boundOfRest >= this.#touched.boundOfRest ? this.#everybody : this.#touched;
    if (source.boundOfRest === -Infinity) return false;
    const account = source.list.memberAt(source.cursor);
    source.cursor += 1;
    if (!this.#state.changes.hasChangedSince(account, source.touch)) this.#score(account);
    return true;
  }

  /** Begins a ranking: nothing is scored but what was touched and is not on a list. */
  #rank(): void {
    const { changes } = this.#state;
    const end = changes.countOf(this.#slot);
    if (end - this.#touched.entry > UNLISTED_MAX || this.#touchedIsSpent()) this.#listTouched();
    this.#everybody.cursor = 0;
    this.#touched.cursor = 0;
    this.#scored.count = 0;
    this.#ranked.count = 0;
    this.#recent.count = 0;
    this.#firstValid = 0;
    for (let entry = this.#touched.entry; entry < end; entry += 1) {
      const account = changes.accountAt(this.#slot, entry);
      if (account >= VENUE_ACCOUNTS) this.#score(account);
    }
    this.#rankedAtMarks = this.#state.markVersion;
    this.#rankedTouch = changes.touchCount;
    this.#readTouch = changes.touchCount;
    this.#readEntry = end;
  }

  #score(account: AccountIndex): void {
    const score = this.#scorer.scoreOf(account, this.#instrument, this.#side);
    if (score !== NO_LEG) this.#scored.push(account, score);
  }

  /** Puts whoever was touched since the last call where they rank now. */
  #takeInChanges(): void {
    const { changes } = this.#state;
    if (this.#readTouch === changes.touchCount) return;
    this.#recent.drop((account) => changes.hasChangedSince(account, this.#readTouch));
    const end = changes.countOf(this.#slot);
    for (let entry = this.#readEntry; entry < end; entry += 1) {
      const account = changes.accountAt(this.#slot, entry);
      if (account < VENUE_ACCOUNTS) continue;
      const score = this.#scorer.scoreOf(account, this.#instrument, this.#side);
      if (score !== NO_LEG) this.#recent.insert(account, score);
    }
    this.#readTouch = changes.touchCount;
    this.#readEntry = end;
  }

  #touchedIsSpent(): boolean {
    const { marks } = this.#touched;
    const move = Math.abs(this.#state.markTicks[this.#instrument] - marks[this.#instrument]);
    return move >= TOUCHED_SHARE_OWN * marks[this.#instrument] || hasMovedBy(this.#state, marks, TOUCHED_SHARE_OTHERS);
  }

  /** Lists whoever was touched since everybody was offered. */
  #listTouched(): void {
    const { changes, records } = this.#state;
    const { list } = this.#touched;
    list.clear();
    const end = changes.countOf(this.#slot);
    for (let entry = this.#everybody.entry; entry < end; entry += 1) {
      const account = changes.accountAt(this.#slot, entry);
      if (account < VENUE_ACCOUNTS) continue;
      const position = findPosition(records, account, this.#instrument);
      if (position < 0 || records.doubles[position] * this.#side <= 0) continue;
      this.#scorer.read(account);
      const bound = this.#scorer.boundOf(position, this.#instrument, TOUCHED_SHARE_OWN, TOUCHED_SHARE_OTHERS);
      if (bound !== NO_LEG) list.offer(account, bound);
    }
    this.#finish(this.#touched);
  }

  #finish(made: ScoredList): void {
    made.list.finish();
    made.marks.set(this.#state.markTicks);
    made.touch = this.#state.changes.touchCount;
    made.entry = this.#state.changes.countOf(this.#slot);
    made.cursor = 0;
  }
}

/** True when some mark has moved by the share or more from what it was. */
function hasMovedBy({ markTicks, instrumentCount }: ExchangeState, marks: Float64Array, share: number): boolean {
  for (let i = 0; i < instrumentCount; i += 1) {
    if (Math.abs(markTicks[i] - marks[i]) >= share * marks[i]) return true;
  }
  return false;
}
