// Goal: what a run found is on disk, whole and in units for people, and the same run gives the same bytes. Method: a
// made-up run through the writers, read back by our readers, by plain SQL, and (schema) by an independent
// Parquet reader.

import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DuckDBInstance } from '@duckdb/node-api';
import { asyncBufferFromFile, parquetMetadataAsync } from 'hyparquet';
import { describe, expect, it } from 'vitest';
import { InvariantError } from '../../src/base/assert.ts';
import { FACT_KINDS } from '../../src/exchange/fact.ts';
import { fileOf, formatTablesMarkdown, TABLES } from '../../src/results/catalogue.ts';
import { findFirstDifference } from '../../src/results/fingerprint-check.ts';
import { writeManifest } from '../../src/results/manifest.ts';
import { readFacts, readOutcomes, readPathDigests } from '../../src/results/stored-run.ts';
import type { JournalColumns } from '../../src/simulation/path-outcome.ts';
import { manifest } from './sample-manifest.ts';
import { context, lostPaths, makeOutcome, outcomes } from './sample-run.ts';
import { makeScratchFolder } from './scratch.ts';
import { storedFactsOf, writeTables } from './write-tables.ts';

const symbols = context.instruments.map(({ symbol }) => symbol);
/** The run as tables keep it; counters of work, margin over time and what controls did are not among it. */
const stored = outcomes.map((outcome) => ({
  ...outcome,
  work: undefined,
  margin: undefined,
  controls: undefined,
  journal: storedFactsOf(outcome.journal),
}));

async function writeSample(folder = makeScratchFolder()): Promise<string> {
  await writeTables(folder, { outcomes, lostPaths, context });
  writeManifest(folder, { ...manifest, instruments: symbols });
  return folder;
}

async function readTable(folder: string, name: string): Promise<Record<string, unknown>[]> {
  const connection = await (await DuckDBInstance.fromCache(':memory:')).connect();
  const reader = await connection.runAndReadAll(`SELECT * FROM '${join(folder, name)}.parquet'`);
  return reader.getRowObjectsJS();
}

function digestsOf(folder: string): string[] {
  return TABLES.map((table) =>
    createHash('sha256')
      .update(readFileSync(join(folder, fileOf(table))))
      .digest('hex'),
  );
}

async function collect<T>(parts: AsyncIterable<T>): Promise<T[]> {
  const collected: T[] = [];
  for await (const part of parts) collected.push(part);
  return collected;
}

async function* inOnePart<T>(part: T): AsyncGenerator<T> {
  await Promise.resolve();
  yield part;
}

describe('a stored run', () => {
  it('comes back exactly as it was', async () => {
    const folder = await writeSample();
    expect(await readOutcomes(folder, context)).toEqual(stored);
    expect(await collect(readFacts(folder, 3, symbols))).toEqual([stored[2]!.journal]);
    expect(await collect(readFacts(folder, 99, symbols))).toEqual([]);
    expect(await readPathDigests(folder)).toEqual([
      { path: 0, digest: outcomes[0]!.digest, status: 'finished', prices: outcomes[0]!.prices },
      { path: 1, digest: outcomes[1]!.digest, status: 'finished', prices: outcomes[1]!.prices },
      { path: 2, digest: '', status: 'lost', prices: NaN },
      { path: 3, digest: outcomes[2]!.digest, status: 'failed', prices: outcomes[2]!.prices },
    ]);
  });

  it('has the same bytes every time', async () => {
    expect(digestsOf(await writeSample())).toEqual(digestsOf(await writeSample()));
  });

  it('may have no paths, or nothing but lost ones', async () => {
    const folder = makeScratchFolder();
    await writeTables(folder, { outcomes: [], lostPaths: [], context });
    expect(await readOutcomes(folder, context)).toEqual([]);
    for (const table of TABLES) expect(await readTable(folder, table.name)).toEqual([]);
    await writeTables(folder, { outcomes: [], lostPaths, context: { instruments: [], classes: [] } });
    expect(await readOutcomes(folder, context)).toEqual([]);
  });

  it('may lie in a folder whose name looks like a pattern', async () => {
    const folder = join(makeScratchFolder(), "it's [a-z]* {x,y}?");
    mkdirSync(folder);
    await writeSample(folder);
    expect(await readOutcomes(folder, context)).toEqual(stored);
  });

  it('must have its paths in order', async () => {
    const input = { outcomes: [makeOutcome(1, []), makeOutcome(0, [])], lostPaths: [], context };
    await expect(writeTables(makeScratchFolder(), input)).rejects.toThrow(InvariantError);
  });
});

describe('the catalogue', () => {
  it('has each column that is written, in order and with its meaning', async () => {
    const folder = await writeSample();
    for (const table of TABLES) {
      const metadata = await parquetMetadataAsync(await asyncBufferFromFile(join(folder, fileOf(table))));
      const written = metadata.schema.slice(1).map(({ name }) => name);
      expect(written).toEqual(Object.keys(table.columns));
    }
    const meanings = TABLES.flatMap((table) => Object.values(table.columns).map(({ meaning }) => meaning));
    expect(meanings.filter((meaning) => meaning.length < 5)).toEqual([]);
  });

  it('names units in columns that have one', () => {
    for (const table of TABLES) {
      for (const [name, { unit }] of Object.entries(table.columns)) {
        if (unit === 'USD') expect(name).toMatch(/_usd$/);
        if (unit === 's') expect(name).toMatch(/_s$/);
        if (unit === 'us') expect(name).toMatch(/_us$/);
        if (unit === 'log') expect(name).toMatch(/_log$/);
      }
    }
  });

  it('is stored beside the tables and prints as Markdown', async () => {
    const stored = JSON.parse(readFileSync(join(await writeSample(), 'tables.json'), 'utf8')) as {
      tables: { file: string; columns: unknown[] }[];
    };
    expect(stored.tables.map(({ file }) => file)).toEqual(TABLES.map(fileOf));
    expect(stored.tables[0]!.columns[0]).toEqual({
      name: 'path',
      type: 'INTEGER',
      unit: '',
      meaning: 'path number, from 0',
    });
  });
});

describe('liquidations.parquet', () => {
  it('tells a liquidation step by step, in USD and units of the asset', async () => {
    const rows = (await readTable(await writeSample(), 'liquidations')).filter(({ path }) => path === 0);
    expect(rows.map(({ kind }) => kind)).toEqual([
      'breach',
      'liquidationDeferred',
      'liquidationFill',
      'liquidationDeferred',
      'liquidationDeferred',
      'takeover',
      'fundPayment',
      'uncoveredLoss',
      'accountClosed',
      'breach',
      'recovered',
    ]);
    expect(rows[0]).toMatchObject({ account: 5, class: 'retail', equity_usd: 1_250, maintenance_usd: 1_600 });
    expect(rows[0]!.instrument).toBeNull();
    expect(rows.slice(1, 5).map(({ reason }) => reason)).toEqual(['throttle', null, 'halt', 'priceBand']);
    expect(rows[2]).toMatchObject({
      n: 4,
      time_us: 3_000_000,
      sequence: 5,
      instrument: 'BTC',
      side: 'long',
      lots: 500,
      size_units: 0.5,
      value_usd: 4_000,
      price_usd: 8_000,
      fee_usd: 20,
      equity_usd: 1_250,
    });
    expect(rows[5]).toMatchObject({
      side: 'long',
      size_units: 1,
      price_usd: 7_900,
      amount_usd: -100,
      fund_equity_usd: 4_900,
    });
    expect(rows[5]!.fee_usd).toBeNull();
    expect(rows[6]).toMatchObject({ amount_usd: 150, fund_equity_usd: 4_750 });
    expect(rows[7]).toMatchObject({ amount_usd: 25 });
    expect(rows[9]).toMatchObject({ account: 6, equity_usd: -0.5 });
  });
});

describe('the other tables', () => {
  it('say who was deleveraged for whom', async () => {
    expect(await readTable(await writeSample(), 'deleveraging')).toEqual([
      {
        path: 0,
        n: 12,
        time_us: 305_000_000,
        sequence: 10,
        account: 14,
        class: 'market "makers"',
        source_account: 5,
        source_class: 'retail',
        instrument: 'BTC',
        side: 'short',
        rank: 0,
        lots: 500,
        size_units: 0.5,
        value_usd: 3_975,
        price_usd: 7_950,
      },
    ]);
  });

  it('say what the breakers did', async () => {
    const rows = (await readTable(await writeSample(), 'breakers')).filter(({ path }) => path === 0);
    expect(rows.map(({ kind, reason }) => [kind, reason])).toEqual([
      ['liquidationDeferred', 'throttle'],
      ['haltStart', null],
      ['liquidationDeferred', 'halt'],
      ['liquidationDeferred', 'priceBand'],
      ['haltEnd', null],
    ]);
    expect(rows[1]).toMatchObject({ instrument: 'BTC', move_log: -0.1053605156578263, until_us: 304_000_000 });
  });

  it('give prices and money in USD and times in seconds', async () => {
    const folder = await writeSample();
    const series = await readTable(folder, 'series');
    expect(series).toHaveLength(3 * 3 * 2);
    expect(series[1]).toMatchObject({ path: 0, time_us: 0, instrument: "E'TH", index_price_usd: 800.02, halted: true });
    const paths = await readTable(folder, 'paths');
    expect(paths[0]).toMatchObject({ fund_initial_usd: 5_000, fund_min_at_s: 305, halted_s: 300, event_count: 1_000 });
    expect(paths[0]!.first_halt_at_s).toBeNull();
    expect(paths[2]).toMatchObject({ status: 'lost', failure: lostPaths[0]!.message });
    expect(paths[2]!.fund_initial_usd).toBeNull();
    expect(paths[3]).toMatchObject({ status: 'failed', failure_kind: 'invariant', failure_sequence: 4 });
    const journal = await readTable(folder, 'journal');
    expect(journal[2]).toMatchObject({ path: 0, n: 4, kind: 'liquidationFill', instrument: 'BTC', value: -40_000_000 });
    expect(journal[2]!.prices).toBe(stored[0]!.journal.prices[2]);
    expect(journal[4]).toMatchObject({ kind: 'haltStart', account: null });
  });
});

describe('a damaged folder', () => {
  it('is an input problem that names the table', async () => {
    const folder = await writeSample();
    writeFileSync(join(folder, 'journal.parquet'), 'not a table');
    await expect(readFacts(folder, 0, symbols).next()).rejects.toThrow(/journal\.parquet cannot be read/);
    await expect(readPathDigests(makeScratchFolder())).rejects.toThrow(/there is no table paths\.parquet/);
  });
});

describe('many facts', () => {
  it('are written, and one path of them is read back', async () => {
    const pathCount = 5;
    const count = 40_000;
    const journal = makeLargeJournal(count);
    const many = Array.from({ length: pathCount }, (_, path) => makeOutcome(path, [], { journal }));
    const folder = makeScratchFolder();
    const started = performance.now();
    await writeTables(folder, { outcomes: many, lostPaths: [], context });
    const written = performance.now();
    writeManifest(folder, { ...manifest, instruments: symbols });
    const written3 = { facts: readFacts(folder, 3, symbols), prices: 0 };
    const expected = { facts: inOnePart(storedFactsOf(journal)), prices: 0 };
    expect(await findFirstDifference(written3, expected, [])).toBeNull();
    const read = performance.now();
    const bytes = readFileSync(join(folder, 'journal.parquet')).length;
    console.log(
      `${pathCount * count} facts: ${(written - started).toFixed(0)} ms to write all tables, ` +
        `${(bytes / 1e6).toFixed(1)} MB journal, ${(read - written).toFixed(0)} ms to read one path`,
    );
  });
});

function makeLargeJournal(count: number): JournalColumns {
  const doubles = (f: (i: number) => number) => Float64Array.from({ length: count }, (_, i) => f(i));
  return {
    count,
    timeUs: doubles((i) => i * 1_000),
    rank: Uint8Array.from({ length: count }, (_, i) => i % 5),
    sequence: doubles((i) => i * 3),
    kind: Uint8Array.from({ length: count }, (_, i) => (i * 7) % FACT_KINDS.length),
    account: Int32Array.from({ length: count }, (_, i) => (i * 7_919) % 20_000),
    instrument: Int16Array.from({ length: count }, (_, i) => i % 2),
    lots: doubles((i) => ((i * 104_729) % 10_007) - 5_003),
    value: doubles((i) => (i * 1_299_709) % 1_000_000_007),
    a: doubles((i) => (i % 3) + 1),
    b: doubles((i) => i % 11),
  };
}

describe('the page about the tables', () => {
  it('is what the catalogue says; renew it with -u', async () => {
    const page = `# Tables of a run\n\nWritten beside the report as Parquet (zstd). \`tables.json\` says the same to programs.\n\n${formatTablesMarkdown()}`;
    await expect(page).toMatchFileSnapshot('../../docs/tables.md');
  });
});
