/**
 * What a table on disk looks like. Each table is a documented constant; the writer refuses rows that do not have
 * exactly its columns, so the documentation cannot fall behind.
 *
 * In memory a missing value is NaN in a DOUBLE column and -1 in an INTEGER column; on disk it is NULL.
 */

import type { SeriesColumns, StoredFacts } from '../simulation/path-outcome.ts';

export type ColumnType = 'INTEGER' | 'DOUBLE' | 'BOOLEAN' | 'VARCHAR';

export interface ColumnDefinition {
  readonly type: ColumnType;
  /** '' for what has no unit: names, numbers of things that are not amounts. */
  readonly unit: string;
  readonly meaning: string;
}

export interface TableDefinition {
  /** Name of the file, without `.parquet`. */
  readonly name: string;
  /** What one row is, and in which order rows stand. */
  readonly meaning: string;
  readonly columns: Readonly<Record<string, ColumnDefinition>>;
}

/** Numbers, texts, or codes of texts (see `TableShape.names`). BOOLEAN columns take 0 and 1. */
export type ColumnValues = ArrayLike<number> | readonly (string | null)[];

/** Some consecutive rows, by column. */
export interface TableRows {
  readonly count: number;
  readonly columns: Readonly<Record<string, ColumnValues>>;
}

/** A table as it is written; `names` lists, for text columns whose values are codes, the text of each code. */
export interface TableShape {
  readonly table: TableDefinition;
  readonly names: Readonly<Record<string, readonly string[]>>;
}

/** A table whose rows come from a path's facts. */
export interface FactTable extends TableShape {
  /** The rows of some consecutive facts; `next` are the facts behind them. Its columns may be reused by the next call. */
  rowsOf(path: number, facts: StoredFacts, next: StoredFacts | null): TableRows;
}

/** A table whose rows come from a path's samples. */
export interface SampleTable extends TableShape {
  rowsOf(path: number, samples: SeriesColumns): TableRows;
}

export function column(type: ColumnType, unit: string, meaning: string): ColumnDefinition {
  return { type, unit, meaning };
}
