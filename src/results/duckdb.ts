/**
 * One DuckDB in memory, for as long as a table is written or read. One thread, insertion order kept and no extension
 * looked for outside: the bytes of a table depend on its rows and on the version of DuckDB only.
 */
import type * as duckDb from '@duckdb/node-api';

/** The package itself, loaded on first use: its native library takes longer to load than most commands to run. */
export type DuckDb = typeof duckDb;

export interface DuckDbSession {
  readonly api: DuckDb;
  readonly connection: duckDb.DuckDBConnection;
}

const SETTINGS = {
  threads: '1',
  preserve_insertion_order: 'true',
  autoinstall_known_extensions: 'false',
  autoload_known_extensions: 'false',
  // Nothing may be spilled into the working folder.
  temp_directory: '',
};

/** Calls `work` with a fresh database and closes it, whatever happens. */
export async function withDuckDb<T>(work: (session: DuckDbSession) => Promise<T>): Promise<T> {
  const api = await import('@duckdb/node-api');
  const instance = await api.DuckDBInstance.create(':memory:', SETTINGS);
  try {
    const connection = await instance.connect();
    try {
      return await work({ api, connection });
    } finally {
      connection.closeSync();
    }
  } finally {
    instance.closeSync();
  }
}

export function quoteText(text: string): string {
  return `'${text.replaceAll("'", "''")}'`;
}

export function quoteName(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}

/** A list of texts; typed, because an empty one says nothing about its elements. */
export function quoteTextList(texts: readonly string[]): string {
  return `[${texts.map(quoteText).join(', ')}]::VARCHAR[]`;
}
