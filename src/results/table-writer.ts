/**
 * Rows by column into one Parquet file. Values go to DuckDB in chunks of typed vectors, are held in memory up to the
 * size of a row group, and leave for the file from there; a table may have any number of rows.
 *
 * Missing values travel as NaN or -1 and become NULL in SQL, because a vector's null bits are slow to set.
 */
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import type { DuckDBAppender, DuckDBDataChunk, DuckDBType, DuckDBVector } from '@duckdb/node-api';
import { assert } from '../base/assert.ts';
import { fileOf } from './catalogue.ts';
import { quoteName, quoteText, quoteTextList, type DuckDb, type DuckDbSession } from './duckdb.ts';
import { ParquetFile, type ParquetMark } from './parquet-file.ts';
import type { ColumnValues, TableRows, TableShape } from './table-definition.ts';

/** Rows that one DuckDB vector holds. */
const CHUNK_ROWS = 2_048;
/** DuckDB's own size of a row group. */
const ROW_GROUP_ROWS = 122_880;
/**
 * What is staged is one row group. Columns with more different values than the limit gain nothing from a dictionary:
 * without it the default scenario's tables are written in two thirds of the time and are smaller.
 */
const COPY_OPTIONS = `FORMAT parquet, COMPRESSION zstd, ROW_GROUP_SIZE ${10 * ROW_GROUP_ROWS}, DICTIONARY_SIZE_LIMIT 1024`;

export class TableWriter {
  readonly #session: DuckDbSession;
  readonly #shape: TableShape;
  readonly #types: readonly DuckDBType[];
  readonly #chunks: ChunkPool;
  readonly #file: ParquetFile;
  /** What DuckDB writes, before it is appended to the file. */
  readonly #part: string;
  readonly #staged: string;
  #appender: DuckDBAppender | null = null;
  #stagedRows = 0;

  private constructor(session: DuckDbSession, folder: string, scratch: string, shape: TableShape) {
    this.#session = session;
    this.#shape = shape;
    this.#types = stagedTypes(session.api, shape);
    this.#chunks = new ChunkPool(session.api, this.#types);
    this.#file = new ParquetFile(join(folder, fileOf(shape.table)));
    this.#part = join(scratch, `${fileOf(shape.table)}.part`);
    this.#staged = quoteName(`staged ${shape.table.name}`);
  }

  /** Begins the table's file in `folder`; `scratch` is a folder for parts of it. */
  static async open(session: DuckDbSession, folder: string, scratch: string, shape: TableShape): Promise<TableWriter> {
    const writer = new TableWriter(session, folder, scratch, shape);
    await writer.#stage();
    return writer;
  }

  /** Rows that are not in the file yet. */
  get stagedRows(): number {
    return this.#stagedRows;
  }

  /** True once a row group's worth of rows waits to be flushed. */
  get isFull(): boolean {
    return this.#stagedRows >= ROW_GROUP_ROWS;
  }

  /** How far the file has come; nothing may be staged. */
  get mark(): ParquetMark {
    assert(this.#stagedRows === 0, 'a mark lies behind all rows');
    return this.#file.mark;
  }

  append(rows: TableRows): void {
    const { table } = this.#shape;
    assertColumns(this.#shape, rows);
    const values = Object.keys(table.columns).map((name) => rows.columns[name]);
    for (let from = 0; from < rows.count; from += CHUNK_ROWS) {
      const count = Math.min(CHUNK_ROWS, rows.count - from);
      const chunk = this.#chunks.take(count);
      for (let c = 0; c < values.length; c += 1) fillVector(chunk.getColumnVector(c), values[c], from, count);
      this.#appender!.appendDataChunk(chunk);
    }
    this.#stagedRows += rows.count;
  }

  /** Moves what is staged into the file, as a row group. */
  async flush(): Promise<void> {
    if (this.#stagedRows > 0) await this.#flush();
  }

  /** Forgets what came after the mark. */
  async rewind(mark: ParquetMark): Promise<void> {
    this.#file.rewind(mark);
    rmSync(this.#part, { force: true });
    await this.#unstage();
    await this.#stage();
  }

  /** Completes the file. */
  async finish(): Promise<void> {
    // A file without rows still has columns.
    if (this.#stagedRows > 0 || this.#file.isBlank) await this.#flush();
    this.#file.finish();
  }

  close(): void {
    this.#file.close();
  }

  async #flush(): Promise<void> {
    const { table } = this.#shape;
    this.#closeAppender();
    const selected = Object.keys(table.columns).map(
      (name) => `${storedExpression(this.#shape, name)} AS ${quoteName(name)}`,
    );
    await this.#session.connection.run(
      `COPY (SELECT ${selected.join(', ')} FROM ${this.#staged}) TO ${quoteText(this.#part)} (${COPY_OPTIONS})`,
    );
    this.#file.append(this.#part);
    rmSync(this.#part);
    await this.#unstage();
    await this.#stage();
  }

  async #stage(): Promise<void> {
    const { connection } = this.#session;
    const columns = Object.keys(this.#shape.table.columns).map(
      (name, i) => `${quoteName(name)} ${this.#types[i].toString()}`,
    );
    await connection.run(`CREATE TABLE ${this.#staged} (${columns.join(', ')})`);
    this.#appender = await connection.createAppender(`staged ${this.#shape.table.name}`);
    this.#stagedRows = 0;
  }

  async #unstage(): Promise<void> {
    this.#closeAppender();
    await this.#session.connection.run(`DROP TABLE IF EXISTS ${this.#staged}`);
  }

  #closeAppender(): void {
    this.#appender?.closeSync();
    this.#appender = null;
  }
}

/** Codes and booleans wait as whole numbers until they are stored. */
function stagedTypes(api: DuckDb, { table, names }: TableShape): DuckDBType[] {
  return Object.entries(table.columns).map(([name, { type }]) => {
    if (type === 'DOUBLE') return api.DOUBLE;
    return type === 'VARCHAR' && names[name] === undefined ? api.VARCHAR : api.INTEGER;
  });
}

function storedExpression({ table, names }: TableShape, name: string): string {
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

function assertColumns({ table }: TableShape, rows: TableRows): void {
  for (const name of Object.keys(rows.columns)) {
    assert(table.columns[name] !== undefined, `table ${table.name} documents no column ${name}`);
  }
  for (const name of Object.keys(table.columns)) {
    const length = rows.columns[name]?.length ?? 0;
    assert(length >= rows.count, `column ${name} of table ${table.name} has ${length} of ${rows.count} values`);
  }
}

type NumberColumn = Float64Array | Int32Array | Int16Array | Uint8Array;

/**
 * Numbers are copied into the vector's own array where both have one: value by value through `setItem`, a million rows
 * of the journal take a quarter of a second longer.
 */
function fillVector(vector: DuckDBVector, values: ColumnValues, from: number, count: number): void {
  const { items } = vector as unknown as { readonly items: unknown };
  if (ArrayBuffer.isView(values) && (items instanceof Float64Array || items instanceof Int32Array)) {
    items.set((values as NumberColumn).subarray(from, from + count));
  } else {
    for (let i = 0; i < count; i += 1) vector.setItem(i, values[from + i]);
  }
  vector.flush();
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
