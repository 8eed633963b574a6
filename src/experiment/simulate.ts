/** One path on the calling thread: the smallest useful thing the library does. */
import { assertSize } from '../scenario/assert-size.ts';
import type { Scenario } from '../scenario/scenario.ts';
import { buildPopulation } from '../simulation/build-population.ts';
import type { FactObserver } from '../simulation/kernel.ts';
import type { PathOutcome } from '../simulation/path-outcome.ts';
import { simulatePath } from '../simulation/simulate-path.ts';
import { assertPath } from './assert-runnable.ts';

export interface SimulateOptions {
  /** Number of the path, from 0. */
  readonly path?: number;
  /** Check every invariant after every event. */
  readonly audit?: boolean;
  /** Called for every fact. */
  readonly observer?: FactObserver;
}

/**
 * Simulates one path of a scenario; the same path that an ensemble runs under that number.
 *
 * @throws InvalidInputError when the population cannot meet open interest; a failed path is a value in the outcome
 */
export function simulate(scenario: Scenario, options: SimulateOptions = {}): PathOutcome {
  const path = options.path ?? 0;
  assertPath(path);
  assertSize(scenario);
  const { population } = buildPopulation(scenario, scenario.run.populationPerPath ? path : null);
  return simulatePath({
    scenario,
    population,
    path,
    audit: options.audit ?? false,
    ...(options.observer === undefined ? {} : { observer: options.observer }),
  });
}
