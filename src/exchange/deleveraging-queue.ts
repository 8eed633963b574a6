/**
 * Who is deleveraged first on one side of one instrument, without ranking everybody for each position that has to go.
 *
 * A shortlist holds the accounts whose score could reach its floor while marks stay near to where they were when it was
 * made; it is copied into a book that can be scored quickly, and whoever the ledger touches is copied again. At other
 * marks all copies are scored anew and taken in order as far as a position needs. Accounts touched since that ranking
 * are scored at once and stand in a list of their own, and so do the few that every fill touches.
 *
 * Whoever has no copy and was not touched scores below the shortlist's floor. Where the queue gets there, it is too
 * short: the owner makes a longer list and the visit goes on.
 */
import type { AccountIndex, InstrumentIndex } from '../base/units.ts';
import type { DeleveragingRanking } from '../margin/deleveraging-rank.ts';
import { sideSlot } from './change-log.ts';
import { LegBook } from './leg-book.ts';
import { NO_LEG, type LegScorer } from './leg-scorer.ts';
import { goesBefore, RankedAccounts, RankingHeap } from './ranked-accounts.ts';
import { Shortlist } from './shortlist.ts';
import type { ExchangeState } from './state.ts';

/** Shares by which the queue's own mark, and the others, may move before its shortlist is made anew. */
export const SHARE_OWN = 0.05;
export const SHARE_OTHERS = 0.07;
/** The shortlist holds this share of all accounts, and at least so many. */
const LENGTH_MIN = 1_024;
const LENGTH_SHARE = 1 / 512;
/** Accounts touched since a ranking beyond which it is made anew. */
const RECENT_MAX = 256;

export class DeleveragingQueue {
  /** To be offered to by the owner, who reads all accounts for all queues at once. */
  readonly shortlist: Shortlist;
  readonly #state: ExchangeState;
  readonly #scorer: LegScorer;
  readonly #instrument: InstrumentIndex;
  readonly #side: number;
  readonly #slot: number;
  /** Accounts that the change log does not enter. */
  readonly #busy: readonly AccountIndex[];
  readonly #book: LegBook;
  /** Marks at which the shortlist was made, and whether it has been copied into the book. */
  readonly #marks: Float64Array;
  #isCopied = false;
  /** Touch and entry of the change log up to which the shortlist, and the book, know everything. */
  #listedTouch = 0;
  #listedEntry = 0;
  #copiedEntry = 0;
  /** Scored copies that are not in order yet, and those before them, in order. */
  readonly #scored = new RankingHeap();
  readonly #ranked = new RankedAccounts();
  /** Accounts of `#ranked` that were touched since are void, and stand here as they rank now. */
  readonly #recent = new RankedAccounts();
  /** All of `#ranked` before this place are void. */
  #firstValid = 0;
  /** Marks, and touch of the change log, of the ranking; what `#recent` has taken in of the log. */
  #rankedAtMarks = -1;
  #rankedTouch = 0;
  #readTouch = 0;
  #readEntry = 0;

  /** `side` +1: the longs. */
  constructor(
    state: ExchangeState,
    scorer: LegScorer,
    ranking: DeleveragingRanking,
    busy: readonly AccountIndex[],
    instrument: InstrumentIndex,
    side: number,
  ) {
    this.#busy = busy;
    this.#state = state;
    this.#scorer = scorer;
    this.#instrument = instrument;
    this.#side = side;
    this.#slot = sideSlot(instrument, side > 0);
    this.#book = new LegBook(state, ranking, instrument, side);
    this.shortlist = new Shortlist(Math.max(LENGTH_MIN, Math.ceil(state.accountCount * LENGTH_SHARE)));
    this.#marks = new Float64Array(state.instrumentCount);
  }

  /** The shortlist is no longer what it says. */
  get isSpent(): boolean {
    const { markTicks, instrumentCount } = this.#state;
    for (let i = 0; i < instrumentCount; i += 1) {
      const share = i === this.#instrument ? SHARE_OWN : SHARE_OTHERS;
      if (Math.abs(markTicks[i] - this.#marks[i]) >= share * this.#marks[i]) return true;
    }
    return false;
  }

  /** Everybody has been offered, just now. */
  everybodyIsOffered(): void {
    this.shortlist.finish();
    this.#marks.set(this.#state.markTicks);
    this.#listedTouch = this.#state.changes.touchCount;
    this.#listedEntry = this.#state.changes.countOf(this.#slot);
    this.#isCopied = false;
    this.#rankedAtMarks = -1;
  }

  /** Brings the queue up to the present marks and accounts. */
  refresh(): void {
    if (this.#rankedAtMarks !== this.#state.markVersion || this.#recent.count >= RECENT_MAX + this.#busy.length)
      this.#rank();
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
      if (n === ranked.count && this.#scored.count > 0) {
        this.#scored.moveFirstTo(ranked);
        continue;
      }
      const hasRanked = n < ranked.count;
      const takesRecent =
        r < recent.count &&
        (!hasRanked || goesBefore(recent.scores[r], recent.accounts[r], ranked.scores[n], ranked.accounts[n]));
      if (!takesRecent && !hasRanked) return this.shortlist.floor === -Infinity ? 'everybody' : 'tooShort';
      const score = takesRecent ? recent.scores[r] : ranked.scores[n];
      if (score < this.shortlist.floor) return 'tooShort';
      const account = takesRecent ? recent.accounts[r] : ranked.accounts[n];
      if (takesRecent) r += 1;
      else n += 1;
      if (!visit(account)) return 'stopped';
    }
  }

  /** Scores all copies at the present marks. */
  #rank(): void {
    const { changes } = this.#state;
    this.#copy();
    this.#scored.count = 0;
    this.#ranked.count = 0;
    this.#recent.count = 0;
    this.#firstValid = 0;
    this.#book.scoreInto(this.#scored);
    for (const account of this.#busy) this.#putInRecent(account);
    this.#rankedAtMarks = this.#state.markVersion;
    this.#rankedTouch = changes.touchCount;
    this.#readTouch = changes.touchCount;
    this.#readEntry = changes.countOf(this.#slot);
  }

  /** Copies whoever is on the shortlist and was not touched since, and then whoever was. */
  #copy(): void {
    const { changes } = this.#state;
    if (!this.#isCopied) {
      this.#isCopied = true;
      this.#book.clear();
      for (let n = 0; n < this.shortlist.count; n += 1) {
        const account = this.shortlist.accounts[n];
        if (!changes.hasChangedSince(account, this.#listedTouch)) this.#book.add(account);
      }
      this.#copiedEntry = this.#listedEntry;
    }
    const end = changes.countOf(this.#slot);
    for (; this.#copiedEntry < end; this.#copiedEntry += 1) {
      const account = changes.accountAt(this.#slot, this.#copiedEntry);
      if (account >= 0) this.#book.add(account);
    }
  }

  /** Puts whoever was touched since the last call where they rank now. */
  #takeInChanges(): void {
    const { changes } = this.#state;
    if (this.#readTouch === changes.touchCount) return;
    this.#recent.drop((account) => changes.hasChangedSince(account, this.#readTouch));
    const end = changes.countOf(this.#slot);
    for (let entry = this.#readEntry; entry < end; entry += 1) {
      const account = changes.accountAt(this.#slot, entry);
      if (account >= 0) this.#putInRecent(account);
    }
    for (const account of this.#busy) if (changes.hasChangedSince(account, this.#readTouch)) this.#putInRecent(account);
    this.#readTouch = changes.touchCount;
    this.#readEntry = end;
  }

  #putInRecent(account: AccountIndex): void {
    const score = this.#scorer.scoreOf(account, this.#instrument, this.#side);
    if (score !== NO_LEG) this.#recent.insert(account, score);
  }
}
