/**
 * One DuckDB in memory, for as long as tables are written or read. One thread, insertion order kept and no extension
 * looked for outside: the bytes of a table depend on its rows and on the version of DuckDB only.
 */
import type * as duckDb from '@duckdb/node-api';

/** The package itself, loaded on first use: its native library takes longer to load than most commands to run. */
export type DuckDb = typeof duckDb;

export interface DuckDbSession {
  readonly api: DuckDb;
  readonly connection: duckDb.DuckDBConnection;
  close(): void;
}

const SETTINGS = {
  threads: '1',
  preserve_insertion_order: 'true',
  autoinstall_known_extensions: 'false',
  autoload_known_extensions: 'false',
  // Nothing may be spilled into the working folder.
  temp_directory: '',
};

/** A fresh database, to be closed. */
export async function openDuckDb(): Promise<DuckDbSession> {
  const api = await import('@duckdb/node-api');
  const instance = await api.DuckDBInstance.create(':memory:', SETTINGS);
  const connection = await instance.connect().catch((error: unknown) => {
    instance.closeSync();
    throw error;
  });
  return {
    api,
    connection,
    close: () => {
      connection.closeSync();
      instance.closeSync();
    },
  };
}

/** Calls `work` with a fresh database and closes it, whatever happens. */
export async function withDuckDb<T>(work: (session: DuckDbSession) => Promise<T>): Promise<T> {
  const session = await openDuckDb();
  try {
    return await work(session);
  } finally {
    session.close();
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
