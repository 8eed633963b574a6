/**
 * A Parquet file that grows: files with the same columns are appended to it row group by row group, byte for byte, and
 * the footer is written at the end. DuckDB cannot add to a Parquet file, and to hold a whole table back until the run
 * is over would take memory, or a second copy on a disk that may be full by then.
 * https://github.com/apache/parquet-format/blob/master/src/main/thrift/parquet.thrift
 */
import { closeSync, ftruncateSync, openSync, readSync, statSync } from 'node:fs';
import { assert } from '../base/assert.ts';
import { writeFully } from './file-bytes.ts';
import { decodeThrift, encodeThrift, THRIFT, type ThriftList, type ThriftStruct } from './thrift-compact.ts';

const MAGIC = new Uint8Array([0x50, 0x41, 0x52, 0x31]); // PAR1
/** Length of the footer and the magic number once more. */
const TAIL_BYTES = 8;
const COPY_BYTES = 1 << 20;

/** Field numbers of the format's own definition. */
const FILE = { rowCount: 3, rowGroups: 4 };
const ROW_GROUP = { columns: 1, rowCount: 3, fileOffset: 5, ordinal: 7 };
const COLUMN = { fileOffset: 2, metadata: 3, offsetIndexOffset: 4, columnIndexOffset: 6 };
const METADATA = { dataPage: 9, indexPage: 10, dictionaryPage: 11, bloomFilter: 14 };

/** How far a file had come: what `rewind` goes back to. */
export interface ParquetMark {
  readonly bytes: number;
  readonly rowGroups: number;
}

export class ParquetFile {
  readonly #fd: number;
  #bytes = MAGIC.length;
  /** Footers as encoded row groups: one decoded takes fifty times as much memory. */
  #rowGroups: Uint8Array[] = [];
  #footer: ThriftStruct | null = null;
  readonly #buffer = new Uint8Array(COPY_BYTES);

  constructor(file: string) {
    this.#fd = openSync(file, 'w');
    try {
      writeFully(this.#fd, MAGIC, 0);
    } catch (error) {
      closeSync(this.#fd);
      throw error;
    }
  }

  get mark(): ParquetMark {
    return { bytes: this.#bytes, rowGroups: this.#rowGroups.length };
  }

  /** True before the first append. */
  get isBlank(): boolean {
    return this.#footer === null;
  }

  /** Forgets what was appended since. */
  rewind({ bytes, rowGroups }: ParquetMark): void {
    ftruncateSync(this.#fd, bytes);
    this.#bytes = bytes;
    this.#rowGroups = this.#rowGroups.slice(0, rowGroups);
  }

  /** Appends the rows of another Parquet file. After an error, `rewind`. */
  append(file: string): void {
    const fd = openSync(file, 'r');
    try {
      const { footer, bodyEnd } = readFooter(fd, statSync(file).size);
      this.#copy(fd, MAGIC.length, bodyEnd);
      const shift = this.#bytes - MAGIC.length;
      for (const group of listOf(footer, FILE.rowGroups).elements as ThriftStruct[]) {
        if (numberOf(group, ROW_GROUP.rowCount) === 0) continue;
        shiftRowGroup(group, shift, this.#rowGroups.length);
        this.#rowGroups.push(encodeThrift(group));
      }
      this.#footer ??= footer;
      this.#bytes += bodyEnd - MAGIC.length;
    } finally {
      closeSync(fd);
    }
  }

  /** Writes the footer; at least one file must have been appended, for its columns. */
  finish(): void {
    const footer = this.#footer;
    assert(footer !== null, 'a Parquet file needs the columns of another one');
    const groups = this.#rowGroups.map((bytes) => decodeThrift(bytes));
    const rows = groups.reduce((sum, group) => sum + numberOf(group, ROW_GROUP.rowCount), 0);
    footer.set(FILE.rowCount, { type: THRIFT.i64, value: rows });
    footer.set(FILE.rowGroups, { type: THRIFT.list, value: { elementType: THRIFT.struct, elements: groups } });
    const encoded = encodeThrift(footer);
    const tail = new Uint8Array(encoded.length + TAIL_BYTES);
    tail.set(encoded);
    new DataView(tail.buffer).setUint32(encoded.length, encoded.length, true);
    tail.set(MAGIC, encoded.length + 4);
    writeFully(this.#fd, tail, this.#bytes);
    this.#bytes += tail.length;
  }

  close(): void {
    closeSync(this.#fd);
  }

  #copy(fd: number, from: number, end: number): void {
    let to = this.#bytes;
    for (let at = from; at < end; ) {
      const count = readSync(fd, this.#buffer, 0, Math.min(COPY_BYTES, end - at), at);
      assert(count > 0, 'a Parquet file became shorter while it was read');
      writeFully(this.#fd, this.#buffer.subarray(0, count), to);
      at += count;
      to += count;
    }
  }
}

function readFooter(fd: number, size: number): { footer: ThriftStruct; bodyEnd: number } {
  const tail = new Uint8Array(TAIL_BYTES);
  readSync(fd, tail, 0, TAIL_BYTES, size - TAIL_BYTES);
  const bytes = new Uint8Array(new DataView(tail.buffer).getUint32(0, true));
  const bodyEnd = size - TAIL_BYTES - bytes.length;
  readSync(fd, bytes, 0, bytes.length, bodyEnd);
  return { footer: decodeThrift(bytes), bodyEnd };
}

/** Every place in the file that a row group names moves along with its bytes. */
function shiftRowGroup(group: ThriftStruct, shift: number, ordinal: number): void {
  move(group, ROW_GROUP.fileOffset, shift);
  if (group.has(ROW_GROUP.ordinal)) group.set(ROW_GROUP.ordinal, { type: THRIFT.i16, value: ordinal });
  for (const column of listOf(group, ROW_GROUP.columns).elements as ThriftStruct[]) {
    // 0 stands for "not said" in this field, which the format has given up.
    if (numberOf(column, COLUMN.fileOffset) !== 0) move(column, COLUMN.fileOffset, shift);
    move(column, COLUMN.offsetIndexOffset, shift);
    move(column, COLUMN.columnIndexOffset, shift);
    const metadata = column.get(COLUMN.metadata)?.value as ThriftStruct;
    for (const field of Object.values(METADATA)) move(metadata, field, shift);
  }
}

function move(struct: ThriftStruct, field: number, shift: number): void {
  const found = struct.get(field);
  if (found !== undefined) struct.set(field, { type: found.type, value: (found.value as number) + shift });
}

function numberOf(struct: ThriftStruct, field: number): number {
  return (struct.get(field)?.value as number | undefined) ?? 0;
}

function listOf(struct: ThriftStruct, field: number): ThriftList {
  return struct.get(field)?.value as ThriftList;
}
