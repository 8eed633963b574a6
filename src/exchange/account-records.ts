/**
 * Accounts as compact records: everything that deciding about an account needs lies together, in one cache line for up
 * to five positions. A record begins on a cache line; what it holds, by byte:
 *
 *   0   double  settled money: cash minus the cost of all open lots, quanta. Equity = settled + sum(lots x mark)
 *   8   int32   flags: bits 0-7 positions in use, 8-15 room for positions, 16-17 status, 18 warned, 19 has a stop
 *   12  int32   the breach watch's own (where the account waits)
 *   16  bytes   instrument of each position, rising; room for positions, rounded up to 8
 *   ..  doubles whole lots of each position, + long, one for each place there is room for
 *
 * so that a record with room for n positions takes 16 + 8 ceil(n / 8) + 8 n bytes, in whole lines. Room is given when
 * the population is made, for as many instruments as the account's kind can ever hold; a position that was closed
 * keeps its place. Costs of positions, which only trades and rankings read, lie apart (`state.ts`).
 */
import { assert } from '../base/assert.ts';
import { CACHE_LINE_BYTES } from '../base/columns.ts';
import type { AccountIndex, InstrumentIndex, Lots } from '../base/units.ts';

/** Instruments are bytes in a record, and so is the number of positions. */
export const POSITIONS_MAX = 250;
export const DOUBLES_PER_LINE = CACHE_LINE_BYTES / 8;
export const INTS_PER_LINE = CACHE_LINE_BYTES / 4;
/** Double of a record that holds settled money, ints that hold flags and the watch's place, first byte of the ids. */
export const SETTLED_DOUBLE = 0;
export const FLAGS_INT = 2;
export const PLACE_INT = 3;
export const IDS_BYTE = 16;

const COUNT_MASK = 0xff;
const ROOM_SHIFT = 8;
const STATUS_SHIFT = 16;
const STATUS_MASK = 3 << STATUS_SHIFT;
const WARNED_BIT = 1 << 18;
const STOP_BIT = 1 << 19;

export interface AccountRecords {
  /** [accountCount] first line of each record. */
  readonly lines: Uint32Array;
  /** The records, as doubles, as ints and as bytes. */
  readonly doubles: Float64Array;
  readonly ints: Int32Array;
  readonly bytes: Uint8Array;
}

/** Lines of a record with room for that many positions. */
export function linesOf(room: number): number {
  // A constant text: this is asked of every account.
  assert(room >= 0 && room <= POSITIONS_MAX, 'a record has room for 0 to 250 positions');
  return Math.ceil((IDS_BYTE / 8 + Math.ceil(room / 8) + room) / DOUBLES_PER_LINE);
}

/** Views of records that are there: `doubles` begin on a cache line. */
export function openRecords(lines: Uint32Array, doubles: Float64Array): AccountRecords {
  const { buffer, byteOffset, byteLength } = doubles;
  return {
    lines,
    doubles,
    ints: new Int32Array(buffer, byteOffset, byteLength / 4),
    bytes: new Uint8Array(buffer, byteOffset, byteLength),
  };
}

/** Gives an account its record, empty, with the given room, from `line` on; returns the line after it. */
export function layOut(records: AccountRecords, account: AccountIndex, line: number, room: number): number {
  records.lines[account] = line;
  records.ints[line * INTS_PER_LINE + FLAGS_INT] = room << ROOM_SHIFT;
  return line + linesOf(room);
}

/** Positions in use, by a record's flags. */
export function positionsOfFlags(flags: number): number {
  return flags & COUNT_MASK;
}

/** Room for positions, by a record's flags. */
export function roomOfFlags(flags: number): number {
  return (flags >> ROOM_SHIFT) & COUNT_MASK;
}

export function statusOfFlags(flags: number): number {
  return (flags & STATUS_MASK) >> STATUS_SHIFT;
}

/** Positions in use. */
export function positionsOf(records: AccountRecords, account: AccountIndex): number {
  return positionsOfFlags(records.ints[records.lines[account] * INTS_PER_LINE + FLAGS_INT]);
}

/** First byte of the instruments of an account's positions. */
export function firstIdOf(records: AccountRecords, account: AccountIndex): number {
  return records.lines[account] * CACHE_LINE_BYTES + IDS_BYTE;
}

/** Double that holds the lots of an account's first position; the others follow. */
export function firstPositionOf(records: AccountRecords, account: AccountIndex): number {
  const line = records.lines[account];
  const room = roomOfFlags(records.ints[line * INTS_PER_LINE + FLAGS_INT]);
  return line * DOUBLES_PER_LINE + IDS_BYTE / 8 + ((room + 7) >> 3);
}

/** Double that holds the account's lots of an instrument, -1 when it has no such position. */
export function findPosition(records: AccountRecords, account: AccountIndex, instrument: InstrumentIndex): number {
  const count = positionsOf(records, account);
  const ids = firstIdOf(records, account);
  for (let k = 0; k < count; k += 1) {
    if (records.bytes[ids + k] === instrument) return firstPositionOf(records, account) + k;
  }
  return -1;
}

/** Lots of an account in an instrument, 0 without a position. */
export function lotsIn(records: AccountRecords, account: AccountIndex, instrument: InstrumentIndex): Lots {
  const position = findPosition(records, account, instrument);
  return position < 0 ? 0 : records.doubles[position];
}

/**
 * Double for the account's lots of an instrument, made when there is none yet: positions stay in the order of
 * instruments, so those above move up one place, in `costs` as well, which is laid out like `records.doubles`.
 * Throws InvariantError when the record has no room for another.
 */
export function openPosition(
  records: AccountRecords,
  account: AccountIndex,
  instrument: InstrumentIndex,
  costs: Float64Array | null = null,
): number {
  const found = findPosition(records, account, instrument);
  if (found >= 0) return found;
  const flags = records.lines[account] * INTS_PER_LINE + FLAGS_INT;
  const count = positionsOfFlags(records.ints[flags]);
  const room = roomOfFlags(records.ints[flags]);
  assert(count < room, `account ${account} has room for ${room} positions and holds them all`);
  const ids = firstIdOf(records, account);
  const first = firstPositionOf(records, account);
  let k = count;
  for (; k > 0 && records.bytes[ids + k - 1] > instrument; k -= 1) {
    records.bytes[ids + k] = records.bytes[ids + k - 1];
    records.doubles[first + k] = records.doubles[first + k - 1];
    if (costs !== null) costs[first + k] = costs[first + k - 1];
  }
  records.bytes[ids + k] = instrument;
  records.doubles[first + k] = 0;
  if (costs !== null) costs[first + k] = 0;
  records.ints[flags] += 1;
  return first + k;
}

/** Sets the lots of an account in an instrument; what was there is not kept. */
export function setLots(records: AccountRecords, account: AccountIndex, instrument: InstrumentIndex, lots: Lots): void {
  records.doubles[openPosition(records, account, instrument)] = lots;
}

/** Says how many of the places in a record are positions; the caller has written their instruments, rising, and lots. */
export function setPositionCount(records: AccountRecords, account: AccountIndex, count: number): void {
  const at = records.lines[account] * INTS_PER_LINE + FLAGS_INT;
  assert(count <= roomOfFlags(records.ints[at]), 'an account was given more positions than its record has room for');
  records.ints[at] = (records.ints[at] & ~COUNT_MASK) | count;
}

export function statusOf(records: AccountRecords, account: AccountIndex): number {
  return statusOfFlags(records.ints[records.lines[account] * INTS_PER_LINE + FLAGS_INT]);
}

export function setStatus(records: AccountRecords, account: AccountIndex, status: number): void {
  const at = records.lines[account] * INTS_PER_LINE + FLAGS_INT;
  records.ints[at] = (records.ints[at] & ~STATUS_MASK) | (status << STATUS_SHIFT);
}

/** A warning was given: there is no other until a deposit or a recovery. */
export function isWarned(records: AccountRecords, account: AccountIndex): boolean {
  return (records.ints[records.lines[account] * INTS_PER_LINE + FLAGS_INT] & WARNED_BIT) !== 0;
}

export function setWarned(records: AccountRecords, account: AccountIndex, warned: boolean): void {
  setBit(records, account, WARNED_BIT, warned);
}

/** The account has a stop of its own. */
export function hasStop(records: AccountRecords, account: AccountIndex): boolean {
  return (records.ints[records.lines[account] * INTS_PER_LINE + FLAGS_INT] & STOP_BIT) !== 0;
}

export function setHasStop(records: AccountRecords, account: AccountIndex, has: boolean): void {
  setBit(records, account, STOP_BIT, has);
}

function setBit(records: AccountRecords, account: AccountIndex, bit: number, isSet: boolean): void {
  const at = records.lines[account] * INTS_PER_LINE + FLAGS_INT;
  records.ints[at] = isSet ? records.ints[at] | bit : records.ints[at] & ~bit;
}
