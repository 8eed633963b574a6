// Goal: an ensemble is its paths put together, however many threads ran them, and it says which failed, which are
// missing, and what was changed on the way. Method: real ensembles on threads against paths run one by one here.
import { describe, expect, it } from 'vitest';
import { InvalidInputError } from '../../src/base/problem.ts';
import { type EnsembleProgress, runEnsemble } from '../../src/experiment/run-ensemble.ts';
import { simulate } from '../../src/experiment/simulate.ts';
import { combineDigests } from '../../src/results/fingerprint-check.ts';
import type { Scenario } from '../../src/scenario/scenario.ts';
import { bare, crowd } from '../simulation/small-scenario.ts';

const scenario = crowd({ thresholds: '[liquidation.accounts.max < 1, "probability(adl.notional > 0) >= 0"]' });
const serial = [0, 1, 2, 3].map((path) => simulate(scenario, { path }));

describe('an ensemble', () => {
  it.each([1, 2, 7])('on %i threads has the fingerprint of its paths run one by one', async (workers) => {
    const { summary, outcomes } = await runEnsemble(scenario, { workers });
    expect(summary.fingerprint).toBe(combineDigests(serial));
    expect(outcomes.map(({ path }) => path)).toEqual([0, 1, 2, 3]);
    expect(outcomes[2]).toEqual(serial[2]);
    expect(summary).toMatchObject({ partial: false, paths: 4, pathsPlanned: 4, failedPaths: [] });
  });

  it('has the same summary on 1 and on 2 threads, twice in a row', async () => {
    const [one, two, again] = await Promise.all([1, 2, 2].map((workers) => runEnsemble(scenario, { workers })));
    expect(JSON.stringify(two!.summary)).toBe(JSON.stringify(one!.summary));
    expect(JSON.stringify(again!.summary)).toBe(JSON.stringify(two!.summary));
  });

  it('of more paths has those of the smaller one first', async () => {
    const { outcomes } = await runEnsemble(crowd({ 'run.paths': '6' }), { workers: 2 });
    expect(outcomes.slice(0, 4).map(({ digest }) => digest)).toEqual(serial.map(({ digest }) => digest));
    expect(new Set(outcomes.map(({ digest }) => digest)).size).toBe(6);
  });

  it('of some of its paths has these and says that it is partial', async () => {
    const { outcomes, summary } = await runEnsemble(scenario, { workers: 2, paths: [1, 3] });
    expect(outcomes.map(({ path, digest }) => [path, digest])).toEqual(
      [1, 3].map((path) => [path, serial[path]!.digest]),
    );
    expect(summary).toMatchObject({ partial: true, paths: 2, pathsPlanned: 4 });
  });

  it('judges its thresholds', async () => {
    const { summary } = await runEnsemble(scenario, { workers: 2 });
    expect(summary.verdicts.map(({ threshold, passed }) => [threshold, passed])).toEqual([
      ['liquidation.accounts.max < 1', false],
      ['probability(adl.notional > 0) >= 0', true],
    ]);
  });

  it('tells how far it is', async () => {
    const seen: EnsembleProgress[] = [];
    await runEnsemble(scenario, { workers: 2, onProgress: (progress) => seen.push(progress) });
    expect(seen.map(({ stage, pathsDone }) => [stage, pathsDone])).toEqual([
      ['population', 0],
      ['paths', 1],
      ['paths', 2],
      ['paths', 3],
      ['paths', 4],
    ]);
    expect(new Set(seen.slice(1).map(({ latest }) => latest!.path))).toEqual(new Set([0, 1, 2, 3]));
  });
});

describe('an ensemble that is stopped', () => {
  it('keeps the paths that are finished', async () => {
    const stop = { requested: false };
    const { outcomes, summary } = await runEnsemble(scenario, {
      workers: 1,
      stop,
      onProgress: ({ pathsDone }) => (stop.requested = pathsDone === 2),
    });
    expect(outcomes.map(({ path }) => path)).toEqual([0, 1]);
    expect(summary).toMatchObject({ partial: true, paths: 2, pathsPlanned: 4, failedPaths: [] });
    expect(summary.fingerprint).toBe(combineDigests(serial.slice(0, 2)));
    expect(summary.measures[0]!.paths).toBe(2);
  });

  it('before its first path has nothing to say', async () => {
    const { outcomes, summary } = await runEnsemble(scenario, { workers: 1, stop: { requested: true } });
    expect(outcomes).toEqual([]);
    expect(summary).toMatchObject({ partial: true, paths: 0, measures: [] });
    expect(summary.findings.whatBroke).toBe('No path finished, so nothing can be said.');
    expect(summary.verdicts.map(({ passed }) => passed)).toEqual([false, false]);
  });

  it('at once keeps what is finished and counts nothing as failed', async () => {
    const abort = new AbortController();
    const { outcomes, summary } = await runEnsemble(scenario, {
      workers: 1,
      abort: abort.signal,
      onProgress: ({ pathsDone }) => (pathsDone === 1 ? abort.abort() : undefined),
    });
    expect(outcomes.map(({ digest }) => digest)).toEqual([serial[0]!.digest]);
    expect(summary).toMatchObject({ partial: true, failedPaths: [] });
  });
});

describe('paths that fail', () => {
  /** Prices that no venue could quote: whether they leave the exact range on the way up is a matter of the path. */
  function wild(): Scenario {
    const { market, ...rest } = crowd({ 'run.paths': '6', 'market.prices.ramps': '[]', 'run.duration': '4 min' });
    return { ...rest, market: { ...market, noise: { ...market.noise!, volatilityAnnual: [30_000, 30_000] } } };
  }

  it('are counted, named with their event, and left out of every figure', async () => {
    const { outcomes, summary } = await runEnsemble(wild(), { workers: 2 });
    const failed = outcomes.filter(({ failure }) => failure !== null);
    expect(outcomes).toHaveLength(6);
    expect(failed.length).toBeGreaterThan(0);
    expect(failed.length).toBeLessThan(6);
    expect(summary.failedPaths.map(({ path, kind, message, event }) => ({ path, kind, message, event }))).toEqual(
      failed.map(({ path, failure }) => ({
        path,
        kind: failure!.kind,
        message: failure!.message,
        event: `time ${failure!.timeUs} us, rank ${failure!.rank}, sequence ${failure!.sequence}`,
      })),
    );
    expect(summary.failedPaths.every(({ kind }) => kind === 'invariant')).toBe(true);
    expect(summary).toMatchObject({ partial: false, paths: 6 - failed.length, pathsPlanned: 6 });
    const finished = outcomes.filter(({ failure }) => failure === null).map(({ path }) => path);
    for (const measure of summary.measures) {
      expect(measure.values).toHaveLength(finished.length);
      expect(finished).toContain(measure.worstPath);
    }
    expect(summary.fingerprint).toBe(combineDigests(outcomes));
  });
});

describe('a population for each path', () => {
  const perPath = crowd({ 'run.populationPerPath': 'true', 'run.paths': '3' });

  it('is what the path alone would have, and another for each', async () => {
    const { outcomes } = await runEnsemble(perPath, { workers: 2 });
    const alone = [0, 1, 2].map((path) => simulate(perPath, { path }));
    expect(outcomes.map(({ digest }) => digest)).toEqual(alone.map(({ digest }) => digest));
    // Without noise the paths of one population are all the same, and those of three are not.
    const calm = { 'market.noise': 'off', 'run.paths': '3' };
    const digests = async (settings: Record<string, string>) =>
      new Set(
        (await runEnsemble(crowd({ ...calm, ...settings }), { workers: 2 })).outcomes.map(({ digest }) => digest),
      );
    expect((await digests({})).size).toBe(1);
    expect((await digests({ 'run.populationPerPath': 'true' })).size).toBe(3);
  });
});

describe('a correlation matrix', () => {
  const coins = ['A', 'B', 'C'].map(
    (symbol) =>
      `{ symbol: ${symbol}, initialPrice: 100 USD, tickSize: 0.01 USD, lotSize: 0.01, tiers: [{ maxLeverage: 20x, maintenanceRate: 2.5 % }], openInterest: 10 k USD, depthAtOnePercent: 1 M USD }`,
  );
  const withPairs = (pairs: string): Scenario =>
    bare({
      'venue.instruments': `[${coins.join(', ')}]`,
      'market.noise': '{}',
      'market.correlation': `{ pairwise: 0, pairs: ${pairs} }`,
    });

  it('that is none is repaired, and what was changed most is named', async () => {
    const impossible = withPairs(
      '[{ between: [A, B], value: 0.9 }, { between: [A, C], value: 0.9 }, { between: [B, C], value: -0.9 }]',
    );
    const { summary } = await runEnsemble(impossible, { workers: 1 });
    expect(summary.correlation.repaired).toBe(true);
    expect(summary.correlation.distance).toBeGreaterThan(0.5);
    const change = summary.correlation.largestChange!;
    expect(['A', 'B', 'C']).toContain(change.row);
    expect(['A', 'B', 'C']).toContain(change.column);
    expect(Math.abs(change.from)).toBe(0.9);
    expect(Math.abs(change.to - change.from)).toBeGreaterThan(0.2);
  });

  it('that is one is left alone', async () => {
    const { summary } = await runEnsemble(withPairs('[{ between: [A, B], value: 0.9 }]'), { workers: 1 });
    expect(summary.correlation).toEqual({ repaired: false, distance: 0, largestChange: null });
  });
});

describe('bad input', () => {
  it('in a threshold is refused before anything runs', async () => {
    const seen: EnsembleProgress[] = [];
    const bad = { ...bare(), thresholds: [{ text: 'nothing.at all' }, { text: 'adl.notional.p98 < 1' }] };
    const running = runEnsemble(bad, { workers: 1, onProgress: (progress) => seen.push(progress) });
    await expect(running).rejects.toThrow(InvalidInputError);
    await running.catch((error: InvalidInputError) => expect(error.problems).toHaveLength(2));
    expect(seen).toEqual([]);
  });

  it.each(['false', 'true'])('in the population is refused, one for each path: %s', async (perPath) => {
    const bad = crowd({ 'agents.leverageStretchMax': '1x', 'run.populationPerPath': perPath });
    await expect(runEnsemble(bad, { workers: 1 })).rejects.toThrow(InvalidInputError);
  });
});
