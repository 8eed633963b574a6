/** Columns of a Parquet file back into memory, path by path, in the order in which they were written. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { InvalidInputError } from '../base/problem.ts';
import { fileOf } from './catalogue.ts';
import { quoteName, quoteText, quoteTextList, withDuckDb, type DuckDbSession } from './duckdb.ts';
import type { TableDefinition } from './table-definition.ts';

/** Rows of one path; missing numbers are NaN. */
export interface PathRows {
  readonly count: number;
  readonly columns: Readonly<Record<string, Float64Array>>;
}

/** A column as numbers: as it is, or the place of its text in `codes` (-1 for NULL and for unknown texts). */
export type ColumnRequest = Readonly<Record<string, { readonly codes?: readonly string[] }>>;

/** Reads the given columns of every path, or of `path` only. */
export async function readRowsByPath(
  folder: string,
  table: TableDefinition,
  request: ColumnRequest,
  path?: number,
): Promise<Map<number, PathRows>> {
  const names = Object.keys(request);
  const where = path === undefined ? '' : ` WHERE path = ${path}`;
  return readTable(folder, table, async (session, from) => {
    const counts = await session.connection.runAndReadAll(
      `SELECT path, count(*)::DOUBLE FROM ${from}${where} GROUP BY path ORDER BY path`,
    );
    const groups = new Map<number, PathRows>();
    for (const [group, count] of counts.getRows() as [number, number][]) {
      groups.set(group, {
        count,
        columns: Object.fromEntries(names.map((name) => [name, new Float64Array(count)])),
      });
    }
    const selected = names.map((name) => numberExpression(name, request[name].codes));
    const sql = `SELECT path::DOUBLE, ${selected.join(', ')} FROM ${from}${where}`;
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
  const file = join(folder, fileOf(table));
  if (!existsSync(file)) throw tableProblem(file, 'table-missing', `there is no table ${fileOf(table)} in ${folder}`);
  return withDuckDb(async (session) => {
    try {
      return await read(session, `read_parquet(${quoteText(escapePattern(file))})`);
    } catch (error) {
      const reason = error instanceof Error ? error.message.split('\n', 1)[0] : String(error);
      throw tableProblem(file, 'table-damaged', `the table ${file} cannot be read: ${reason}`);
    }
  });
}

export function tableProblem(file: string, code: string, message: string): InvalidInputError {
  const place = { file, line: 1, column: 1, length: 0 };
  return new InvalidInputError([
    { code, message, key: '', hint: 'run the scenario again to rebuild the folder', place },
  ]);
}

/** DuckDB takes file names for patterns; a bracket expression stands for the character itself. */
function escapePattern(file: string): string {
  return file.replace(/[[*?]/g, (character) => `[${character}]`);
}
