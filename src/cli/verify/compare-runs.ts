/**
 * A stored run against the same run made anew. Digests say whether a path came out the same; journals say where it did
 * not. Then every stored file that follows from the outcomes is made again and compared: somebody may have edited it.
 */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { RunResult } from '../../experiment/run-result.ts';
import { buildCharts } from '../../report/chart-specs/all-charts.ts';
import { readAsset } from '../../report/files.ts';
import { buildPage } from '../../report/html/page.ts';
import { buildJUnit } from '../../report/junit.ts';
import { fileOf, TABLES } from '../../results/catalogue.ts';
import { findFirstDifference, type FirstDifference } from '../../results/fingerprint-check.ts';
import { formatJson, readJsonFile } from '../../results/json-files.ts';
import { JOURNAL_TABLE } from '../../results/journal-table.ts';
import type { Manifest } from '../../results/manifest.ts';
import { streamObjects } from '../../results/parquet-reader.ts';
import { readFacts, readPathDigests } from '../../results/stored-run.ts';
import type { TableDefinition } from '../../results/table-definition.ts';
import { TABLES_FILE } from '../../results/tables.ts';
import { JUNIT_FILE, pathsWithoutResult, REPORT_FILE, SUMMARY_FILE, withoutNonFinite } from '../store-run.ts';

export type Difference =
  /** The path came out differently, or its stored facts are not what comes out. */
  | {
      readonly kind: 'path';
      readonly path: number;
      readonly digest: { readonly stored: string; readonly fresh: string };
      /** null: every fact is the same and yet the digest is not. */
      readonly first: FirstDifference | null;
    }
  | {
      readonly kind: 'table';
      readonly file: string;
      /** Row, from 0; null when the number of rows differs. */
      readonly row: number | null;
      readonly column: string;
      readonly stored: string;
      readonly fresh: string;
    }
  | { readonly kind: 'file'; readonly file: string };

/** What a run folder holds beside what came of the run: what it was made from, and how that went. */
const UNCOMPARED: ReadonlySet<string> = new Set(['manifest.json', 'inputs', 'profile']);

export interface Comparison {
  readonly differences: readonly Difference[];
  /** Files that were made again and found equal. */
  readonly filesEqual: readonly string[];
  /** Files of the run that were not made again: pictures, and texts that a lost path changes. */
  readonly filesLeft: readonly string[];
}

export interface ComparedRun {
  readonly folder: string;
  readonly manifest: Manifest;
  readonly fresh: RunResult;
  /** Folder of the fresh run's tables. */
  readonly scratch: string;
}

export async function compareRuns(run: ComparedRun): Promise<Comparison> {
  const { scratch } = run;
  const differences: Difference[] = [];
  const filesEqual: string[] = [];
  differences.push(...(await comparePaths(run)));
  const isSame = differences.length === 0;
  for (const table of TABLES) {
    const difference = isSame && table !== JOURNAL_TABLE ? await compareTable(run, table) : null;
    if (difference !== null) differences.push(difference);
    else if (isSame) filesEqual.push(fileOf(table));
  }
  if (!isSame) return { differences, filesEqual, filesLeft: [] };
  if (isSameBytes(run.folder, scratch, TABLES_FILE)) filesEqual.push(TABLES_FILE);
  else differences.push({ kind: 'file', file: TABLES_FILE });
  for (const [file, text] of renderFiles(run)) {
    if (readFileSync(join(run.folder, file), 'utf8') === text) filesEqual.push(file);
    else differences.push({ kind: 'file', file });
  }
  const seen = new Set([...filesEqual, ...differences.map((one) => ('file' in one ? one.file : ''))]);
  const filesLeft = readdirSync(run.folder).filter((file) => !seen.has(file) && !UNCOMPARED.has(file));
  return { differences, filesEqual, filesLeft: filesLeft.sort() };
}

async function comparePaths({ folder, manifest, fresh, scratch }: ComparedRun): Promise<Difference[]> {
  const differences: Difference[] = [];
  const { instruments } = manifest;
  const journalIsEqual = isSameBytes(folder, scratch, fileOf(JOURNAL_TABLE));
  let checksums: ReadonlyMap<number, number> | null = null;
  for (const [i, { path, digest, prices }] of fresh.outcomes.entries()) {
    const stored = manifest.pathDigests[i]!.digest;
    if (stored === digest && journalIsEqual) continue;
    checksums ??= new Map((await readPathDigests(folder)).map((one) => [one.path, one.prices]));
    const first = await findFirstDifference(
      // What the fresh run says of its prices is compared where the digest says that there is something to find.
      { facts: readFacts(folder, path, instruments), prices: stored === digest ? prices : checksums.get(path)! },
      { facts: readFacts(scratch, path, instruments), prices },
      instruments,
    );
    if (first !== null || stored !== digest) {
      differences.push({ kind: 'path', path, digest: { stored, fresh: digest }, first });
    }
  }
  return differences;
}

type Row = Readonly<Record<string, unknown>>;

/** The first cell that differs; bytes may also differ because another version wrote the same rows. */
async function compareTable({ folder, scratch }: ComparedRun, table: TableDefinition): Promise<Difference | null> {
  const file = fileOf(table);
  if (isSameBytes(folder, scratch, file)) return null;
  const stored = rowsOf(folder, table);
  const fresh = rowsOf(scratch, table);
  try {
    for (let row = 0; ; row += 1) {
      const [x, y] = [await stored.next(), await fresh.next()];
      if (x.done === true && y.done === true) return null;
      if (x.done === true || y.done === true) {
        const [shorter, longer] = [`${row} rows`, `more than ${row} rows`];
        const texts = x.done === true ? { stored: shorter, fresh: longer } : { stored: longer, fresh: shorter };
        return { kind: 'table', file, row: null, column: '', ...texts };
      }
      const columns = Object.keys({ ...y.value, ...x.value });
      const column = columns.find((name) => !Object.is(x.value[name], y.value[name]));
      if (column === undefined) continue;
      return { kind: 'table', file, row, column, stored: cell(x.value[column]), fresh: cell(y.value[column]) };
    }
  } finally {
    await stored.return(undefined);
    await fresh.return(undefined);
  }
}

async function* rowsOf(folder: string, table: TableDefinition): AsyncGenerator<Row, undefined> {
  for await (const rows of streamObjects(folder, table)) yield* rows;
}

function cell(value: unknown): string {
  return value === undefined ? 'no such column' : JSON.stringify(value);
}

function isSameBytes(folder: string, scratch: string, file: string): boolean {
  const stored = join(folder, file);
  return existsSync(stored) && readFileSync(stored).equals(readFileSync(join(scratch, file)));
}

/** Texts that follow from the result, for those of them that the folder has. Pictures are left to the eye. */
function renderFiles({ folder, manifest, fresh }: ComparedRun): [string, string][] {
  // A summary names paths without a result, which a fresh run does not share.
  if (pathsWithoutResult(manifest).length > 0) return [];
  const result = { ...fresh, summary: { ...fresh.summary, reproduce: readReproduce(folder) } };
  const files: [string, string][] = [[SUMMARY_FILE, formatJson(withoutNonFinite(result.summary))]];
  if (existsSync(join(folder, JUNIT_FILE))) files.push([JUNIT_FILE, buildJUnit(result)]);
  if (existsSync(join(folder, REPORT_FILE))) {
    const assets = { script: readAsset('report.js'), style: readAsset('report.css') };
    files.push([REPORT_FILE, buildPage(result, buildCharts(result), assets)]);
  }
  return files;
}

/** The one line of a summary that holds what the user typed. */
function readReproduce(folder: string): string {
  const summary = readJsonFile(join(folder, SUMMARY_FILE), 'summary');
  const isObject = typeof summary === 'object' && summary !== null;
  return isObject && 'reproduce' in summary && typeof summary.reproduce === 'string' ? summary.reproduce : '';
}
