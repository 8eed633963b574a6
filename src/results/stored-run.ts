/** A finished run back from its folder: what `verify`, `explain` and `report` work on without simulating again. */
import { join } from 'node:path';
import { FACT_KINDS, ORDER_PURPOSES } from '../exchange/fact.ts';
import type { PathFailure, PathOutcome, PathTally, SeriesColumns, StoredFacts } from '../simulation/path-outcome.ts';
import { fileOf } from './catalogue.ts';
import { JOURNAL_TABLE } from './journal-table.ts';
import {
  readObjects,
  readRowsByPath,
  streamRows,
  tableProblem,
  type ColumnRequest,
  type PathRows,
} from './parquet-reader.ts';
import { INSTRUMENTS_TABLE, PATHS_TABLE, purposeColumnNames } from './paths-table.ts';
import { FUND_TABLE, SERIES_TABLE } from './series-tables.ts';
import { quantaOf, symbolsOf, type TableContext } from './table-context.ts';
import {
  INSTRUMENT_COLUMNS,
  INSTRUMENT_FIELDS,
  restoreFigure,
  SCALAR_COLUMNS,
  SCALAR_FIELDS,
} from './tally-columns.ts';

export interface StoredPathDigest {
  readonly path: number;
  /** '' for a lost path. */
  readonly digest: string;
  readonly status: string;
  /** Checksum over all prices of the path; NaN for a lost path. */
  readonly prices: number;
}

/** What the tables keep of an outcome. */
export type StoredOutcome = Omit<PathOutcome, 'work' | 'margin' | 'controls'>;

const JOURNAL_NUMBERS = {
  time_us: {},
  rank: {},
  sequence: {},
  account: {},
  lots: {},
  value: {},
  a: {},
  b: {},
  n: {},
  prices: {},
};

/** The facts of one path, some at a time; none when the folder has no such path. Throws `InvalidInputError` on a damaged folder. */
export async function* readFacts(
  folder: string,
  path: number,
  symbols: readonly string[],
): AsyncGenerator<StoredFacts> {
  for await (const rows of streamRows(folder, JOURNAL_TABLE, journalRequest(symbols), path)) {
    yield journalOf(folder, rows);
  }
}

/** Digest and status of every path, by path number. */
export async function readPathDigests(folder: string): Promise<StoredPathDigest[]> {
  const rows = await readObjects(folder, PATHS_TABLE);
  return rows.map((row) => ({
    path: row.path as number,
    digest: textOf(row.digest),
    status: textOf(row.status),
    prices: numberOf(row.prices),
  }));
}

/** Everything that the run's paths left behind; lost paths are not among them. */
export async function readOutcomes(folder: string, context: TableContext): Promise<StoredOutcome[]> {
  const symbols = symbolsOf(context);
  const rows = await readObjects(folder, PATHS_TABLE);
  const instruments = await readRowsByPath(folder, INSTRUMENTS_TABLE, instrumentRequest());
  const series = await readRowsByPath(folder, SERIES_TABLE, seriesRequest());
  const funds = await readRowsByPath(folder, FUND_TABLE, { time_us: {}, fund_equity_usd: {}, uncovered_loss_usd: {} });
  const journals = await readJournals(folder, symbols);
  const empty: PathRows = { count: 0, columns: {} };
  return rows
    .filter(({ status }) => status !== 'lost')
    .map((row) => {
      const path = row.path as number;
      return {
        path,
        failure: failureOf(row),
        digest: textOf(row.digest),
        tally: tallyOf(row, instruments.get(path) ?? empty),
        series: seriesOf(series.get(path) ?? empty, funds.get(path) ?? empty, context),
        journal: journals.get(path) ?? journalOf(folder, empty),
        eventCount: numberOf(row.event_count),
        accountChecks: numberOf(row.account_checks),
        factCount: numberOf(row.fact_count),
        prices: numberOf(row.prices),
      };
    });
}

function journalRequest(symbols: readonly string[]): ColumnRequest {
  return { ...JOURNAL_NUMBERS, kind: { codes: FACT_KINDS }, instrument: { codes: symbols } };
}

async function readJournals(folder: string, symbols: readonly string[]): Promise<Map<number, StoredFacts>> {
  const groups = await readRowsByPath(folder, JOURNAL_TABLE, journalRequest(symbols));
  return new Map([...groups].map(([group, rows]) => [group, journalOf(folder, rows)]));
}

function journalOf(folder: string, { count, columns }: PathRows): StoredFacts {
  const doubles = (name: string) => columns[name] ?? new Float64Array(0);
  if (doubles('kind').includes(-1)) {
    const file = join(folder, fileOf(JOURNAL_TABLE));
    throw tableProblem(file, 'table-version', `${file} has facts of a kind that this version does not know`);
  }
  return {
    count,
    timeUs: doubles('time_us'),
    rank: Uint8Array.from(doubles('rank')),
    sequence: doubles('sequence'),
    kind: Uint8Array.from(doubles('kind')),
    account: Int32Array.from(doubles('account'), (account) => (Number.isNaN(account) ? -1 : account)),
    instrument: Int16Array.from(doubles('instrument')),
    lots: doubles('lots'),
    value: doubles('value'),
    a: doubles('a'),
    b: doubles('b'),
    n: Int32Array.from(doubles('n')),
    prices: doubles('prices'),
  };
}

function failureOf(row: Record<string, unknown>): PathFailure | null {
  if (row.status !== 'failed') return null;
  return {
    kind: row.failure_kind === 'invariant' ? 'invariant' : 'error',
    message: textOf(row.failure),
    timeUs: numberOf(row.failure_time_us),
    rank: numberOf(row.failure_rank),
    sequence: numberOf(row.failure_sequence),
  };
}

function tallyOf(row: Record<string, unknown>, instruments: PathRows): PathTally {
  const scalars = SCALAR_FIELDS.map((field) => {
    const { name, unit } = SCALAR_COLUMNS[field];
    return [field, restoreFigure(unit, numberOf(row[name]))];
  });
  const lists = INSTRUMENT_FIELDS.map((field) => {
    const { name, unit } = INSTRUMENT_COLUMNS[field];
    return [field, Array.from(instruments.columns[name] ?? [], (stored) => restoreFigure(unit, stored))];
  });
  const orderedByPurpose = ORDER_PURPOSES.map((_, k) => quantaOf(numberOf(row[purposeColumnNames[k]])));
  return { ...(Object.fromEntries([...scalars, ...lists]) as Omit<PathTally, 'orderedByPurpose'>), orderedByPurpose };
}

function instrumentRequest(): Record<string, Record<string, never>> {
  return Object.fromEntries(INSTRUMENT_FIELDS.map((field) => [INSTRUMENT_COLUMNS[field].name, {}]));
}

function seriesRequest(): Record<string, Record<string, never>> {
  const names = Object.keys(SERIES_TABLE.columns).filter((name) => /_usd$|^halted$/.test(name));
  return Object.fromEntries(names.map((name) => [name, {}]));
}

function seriesOf(rows: PathRows, fund: PathRows, { instruments }: TableContext): SeriesColumns {
  const width = instruments.length;
  const doubles = (from: PathRows, name: string) => from.columns[name] ?? new Float64Array(0);
  const ticks = (name: string) =>
    doubles(rows, name).map((price, i) => Math.round(price / instruments[i % width].tickSize));
  const quanta = (from: PathRows, name: string) => doubles(from, name).map(quantaOf);
  return {
    count: fund.count,
    instrumentCount: width,
    timeUs: doubles(fund, 'time_us'),
    fundEquity: quanta(fund, 'fund_equity_usd'),
    uncoveredLoss: quanta(fund, 'uncovered_loss_usd'),
    indexTicks: ticks('index_price_usd'),
    markTicks: ticks('mark_price_usd'),
    lastTicks: ticks('last_price_usd'),
    openInterest: quanta(rows, 'open_interest_usd'),
    liquidated: quanta(rows, 'liquidated_usd'),
    deleveraged: quanta(rows, 'deleveraged_usd'),
    halted: doubles(rows, 'halted'),
  };
}

function numberOf(value: unknown): number {
  return typeof value === 'number' ? value : NaN;
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value : '';
}
