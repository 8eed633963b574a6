// Goal: a record keeps what it is told, in the order of instruments, within its room, and touches no neighbour. Method:
// the layout's own figures, and random sequences of positions opened, set and closed beside a plain Map.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { InvariantError } from '../../src/base/assert.ts';
import {
  findPosition,
  firstIdOf,
  firstPositionOf,
  hasStop,
  INTS_PER_LINE,
  isWarned,
  linesOf,
  lotsIn,
  openPosition,
  PLACE_INT,
  positionsOf,
  POSITIONS_MAX,
  setHasStop,
  setStatus,
  setWarned,
  statusOf,
} from '../../src/exchange/account-records.ts';
import { allocatePopulation, openPopulation, type Population, VENUE_ACCOUNTS } from '../../src/exchange/accounts.ts';

const ACCOUNT = VENUE_ACCOUNTS + 1;

/** An account with the given room, between one with none and one with room for a line full. */
function between(room: number, instruments: number): Population {
  const groups = [0, room, 5].map((each) => ({ accounts: 1, room: each }));
  return allocatePopulation(groups, instruments);
}

/** Instruments and lots of an account's positions, in the order of the record. */
function positionsIn({ records }: Population, account: number): [number, number][] {
  const [ids, first] = [firstIdOf(records, account), firstPositionOf(records, account)];
  return Array.from({ length: positionsOf(records, account) }, (_, k) => [
    records.bytes[ids + k]!,
    records.doubles[first + k]!,
  ]);
}

/** Bytes of every record but the account's own. */
function othersOf({ records }: Population, account: number): Buffer {
  const others = Buffer.from(records.bytes);
  others.fill(0, records.lines[account]! * 64, records.lines[account + 1]! * 64);
  return others;
}

describe('a record', () => {
  it.each([
    [0, 1],
    [1, 1],
    [5, 1],
    [6, 2],
    [8, 2],
    [12, 2],
    [13, 3],
    [19, 3],
    [20, 4],
    [POSITIONS_MAX, 36],
  ])('with room for %i positions takes %i cache lines', (room, lines) => {
    expect(linesOf(room)).toBe(lines);
    const { records } = between(room, POSITIONS_MAX);
    expect(records.lines[ACCOUNT + 1]! - records.lines[ACCOUNT]!).toBe(lines);
    // The last position that there is room for ends inside.
    expect((firstPositionOf(records, ACCOUNT) + room) * 8).toBeLessThanOrEqual(records.lines[ACCOUNT + 1]! * 64);
    expect(firstIdOf(records, ACCOUNT) + room).toBeLessThanOrEqual(firstPositionOf(records, ACCOUNT) * 8);
  });

  it('begins on a cache line of shared memory', () => {
    const { records } = between(3, 4);
    expect(records.doubles.byteOffset % 64).toBe(0);
    expect(records.ints.byteOffset).toBe(records.doubles.byteOffset);
    expect(records.bytes.byteLength).toBe(records.doubles.byteLength);
    expect(records.doubles.buffer).toBeInstanceOf(SharedArrayBuffer);
  });

  it('cannot have room for more positions than its count can say', () => {
    expect(() => linesOf(POSITIONS_MAX + 1)).toThrow(InvariantError);
    expect(() => linesOf(-1)).toThrow(InvariantError);
  });

  it('of the venue has room for every instrument', () => {
    const population = allocatePopulation([{ accounts: 1, room: 1 }], 9);
    for (let i = 8; i >= 0; i -= 1) openPosition(population.records, 0, i);
    expect(positionsIn(population, 0).map(([i]) => i)).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8]);
  });

  it('refuses a position beyond its room and keeps what it has', () => {
    const population = between(2, 4);
    const { records } = population;
    records.doubles[openPosition(records, ACCOUNT, 3)] = 7;
    records.doubles[openPosition(records, ACCOUNT, 1)] = -2;
    expect(() => openPosition(records, ACCOUNT, 0)).toThrow(InvariantError);
    expect(() => openPosition(records, ACCOUNT, 0)).toThrow(/account 5 has room for 2 positions/);
    expect(() => openPosition(records, ACCOUNT - 1, 0)).toThrow(/room for 0/);
    expect(positionsIn(population, ACCOUNT)).toEqual([
      [1, -2],
      [3, 7],
    ]);
    expect(openPosition(records, ACCOUNT, 3)).toBe(findPosition(records, ACCOUNT, 3));
  });

  it('keeps a closed position in its place, open for the same instrument', () => {
    const population = between(1, 2);
    const { records } = population;
    records.doubles[openPosition(records, ACCOUNT, 1)] = 4;
    records.doubles[openPosition(records, ACCOUNT, 1)] = 0;
    expect(positionsIn(population, ACCOUNT)).toEqual([[1, 0]]);
    records.doubles[openPosition(records, ACCOUNT, 1)] = -4;
    expect(lotsIn(records, ACCOUNT, 1)).toBe(-4);
    expect(lotsIn(records, ACCOUNT, 0)).toBe(0);
  });

  it('keeps flags, count, room and the place of the watch apart', () => {
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.constantFrom('status', 'warned', 'stop', 'place', 'open'), fc.nat(3)), { maxLength: 40 }),
        (edits) => {
          const population = between(POSITIONS_MAX, POSITIONS_MAX);
          const { records } = population;
          const expected = { status: 0, warned: false, stop: false, place: 0, open: 0 };
          for (const [what, n] of edits) {
            if (what === 'status') setStatus(records, ACCOUNT, (expected.status = n % 3));
            if (what === 'warned') setWarned(records, ACCOUNT, (expected.warned = n > 1));
            if (what === 'stop') setHasStop(records, ACCOUNT, (expected.stop = n > 1));
            // A changed account's place is negative, and so is the sign bit of the word beside the flags.
            if (what === 'place')
              records.ints[records.lines[ACCOUNT]! * INTS_PER_LINE + PLACE_INT] = expected.place = 5 - 9 * n;
            if (what === 'open') openPosition(records, ACCOUNT, POSITIONS_MAX - 1 - expected.open++);
          }
          expect({
            status: statusOf(records, ACCOUNT),
            warned: isWarned(records, ACCOUNT),
            stop: hasStop(records, ACCOUNT),
            place: records.ints[records.lines[ACCOUNT]! * INTS_PER_LINE + PLACE_INT],
            open: positionsOf(records, ACCOUNT),
          }).toEqual(expected);
        },
      ),
      { seed: 11, numRuns: 200 },
    );
  });
});

describe('positions', () => {
  it('are those of a plain Map, by rising instrument, and costs go where lots go', () => {
    let [shifts, refused, lines] = [0, 0, 0];
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 24 }),
        fc.array(fc.tuple(fc.nat(39), fc.integer({ min: -9, max: 9 })), { maxLength: 60, size: 'max' }),
        (room, edits) => {
          const population = between(room, 40);
          const { records } = population;
          // Neighbours that are full of something.
          records.doubles[openPosition(records, ACCOUNT + 1, 9)] = 1;
          records.bytes.subarray(0, records.lines[ACCOUNT]! * 64).fill(0xa5);
          const others = othersOf(population, ACCOUNT);
          const costs = new Float64Array(records.doubles.length).fill(-1);
          const plain = new Map<number, number>();
          for (const [instrument, lots] of edits) {
            if (!plain.has(instrument) && plain.size === room) {
              expect(() => openPosition(records, ACCOUNT, instrument, costs)).toThrow(InvariantError);
              refused += 1;
              continue;
            }
            if (!plain.has(instrument) && [...plain.keys()].some((other) => other > instrument)) shifts += 1;
            const at = openPosition(records, ACCOUNT, instrument, costs);
            // A new position has no lots and cost nothing.
            if (!plain.has(instrument)) expect([records.doubles[at], costs[at]]).toEqual([0, 0]);
            records.doubles[at] = lots;
            costs[at] = lots * 1_000 + instrument;
            plain.set(instrument, lots);
          }
          lines = Math.max(lines, linesOf(plain.size));
          const sorted = [...plain].sort(([x], [y]) => x - y);
          expect(positionsIn(population, ACCOUNT)).toEqual(sorted);
          for (const [instrument, lots] of plain) {
            expect(lotsIn(records, ACCOUNT, instrument)).toBe(lots);
            expect(costs[findPosition(records, ACCOUNT, instrument)]).toBe(lots * 1_000 + instrument);
          }
          const used = firstPositionOf(records, ACCOUNT);
          expect(costs.filter((cost, p) => cost !== -1 && (p < used || p >= used + plain.size))).toHaveLength(0);
          expect(othersOf(population, ACCOUNT).equals(others)).toBe(true);
        },
      ),
      { seed: 12, numRuns: 300 },
    );
    expect(shifts).toBeGreaterThan(1_000);
    expect(refused).toBeGreaterThan(1_000);
    expect(lines).toBeGreaterThan(2);
  });

  it('are the same in a population opened from its buffer', () => {
    const population = between(6, 8);
    for (const instrument of [7, 2, 4]) {
      population.records.doubles[openPosition(population.records, ACCOUNT, instrument)] = instrument;
    }
    const opened = openPopulation(population.buffer, 8);
    expect(positionsIn(opened, ACCOUNT)).toEqual([
      [2, 2],
      [4, 4],
      [7, 7],
    ]);
    expect(opened.accountCount).toBe(VENUE_ACCOUNTS + 3);
    expect(opened.records.lines).toEqual(population.records.lines);
  });
});
