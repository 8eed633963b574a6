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
 * While nearly everybody is due at every look, all accounts are derived in order instead (`sweep-policy.ts`). Where all
 * are, other threads may help (`mass-derivation.ts`).
 *
 * An entry of a list (`level-lists.ts`) is alive when the account's place is the entry's own index; an account that
 * moves on leaves its old entry behind, and the next scan drops it.
 */
import { countLook, createWatchWork } from './breach-watch.ts';
import { CHUNK, LevelLists } from './level-lists.ts';
import { BLOCK_ACCOUNTS, CODE_CROSSED, CODE_LEVEL, type MassDerivation } from './mass-derivation.ts';
import { gaugeOf, LEVELS_PER_GAUGE, type RescanGauges } from './rescan-gauges.ts';
import type { PlaceColumn, RescanSubject } from './rescan-subject.ts';
import { SweepPolicy } from './sweep-policy.ts';

/** Accounts whose records are fetched together. */
const BLOCK = 32;
const NOWHERE = 0;
/** Entries, dead ones included, beyond which the lists are made anew. */
const ENTRIES_PER_ACCOUNT_MAX = 3;
const SPARE_ENTRIES = 1_048_576;

export class GradedRescan {
  readonly work = createWatchWork();
  readonly #subject: RescanSubject;
  readonly #gauges: RescanGauges;
  readonly #first: number;
  readonly #end: number;
  readonly #mass: MassDerivation | null;
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
  readonly #policy: SweepPolicy;
  #sweepsLeft = 0;
  #isArmed = false;
  #dueCount = 0;
  /** Accounts derived at this look. */
  #derived = 0;

  /** Watches the accounts from `first` up to `end`, exclusive. */
  constructor(
    subject: RescanSubject,
    gauges: RescanGauges,
    places: PlaceColumn,
    first: number,
    end: number,
    mass: MassDerivation | null = null,
  ) {
    this.#subject = subject;
    this.#gauges = gauges;
    this.#places = places.column;
    this.#lines = places.lines;
    this.#stride = places.stride;
    this.#offset = places.offset;
    this.#first = first;
    this.#end = end;
    this.#mass = mass;
    this.#policy = new SweepPolicy(end - first);
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
    this.#sweepsLeft = this.#policy.sweepsAfter(this.#derived);
    if (this.#sweepsLeft > 0) this.#isArmed = false;
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
    this.#append(account, at, first + k);
  }

  #append(account: number, at: number, level: number): void {
    if (this.#lists.isEmpty(level)) {
      this.#gauges.reset(level);
      this.#gauges.keepAwake(level);
    }
    this.#places[at] = this.#lists.append(level, account);
  }

  /** Derives and places everybody; what the lists held before is dropped. */
  #arm(): void {
    this.#lists.clear();
    this.#changedCount = 0;
    for (let gauge = 0; gauge < this.#gauges.gaugeCount; gauge += 1) this.#gauges.letSleep(gauge);
    this.#isArmed = true;
    this.#deriveEverybody();
  }

  #sweep(): void {
    this.#deriveEverybody();
    this.work.sweeps += 1;
  }

  #deriveEverybody(): void {
    this.#derived += this.#end - this.#first;
    if (this.#mass === null) return this.#deriveAll(this.#first, this.#end);
    this.#mass.begin(this.#first, this.#end);
    for (let block = 0, from = this.#first; from < this.#end; block += 1, from += BLOCK_ACCOUNTS) {
      const codes = this.#mass.take(block);
      if (codes === null) this.#deriveAll(from, Math.min(from + BLOCK_ACCOUNTS, this.#end));
      else this.#takeOver(from, codes);
    }
  }

  #deriveAll(from: number, to: number): void {
    const subject = this.#subject;
    if (!this.#isArmed) {
      for (let account = from; account < to; account += 1) subject.check(account);
      return;
    }
    for (let account = from; account < to; account += 1) {
      const at = this.#lines[account] * this.#stride + this.#offset;
      this.#placeAnew(account, at, subject.derive(account));
    }
  }

  /** Accounts that were derived elsewhere; no level has moved since the lists were cleared. */
  #takeOver(from: number, codes: Uint16Array): void {
    this.work.handOvers += 1;
    for (let n = 0; n < codes.length; n += 1) {
      const code = codes[n];
      if (code === CODE_CROSSED) this.#subject.note(from + n);
      if (!this.#isArmed) continue;
      const at = this.#lines[from + n] * this.#stride + this.#offset;
      if (code < CODE_LEVEL) this.#places[at] = NOWHERE;
      else this.#append(from + n, at, code - CODE_LEVEL);
    }
  }
}

function grown(column: Int32Array): Int32Array<ArrayBuffer> {
  const larger = new Int32Array(column.length * 2);
  larger.set(column);
  return larger;
}
