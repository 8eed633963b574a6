// Goal: what index.ts exports does what the command line does, without a command line.

import { describe, expect, it } from 'vitest';
import { InvalidInputError, loadScenario, runEnsemble, simulate, VERSION } from '../../src/index.ts';
import { combineDigests } from '../../src/results/fingerprint-check.ts';
import { makeFolder, oneCascade, small } from './fake-io.ts';

describe('the library', () => {
  it('loads, simulates one path and runs all of them, with one fingerprint', async () => {
    const scenario = loadScenario(small, { seed: 'library', paths: 2 });
    const { summary, outcomes } = await runEnsemble(scenario, { workers: 2 });
    const alone = [0, 1].map((path) => simulate(scenario, { path }));
    expect(outcomes.map(({ digest }) => digest)).toEqual(alone.map(({ digest }) => digest));
    expect(summary).toMatchObject({ seed: 'library', version: VERSION, paths: 2 });
    expect(summary.fingerprint).toBe(combineDigests(alone));
  });

  it('throws every problem at once, thresholds among them', () => {
    const overrides = [
      { key: 'run.pahts', value: '3' },
      { key: 'thresholds', value: '[adl.notional.p77 < 1]' },
    ];
    const load = () => loadScenario(oneCascade, { overrides });
    expect(load).toThrow(InvalidInputError);
    try {
      load();
    } catch (error) {
      const { problems } = error as InvalidInputError;
      expect(problems.map(({ code }) => code).sort()).toEqual(['threshold-aggregate', 'unknown-key']);
    }
    expect(() => loadScenario(`${makeFolder()}/missing.yaml`)).toThrow('does not exist');
  });
});
