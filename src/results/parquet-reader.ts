/** Columns of a Parquet file back into memory, path by path, in the order in which they were written. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { DuckDBResult } from '@duckdb/node-api';
import { InvalidInputError } from '../base/problem.ts';
import { fileOf } from './catalogue.ts';
import { openDuckDb, quoteName, quoteText, quoteTextList, withDuckDb, type DuckDbSession } from './duckdb.ts';
import type { TableDefinition } from './table-definition.ts';

/** Rows of one path; missing numbers are NaN. */
export interface PathRows {
  readonly count: number;
  readonly columns: Readonly<Record<string, Float64Array>>;
}

/** A column as numbers: as it is, or the place of its text in `codes` (-1 for NULL and for unknown texts). */
export type ColumnRequest = Readonly<Record<string, { readonly codes?: readonly string[] }>>;

/** Reads the given columns of every path. */
export async function readRowsByPath(
  folder: string,
  table: TableDefinition,
  request: ColumnRequest,
): Promise<Map<number, PathRows>> {
  const names = Object.keys(request);
  return readTable(folder, table, async (session, from) => {
    const counts = await session.connection.runAndReadAll(
      `SELECT path, count(*)::DOUBLE FROM ${from} GROUP BY path ORDER BY path`,
    );
    const groups = new Map<number, PathRows>();
    for (const [group, count] of counts.getRows() as [number, number][]) {
      groups.set(group, {
        count,
        columns: Object.fromEntries(names.map((name) => [name, new Float64Array(count)])),
      });
    }
    const selected = names.map((name) => numberExpression(name, request[name].codes));
    const sql = `SELECT path::DOUBLE, ${selected.join(', ')} FROM ${from}`;
    await fillGroups(session, sql, names, groups);
    return groups;
  });
}

function numberExpression(name: string, codes: readonly string[] | undefined): string {
  const column = quoteName(name);
  return codes === undefined
    ? `coalesce(${column}::DOUBLE, 'NaN'::DOUBLE)`
    : `(coalesce(list_position(${quoteTextList(codes)}, ${column}), 0) - 1)::DOUBLE`;
}

async function fillGroups(
  { connection }: DuckDbSession,
  sql: string,
  names: readonly string[],
  groups: ReadonlyMap<number, PathRows>,
): Promise<void> {
  const filled = new Map<number, number>();
  const result = await connection.stream(sql);
  for (let chunk = await result.fetchChunk(); chunk !== null && chunk.rowCount > 0; chunk = await result.fetchChunk()) {
    const paths = chunk.getColumnVector(0);
    const vectors = names.map((_, c) => chunk.getColumnVector(c + 1));
    for (let i = 0; i < chunk.rowCount; i += 1) {
      const path = paths.getItem(i) as number;
      const row = filled.get(path) ?? 0;
      const { columns } = groups.get(path)!;
      for (let c = 0; c < names.length; c += 1) columns[names[c]][row] = vectors[c].getItem(i) as number;
      filled.set(path, row + 1);
    }
  }
}

/** Rows of one path as they come, some at a time. */
export async function* streamRows(
  folder: string,
  table: TableDefinition,
  request: ColumnRequest,
  path: number,
): AsyncGenerator<PathRows> {
  const names = Object.keys(request);
  const selected = names.map((name) => numberExpression(name, request[name].codes)).join(', ');
  const sql = (from: string): string => `SELECT ${selected} FROM ${from} WHERE path = ${path}`;
  for await (const chunk of streamTable(folder, table, sql, (result) => result)) {
    const count = chunk.rowCount;
    const columns = names.map((name, c): [string, Float64Array] => {
      const vector = chunk.getColumnVector(c);
      return [name, Float64Array.from({ length: count }, (_, i) => vector.getItem(i) as number)];
    });
    yield { count, columns: Object.fromEntries(columns) };
  }
}

/** All rows as objects as they come, some at a time. */
export function streamObjects(folder: string, table: TableDefinition): AsyncGenerator<Record<string, unknown>[]> {
  return streamTable(
    folder,
    table,
    (from) => `SELECT * FROM ${from}`,
    (result) => result.yieldRowObjectJs(),
  );
}

async function* streamTable<T>(
  folder: string,
  table: TableDefinition,
  sql: (from: string) => string,
  read: (result: DuckDBResult) => AsyncIterable<T>,
): AsyncGenerator<T> {
  const file = fileIn(folder, table);
  const session = await openDuckDb();
  try {
    yield* read(await session.connection.stream(sql(sourceOf(file))));
  } catch (error) {
    throw damaged(file, error);
  } finally {
    session.close();
  }
}

/** Rows as objects, for small tables. */
export async function readObjects(folder: string, table: TableDefinition): Promise<Record<string, unknown>[]> {
  return readTable(folder, table, async ({ connection }, from) => {
    const reader = await connection.runAndReadAll(`SELECT * FROM ${from}`);
    return reader.getRowObjectsJS();
  });
}

/** @throws InvalidInputError when the table is missing, damaged or of another version. */
async function readTable<T>(
  folder: string,
  table: TableDefinition,
  read: (session: DuckDbSession, from: string) => Promise<T>,
): Promise<T> {
  const file = fileIn(folder, table);
  return withDuckDb(async (session) => {
    try {
      return await read(session, sourceOf(file));
    } catch (error) {
      throw damaged(file, error);
    }
  });
}

function fileIn(folder: string, table: TableDefinition): string {
  const file = join(folder, fileOf(table));
  if (!existsSync(file)) throw tableProblem(file, 'table-missing', `there is no table ${fileOf(table)} in ${folder}`);
  return file;
}

function sourceOf(file: string): string {
  return `read_parquet(${quoteText(escapePattern(file))})`;
}

function damaged(file: string, error: unknown): InvalidInputError {
  const reason = error instanceof Error ? error.message.split('\n', 1)[0] : String(error);
  return tableProblem(file, 'table-damaged', `the table ${file} cannot be read: ${reason}`);
}

export function tableProblem(
  file: string,
  code: string,
  message: string,
  hint = 'run the scenario again to rebuild the folder',
): InvalidInputError {
  const place = { file, line: 1, column: 1, length: 0 };
  return new InvalidInputError([{ code, message, key: '', hint, place }]);
}

/** DuckDB takes file names for patterns; a bracket expression stands for the character itself. */
export function escapePattern(file: string): string {
  return file.replace(/[[*?]/g, (character) => `[${character}]`);
}
