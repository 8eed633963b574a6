// Goal: a Parquet file put together from others is one that every reader takes, with their rows and no others. Method:
// parts that DuckDB wrote, appended; read back by DuckDB, which uses dictionaries and Bloom filters, and by an
// independent reader, which does not.

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { DuckDBInstance } from '@duckdb/node-api';
import { asyncBufferFromFile, parquetReadObjects } from 'hyparquet';
import { describe, expect, it } from 'vitest';
import { ParquetFile } from '../../src/results/parquet-file.ts';
import { decodeThrift, encodeThrift, THRIFT, type ThriftStruct } from '../../src/results/thrift-compact.ts';
import { makeScratchFolder } from './scratch.ts';

/** Rows `from` to `to`: text that repeats, numbers that do not, missing values, flags. */
const rowsSql = (from: number, to: number) =>
  `SELECT n::INTEGER AS n, 'kind ' || (n % 3) AS kind, nullif(n % 7, 0)::INTEGER AS account, n / 8.0 AS value,
   n % 2 = 0 AS flag FROM range(${from}, ${to}) t(n)`;

async function query(sql: string): Promise<Record<string, unknown>[]> {
  const instance = await DuckDBInstance.create(':memory:');
  const connection = await instance.connect();
  try {
    const reader = await connection.runAndReadAll(sql);
    return reader.getRowObjectsJS();
  } finally {
    connection.closeSync();
    instance.closeSync();
  }
}

async function writePart(folder: string, from: number, to: number, rowGroupRows = 100_000): Promise<string> {
  const file = join(folder, `${from}-${to}.parquet`);
  const options = `FORMAT parquet, COMPRESSION uncompressed, ROW_GROUP_SIZE ${rowGroupRows}`;
  await query(`COPY (${rowsSql(from, to)}) TO '${file}' (${options})`);
  return file;
}

function footerOf(file: string): Uint8Array {
  const bytes = readFileSync(file);
  const length = bytes.readUInt32LE(bytes.length - 8);
  return Uint8Array.from(bytes.subarray(bytes.length - 8 - length, bytes.length - 8));
}

describe('a file of several parts', () => {
  it('has the rows of all of them, in order', async () => {
    const folder = makeScratchFolder();
    const whole = join(folder, 'whole.parquet');
    const file = new ParquetFile(whole);
    for (const part of [
      await writePart(folder, 0, 5_000),
      await writePart(folder, 5_000, 5_000),
      await writePart(folder, 5_000, 12_000, 2_048),
      await writePart(folder, 12_000, 12_001),
    ]) {
      file.append(part);
    }
    file.finish();
    file.close();
    const expected = await query(rowsSql(0, 12_001));
    expect(await query(`SELECT * FROM '${whole}'`)).toEqual(expected);
    expect(await parquetReadObjects({ file: await asyncBufferFromFile(whole) })).toEqual(expected);
    const found = await query(`SELECT count(*)::INTEGER AS c FROM '${whole}' WHERE kind = 'kind 2' AND account = 5`);
    expect(found).toEqual([{ c: expected.filter(({ kind, account }) => kind === 'kind 2' && account === 5).length }]);
    expect(await query(`SELECT n FROM '${whole}' WHERE n = 12000`)).toEqual([{ n: 12_000 }]);
  });

  it('goes back to a mark as if nothing had come after it', async () => {
    const folder = makeScratchFolder();
    const [first, second] = [await writePart(folder, 0, 3_000), await writePart(folder, 3_000, 4_000)];
    const write = (name: string, detour: boolean): Buffer => {
      const file = new ParquetFile(join(folder, name));
      file.append(first);
      const { mark } = file;
      if (detour) {
        file.append(first);
        file.rewind(mark);
      }
      file.append(second);
      file.finish();
      file.close();
      return readFileSync(join(folder, name));
    };
    expect(write('detour', true).equals(write('straight', false))).toBe(true);
  });

  it('may have columns and no rows', async () => {
    const folder = makeScratchFolder();
    const file = new ParquetFile(join(folder, 'none.parquet'));
    expect(file.isBlank).toBe(true);
    file.append(await writePart(folder, 5, 5));
    file.finish();
    file.close();
    expect(await query(`SELECT * FROM '${join(folder, 'none.parquet')}'`)).toEqual([]);
  });
});

describe('a footer', () => {
  it('is written as it was read', async () => {
    const folder = makeScratchFolder();
    for (const part of [await writePart(folder, 0, 3), await writePart(folder, 0, 50_000, 2_048)]) {
      const footer = footerOf(part);
      expect(encodeThrift(decodeThrift(footer))).toEqual(footer);
    }
  });

  it('holds numbers of any size and sign, long lists, and fields far apart', () => {
    const numbers = [0, 1, -1, 63, -64, 64, 2 ** 31, -(2 ** 31), 2 ** 40 + 1, Number.MAX_SAFE_INTEGER / 2 - 0.5];
    const struct: ThriftStruct = new Map([
      [1, { type: THRIFT.true, value: 0 }],
      [2, { type: THRIFT.list, value: { elementType: THRIFT.i64, elements: numbers } }],
      [
        40,
        { type: THRIFT.list, value: { elementType: THRIFT.i32, elements: Array.from({ length: 20 }, (_, i) => i) } },
      ],
      [41, { type: THRIFT.double, value: new Uint8Array(new Float64Array([0.1]).buffer) }],
      [3, { type: THRIFT.struct, value: new Map([[7, { type: THRIFT.i8, value: 200 }]]) }],
    ]);
    expect(decodeThrift(encodeThrift(struct))).toEqual(struct);
  });

  it('that is cut short is refused', () => {
    const bytes = encodeThrift(new Map([[1, { type: THRIFT.i64, value: 1_000_000 }]]));
    expect(() => decodeThrift(bytes.slice(0, 2))).toThrow('ends before its end');
  });
});
