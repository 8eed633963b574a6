/**
 * Flat columns over one SharedArrayBuffer: the form in which accounts and positions travel between threads. Every
 * column is a Float64Array; the header names what the buffer is, so a thread refuses one that it does not understand.
 *
 * Layout, in doubles: [0] magic, [1] version, [2] number of columns, [3..] length of each column, then the columns
 * in order without gaps.
 */
import { assert } from './assert.ts';

const MAGIC = 0xaf7e_5c0c;
const VERSION = 1;
const HEADER_FIXED = 3;

/** Allocates zeroed columns of the given lengths. */
export function allocateColumns(lengths: readonly number[]): { buffer: SharedArrayBuffer; columns: Float64Array[] } {
  const headerLength = HEADER_FIXED + lengths.length;
  const total = lengths.reduce((sum, length) => sum + length, headerLength);
  const buffer = new SharedArrayBuffer(total * Float64Array.BYTES_PER_ELEMENT);
  const header = new Float64Array(buffer, 0, headerLength);
  header[0] = MAGIC;
  header[1] = VERSION;
  header[2] = lengths.length;
  lengths.forEach((length, k) => {
    header[HEADER_FIXED + k] = length;
  });
  return { buffer, columns: openColumns(buffer, lengths.length) };
}

/** Views of the columns in `buffer`; throws when it was not made by `allocateColumns` with that many columns. */
export function openColumns(buffer: SharedArrayBuffer, columnCount: number): Float64Array[] {
  const fixed = new Float64Array(buffer, 0, HEADER_FIXED);
  assert(fixed[0] === MAGIC, 'shared columns do not start with the expected magic number');
  assert(fixed[1] === VERSION, `shared columns have layout version ${fixed[1]}, expected ${VERSION}`);
  assert(fixed[2] === columnCount, `shared columns hold ${fixed[2]} columns, expected ${columnCount}`);
  const lengths = new Float64Array(buffer, HEADER_FIXED * 8, columnCount);
  let offset = (HEADER_FIXED + columnCount) * 8;
  return Array.from(lengths, (length) => {
    const column = new Float64Array(buffer, offset, length);
    offset += length * 8;
    return column;
  });
}
