/** Finished and failed paths with the figures that a test gives them, without a simulation behind them. */
import { emptyJournal, emptySeries } from './empty-columns.ts';
import type { PathFailure, PathOutcome, PathTally } from '../../src/simulation/path-outcome.ts';

/** A path of one instrument on which nothing happened; money in quanta. */
export const QUIET: PathTally = {
  fundInitial: 0,
  fundMin: 0,
  fundMinAtUs: 0,
  fundFinal: 0,
  fundFees: 0,
  fundTakeoverGain: 0,
  fundTakeoverLoss: 0,
  fundDeficitsPaid: 0,
  breaches: 0,
  accountsLiquidated: 0,
  recoveries: 0,
  accountsClosed: 0,
  liquidationOrders: 0,
  liquidatedNotional: 0,
  liquidatedLongNotional: 0,
  liquidatedByInstrument: [0],
  liquidatedMinuteMax: 0,
  liquidatedMinuteMaxAtUs: -1,
  liquidationsDeferred: 0,
  takeovers: 0,
  takeoverNotional: 0,
  deleveragings: 0,
  accountsDeleveraged: 0,
  deleveragedNotional: 0,
  deleveragedByInstrument: [0],
  uncoveredLoss: 0,
  halts: 0,
  haltedUs: 0,
  marginCalls: 0,
  deposits: 0,
  orderedByPurpose: [0, 0, 0, 0],
  offloadedNotional: 0,
  makersLiquidated: 0,
  firstBreachAtUs: -1,
  firstTakeoverAtUs: -1,
  firstDeleveragingAtUs: -1,
  firstUncoveredLossAtUs: -1,
  firstHaltAtUs: -1,
  markLowLog: [0],
  indexLowLog: [0],
  dislocationLowLog: [0],
  openInterestInitial: [0],
  openInterestFinal: [0],
};

export function outcomeOf(
  path: number,
  tally: Partial<PathTally> = {},
  failure: PathFailure | null = null,
): PathOutcome {
  return {
    path,
    failure,
    digest: `digest ${path}`,
    tally: { ...QUIET, ...tally },
    series: emptySeries,
    journal: emptyJournal,
    eventCount: 0,
    accountChecks: 0,
  };
}

export const FAILURE: PathFailure = {
  kind: 'invariant',
  message: 'Invariant: made up',
  timeUs: 5,
  rank: 3,
  sequence: 9,
};
