// Goal: the fingerprint of a run is the same with the watch, with a look at everybody, and on 1, 2 and 7 threads. Method:
// the shipped scenarios, and the first version of the default one at half and at five times its size, a full day each; the
// looks at everybody by full-day.mjs. The default scenario itself, 100,000 accounts at one-second ticks, would take ten
// minutes a path to look at everybody: `node test/long/full-day.mjs <file> 1 0` does it.
import { execFileSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { loadScenario } from '../../src/cli/load-scenario.ts';
import { runEnsemble } from '../../src/experiment/run-ensemble.ts';
import { combineDigests } from '../../src/results/fingerprint-check.ts';
import { repository } from '../scenario/test-environment.ts';

const BY_MINUTES = 'test/golden/scenarios/black-thursday-2020-minutes.yaml';
const SHIPPED = [
  BY_MINUTES,
  'scenarios/historical/october-2025.yaml',
  'scenarios/hypothetical/correlated-flash-crash.yaml',
  'scenarios/reference/one-cascade.yaml',
];

interface Ran {
  readonly failure: unknown;
  readonly digest: string;
  readonly eventCount: number;
  readonly accountChecks: number;
  readonly breaches: number;
}

interface Day {
  readonly accounts: number;
  readonly graded: Ran;
  readonly naive: Ran;
}

function dayOf(file: string, factor: number, path: number): Day {
  const script = fileURLToPath(new URL('full-day.mjs', import.meta.url));
  const words = [script, file, factor, path].map(String);
  return JSON.parse(execFileSync(process.execPath, words, { cwd: repository, encoding: 'utf8' })) as Day;
}

function compare({ accounts, graded, naive }: Day): void {
  const { accountChecks, ...facts } = graded;
  expect(facts.failure).toBeNull();
  expect(naive).toMatchObject(facts);
  expect(accountChecks).toBeLessThan(naive.accountChecks);
  expect(accounts).toBeGreaterThan(0);
}

describe('a full day of the default classes with the watch and with a look at everybody', () => {
  it.each([
    [0.5, 10_004],
    [5, 100_004],
  ])('is the same at %f times their size', (factor, accounts) => {
    const day = dayOf(BY_MINUTES, factor, 0);
    compare(day);
    // A day on which much broke, and on which looking at few paid.
    expect(day.accounts).toBe(accounts);
    expect(day.naive.breaches).toBeGreaterThan(accounts / 10);
    expect(day.graded.accountChecks).toBeLessThan(day.naive.accountChecks / 50);
  });
});

describe('a shipped scenario', () => {
  it.each(SHIPPED)('has one fingerprint: %s', async (file) => {
    const paths = [0, 1];
    const days = paths.map((path) => dayOf(file, 1, path));
    for (const day of days) compare(day);
    const fingerprint = combineDigests(days.map(({ naive }, path) => ({ path, digest: naive.digest })));
    const scenario = loadScenario(`${repository}/${file}`);
    for (const workers of [1, 2, 7]) {
      const { summary } = await runEnsemble(scenario, { workers, paths });
      expect(summary.fingerprint, `${workers} threads`).toBe(fingerprint);
    }
  });
});
