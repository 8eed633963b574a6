// Goal: the graded rescan finds, at every look, exactly who has crossed, each once, and does so through all of its
// machinery: levels, chunks, changed accounts, sweeps. Method: linear accounts against a look at everybody, over random
// walks in phases (calm, rough, everybody on the edge), and counters that say what was reached.
import { describe, expect, it } from 'vitest';
import type { WatchWork } from '../../src/exchange/breach-watch.ts';
import { GradedRescan } from '../../src/exchange/graded-rescan.ts';
import { LEVELS_PER_GAUGE, RescanGauges } from '../../src/exchange/rescan-gauges.ts';
import { createStream } from '../../src/numeric/stream.ts';
import { Draw } from '../model/random-venue.ts';
import { LinearBook } from './linear-book.ts';
import { PriceWalk } from './price-walk.ts';

/** Entries of a chunk: those of one chunk wait in one level. */
const CHUNK = 128;
/** Places lie among other numbers, as they do in records. */
const [STRIDE, OFFSET] = [3, 2];

/** Gauges that count when an account waits lower for the way back to a level's reference. */
class CountingGauges extends RescanGauges {
  waitingLower = 0;
  #radius = 0;

  override highestLevel(radius: number): number {
    this.#radius = radius;
    return super.highestLevel(radius);
  }

  override reverseOf(level: number): number {
    const reverse = super.reverseOf(level);
    const threshold = this.thresholds[level % LEVELS_PER_GAUGE]!;
    if (this.#radius >= threshold && this.#radius < threshold + reverse) this.waitingLower += 1;
    return reverse;
  }
}

/** Phases of a run: sizes of moves and of radii, and the share of accounts that change at a look. */
const PHASES = {
  calm: { move: [2 ** -14, 2 ** -9], radius: [2 ** -7, 4], changes: 0.002 },
  rough: { move: [2 ** -12, 0.1], radius: [2 ** -16, 4], changes: 0.01 },
  busy: { move: [2 ** -12, 0.01], radius: [2 ** -12, 0.5], changes: 0.2 },
  edge: { move: [2 ** -8, 2 ** -6], radius: [2 ** -14, 2 ** -7], changes: 0.3 },
  still: { move: [2 ** -14, 2 ** -14], radius: [0.5, 4], changes: 0 },
} as const;

class Run {
  readonly reached = { sweeps: 0, rearmed: 0, recycled: 0, grown: 0, stayed: 0, crossed: 0 };
  /** Looks that swept, one number for each time that lists were given up. */
  readonly sweptInARow: number[] = [];
  readonly book: LinearBook;
  readonly gauges: CountingGauges;
  readonly #accounts: number;
  readonly #draw: Draw;
  readonly #walk: PriceWalk;
  readonly #rescan: GradedRescan;
  readonly #lines: Uint32Array;
  readonly #column: Int32Array;
  #isSweeping = false;
  /** Account that waited at each entry before. */
  readonly #entries = new Map<number, number>();

  constructor(seed: string, accounts: number, instruments: number) {
    this.#draw = new Draw(createStream(seed));
    this.#accounts = accounts;
    this.#walk = new PriceWalk(this.#draw, instruments);
    this.gauges = new CountingGauges(this.#walk.prices, this.#walk.scales);
    this.book = new LinearBook(accounts, this.#walk, this.gauges, this.#draw);
    // Records of one line or two.
    this.#lines = Uint32Array.from({ length: accounts }, (_, account) => account + Math.floor(account / 3));
    this.#column = new Int32Array(STRIDE * (2 * accounts + 1)).fill(-7);
    for (let account = 0; account < accounts; account += 1) {
      this.#column[this.#placeOf(account)] = 0;
      this.book.redraw(account, 2 ** -16, 4);
    }
    const places = { column: this.#column, lines: this.#lines, stride: STRIDE, offset: OFFSET };
    this.#rescan = new GradedRescan(this.book, this.gauges, places, 0, accounts);
  }

  phase(name: keyof typeof PHASES, looks: number, where: string): void {
    const { move, radius, changes } = PHASES[name];
    [this.#walk.sizeMin, this.#walk.sizeMax] = move;
    if (name === 'edge' || name === 'still') this.#changeAll(radius);
    for (let look = 0; look < looks; look += 1) {
      if (this.#draw.chance(0.95)) this.#walk.move();
      if (name === 'rough' && this.#draw.chance(0.02)) this.#changeAll(radius);
      const changed = changes === 0 ? new Map<number, number>() : this.#changeSome(changes, radius);
      this.#look(`${where}, ${name} look ${look}`, changed);
    }
  }

  get work(): WatchWork {
    return { ...this.#rescan.work };
  }

  /** Nothing but the accounts' own places was written. */
  get isColumnIntact(): boolean {
    const own = new Set(Array.from(this.#lines, (_, account) => this.#placeOf(account)));
    return this.#column.every((value, at) => own.has(at) || value === -7);
  }

  #placeOf(account: number): number {
    return this.#lines[account]! * STRIDE + OFFSET;
  }

  #changeAll(radius: readonly [number, number]): void {
    for (let account = 0; account < this.#accounts; account += 1) this.book.redraw(account, ...radius);
    this.#rescan.everythingChanged();
  }

  /** Accounts that are told of; some have not changed at all, some are told of twice. Returns where they waited. */
  #changeSome(share: number, radius: readonly [number, number]): Map<number, number> {
    const draw = this.#draw;
    const waited = new Map<number, number>();
    for (let n = Math.ceil(this.#accounts * share * draw.between(0, 2)); n > 0; n -= 1) {
      const account = draw.whole(0, this.#accounts - 1);
      const how = draw.of(['redrawn', 'redrawn', 'same', 'same', 'removed', 'added', 'twice']);
      if (how === 'redrawn' || how === 'twice') this.book.redraw(account, ...radius);
      if (how === 'removed') this.book.isRemoved[account] = 1;
      if (how === 'added') this.book.isRemoved[account] = 0;
      const place = this.#column[this.#placeOf(account)]!;
      if (place > 0) waited.set(account, place);
      this.#rescan.accountChanged(account);
      if (how === 'twice') this.#rescan.accountChanged(account);
    }
    return waited;
  }

  #look(where: string, changed: ReadonlyMap<number, number>): void {
    const { book, reached } = this;
    const { sweeps, accountsDerived: derived, looks } = this.#rescan.work;
    book.noted = [];
    this.#rescan.look();
    const found = book.noted.toSorted((x, y) => x - y);
    const expected = book.crossed();
    if (found.length !== expected.length || found.some((account, n) => account !== expected[n])) {
      expect(found, where).toEqual(expected);
    }
    const { work } = this.#rescan;
    reached.crossed += found.length;
    if (work.sweeps > sweeps) {
      if (!this.#isSweeping) this.sweptInARow.push(0);
      this.sweptInARow[this.sweptInARow.length - 1]! += 1;
      reached.sweeps += 1;
    } else if (looks > 0 && this.#accounts > 100 && work.accountsDerived - derived === this.#accounts)
      reached.rearmed += 1;
    this.#isSweeping = work.sweeps > sweeps;
    for (const account of found) this.#rescan.accountChanged(account);
    this.#countPlaces(changed);
  }

  #countPlaces(changed: ReadonlyMap<number, number>): void {
    const { reached } = this;
    const arenaFirst = (Math.ceil(Math.ceil(this.#accounts / CHUNK) * 1.25) + 64) * CHUNK;
    for (let account = 0; account < this.#accounts; account += 1) {
      const place = this.#column[this.#placeOf(account)]!;
      if (place <= 0) continue;
      if (changed.get(account) === place) reached.stayed += 1;
      if (place >= arenaFirst) reached.grown += 1;
      const before = this.#entries.get(place);
      if (before !== undefined && before !== account) reached.recycled += 1;
      this.#entries.set(place, account);
    }
  }
}

const SIZES = [
  [1, 1],
  [3, 2],
  [60, 4],
  [400, 3],
  [400, 12],
  [3_000, 2],
  [6_000, 5],
] as const;

const total = new Map<string, number>();

function runAll(accounts: number, instruments: number, seed: number): void {
  const name = `rescan-${accounts}-${instruments}-${seed}`;
  const run = new Run(name, accounts, instruments);
  const draw = new Draw(createStream(name, 'phases'));
  const length = accounts > 1_000 ? 24 : 60;
  for (const phase of ['calm', 'rough', 'busy', 'edge', 'still', 'busy', 'edge', 'rough', 'calm'] as const) {
    run.phase(phase, draw.whole(length / 2, length), name);
  }
  expect(run.isColumnIntact, name).toBe(true);
  const reached = { ...run.reached, ...run.book.reached, lower: run.gauges.waitingLower };
  for (const [what, count] of Object.entries(reached)) total.set(what, (total.get(what) ?? 0) + count);
}

describe('the graded rescan', () => {
  it.each(SIZES)('finds who has crossed among %i accounts in %i instruments', (accounts, instruments) => {
    for (let seed = 0; seed < (accounts > 1_000 ? 2 : 8); seed += 1) runAll(accounts, instruments, seed);
  });

  it.each([
    'sweeps',
    'rearmed',
    'recycled',
    'grown',
    'stayed',
    'lower',
    'crossed',
    'long',
    'short',
    'mixed',
    'single',
    'promoted',
    'demoted',
  ])('has been through it all: %s', (what) => {
    if (total.size === 0) for (const [accounts, instruments] of SIZES) runAll(accounts, instruments, 0);
    expect(total.get(what)).toBeGreaterThan(100);
  });

  it('ends its sweeps when few are on the edge any more, and sweeps longer when it was wrong to end them', () => {
    const run = new Run('sweeps', 2_000, 2);
    run.phase('calm', 30, 'sweeps');
    expect(run.work.sweeps).toBe(0);
    run.phase('edge', 200, 'sweeps');
    // 4, 8, 16, ... at a time, and between them the looks that it takes to find out; the last time may not be over.
    expect(run.sweptInARow.slice(0, 4)).toEqual([4, 8, 16, 32]);
    run.phase('still', 129, 'sweeps');
    const before = run.work;
    run.phase('still', 50, 'sweeps');
    run.phase('calm', 150, 'sweeps');
    expect(run.work.sweeps).toBe(before.sweeps);
    expect(run.work.levelsScanned).toBeGreaterThan(before.levelsScanned);
    expect(run.work.looks).toBe(before.looks + 200);
    // Everybody once, for they were redrawn, and then few.
    expect(run.work.accountsDerived - before.accountsDerived).toBeLessThan(2_000 + 0.02 * 200 * 2_000);
    // After a long calm it begins with short sweeps again.
    const times = run.sweptInARow.length;
    run.phase('edge', 100, 'sweeps');
    expect(run.sweptInARow.slice(times, times + 3)).toEqual([4, 8, 16]);
  });
});
