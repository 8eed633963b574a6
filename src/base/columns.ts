/**
 * Flat columns over one SharedArrayBuffer: the form in which accounts and positions travel between threads. The header
 * names what the buffer is, so a thread refuses one that it does not understand.
 *
 * Layout: doubles [0] magic, [1] version, [2] number of columns, then the length of each column; then the columns in
 * order, each starting on a cache line.
 */
import { assert } from './assert.ts';

const MAGIC = 0xaf7e_5c0c;
const VERSION = 2;
const HEADER_FIXED = 3;
export const CACHE_LINE_BYTES = 64;

const VIEWS = { float64: Float64Array, uint32: Uint32Array, uint16: Uint16Array, uint8: Uint8Array } as const;
type ViewOf<K extends ColumnKind> = InstanceType<(typeof VIEWS)[K]>;

/** What the elements of a column are. */
export type ColumnKind = keyof typeof VIEWS;

/** Columns by name, in order; a thread that opens a buffer names the same kinds as the one that made it. */
export type ColumnKinds = Readonly<Record<string, ColumnKind>>;
export type Columns<T extends ColumnKinds> = { readonly [K in keyof T]: ViewOf<T[K]> };

/** Bytes of a buffer for columns of these kinds and lengths. */
export function sizeColumns<T extends ColumnKinds>(kinds: T, lengths: Readonly<Record<keyof T, number>>): number {
  let bytes = headerBytes(Object.keys(kinds).length);
  for (const name of Object.keys(kinds)) bytes += columnBytes(kinds[name], lengths[name]);
  return bytes;
}

/** Allocates zeroed columns of the given lengths. */
export function allocateColumns<T extends ColumnKinds>(
  kinds: T,
  lengths: Readonly<Record<keyof T, number>>,
): SharedArrayBuffer {
  const names = Object.keys(kinds);
  const buffer = new SharedArrayBuffer(sizeColumns(kinds, lengths));
  const header = new Float64Array(buffer, 0, HEADER_FIXED + names.length);
  header[0] = MAGIC;
  header[1] = VERSION;
  header[2] = names.length;
  names.forEach((name, k) => {
    header[HEADER_FIXED + k] = lengths[name];
  });
  return buffer;
}

/** Views of the columns in `buffer`; throws when it was not made by `allocateColumns` with as many columns. */
export function openColumns<T extends ColumnKinds>(buffer: SharedArrayBuffer, kinds: T): Columns<T> {
  const names = Object.keys(kinds);
  const fixed = new Float64Array(buffer, 0, HEADER_FIXED);
  assert(fixed[0] === MAGIC, 'shared columns do not start with the expected magic number');
  assert(fixed[1] === VERSION, `shared columns have layout version ${fixed[1]}, expected ${VERSION}`);
  assert(fixed[2] === names.length, `shared columns hold ${fixed[2]} columns, expected ${names.length}`);
  const lengths = new Float64Array(buffer, HEADER_FIXED * 8, names.length);
  let offset = headerBytes(names.length);
  const columns = names.map((name, k) => {
    const column = new (VIEWS[kinds[name]] as typeof Float64Array)(buffer, offset, lengths[k]);
    offset += columnBytes(kinds[name], lengths[k]);
    return [name, column];
  });
  return Object.fromEntries(columns) as Columns<T>;
}

function headerBytes(columnCount: number): number {
  return wholeLines((HEADER_FIXED + columnCount) * 8);
}

function columnBytes(kind: ColumnKind, length: number): number {
  return wholeLines(length * VIEWS[kind].BYTES_PER_ELEMENT);
}

function wholeLines(bytes: number): number {
  return Math.ceil(bytes / CACHE_LINE_BYTES) * CACHE_LINE_BYTES;
}
