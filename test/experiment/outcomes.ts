/** Finished and failed paths with the figures that a test gives them, without a simulation behind them. */
import { emptyJournal, emptySeries, emptyWork } from './empty-columns.ts';
import type { PathFailure, PathOutcome, PathTally } from '../../src/simulation/path-outcome.ts';
import { createTally } from '../../src/simulation/create-tally.ts';

/** A path of one instrument on which nothing happened; money in quanta. */
export const QUIET: PathTally = createTally(1, 0);

export function outcomeOf(
  path: number,
  tally: Partial<PathTally> = {},
  failure: PathFailure | null = null,
): PathOutcome {
  return {
    path,
    failure,
    digest: `digest ${path}`,
    margin: null,
    controls: [],
    tally: { ...QUIET, ...tally },
    series: emptySeries,
    journal: emptyJournal,
    eventCount: 0,
    accountChecks: 0,
    work: emptyWork,
    factCount: 0,
    prices: 0,
  };
}

export const FAILURE: PathFailure = {
  kind: 'invariant',
  message: 'Invariant: made up',
  timeUs: 5,
  rank: 3,
  sequence: 9,
};
