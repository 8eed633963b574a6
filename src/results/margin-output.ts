/**
 * Figures of accounts as a file of rows, written as they come: NDJSON, CSV or Parquet by the ending of its name. The file
 * appears under its name when it is complete, and not at all otherwise.
 */
import { closeSync, mkdtempSync, openSync, renameSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { openDuckDb, type DuckDbSession } from './duckdb.ts';
import { writeFully } from './file-bytes.ts';
import { createOutputFolder, removeCreated, TEMPORARY_PREFIX } from './output-folder.ts';
import { asOutputError } from './output-error.ts';
import { column, type TableShape } from './table-definition.ts';
import { TableWriter } from './table-writer.ts';

/** One account. A ratio or distance that does not exist is NaN. */
export interface MarginRow {
  readonly account: string;
  readonly mode: string;
  readonly equity: number;
  readonly equityBeforeHaircuts: number;
  readonly initial: number;
  readonly maintenance: number;
  readonly gross: number;
  readonly ratio: number;
  readonly distance: number;
  readonly verdict: string;
  /** Further fields, which only NDJSON has room for. */
  readonly more?: Readonly<Record<string, unknown>>;
}

const COLUMNS = {
  account: column('VARCHAR', '', 'Name of the account in the book'),
  mode: column('VARCHAR', '', 'cross or isolated'),
  equity: column('DOUBLE', 'USD', 'Equity after haircuts, all pools'),
  equityBeforeHaircuts: column('DOUBLE', 'USD', 'Equity before haircuts'),
  initial: column('DOUBLE', 'USD', 'Initial requirement'),
  maintenance: column('DOUBLE', 'USD', 'Maintenance requirement'),
  gross: column('DOUBLE', 'USD', 'Sum of the notional of all positions'),
  ratio: column('DOUBLE', '', 'Equity / maintenance of the weakest pool; missing where nothing is required'),
  distance: column('DOUBLE', '', 'Multiple of the joint shock that liquidates; missing where none within reach does'),
  verdict: column('VARCHAR', '', 'sound, marginCall or liquidatable'),
};
type ColumnName = keyof typeof COLUMNS;
const NAMES = Object.keys(COLUMNS) as ColumnName[];

export const MARGIN_OUTPUT_FORMATS = ['ndjson', 'csv', 'parquet'] as const;
export type MarginOutputFormat = (typeof MARGIN_OUTPUT_FORMATS)[number];

/** By the ending of a name; undefined for any other. */
export function marginOutputFormatOf(file: string): MarginOutputFormat | undefined {
  return MARGIN_OUTPUT_FORMATS.find((format) => file.toLowerCase().endsWith(`.${format}`));
}

export interface MarginOutput {
  write(rows: readonly MarginRow[]): Promise<void>;
  /** Gives the file its name. */
  finish(): Promise<void>;
  /** Leaves nothing behind; does nothing after `finish`. */
  abort(): void;
}

/** @throws OutputError, as all its methods do, when the file system refuses */
export async function openMarginOutput(path: string, format: MarginOutputFormat): Promise<MarginOutput> {
  const folder = dirname(path);
  let created: string | undefined;
  let scratch: string | undefined;
  try {
    created = createOutputFolder(folder);
    scratch = mkdtempSync(join(folder, TEMPORARY_PREFIX));
    const sink = format === 'parquet' ? await openTable(scratch) : openText(scratch, format);
    return new ScratchOutput(path, scratch, created, sink);
  } catch (error) {
    if (scratch !== undefined) rmSync(scratch, { recursive: true, force: true });
    removeCreated(folder, created);
    throw asOutputError(error, folder);
  }
}

interface Sink {
  readonly file: string;
  write(rows: readonly MarginRow[]): void | Promise<void>;
  finish(): void | Promise<void>;
  close(): void;
}

class ScratchOutput implements MarginOutput {
  readonly #path: string;
  readonly #scratch: string;
  readonly #created: string | undefined;
  readonly #sink: Sink;
  #isDone = false;

  constructor(path: string, scratch: string, created: string | undefined, sink: Sink) {
    this.#path = path;
    this.#scratch = scratch;
    this.#created = created;
    this.#sink = sink;
  }

  async write(rows: readonly MarginRow[]): Promise<void> {
    await this.#orRefuse(() => this.#sink.write(rows));
  }

  async finish(): Promise<void> {
    await this.#orRefuse(async () => {
      await this.#sink.finish();
      this.#sink.close();
      renameSync(this.#sink.file, this.#path);
      rmSync(this.#scratch, { recursive: true, force: true });
      this.#isDone = true;
    });
  }

  abort(): void {
    if (this.#isDone) return;
    this.#isDone = true;
    this.#sink.close();
    rmSync(this.#scratch, { recursive: true, force: true });
    removeCreated(dirname(this.#path), this.#created);
  }

  async #orRefuse(work: () => void | Promise<void>): Promise<void> {
    try {
      await work();
    } catch (error) {
      throw asOutputError(error, dirname(this.#path));
    }
  }
}

function openText(scratch: string, format: 'ndjson' | 'csv'): Sink {
  const file = join(scratch, `margin.${format}`);
  const fd = openSync(file, 'w');
  const encoder = new TextEncoder();
  const put = (text: string): void => writeFully(fd, encoder.encode(text), null);
  if (format === 'csv') put(`${NAMES.join(',')}\n`);
  let isOpen = true;
  return {
    file,
    write: (rows) => put(rows.map(format === 'csv' ? csvLine : jsonLine).join('')),
    finish: () => undefined,
    close: () => {
      if (isOpen) closeSync(fd);
      isOpen = false;
    },
  };
}

function csvLine(row: MarginRow): string {
  const cells = NAMES.map((name) => {
    const value = row[name];
    if (typeof value === 'number') return Number.isFinite(value) ? String(value) : '';
    return /[",\n\r]/.test(value) ? `"${value.replaceAll('"', '""')}"` : value;
  });
  return `${cells.join(',')}\n`;
}

function jsonLine({ more, ...row }: MarginRow): string {
  return `${JSON.stringify({ ...row, ...more })}\n`;
}

async function openTable(scratch: string): Promise<Sink> {
  const session: DuckDbSession = await openDuckDb();
  const table = { name: 'margin', meaning: 'One row an account, in the order of the book', columns: COLUMNS };
  const shape: TableShape = { table, names: {} };
  try {
    const writer = await TableWriter.open(session, scratch, scratch, shape);
    let isOpen = true;
    return {
      file: join(scratch, 'margin.parquet'),
      write: async (rows) => {
        writer.append({ count: rows.length, columns: columnsOf(rows) });
        if (writer.isFull) await writer.flush();
      },
      finish: () => writer.finish(),
      close: () => {
        if (!isOpen) return;
        isOpen = false;
        writer.close();
        session.close();
      },
    };
  } catch (error) {
    session.close();
    throw error;
  }
}

function columnsOf(rows: readonly MarginRow[]): Record<ColumnName, Float64Array | string[]> {
  const entries = NAMES.map((name) => [
    name,
    COLUMNS[name].type === 'DOUBLE'
      ? Float64Array.from(rows, (row) => finiteOrNaN(row[name] as number))
      : rows.map((row) => row[name] as string),
  ]);
  return Object.fromEntries(entries) as Record<ColumnName, Float64Array | string[]>;
}

function finiteOrNaN(value: number): number {
  return Number.isFinite(value) ? value : Number.NaN;
}
