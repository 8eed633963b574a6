/**
 * How the program ends: one table, part of its interface. The numbers are k6's where k6 has the meaning.
 */
import type { FailedPath, Verdict } from '../experiment/run-summary.ts';

export const EXIT_CODES = {
  ok: 0,
  /** A bug: an error that nobody foresaw, or a path that ended with one. */
  internalError: 1,
  /**
   * The command line cannot be followed. Also: the output folder cannot be written to, or its disk is full; paths that
   * were stored before are kept, marked partial.
   */
  usage: 2,
  thresholdBreached: 99,
  /** The scenario, a file that it reads, or a stored run is not valid, or the run cannot fit into memory. */
  invalidInput: 104,
  /** Stopped by a signal; finished paths were kept, marked partial. */
  interrupted: 105,
  /** A worker thread died on each of its attempts. */
  workerFailed: 109,
  /** A rule of the simulator itself was broken. */
  invariantViolated: 111,
  /** A run was repeated and something came out differently. */
  verificationDiffers: 112,
} as const;

export type ExitCode = (typeof EXIT_CODES)[keyof typeof EXIT_CODES];

/** One line each, for `--help`. */
export const EXIT_CODE_MEANINGS: readonly (readonly [ExitCode, string])[] = [
  [EXIT_CODES.ok, 'fine'],
  [EXIT_CODES.internalError, 'internal error'],
  [EXIT_CODES.usage, 'usage, or the output cannot be written'],
  [EXIT_CODES.thresholdBreached, 'a threshold was breached'],
  [EXIT_CODES.invalidInput, 'invalid scenario or input'],
  [EXIT_CODES.interrupted, 'interrupted; finished paths were kept'],
  [EXIT_CODES.workerFailed, 'a worker failed after its retries'],
  [EXIT_CODES.invariantViolated, 'an invariant was violated'],
  [EXIT_CODES.verificationDiffers, 'verification differs'],
];

export interface RunEnding {
  readonly failedPaths: readonly Pick<FailedPath, 'kind'>[];
  readonly verdicts: readonly Pick<Verdict, 'passed'>[];
  readonly interrupted: boolean;
}

/**
 * Code of a run. When several apply, the one that casts most doubt on the figures wins: a broken rule of the
 * simulator, then a dead worker, then any other failed path, then one that could not be
 * stored, then missing paths, then what the figures say.
 */
export function exitCodeOfRun({ failedPaths, verdicts, interrupted }: RunEnding): ExitCode {
  const has = (kind: FailedPath['kind']): boolean => failedPaths.some((failed) => failed.kind === kind);
  if (has('invariant')) return EXIT_CODES.invariantViolated;
  if (has('worker')) return EXIT_CODES.workerFailed;
  if (has('error')) return EXIT_CODES.internalError;
  if (has('output')) return EXIT_CODES.usage;
  if (interrupted) return EXIT_CODES.interrupted;
  return verdicts.every((verdict) => verdict.passed) ? EXIT_CODES.ok : EXIT_CODES.thresholdBreached;
}
