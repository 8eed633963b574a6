/**
 * The tables of a run, written path by path while other paths still run: memory holds a row group of each table and
 * nothing else. Equal paths in equal order give equal bytes.
 */
import { join } from 'node:path';
import { assert } from '../base/assert.ts';
import type { PathResult } from '../simulation/path-outcome.ts';
import { breakersTable } from './breakers-table.ts';
import { describeTables } from './catalogue.ts';
import { deleveragingTable } from './deleveraging-table.ts';
import { openDuckDb, type DuckDbSession } from './duckdb.ts';
import { readFactBlocks } from './fact-spool.ts';
import { HighlightKeeper } from './highlights.ts';
import { journalTable } from './journal-table.ts';
import { writeJsonFile } from './json-files.ts';
import { liquidationsTable } from './liquidations-table.ts';
import type { ParquetMark } from './parquet-file.ts';
import type { PathFiles } from './path-files.ts';
import { instrumentsShape, PATHS_SHAPE, rowsOfInstruments, rowsOfPaths, type LostPath } from './paths-table.ts';
import { readSamples } from './sample-spool.ts';
import { fundTable, seriesTable } from './series-tables.ts';
import type { TableContext } from './table-context.ts';
import type { FactTable, SampleTable, TableShape } from './table-definition.ts';
import { TableWriter } from './table-writer.ts';

/** Describes every column of every table. */
export const TABLES_FILE = 'tables.json';

/** Once so many rows wait, they are moved into the files when their path is complete. */
const WAITING_ROWS_MAX = 100_000;
/** After so many blocks of facts, other events of this thread get their turn. */
const BLOCKS_A_TURN = 16;

type Written<T> = T & { readonly writer: TableWriter };

export interface RunTablesInput {
  /** Folder of the tables. */
  readonly folder: string;
  /** Folder for parts of them. */
  readonly scratch: string;
  readonly context: TableContext;
}

export class RunTables {
  readonly #input: RunTablesInput;
  readonly #session: DuckDbSession;
  #facts: Written<FactTable>[] = [];
  #samples: Written<SampleTable>[] = [];
  #marks = new Map<TableWriter, ParquetMark>();
  #lastPath = -1;

  private constructor(input: RunTablesInput, session: DuckDbSession) {
    this.#input = input;
    this.#session = session;
  }

  /** To be closed, whatever happens. */
  static async open(input: RunTablesInput): Promise<RunTables> {
    const { context } = input;
    const tables = new RunTables(input, await openDuckDb());
    try {
      for (const table of [journalTable, liquidationsTable, deleveragingTable, breakersTable]) {
        tables.#facts.push(await tables.#begin(table(context)));
      }
      for (const table of [seriesTable, fundTable]) tables.#samples.push(await tables.#begin(table(context)));
      tables.#mark();
      return tables;
    } catch (error) {
      tables.close();
      throw error;
    }
  }

  /**
   * Adds a path's facts and samples, and leaves what a report tells of them in its highlights file. Resolves to true
   * when this and all earlier paths are in the files now; after an error, `rewind`.
   */
  async add(path: number, files: PathFiles): Promise<boolean> {
    assert(path > this.#lastPath, 'paths must come by rising path number');
    const highlights = new HighlightKeeper();
    let blocks = 0;
    for (const { facts, next } of readFactBlocks(files.facts)) {
      highlights.look(facts);
      for (const table of this.#facts) {
        table.writer.append(table.rowsOf(path, facts, next));
        if (table.writer.isFull) await table.writer.flush();
      }
      blocks += 1;
      if (blocks % BLOCKS_A_TURN === 0) await nextTurn();
    }
    highlights.write(files.highlights);
    for (const samples of readSamples(files.samples, this.#input.context.instruments.length)) {
      for (const table of this.#samples) {
        table.writer.append(table.rowsOf(path, samples));
        if (table.writer.isFull) await table.writer.flush();
      }
    }
    this.#lastPath = path;
    const waiting = this.#writers.reduce((sum, { stagedRows }) => sum + stagedRows, 0);
    if (waiting < WAITING_ROWS_MAX) return false;
    await this.commit();
    return true;
  }

  /** Moves everything that waits into the files; after an error, `rewind`. */
  async commit(): Promise<void> {
    for (const writer of this.#writers) await writer.flush();
    this.#mark();
  }

  /** Forgets all paths since the last commit; they may be added again. */
  async rewind(): Promise<void> {
    for (const [writer, mark] of this.#marks) await writer.rewind(mark);
    this.#lastPath = -1;
  }

  /** Completes the tables, and writes those that have a few rows a path. */
  async finish(results: readonly PathResult[], lostPaths: readonly LostPath[]): Promise<void> {
    const { folder, context } = this.#input;
    const paths = await this.#begin(PATHS_SHAPE);
    const instruments = await this.#begin(instrumentsShape(context));
    try {
      paths.writer.append(rowsOfPaths(results, lostPaths));
      for (const result of results) instruments.writer.append(rowsOfInstruments(result));
      for (const writer of [...this.#writers, paths.writer, instruments.writer]) await writer.finish();
    } finally {
      paths.writer.close();
      instruments.writer.close();
    }
    writeJsonFile(join(folder, TABLES_FILE), describeTables());
  }

  close(): void {
    for (const writer of this.#writers) writer.close();
    this.#facts = [];
    this.#samples = [];
    this.#session.close();
  }

  get #writers(): TableWriter[] {
    return [...this.#facts, ...this.#samples].map(({ writer }) => writer);
  }

  #mark(): void {
    this.#marks = new Map(this.#writers.map((writer) => [writer, writer.mark]));
  }

  async #begin<T extends TableShape>(shape: T): Promise<Written<T>> {
    const { folder, scratch } = this.#input;
    return { ...shape, writer: await TableWriter.open(this.#session, folder, scratch, shape) };
  }
}

function nextTurn(): Promise<void> {
  return new Promise((resolve) => {
    setImmediate(resolve);
  });
}
