/**
 * Scenarios that differ by a rule, run on the same random numbers: path n of each meets the same prices and, where the
 * rule does not touch it, the same population. Figures are paired path by path. One pool runs them all, one after
 * the other; results do not depend on its size.
 */
import { US_PER_SECOND } from '../../base/units.ts';
import type { Scenario } from '../../scenario/scenario.ts';
import { WorkerError, WorkerPool, type StopSwitch } from '../../workers/worker-pool.ts';
import { assertRunnable } from '../assert-runnable.ts';
import { figuresOf, type PathFigures } from './path-figures.ts';

export interface Variant {
  readonly name: string;
  readonly scenario: Scenario;
}

export interface VariantRun extends Variant {
  /** Finished and failed paths, by path number. */
  readonly paths: readonly PathFigures[];
}

export interface VariantOptions {
  /** Threads, at least 1. */
  readonly workers: number;
  readonly stop?: StopSwitch;
  /** Ends paths under way. */
  readonly abort?: AbortSignal;
  /** Called after each path. */
  readonly onPath?: (variant: string, done: number, planned: number) => void;
}

/** Samples of a path that a comparison of losses over time may take. */
const SAMPLES_MAX = 20_000;
/** How often prices are looked at while the shortest stop of trading, or pause, would last. */
const SAMPLES_A_STOP = 10;

/**
 * Runs every variant.
 *
 * @throws InvalidInputError when a scenario cannot run, WorkerError when a worker failed
 */
export async function runVariants(variants: readonly Variant[], options: VariantOptions): Promise<VariantRun[]> {
  for (const { scenario } of variants) assertRunnable(scenario, { workers: options.workers });
  const intervalUs = Math.min(...variants.map(({ scenario }) => sampleIntervalOf(scenario)));
  const planned = variants.reduce((sum, { scenario }) => sum + scenario.run.paths, 0);
  const stop = options.stop ?? { requested: false };
  const most = Math.max(...variants.map(({ scenario }) => scenario.run.paths));
  const pool = new WorkerPool(Math.min(options.workers, most));
  const closePool = (): void => void pool.close();
  options.abort?.addEventListener('abort', closePool);
  // A signal that was given before tells its listeners nothing.
  if (options.abort?.aborted === true) closePool();
  let done = 0;
  const runs: VariantRun[] = [];
  try {
    for (const { name, scenario } of variants) {
      if (stop.requested) break;
      const paths: PathFigures[] = [];
      const sampled = { ...scenario, run: { ...scenario.run, sampleIntervalUs: intervalUs } };
      const population = scenario.run.populationPerPath ? null : (await pool.spawnPopulation(sampled)).population;
      await pool.runPaths({
        scenario: sampled,
        population,
        paths: Array.from({ length: scenario.run.paths }, (_, path) => path),
        audit: false,
        stop,
        onOutcome: (outcome) => {
          paths.push(figuresOf(outcome));
          done += 1;
          options.onPath?.(name, done, planned);
        },
        onWorkerFailure: ({ path, message }) => {
          throw new WorkerError(`path ${path} of ${name}: ${message}`);
        },
      });
      runs.push({ name, scenario, paths: paths.sort((x, y) => x.path - y.path) });
    }
  } finally {
    options.abort?.removeEventListener('abort', closePool);
    await pool.close();
  }
  return runs;
}

/** Fine enough to see what happens while a stop would last. Samples change nothing that happens. */
function sampleIntervalOf({ run, venue }: Scenario): number {
  const { session, limitUpDown, dynamicBreaker, marketWide, liquidationPause, withdrawalGate } = venue.controls;
  const stopsUs = [
    venue.halt?.durationUs,
    limitUpDown?.pauseUs,
    dynamicBreaker?.preOpenUs,
    session.closeUs > run.durationUs ? undefined : dynamicBreaker?.latePreOpenUs,
    marketWide?.haltUs,
    liquidationPause?.pauseUs,
    withdrawalGate?.closedUs,
  ].filter((durationUs) => durationUs !== undefined);
  const wanted = Math.ceil(Math.min(Infinity, ...stopsUs) / SAMPLES_A_STOP);
  const least = Math.ceil(run.durationUs / SAMPLES_MAX);
  return Math.min(run.sampleIntervalUs, Math.max(US_PER_SECOND, least, wanted));
}
