/**
 * Where the paths of a run go while it runs: workers spool facts and samples into files, and from there each path
 * enters the tables as soon as all paths before it have.
 *
 * A disk that refuses does not take with it what is stored already. The path that met the refusal is given up, the
 * room that it took is freed, and the others are kept as far as they fit.
 */
import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { StoreError } from '../simulation/fact-store.ts';
import type { PathOutcome, PathResult } from '../simulation/path-outcome.ts';
import { asOutputError, OutputError } from './output-error.ts';
import { pathFiles, removePathFiles, SpooledPath } from './path-files.ts';
import type { LostPath } from './paths-table.ts';
import type { TableContext } from './table-context.ts';
import { RunTables } from './tables.ts';

/** Kept free for what is written last (footers, summary, report, manifest) should the disk fill up before. */
const RESERVE_BYTES = 4 << 20;
const RESERVE_FILE = 'reserve';

export interface RunStoreInput {
  /** Holds both folders below; refusals name it. */
  readonly outputFolder: string;
  /** Folder of the tables. */
  readonly folder: string;
  /** Folder for everything that is gone once the run is stored. */
  readonly scratch: string;
  readonly context: TableContext;
}

/** A path that was simulated, in full or in part, and could not be stored. */
export interface UnstoredPath {
  readonly path: number;
  readonly message: string;
}

export class RunStore {
  /** Workers write the files of each path here (see `path-files.ts`). */
  readonly spoolFolder: string;
  readonly #input: RunStoreInput;
  readonly #tables: RunTables;
  /** Paths that have yet to be heard of or stored, in order. */
  #expected: number[] = [];
  readonly #arrived = new Set<number>();
  readonly #missing = new Set<number>();
  /** In the tables, but not yet in their files. */
  #uncommitted: number[] = [];
  readonly #unstored: UnstoredPath[] = [];
  #refusal: OutputError | null = null;
  /** Storing goes on in the background; the last of it, never rejected. */
  #storing: Promise<void> = Promise.resolve();
  #fault: Error | null = null;

  private constructor(input: RunStoreInput, tables: RunTables) {
    this.#input = input;
    this.spoolFolder = input.scratch;
    this.#tables = tables;
  }

  /**
   * Begins the tables. To be closed, whatever happens.
   *
   * @throws OutputError when the file system refuses
   */
  static async open(input: RunStoreInput): Promise<RunStore> {
    try {
      writeFileSync(join(input.scratch, RESERVE_FILE), new Uint8Array(RESERVE_BYTES));
      return new RunStore(input, await RunTables.open(input));
    } catch (error) {
      throw asOutputError(error, input.outputFolder);
    }
  }

  /** The first refusal of the file system; from then on no further path need be simulated. */
  get refusal(): OutputError | null {
    return this.#refusal;
  }

  /** Which paths will come, by rising number; to be told before the first of them. */
  expect(paths: readonly number[]): void {
    this.#expected = [...paths];
  }

  /** Takes a path whose files are complete. It is stored when its turn comes. */
  take(result: PathResult): PathOutcome {
    this.#arrived.add(result.path);
    this.#proceed();
    return new SpooledPath(result, pathFiles(this.spoolFolder, result.path), this.#input.context.instruments.length);
  }

  /** Says that a path will not come. */
  miss(path: number): void {
    this.#missing.add(path);
    removePathFiles(pathFiles(this.spoolFolder, path));
    this.#proceed();
  }

  /** Says that a path will not come because its files could not be written; `cause` is what was refused. */
  refuse(path: number, cause: unknown): void {
    const known = asOutputError(cause, this.#input.outputFolder);
    // Whatever the file system called it, it refused.
    this.#giveUp(path, known instanceof OutputError ? known : new OutputError('failed', this.spoolFolder, cause));
    this.miss(path);
  }

  /** Resolves once every path that came is in the tables' files, to those that could not be brought there. */
  async settle(): Promise<readonly UnstoredPath[]> {
    for (const path of this.#expected) if (!this.#arrived.has(path)) this.#missing.add(path);
    this.#proceed();
    await this.#storing;
    await this.#guard(() => this.#commit());
    if (this.#fault !== null) throw this.#fault;
    return this.#unstored.toSorted((x, y) => x.path - y.path);
  }

  /**
   * Completes the tables.
   *
   * @throws OutputError when the file system refuses
   */
  async finish(results: readonly PathResult[], lostPaths: readonly LostPath[]): Promise<void> {
    try {
      this.#free();
      await this.#tables.finish(results, lostPaths);
    } catch (error) {
      throw asOutputError(error, this.#input.outputFolder);
    }
  }

  /** Lets go of the tables; complete or not, they are not written to any more. */
  async close(): Promise<void> {
    this.#expected = [];
    await this.#storing;
    this.#tables.close();
  }

  #proceed(): void {
    this.#storing = this.#storing.then(() => this.#guard(() => this.#storeNext()));
  }

  /** A fault in the background waits for whoever settles the store. */
  async #guard(work: () => Promise<void>): Promise<void> {
    if (this.#fault !== null) return;
    try {
      await work();
    } catch (error) {
      this.#fault = error instanceof Error ? error : new Error(String(error));
    }
  }

  /** Stores as many paths as have their turn. */
  async #storeNext(): Promise<void> {
    for (let path = this.#expected[0]; path !== undefined; path = this.#expected[0]) {
      const hasArrived = this.#arrived.has(path);
      if (!hasArrived && !this.#missing.has(path)) return;
      this.#expected.shift();
      if (hasArrived) await this.#store(path);
    }
  }

  /** Once the disk has refused something, every path is committed by itself: one that fits takes none with it. */
  async #store(path: number): Promise<void> {
    try {
      const isCommitted = await this.#tables.add(path, pathFiles(this.spoolFolder, path));
      if (!isCommitted && this.#refusal !== null) await this.#tables.commit();
      this.#uncommitted.push(path);
      if (isCommitted || this.#refusal !== null) this.#committed();
    } catch (error) {
      this.#giveUp(path, error);
      await this.#again();
    }
  }

  async #commit(): Promise<void> {
    if (this.#uncommitted.length === 0) return;
    try {
      await this.#tables.commit();
      this.#committed();
    } catch (error) {
      this.#giveUp(this.#uncommitted.pop()!, error);
      await this.#again();
    }
  }

  /** Back to the last commit, and forward with what is left. */
  async #again(): Promise<void> {
    await this.#tables.rewind();
    const paths = this.#uncommitted;
    this.#uncommitted = [];
    for (const path of paths) await this.#store(path);
  }

  #committed(): void {
    for (const path of this.#uncommitted) rmSync(pathFiles(this.spoolFolder, path).facts, { force: true });
    this.#uncommitted = [];
  }

  /** @throws what is no refusal of the file system */
  #giveUp(path: number, error: unknown): void {
    const cause = asOutputError(error instanceof StoreError ? error.cause : error, this.#input.outputFolder);
    if (!(cause instanceof OutputError)) throw cause;
    this.#refusal ??= cause;
    this.#unstored.push({ path, message: cause.message });
    removePathFiles(pathFiles(this.spoolFolder, path));
    this.#free();
  }

  #free(): void {
    rmSync(join(this.spoolFolder, RESERVE_FILE), { force: true });
  }
}
