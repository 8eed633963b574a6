/**
 * The worker pool: spawns a population and simulates paths on threads. Work is cut by the scenario, never by
 * the number of threads, and results are handed on under their own number, so that any pool gives the same bytes.
 *
 * A thread that dies is replaced by piscina; its task is run again a few times before it counts as failed.
 */
import { fileURLToPath, pathToFileURL } from 'node:url';
import { Piscina } from 'piscina';
import type { Population } from '../exchange/accounts.ts';
import { MASS_ACCOUNTS_MIN } from '../exchange/mass-derivation.ts';
import type { Scenario } from '../scenario/scenario.ts';
import type { PathOutcome, PathResult, PopulationSummary } from '../simulation/path-outcome.ts';
import { dismissCrew, formCrew, HELPERS_MAX } from './derivation-crew.ts';
import { spawnPopulation } from './spawn-population.ts';
import { WIRE_VERSION, type PathTask, type RefusedPath, type SentTask, type WorkerTask } from './wire.ts';

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
  readonly stop: Readonly<StopSwitch>;
  readonly onOutcome: (outcome: PathOutcome) => void;
  readonly onWorkerFailure: (failure: WorkerFailure) => void;
  /** Where paths leave their files instead of coming back whole. */
  readonly spool?: Spool;
}

export interface Spool {
  readonly folder: string;
  /** The path's files are complete; what is returned goes to `onOutcome`. */
  readonly onFiles: (result: PathResult) => PathOutcome;
  /** The path's files could not be written. */
  readonly onRefusal: (refused: RefusedPath) => void;
}

/** Tasks that were sent to threads. */
export interface HandOvers {
  batches: number;
  paths: number;
  /** Of tasks whose thread had died. */
  retries: number;
}

/** Threads run compiled code; from sources (tests), that is the build's output beside them. */
function compiled(name: string): string {
  const isSource = import.meta.url.endsWith('.ts');
  return fileURLToPath(new URL(isSource ? `../../dist/workers/${name}` : `./${name}`, import.meta.url));
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
  constructor(workers: number, file: string = compiled('task.worker.js'), profiles = false) {
    this.workers = workers;
    this.#profiles = profiles;
    this.#piscina = new Piscina({
      filename: compiled('load-task.worker.cjs'),
      workerData: { url: pathToFileURL(file).href },
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

  /** Threads that no path will need help where there are many accounts: how many of them help this path. */
  #helpersOf({ population, paths }: PathRequest, path: number): number {
    if (population === null || population.accountCount < MASS_ACCOUNTS_MIN) return 0;
    const spare = Math.max(0, this.workers - paths.length);
    const isAmongFirst = paths.indexOf(path) < spare % paths.length;
    return Math.min(HELPERS_MAX, Math.floor(spare / paths.length) + (isAmongFirst ? 1 : 0));
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
    await Promise.all(Array.from({ length: Math.min(this.workers, request.paths.length) }, serve));
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
    const spoolFolder = request.spool?.folder ?? null;
    const task: PathTask = {
      kind: 'path',
      version: WIRE_VERSION,
      scenario,
      population: buffer,
      path,
      audit,
      spoolFolder,
      crew: null,
    };
    const helpers = this.#helpersOf(request, path);
    let outcome: PathResult | RefusedPath;
    try {
      const send = helpers === 0 ? undefined : (): Promise<unknown> => this.#sendWithCrew(task, population!, helpers);
      outcome = (await this.#run(task, send)) as typeof outcome;
    } catch (error) {
      if (this.#isClosed) return;
      request.onWorkerFailure({ path, message: error instanceof Error ? error.message : String(error) });
      return;
    }
    // Outside of the above: what the caller does with an outcome is not the worker's failure.
    const { spool } = request;
    if (spool === undefined) request.onOutcome(outcome as PathOutcome);
    else if ('refusal' in outcome) spool.onRefusal(outcome);
    else request.onOutcome(spool.onFiles(outcome));
  }

  /** Runs a path with helpers; a helper that dies is simply gone. */
  async #sendWithCrew(task: PathTask, population: Population, helpers: number): Promise<unknown> {
    const crew = formCrew(population, helpers);
    const { version, scenario } = task;
    const path = this.#send({ ...task, crew });
    const helping = Array.from({ length: helpers }, (_, helper) =>
      this.#send({ kind: 'help', version, scenario, population: population.buffer, crew, helper }).catch(() => {}),
    );
    try {
      return await path;
    } finally {
      dismissCrew(crew);
      await Promise.all(helping);
    }
  }

  #send(task: WorkerTask): Promise<unknown> {
    const sent: SentTask = { ...task, profiles: this.#profiles };
    return Promise.race([this.#piscina.run(sent, { name: 'runTask' }), this.#broken]);
  }

  async #run(task: WorkerTask, send = (): Promise<unknown> => this.#send(task)): Promise<unknown> {
    if (task.kind === 'path') this.handOvers.paths += 1;
    else if (task.kind !== 'profile') this.handOvers.batches += 1;
    for (let attempt = 1; ; attempt += 1) {
      if (attempt > 1) this.handOvers.retries += 1;
      try {
        const result = await send();
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
