/** A finished run in memory: what the writers of tables and reports read. */
import type { Scenario } from '../scenario/scenario.ts';
import type { PathOutcome } from '../simulation/path-outcome.ts';
import type { RunSummary } from './run-summary.ts';

export interface RunResult {
  readonly scenario: Scenario;
  readonly summary: RunSummary;
  /** Finished and failed paths, by path number. */
  readonly outcomes: readonly PathOutcome[];
}
