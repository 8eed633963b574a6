// Goal: prices from Parquet are those from CSV, whatever types the columns have. Method: the same prices written by
// DuckDB in both layouts; damaged and missing files.

import { writeFileSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { withDuckDb } from '../../src/results/duckdb.ts';
import { readPriceParquet } from '../../src/results/price-parquet.ts';
import { readPriceTable } from '../../src/scenario/price-history.ts';

const folder = mkdtempSync(join(tmpdir(), 'aftershock-prices-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

async function write(name: string, select: string): Promise<string> {
  const path = join(folder, name);
  await withDuckDb(async ({ connection }) => {
    await connection.run(`COPY (${select}) TO '${path}' (FORMAT parquet)`);
  });
  return path;
}

describe('prices from Parquet', () => {
  it('wide, with dates', async () => {
    const path = await write(
      'wide.parquet',
      `SELECT * FROM (VALUES (DATE '2024-01-01', 100.5::DOUBLE, 1::DECIMAL(9,2)), (DATE '2024-01-02', 1e-3::DOUBLE, 2)) t(date_utc, BTC, ETH)`,
    );
    const history = readPriceTable(await readPriceParquet(path, 'wide.parquet'));
    expect(history.assets).toEqual(['BTC', 'ETH']);
    expect(history.dates).toEqual(['2024-01-01', '2024-01-02']);
    expect([...history.close]).toEqual([100.5, 1, 1e-3, 2]);
  });

  it.each([
    ['TIMESTAMP', "TIMESTAMP '2024-01-01 00:00:00'"],
    ['TIMESTAMP WITH TIME ZONE', "TIMESTAMPTZ '2024-01-01 00:00:00+00'"],
    ['VARCHAR', "'2024-01-01T00:00:00Z'"],
    ['BIGINT', '1704067200000'],
  ])('long, with times as %s', async (type, time) => {
    const next = time.replace('00:00:00', '01:00:00').replace('1704067200000', '1704070800000');
    const path = await write(
      `long-${type.length}.parquet`,
      `SELECT * FROM (VALUES (${time}, 'BTC', 1.0, 4.0, 0.5, 2.0), (${next}, 'BTC', 2.0, 3.0, 1.5, 2.5)) t(ts_utc, symbol, open, high, low, close)`,
    );
    const history = readPriceTable(await readPriceParquet(path, 'long.parquet'));
    expect(history.dates).toEqual(['2024-01-01T00:00:00Z', '2024-01-01T01:00:00Z']);
    expect([...history.close, ...history.low!, ...history.high!]).toEqual([2, 2.5, 0.5, 1.5, 4, 3]);
  });

  it('name the row of a fault', async () => {
    const path = await write(
      'null.parquet',
      `SELECT * FROM (VALUES (DATE '2024-01-01', 1.0), (DATE '2024-01-02', NULL)) t(date, BTC)`,
    );
    const table = await readPriceParquet(path, 'null.parquet');
    expect(() => readPriceTable(table)).toThrow(/BTC has no price/);
  });

  it('are refused when the file is missing or something else', async () => {
    await expect(readPriceParquet(join(folder, 'none.parquet'), 'none.parquet')).rejects.toThrow(/no file none/);
    const path = join(folder, 'text.parquet');
    writeFileSync(path, 'date,BTC\n');
    await expect(readPriceParquet(path, 'text.parquet')).rejects.toThrow(/cannot be read as Parquet/);
  });
});
