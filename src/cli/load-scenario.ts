/** A scenario file, read and checked as a whole: its thresholds too, which name measures that no lower layer knows. */
import type { Environment } from '../base/environment.ts';
import { parseThresholds } from '../experiment/thresholds.ts';
import { readScenario, type ReadScenarioOptions } from '../scenario/read-scenario.ts';
import type { Scenario } from '../scenario/scenario.ts';
import { createNodeEnvironment } from './node-environment.ts';

export interface LoadOptions extends Omit<ReadScenarioOptions, 'checkThresholds'> {
  /** Where files are read from; the machine's own when absent. */
  readonly environment?: Environment;
}

/**
 * Reads a scenario file.
 *
 * @param file path as the user gave it; relative ones start from the working folder.
 * @throws InvalidInputError with every problem that the file, its overrides and its thresholds have.
 */
export function loadScenario(file: string, { environment, ...options }: LoadOptions = {}): Scenario {
  return readScenario(environment ?? createNodeEnvironment(), file, {
    ...options,
    checkThresholds: (sources) => parseThresholds(sources).problems,
  });
}
