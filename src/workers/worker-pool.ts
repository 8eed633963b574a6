/**
 * The worker pool: spawns a population and simulates paths on threads. Work is cut by the scenario, never by
 * the number of threads, and results are handed on under their own number, so that any pool gives the same bytes.
 *
 * A thread that dies is replaced by piscina; its task is run again a few times before it counts as failed.
 */
import { fileURLToPath } from 'node:url';
import { Piscina } from 'piscina';
import type { Population } from '../exchange/accounts.ts';
import type { Scenario } from '../scenario/scenario.ts';
import type { PathOutcome, PopulationSummary } from '../simulation/path-outcome.ts';
import { spawnPopulation } from './spawn-population.ts';
import { WIRE_VERSION, type SentTask, type WorkerTask } from './wire.ts';

/** A task is tried this often in all before its path counts as failed by its worker. */
export const ATTEMPTS_MAX = 3;

/** The worker of a path died each time it was tried. */
export interface WorkerFailure {
  readonly path: number;
  readonly message: string;
}

/** A task failed each time it was tried. Exit code 109 on the command line. */
export class WorkerError extends Error {
  override readonly name = 'WorkerError';
}

/** Lets the caller stop a run early: `requested` is looked at between paths. */
export interface StopSwitch {
  requested: boolean;
}

export interface PathRequest {
  readonly scenario: Scenario;
  /** null: every path draws its own population. */
  readonly population: Population | null;
  readonly paths: readonly number[];
  readonly audit: boolean;
  readonly stop: StopSwitch;
  readonly onOutcome: (outcome: PathOutcome) => void;
  readonly onWorkerFailure: (failure: WorkerFailure) => void;
}

/** Tasks that were sent to threads. */
export interface HandOvers {
  batches: number;
  paths: number;
  /** Of tasks whose thread had died. */
  retries: number;
}

/** Threads run compiled code; from sources (tests), that is the build's output beside them. */
function workerFile(): string {
  const isSource = import.meta.url.endsWith('.ts');
  const relative = isSource ? '../../dist/workers/task.worker.js' : './task.worker.js';
  return fileURLToPath(new URL(relative, import.meta.url));
}

export class WorkerPool {
  readonly workers: number;
  readonly handOvers: HandOvers = { batches: 0, paths: 0, retries: 0 };
  readonly #piscina: Piscina;
  readonly #profiles: boolean;
  /** Never fulfilled; rejected when threads cannot even start, for then no task would ever come to an end. */
  readonly #broken: Promise<never>;
  #hasWorked = false;
  #isClosed = false;

  /**
   * @param file what each thread runs: a module that exports `runTask`
   * @param profiles record where each thread spends its time
   */
  constructor(workers: number, file: string = workerFile(), profiles = false) {
    this.workers = workers;
    this.#profiles = profiles;
    this.#piscina = new Piscina({
      filename: file,
      minThreads: workers,
      maxThreads: workers,
      // A path uses about as much memory as its accounts; there is nothing to gain from queueing inside a thread.
      concurrentTasksPerWorker: 1,
    });
    this.#broken = new Promise((_, reject) => {
      // Once a task came to an end threads can start: one that dies without a task is simply replaced.
      this.#piscina.on('error', (error) => void (this.#hasWorked || reject(error)));
    });
    this.#broken.catch(() => {});
  }

  /**
   * Draws the scenario's one population on all threads and nets it.
   *
   * @throws InvalidInputError when it cannot meet open interest; WorkerError when threads died or were closed
   */
  spawnPopulation(scenario: Scenario): Promise<{ population: Population; summary: PopulationSummary }> {
    return spawnPopulation(scenario, (task) => this.#run(task));
  }

  /** Simulates paths until all are done or a stop is requested; resolves when nothing is under way any more. */
  async runPaths(request: PathRequest): Promise<void> {
    const waiting = request.paths.values();
    const serve = async (): Promise<void> => {
      for (const path of waiting) {
        if (request.stop.requested || this.#isClosed) return;
        await this.#runPath(request, path);
      }
    };
    await Promise.all(Array.from({ length: this.workers }, serve));
  }

  /** Ends the profiles of all threads, while none has anything else to do; CPU profiles as text. */
  async collectProfiles(): Promise<string[]> {
    // As many tasks at once as there are threads, none of which takes two.
    const asked = Array.from({ length: this.workers }, () => this.#run({ kind: 'profile', version: WIRE_VERSION }));
    try {
      const texts = (await Promise.all(asked)) as (string | null)[];
      return texts.filter((text) => text !== null);
    } catch {
      // Threads that died or were ended: the results are there, and worth more than how they came about.
      return [];
    }
  }

  /** Ends all threads at once; paths under way are dropped without being counted as failed. */
  async close(): Promise<void> {
    this.#isClosed = true;
    await this.#piscina.destroy();
  }

  async #runPath(request: PathRequest, path: number): Promise<void> {
    const { scenario, population, audit } = request;
    const buffer = population === null ? null : population.buffer;
    const task: WorkerTask = { kind: 'path', version: WIRE_VERSION, scenario, population: buffer, path, audit };
    let outcome: PathOutcome;
    try {
      outcome = (await this.#run(task)) as PathOutcome;
    } catch (error) {
      if (this.#isClosed) return;
      request.onWorkerFailure({ path, message: error instanceof Error ? error.message : String(error) });
      return;
    }
    // Outside of the above: what the caller does with an outcome is not the worker's failure.
    request.onOutcome(outcome);
  }

  async #run(task: WorkerTask): Promise<unknown> {
    const sent: SentTask = { ...task, profiles: this.#profiles };
    if (task.kind === 'path') this.handOvers.paths += 1;
    else if (task.kind !== 'profile') this.handOvers.batches += 1;
    for (let attempt = 1; ; attempt += 1) {
      if (attempt > 1) this.handOvers.retries += 1;
      try {
        const result: unknown = await Promise.race([this.#piscina.run(sent, { name: 'runTask' }), this.#broken]);
        this.#hasWorked = true;
        return result;
      } catch (error) {
        // A task is a pure function of the scenario: what a dead thread left half done is simply done again.
        if (attempt < ATTEMPTS_MAX && !this.#isClosed) continue;
        throw new WorkerError(error instanceof Error ? error.message : String(error), { cause: error });
      }
    }
  }
}
