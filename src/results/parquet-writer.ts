/**
 * Rows by column to one Parquet file. Values go to DuckDB in chunks of typed vectors, about ten times as fast as row
 * by row; missing values travel as NaN or -1 and become NULL in SQL, because a vector's null bits are slow to set.
 */
import type { DuckDBDataChunk, DuckDBType } from '@duckdb/node-api';
import { assert } from '../base/assert.ts';
import { quoteName, quoteText, quoteTextList, type DuckDb, type DuckDbSession } from './duckdb.ts';
import type { TableDefinition, TableRows, TableSource } from './table-definition.ts';

/** Rows that one DuckDB vector holds. */
const CHUNK_ROWS = 2_048;

/** Writes one table into `file`, rows in the order in which they come. */
export async function writeParquet(session: DuckDbSession, file: string, source: TableSource): Promise<void> {
  const { connection, api } = session;
  const { table } = source;
  const types = stagedTypes(api, source);
  const columns = Object.keys(table.columns).map((name, i) => `${quoteName(name)} ${types[i].toString()}`);
  await connection.run(`CREATE TABLE staged (${columns.join(', ')})`);
  const appender = await connection.createAppender('staged');
  const chunks = new ChunkPool(api, types);
  for (const rows of source.batches) {
    assertColumns(table, rows);
    const values = Object.keys(table.columns).map((name) => rows.columns[name]);
    for (let from = 0; from < rows.count; from += CHUNK_ROWS) {
      const count = Math.min(CHUNK_ROWS, rows.count - from);
      const chunk = chunks.take(count);
      for (let c = 0; c < values.length; c += 1) {
        const vector = chunk.getColumnVector(c);
        const column = values[c];
        for (let i = 0; i < count; i += 1) vector.setItem(i, column[from + i]);
        vector.flush();
      }
      appender.appendDataChunk(chunk);
    }
  }
  appender.closeSync();
  const selected = Object.keys(table.columns).map((name) => `${storedExpression(source, name)} AS ${quoteName(name)}`);
  await connection.run(
    `COPY (SELECT ${selected.join(', ')} FROM staged) TO ${quoteText(file)} (FORMAT parquet, COMPRESSION zstd)`,
  );
  await connection.run('DROP TABLE staged');
}

/** Codes and booleans wait as whole numbers until they are stored. */
function stagedTypes(api: DuckDb, { table, names }: TableSource): DuckDBType[] {
  return Object.entries(table.columns).map(([name, { type }]) => {
    if (type === 'DOUBLE') return api.DOUBLE;
    return type === 'VARCHAR' && names[name] === undefined ? api.VARCHAR : api.INTEGER;
  });
}

function storedExpression({ table, names }: TableSource, name: string): string {
  const staged = quoteName(name);
  switch (table.columns[name].type) {
    case 'DOUBLE':
      return `CASE WHEN isnan(${staged}) THEN NULL ELSE ${staged} END`;
    case 'INTEGER':
      return `nullif(${staged}, -1)`;
    case 'BOOLEAN':
      return `(${staged} = 1)`;
    case 'VARCHAR':
      // Element 0 of a list does not exist, which makes code -1 a NULL.
      return names[name] === undefined ? staged : `(${quoteTextList(names[name])})[${staged} + 1]`;
  }
}

function assertColumns(table: TableDefinition, rows: TableRows): void {
  for (const name of Object.keys(rows.columns)) {
    assert(table.columns[name] !== undefined, `table ${table.name} documents no column ${name}`);
  }
  for (const name of Object.keys(table.columns)) {
    const length = rows.columns[name]?.length ?? 0;
    assert(length >= rows.count, `column ${name} of table ${table.name} has ${length} of ${rows.count} values`);
  }
}

/** Chunks are copied when appended, so one of each size serves for all. */
class ChunkPool {
  readonly #api: DuckDb;
  readonly #types: readonly DuckDBType[];
  #chunk: DuckDBDataChunk | undefined;

  constructor(api: DuckDb, types: readonly DuckDBType[]) {
    this.#api = api;
    this.#types = types;
  }

  take(rowCount: number): DuckDBDataChunk {
    if (this.#chunk?.rowCount !== rowCount) this.#chunk = this.#api.DuckDBDataChunk.create(this.#types, rowCount);
    return this.#chunk;
  }
}
