// Goal: an abort signal that was given before the run began ends it as one given meanwhile does. Method: the same
// scenario with one population for all paths, which cannot be drawn any more, and with one a path, of which none runs.
import { describe, expect, it } from 'vitest';
import { runEnsemble } from '../../src/experiment/run-ensemble.ts';
import { WorkerError } from '../../src/workers/worker-pool.ts';
import { bare } from '../simulation/small-scenario.ts';

describe('a run whose signal was given before', () => {
  it('draws no population', async () => {
    await expect(runEnsemble(bare(), { workers: 1, abort: AbortSignal.abort() })).rejects.toThrow(WorkerError);
  });

  it('runs no path', async () => {
    const scenario = bare({ 'run.populationPerPath': 'true' });
    const { outcomes, summary } = await runEnsemble(scenario, { workers: 1, abort: AbortSignal.abort() });
    expect(outcomes).toEqual([]);
    expect(summary.partial).toBe(true);
    expect(summary.failedPaths).toEqual([]);
  });
});
