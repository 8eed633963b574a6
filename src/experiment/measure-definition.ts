/** What defines a measure of a path. */
import type { Instrument } from '../instruments/instrument.ts';
import type { PathOutcome, PathTally } from '../simulation/path-outcome.ts';
import type { Measure } from './run-summary.ts';

export interface MeasureDefinition extends Measure {
  /** `instruments`: of the venue; where they are not given, all count as what has a price of the market. */
  readonly read: (tally: PathTally, outcome: PathOutcome, instruments?: readonly Instrument[]) => number;
}
