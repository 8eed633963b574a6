/**
 * An ensemble: many paths of one scenario on the worker pool, and what they say together. Outcomes are collected under
 * their path number and everything is computed in that order, so neither the number of workers nor the order in which
 * paths finish can change a result.
 */
import { InvalidInputError } from '../base/problem.ts';
import { VERSION } from '../base/version.ts';
import type { Population } from '../exchange/accounts.ts';
import { combineDigests } from '../results/fingerprint-check.ts';
import type { RunStore } from '../results/run-store.ts';
import type { Scenario } from '../scenario/scenario.ts';
import { buildPopulation } from '../simulation/build-population.ts';
import type { PathOutcome, PopulationSummary } from '../simulation/path-outcome.ts';
import { prepareMarket } from '../simulation/prepare-market.ts';
import { WorkerPool, type HandOvers, type Spool, type StopSwitch, type WorkerFailure } from '../workers/worker-pool.ts';
import { countThreads } from './run-plan.ts';
import { assertRunnable } from './assert-runnable.ts';
import { summariseDeleveraging, summariseLosses } from './deleveraging-summary.ts';
import { summariseControls } from './control-summary.ts';
import { describeFindings } from './findings.ts';
import { MEASURES } from './measures.ts';
import type { RunResult } from './run-result.ts';
import { summariseCoMovement } from './co-movement-summary.ts';
import { summariseMargin } from './margin-summary.ts';
import { SUMMARY_SCHEMA_VERSION, type CorrelationReport, type FailedPath, type RunSummary } from './run-summary.ts';
import { sampleMeasure, summariseMeasure } from './statistics.ts';
import { parseThresholds } from './thresholds.ts';
import { judge } from './verdicts.ts';

export interface EnsembleOptions {
  /** Threads, at least 1. */
  readonly workers: number;
  /** Check every invariant after every event. */
  readonly audit?: boolean;
  /** Set `requested` to stop after the paths under way. */
  readonly stop?: StopSwitch;
  /** Ends the paths under way as well; those that are finished are kept. */
  readonly abort?: AbortSignal;
  /** Only these paths, by rising number; all of them when absent. */
  readonly paths?: readonly number[];
  /** Called when the population is ready and after each path. */
  readonly onProgress?: (progress: EnsembleProgress) => void;
  /** Given, each thread records where it spends its time; called once the last path is done. */
  readonly onProfile?: (profile: EnsembleProfile) => void;
  /** Command line that reproduces the run, for the summary. */
  readonly reproduce?: string;
  /** Takes facts and samples to disk while paths run; without one, outcomes hold them in memory. */
  readonly store?: RunStore;
}

/** How the threads of a run spent their time; nothing that a result depends on. */
export interface EnsembleProfile {
  readonly workers: number;
  /** One a thread, as text; none when the threads were ended before they could tell. */
  readonly cpuProfiles: readonly string[];
  readonly handOvers: Readonly<HandOvers>;
}

export interface EnsembleProgress {
  readonly stage: 'population' | 'paths';
  readonly pathsDone: number;
  readonly pathsPlanned: number;
  readonly latest: PathOutcome | null;
}

/**
 * Runs the paths of a scenario.
 *
 * @throws InvalidInputError when a threshold or the population cannot be used, WorkerError when no population could be
 * drawn; failed paths are values in the result
 */
export async function runEnsemble(scenario: Scenario, options: EnsembleOptions): Promise<RunResult> {
  assertRunnable(scenario, options);
  const { thresholds, problems } = parseThresholds(scenario.thresholds);
  if (problems.length > 0) throw new InvalidInputError(problems);
  const outcomes: PathOutcome[] = [];
  const failures: LostPath[] = [];
  const { store } = options;
  const paths = options.paths ?? Array.from({ length: scenario.run.paths }, (_, path) => path);
  const pathsPlanned = paths.length;
  const report = (stage: EnsembleProgress['stage'], latest: PathOutcome | null): void =>
    options.onProgress?.({ stage, pathsDone: outcomes.length + failures.length, pathsPlanned, latest });
  const threads = countThreads(scenario, options.workers, pathsPlanned);
  const pool = new WorkerPool(threads, undefined, options.onProfile !== undefined);
  const closePool = (): void => void pool.close();
  options.abort?.addEventListener('abort', closePool);
  // A signal that was given before tells its listeners nothing.
  if (options.abort?.aborted === true) closePool();
  store?.expect(paths);
  let summary: PopulationSummary;
  try {
    const spawned = await spawn(pool, scenario);
    summary = spawned.summary;
    report('population', null);
    await pool.runPaths({
      scenario,
      population: spawned.population,
      paths,
      audit: options.audit ?? false,
      stop: {
        get requested() {
          // What cannot be stored need not be simulated.
          return options.stop?.requested === true || (store !== undefined && store.refusal !== null);
        },
      },
      onOutcome: (outcome) => {
        outcomes.push(outcome);
        report('paths', outcome);
      },
      onWorkerFailure: (failure) => {
        failures.push({ ...failure, kind: 'worker' });
        store?.miss(failure.path);
        report('paths', null);
      },
      ...(store === undefined ? {} : { spool: spoolInto(store) }),
    });
    if (options.onProfile !== undefined) {
      const cpuProfiles = await pool.collectProfiles();
      options.onProfile({ workers: pool.workers, cpuProfiles, handOvers: pool.handOvers });
    }
  } finally {
    options.abort?.removeEventListener('abort', closePool);
    await pool.close();
  }
  const unstored = (await store?.settle()) ?? [];
  failures.push(...unstored.map((path): LostPath => ({ ...path, kind: 'output' })));
  const kept = outcomes.filter(({ path }) => failures.every((lost) => lost.path !== path));
  kept.sort((x, y) => x.path - y.path);
  return {
    scenario,
    outcomes: kept,
    summary: {
      ...summariseRun(scenario, kept, failures, summary, options.reproduce ?? ''),
      verdicts: judge(thresholds, kept, scenario.run.seed, scenario.venue.instruments),
    },
  };
}

function spoolInto(store: RunStore): Spool {
  return {
    folder: store.spoolFolder,
    onFiles: (result) => store.take(result),
    onRefusal: ({ path, refusal }) => {
      store.refuse(path, Object.assign(new Error(refusal.message), { code: refusal.code }));
    },
  };
}

/** A path without a result, and why. */
interface LostPath extends WorkerFailure {
  readonly kind: 'worker' | 'output';
}

/** The population that all paths share; for a population a path, the first path's is described. */
async function spawn(
  pool: WorkerPool,
  scenario: Scenario,
): Promise<{ population: Population | null; summary: PopulationSummary }> {
  if (!scenario.run.populationPerPath) return pool.spawnPopulation(scenario);
  return { population: null, summary: buildPopulation(scenario, 0).summary };
}

function summariseRun(
  scenario: Scenario,
  outcomes: readonly PathOutcome[],
  failures: readonly LostPath[],
  population: PopulationSummary,
  reproduce: string,
): Omit<RunSummary, 'verdicts'> {
  const finished = outcomes.filter((outcome) => outcome.failure === null);
  const samples = MEASURES.map((definition) => sampleMeasure(definition, outcomes, scenario.venue.instruments));
  const measures = finished.length === 0 ? [] : samples.map((sample) => summariseMeasure(sample, scenario.run.seed));
  return {
    schemaVersion: SUMMARY_SCHEMA_VERSION,
    scenario: scenario.name,
    title: scenario.title,
    seed: scenario.run.seed,
    version: VERSION,
    fingerprint: combineDigests(outcomes),
    partial: isPartial(scenario, outcomes, failures),
    pathsPlanned: scenario.run.paths,
    paths: finished.length,
    failedPaths: listFailedPaths(outcomes, failures),
    findings: describeFindings(scenario, outcomes, measures),
    warnings: scenario.warnings.map(({ code, key, message }) => ({ code, key, message })),
    measures,
    population,
    correlation: describeCorrelation(scenario),
    margin: summariseMargin(outcomes),
    losses: summariseLosses(scenario.venue, outcomes),
    deleveraging: summariseDeleveraging(scenario.venue, outcomes),
    coMovement: summariseCoMovement(outcomes, scenario.venue.instruments),
    controls: summariseControls(scenario, outcomes),
    reproduce,
  };
}

/** Paths were not tried, or what came of them could not be kept. */
function isPartial({ run }: Scenario, outcomes: readonly PathOutcome[], failures: readonly LostPath[]): boolean {
  return outcomes.length + failures.filter(({ kind }) => kind === 'worker').length < run.paths;
}

function listFailedPaths(outcomes: readonly PathOutcome[], failures: readonly LostPath[]): FailedPath[] {
  const failed: FailedPath[] = failures.map((lost) => ({ ...lost, event: '' }));
  for (const { path, failure } of outcomes) {
    if (failure === null) continue;
    const event = `time ${failure.timeUs} us, rank ${failure.rank}, sequence ${failure.sequence}`;
    failed.push({ path, kind: failure.kind, message: failure.message, event });
  }
  return failed.sort((x, y) => x.path - y.path);
}

function describeCorrelation(scenario: Scenario): CorrelationReport {
  const { repair } = prepareMarket(scenario.market);
  const symbolOf = (index: number): string => scenario.venue.instruments[index].symbol;
  const change = repair.largestChange;
  return {
    repaired: repair.isRepaired,
    distance: repair.frobeniusDistance,
    largestChange: repair.isRepaired
      ? { row: symbolOf(change.row), column: symbolOf(change.column), from: change.from, to: change.to }
      : null,
  };
}
