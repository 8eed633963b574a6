/**
 * The format's limits once more, for scenarios that no file was read for: a program may build one, or change one that
 * it read. Such a scenario is refused before anything is allocated for it.
 */
import { assert } from '../base/assert.ts';
import {
  ACCOUNTS_MAX,
  CLASSES_MAX,
  INSTRUMENTS_MAX,
  PATHS_MAX,
  SAMPLE_CELLS_MAX,
  SAMPLES_MAX,
  TICKS_MAX,
} from './limits.ts';
import type { Scenario } from './scenario.ts';

/** Throws InvariantError unless the scenario is as small as one from a file must be. */
export function assertSize({ run, market, venue, agents }: Scenario): void {
  const instruments = venue.instruments.length;
  const accounts = agents.classes.reduce((sum, agentClass) => sum + agentClass.accounts, 0);
  const samples = Math.floor(run.durationUs / run.sampleIntervalUs) + 1;
  assertWhole('run.paths', run.paths, 1, PATHS_MAX);
  assertWhole('venue.instruments', instruments, 1, INSTRUMENTS_MAX);
  assertWhole('agents.classes', agents.classes.length, 1, CLASSES_MAX);
  for (const { name, accounts: own } of agents.classes) assertWhole(`accounts of class ${name}`, own, 0, ACCOUNTS_MAX);
  assertWhole('accounts', accounts, 0, ACCOUNTS_MAX);
  assertWhole('ticks a path', Math.floor(run.durationUs / market.tickUs), 0, TICKS_MAX);
  assertWhole('samples a path', samples, 1, Math.min(SAMPLES_MAX, Math.floor(SAMPLE_CELLS_MAX / instruments)));
}

function assertWhole(name: string, value: number, min: number, max: number): void {
  assert(
    Number.isInteger(value) && value >= min && value <= max,
    `${name} must be a whole number from ${min} to ${max}, got ${value}`,
  );
}
