/** What a program may ask of an ensemble. The command line checks the same before, and says it with more words. */
import { assert } from '../base/assert.ts';
import { assertSize } from '../scenario/assert-size.ts';
import { PATHS_MAX } from '../scenario/limits.ts';
import type { Scenario } from '../scenario/scenario.ts';
import { WORKERS_MAX } from '../workers/limits.ts';

export interface RequestedRun {
  readonly workers: number;
  readonly paths?: readonly number[];
}

/** Throws InvariantError before anything is allocated for a run that makes no sense. */
export function assertRunnable(scenario: Scenario, { workers, paths = [] }: RequestedRun): void {
  assert(
    Number.isInteger(workers) && workers >= 1 && workers <= WORKERS_MAX,
    `workers must be a whole number from 1 to ${WORKERS_MAX}, got ${workers}`,
  );
  assertSize(scenario);
  paths.forEach((path, place) => {
    assertPath(path);
    assert(place === 0 || paths[place - 1] < path, `paths must rise, got ${paths[place - 1]} before ${path}`);
  });
}

/** Throws InvariantError unless `path` may be the number of a path. */
export function assertPath(path: number): void {
  assert(
    Number.isInteger(path) && path >= 0 && path < PATHS_MAX,
    `a path must be a whole number from 0 to ${PATHS_MAX - 1}, got ${path}`,
  );
}
