/**
 * Graded lazy rescan: who can have crossed a threshold, without looking at everybody. The idea is the neighbour list
 * with a skin from molecular dynamics, in levels.
 *
 * An account that was derived exactly has a radius: a displacement of prices (see `rescan-gauges.ts`) that it can
 * surely bear. It waits in the highest level whose threshold, plus what that level has moved already, the radius
 * covers; so it cannot have crossed anything before its level's displacement reaches the threshold. Levels that have
 * reached it are scanned: each of their accounts is derived exactly and stays, waits in another level, or has crossed.
 * Most looks end after comparing a few path lengths.
 *
 * Proof: an account waits in a level only while radius >= threshold + reverse, both taken when it was placed at prices
 * P. At prices Q with forward(reference, Q) < threshold, hurt(P, Q) <= reverse + forward < radius, and the account has
 * crossed nothing by the meaning of a radius. `isDue` measures forward before it can reach the threshold, for it is
 * bounded by the path. What the owner's rounding can do is the owner's to take off its radii.
 *
 * When nearly everybody is due at every look, deriving all accounts in order is cheaper than moving them between
 * levels: after a look that derived more than a share of them the lists are given up for a number of looks, which
 * doubles each time that the rescan proves no better afterwards.
 *
 * An entry of a list (`level-lists.ts`) is alive when the account's place is the entry's own index; an account that
 * moves on leaves its old entry behind, and the next scan drops it.
 */
import { countLook, createWatchWork } from './breach-watch.ts';
import { CHUNK, LevelLists } from './level-lists.ts';
import { gaugeOf, LEVELS_PER_GAUGE, type RescanGauges } from './rescan-gauges.ts';

/** The accounts' owner: what a graded rescan asks of it. */
export interface RescanSubject {
  /** Gauge of the account that was derived last. */
  readonly gauge: number;
  /**
   * Derives an account at the present prices. Negative: it has crossed a threshold, which the subject notes; the
   * account then waits nowhere. Otherwise its radius in scales, RADIUS_ERROR taken off; Infinity to wait nowhere.
   */
  derive(account: number): number;
  /** Like `derive` without the radius: for looks at everybody, after which nobody waits anywhere. */
  check(account: number): void;
}

/** One whole number of each account is the rescan's own: `column[lines[account] * stride + offset]`, 0 at first. */
export interface PlaceColumn {
  readonly column: Int32Array;
  readonly lines: Uint32Array;
  readonly stride: number;
  readonly offset: number;
}

/** Accounts whose records are fetched together. */
const BLOCK = 32;
const NOWHERE = 0;
/** Looks that derive more than this share of the accounts are dearer than a sweep. */
const SWEEP_FROM_SHARE = 0.1;
/** Share of the accounts derived at earlier looks that still counts one look later. */
const HEAT_KEPT = 15 / 16;
/** Entries, dead ones included, beyond which the lists are made anew. */
const ENTRIES_PER_ACCOUNT_MAX = 3;
const SPARE_ENTRIES = 1_048_576;
const SWEEPS_FIRST = 4;
const SWEEPS_MAX = 128;

export class GradedRescan {
  readonly work = createWatchWork();
  readonly #subject: RescanSubject;
  readonly #gauges: RescanGauges;
  readonly #first: number;
  readonly #end: number;
  readonly #places: Int32Array;
  readonly #lines: Uint32Array;
  readonly #stride: number;
  readonly #offset: number;
  readonly #lists: LevelLists;
  readonly #due: Int32Array;
  readonly #block = new Int32Array(BLOCK);
  /** Accounts that changed since the last look. A changed account's place is -1 - place. */
  #changed = new Int32Array(1_024);
  #changedCount = 0;
  #sweepsLeft = 0;
  #sweepsNext = SWEEPS_FIRST;
  #isArmed = false;
  /** Accounts derived at recent looks, fading. */
  #heat = 0;
  /** Looks since the last sweep. */
  #calmLooks = 0;
  #dueCount = 0;
  /** Accounts derived at this look. */
  #derived = 0;

  /** Watches the accounts from `first` up to `end`, exclusive. */
  constructor(subject: RescanSubject, gauges: RescanGauges, places: PlaceColumn, first: number, end: number) {
    this.#subject = subject;
    this.#gauges = gauges;
    this.#places = places.column;
    this.#lines = places.lines;
    this.#stride = places.stride;
    this.#offset = places.offset;
    this.#first = first;
    this.#end = end;
    this.#lists = new LevelLists(gauges.levelCount, end - first);
    this.#due = new Int32Array(gauges.levelCount);
  }

  /** The account must be derived at the next look, whatever prices do. */
  accountChanged(account: number): void {
    if (!this.#isArmed) return;
    const at = this.#lines[account] * this.#stride + this.#offset;
    const place = this.#places[at];
    if (place < 0) return;
    this.#places[at] = -1 - place;
    if (this.#changedCount === this.#changed.length) this.#changed = grown(this.#changed);
    this.#changed[this.#changedCount] = account;
    this.#changedCount += 1;
  }

  /** Everything about everybody may have changed: all are derived at the next look. */
  everythingChanged(): void {
    this.#isArmed = false;
  }

  /** Derives whoever may have crossed a threshold at the present prices. */
  look(): void {
    this.#derived = 0;
    if (this.#sweepsLeft > 0) {
      this.#sweepsLeft -= 1;
      this.#sweep();
    } else {
      this.#gauges.observe();
      // Entries left behind pile up on levels that are never scanned.
      const isSpread = this.#lists.extent > ENTRIES_PER_ACCOUNT_MAX * (this.#end - this.#first) + SPARE_ENTRIES;
      if (this.#isArmed && !isSpread) this.#rescan();
      else this.#arm();
    }
    countLook(this.work, this.#derived);
  }

  #rescan(): void {
    this.#collectDue();
    this.#deriveChanged();
    for (let n = 0; n < this.#dueCount; n += 1) this.#scan(this.#due[n]);
    this.#considerSweeping();
  }

  /** Lists the levels that have to be scanned and resets all their references first: placing reads them. */
  #collectDue(): void {
    const gauges = this.#gauges;
    this.#dueCount = 0;
    for (let w = 0; w < gauges.wokenCount; w += 1) {
      const gauge = gauges.woken[w];
      gauges.letSleep(gauge);
      const first = gauge * LEVELS_PER_GAUGE;
      for (let level = first; level < first + LEVELS_PER_GAUGE; level += 1) {
        if (this.#lists.isEmpty(level)) continue;
        if (gauges.mayBeDue(level) && gauges.isDue(level)) {
          gauges.reset(level);
          this.#due[this.#dueCount] = level;
          this.#dueCount += 1;
        }
        gauges.keepAwake(level);
      }
    }
  }

  #deriveChanged(): void {
    const count = this.#changedCount;
    this.#changedCount = 0;
    for (let n = 0; n < count; n += 1) {
      const account = this.#changed[n];
      const at = this.#lines[account] * this.#stride + this.#offset;
      const place = -1 - this.#places[at];
      this.#places[at] = place;
      const radius = this.#subject.derive(account);
      this.#derived += 1;
      if (place !== NOWHERE && radius >= 0 && this.#stillFits(this.#lists.levelOf(place), radius)) {
        continue;
      }
      this.work.accountsReplaced += 1;
      this.#placeAnew(account, at, radius);
    }
  }

  /** True when the account may go on waiting in the level, and no higher one would have it. */
  #stillFits(level: number, radius: number): boolean {
    const gauges = this.#gauges;
    if (this.#subject.gauge !== gaugeOf(level)) return false;
    const k = level % LEVELS_PER_GAUGE;
    if (gauges.isDirected(this.#subject.gauge)) {
      if (gauges.highestLevel(radius) !== k || radius === Infinity) return false;
      gauges.follow(level);
      return true;
    }
    if (radius < gauges.thresholds[k] + gauges.reverseOf(level)) return false;
    if (k === LEVELS_PER_GAUGE - 1) return radius !== Infinity;
    return radius < gauges.thresholds[k + 1] + gauges.reverseOf(level + 1);
  }

  #scan(level: number): void {
    const subject = this.#subject;
    const places = this.#places;
    const lines = this.#lines;
    const stride = this.#stride;
    const offset = this.#offset;
    const lists = this.#lists;
    const accounts = this.#block;
    this.work.levelsScanned += 1;
    // Taken off first: whoever stays is appended again, to chunks that the scan sets free as it goes.
    let chunk = lists.takeOff(level);
    while (chunk !== 0) {
      const from = chunk * CHUNK;
      const to = from + lists.countOf(chunk);
      for (let block = from; block < to; block += BLOCK) {
        const { arena } = lists;
        const end = Math.min(block + BLOCK, to);
        let alive = 0;
        // Their records are touched all together before the first is derived: the machine fetches them side by side.
        for (let entry = block; entry < end; entry += 1) {
          const account = arena[entry];
          const at = lines[account] * stride + offset;
          if (places[at] !== entry) continue;
          accounts[alive] = account;
          alive += 1;
        }
        for (let n = 0; n < alive; n += 1) {
          const account = accounts[n];
          this.#placeAnew(account, lines[account] * stride + offset, subject.derive(account));
        }
        this.#derived += alive;
      }
      chunk = lists.release(chunk);
    }
  }

  /** Appends the account to the highest level that its radius allows; a negative or infinite one waits nowhere. */
  #placeAnew(account: number, at: number, radius: number): void {
    if (radius < 0 || radius === Infinity) {
      this.#places[at] = NOWHERE;
      return;
    }
    const gauges = this.#gauges;
    const lists = this.#lists;
    const { gauge } = this.#subject;
    const first = gauge * LEVELS_PER_GAUGE;
    let k = gauges.highestLevel(radius);
    if (gauges.isDirected(gauge)) {
      gauges.follow(first + k);
    } else {
      while (k > 0 && !lists.isEmpty(first + k)) {
        if (radius >= gauges.thresholds[k] + gauges.reverseOf(first + k)) break;
        k -= 1;
      }
    }
    const level = first + k;
    if (lists.isEmpty(level)) {
      gauges.reset(level);
      gauges.keepAwake(level);
    }
    this.#places[at] = lists.append(level, account);
  }

  /** Derives and places everybody; what the lists held before is dropped. */
  #arm(): void {
    this.#lists.clear();
    this.#changedCount = 0;
    for (let gauge = 0; gauge < this.#gauges.gaugeCount; gauge += 1) this.#gauges.letSleep(gauge);
    this.#isArmed = true;
    for (let account = this.#first; account < this.#end; account += 1) {
      const at = this.#lines[account] * this.#stride + this.#offset;
      this.#placeAnew(account, at, this.#subject.derive(account));
    }
    this.#derived += this.#end - this.#first;
  }

  #sweep(): void {
    for (let account = this.#first; account < this.#end; account += 1) this.#subject.check(account);
    this.#derived += this.#end - this.#first;
    this.work.sweeps += 1;
  }

  /** Lists pay while few are due. One look that derives many is no sign: a cold level falls due at once. */
  #considerSweeping(): void {
    this.#heat = this.#heat * HEAT_KEPT + this.#derived;
    if (this.#heat <= ((this.#end - this.#first) * SWEEP_FROM_SHARE + CHUNK) / (1 - HEAT_KEPT)) {
      this.#calmLooks += 1;
      if (this.#calmLooks > SWEEPS_MAX) this.#sweepsNext = SWEEPS_FIRST;
      return;
    }
    this.#heat = 0;
    this.#calmLooks = 0;
    this.#sweepsLeft = this.#sweepsNext;
    this.#sweepsNext = Math.min(SWEEPS_MAX, this.#sweepsNext * 2);
    this.#isArmed = false;
  }
}

function grown(column: Int32Array): Int32Array<ArrayBuffer> {
  const larger = new Int32Array(column.length * 2);
  larger.set(column);
  return larger;
}
