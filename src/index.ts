/**
 * The library: what the command line stands on. `loadScenario` reads a file, `simulate` runs one path on this thread,
 * `runEnsemble` runs all of them on a worker pool.
 */
export { createNodeEnvironment } from './cli/node-environment.ts';
export { loadScenario, type LoadOptions } from './cli/load-scenario.ts';
export { simulate, type SimulateOptions } from './experiment/simulate.ts';
export {
  runEnsemble,
  type EnsembleOptions,
  type EnsembleProfile,
  type EnsembleProgress,
} from './experiment/run-ensemble.ts';
export { planRun, type Machine, type PlanStep, type Range, type RunPlan } from './experiment/run-plan.ts';
export { MEASURES } from './experiment/measures.ts';
export type { RunResult } from './experiment/run-result.ts';
export type * from './experiment/run-summary.ts';
export type { PathOutcome, PathTally, SeriesColumns, JournalColumns } from './simulation/path-outcome.ts';
export type { PathWork } from './simulation/path-work.ts';
export type { Scenario } from './scenario/scenario.ts';
export { InvalidInputError, type Problem } from './base/problem.ts';
export { VERSION } from './base/version.ts';
