/**
 * Goal: each thread hands over one profile of its own when it is asked to record one, and none otherwise. Method: real
 * threads over the compiled worker.
 */
import { afterEach, describe, expect, it } from 'vitest';
import { simulate } from '../../src/experiment/simulate.ts';
import { buildPopulation } from '../../src/simulation/build-population.ts';
import type { PathOutcome } from '../../src/simulation/path-outcome.ts';
import { ThreadProfiler } from '../../src/workers/thread-profiler.ts';
import { WorkerPool } from '../../src/workers/worker-pool.ts';
import { crowd } from '../simulation/small-scenario.ts';

const scenario = crowd();
let pool: WorkerPool | undefined;
afterEach(() => pool?.close());

async function runTwo(profiles: boolean): Promise<PathOutcome[]> {
  pool = new WorkerPool(2, undefined, profiles);
  const outcomes: PathOutcome[] = [];
  await pool.runPaths({
    scenario,
    population: buildPopulation(scenario, null).population,
    paths: [0, 1],
    audit: false,
    stop: { requested: false },
    onOutcome: (outcome) => outcomes.push(outcome),
    onWorkerFailure: ({ message }) => expect.fail(message),
  });
  return outcomes.sort((x, y) => x.path - y.path);
}

describe('the profiles of threads', () => {
  it('are one a thread, and change no path', async () => {
    const outcomes = await runTwo(true);
    expect(outcomes.map(({ digest }) => digest)).toEqual([0, 1].map((path) => simulate(scenario, { path }).digest));
    const profiles = await pool!.collectProfiles();
    expect(profiles).toHaveLength(2);
    for (const text of profiles) {
      const { nodes, samples } = JSON.parse(text) as { nodes: unknown[]; samples: unknown[] };
      expect(nodes.length).toBeGreaterThan(1);
      expect(samples.length).toBeGreaterThan(0);
    }
    expect(pool!.handOvers).toEqual({ batches: 0, paths: 2, retries: 0 });
    // They have ended: there is nothing left to hand over.
    expect(await pool!.collectProfiles()).toEqual([]);
  });

  it('are not there when nobody asked, or when the threads are gone', async () => {
    await runTwo(false);
    expect(await pool!.collectProfiles()).toEqual([]);
    await pool!.close();
    await runTwo(true);
    await pool!.close();
    expect(await pool!.collectProfiles()).toEqual([]);
  });
});

describe('the profile of a thread', () => {
  it('knows what ran', () => {
    const profiler = new ThreadProfiler();
    simulate(scenario);
    expect(profiler.stop()).toContain('simulatePath');
  });
});
