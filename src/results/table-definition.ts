/**
 * What a table on disk looks like. Each table is a documented constant; the writer refuses rows that do not have
 * exactly its columns, so the documentation cannot fall behind.
 *
 * In memory a missing value is NaN in a DOUBLE column and -1 in an INTEGER column; on disk it is NULL.
 */

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

/** Numbers, texts, or codes of texts (see `TableSource.names`). BOOLEAN columns take 0 and 1. */
export type ColumnValues = ArrayLike<number> | readonly (string | null)[];

/** Some consecutive rows, by column. */
export interface TableRows {
  readonly count: number;
  readonly columns: Readonly<Record<string, ColumnValues>>;
}

/** A table and its rows; `names` lists, for text columns whose values are codes, the text of each code. */
export interface TableSource {
  readonly table: TableDefinition;
  readonly names: Readonly<Record<string, readonly string[]>>;
  readonly batches: Iterable<TableRows>;
}

export function column(type: ColumnType, unit: string, meaning: string): ColumnDefinition {
  return { type, unit, meaning };
}
