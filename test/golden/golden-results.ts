// The golden results: what scenarios.json names for each shipped scenario, run anew and held against the files in results/.
import { readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { loadScenario } from '../../src/cli/load-scenario.ts';
import { MEASURES } from '../../src/experiment/measures.ts';
import { simulate } from '../../src/experiment/simulate.ts';
import { combineDigests } from '../../src/results/fingerprint-check.ts';
import { repository } from '../scenario/test-environment.ts';

/** What is run of a scenario, and in which suite: `long` for what takes more than a few seconds. */
export interface Variant {
  readonly suite?: 'long';
  readonly paths: readonly number[];
  readonly overrides: Readonly<Record<string, string>>;
}

const register = JSON.parse(readFileSync(new URL('scenarios.json', import.meta.url), 'utf8')) as Record<
  string,
  Variant
>;

/** Text of a result: the fingerprint, and beside it what makes a change of it readable. */
function resultOf(file: string, { paths, overrides }: Variant): string {
  const scenario = loadScenario(join(repository, file), {
    overrides: Object.entries(overrides).map(([key, value]) => ({ key, value })),
  });
  const outcomes = paths.map((path) => simulate(scenario, { path }));
  // A failed path is reproducible too, but nothing to ship.
  expect(outcomes.map(({ failure }) => failure)).toEqual(paths.map(() => null));
  const result = {
    scenario: scenario.name,
    seed: scenario.run.seed,
    fingerprint: combineDigests(outcomes),
    paths: outcomes.map(({ path, digest, eventCount, journal }) => ({
      path,
      digest,
      events: eventCount,
      facts: journal.count,
    })),
    // One value a path, in the measure's unit.
    measures: Object.fromEntries(
      MEASURES.map((measure) => [measure.name, outcomes.map((outcome) => measure.read(outcome.tally, outcome))]),
    ),
  };
  return `${JSON.stringify(result, null, 2)}\n`;
}

/** Tests of the scenarios of one suite. */
export function testGoldenResults(suite: 'fast' | 'long'): void {
  const mine = Object.entries(register).filter(([, variant]) => (variant.suite ?? 'fast') === suite);
  describe('the golden result', () => {
    it.each(mine)(
      'of %s is what the scenario comes to',
      async (file, variant) => {
        const path = new URL(`results/${basename(file, '.yaml')}.json`, import.meta.url);
        await expect(resultOf(file, variant)).toMatchFileSnapshot(fileURLToPath(path));
      },
      120_000,
    );
  });
}
