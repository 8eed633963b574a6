/** What a run says of how prices moved together before it broke and then: betas and correlation, medians over paths. */
import type { Instrument } from '../instruments/instrument.ts';
import { quantileOfSorted, sortSample } from '../numeric/quantiles.ts';
import type { CoMovementRecord } from '../simulation/co-movement.ts';
import type { PathOutcome } from '../simulation/path-outcome.ts';

export interface BetaSummary {
  readonly symbol: string;
  /** Slope of its 5-minute return on that of the first instrument. */
  readonly before: number;
  readonly during: number;
}

export interface CoMovementSummary {
  /** The first instrument, whose own betas are 1. */
  readonly reference: string;
  /** Paths that broke and have enough windows on both sides; only those count. */
  readonly paths: number;
  readonly betas: readonly BetaSummary[];
  /** Mean correlation over all pairs of instruments. */
  readonly pairCorrelation: { readonly before: number; readonly during: number };
}

/** Null where no finished path broke with something to compare. */
export function summariseCoMovement(
  outcomes: readonly PathOutcome[],
  instruments: readonly Instrument[],
): CoMovementSummary | null {
  const records = outcomes.flatMap(({ failure, coMovement }) =>
    failure === null && coMovement && isWhole(coMovement) ? [coMovement] : [],
  );
  if (records.length === 0) return null;
  const compared = records[0].instruments;
  const median = (read: (record: CoMovementRecord) => number): number =>
    quantileOfSorted(sortSample(records.map(read)), 0.5);
  return {
    reference: instruments[compared[0]].symbol,
    paths: records.length,
    betas: compared.slice(1).map((i, k) => ({
      symbol: instruments[i].symbol,
      before: median(({ before }) => before.betas[k + 1]!),
      during: median(({ during }) => during.betas[k + 1]!),
    })),
    pairCorrelation: {
      before: median(({ before }) => before.pairCorrelation!),
      during: median(({ during }) => during.pairCorrelation!),
    },
  };
}

function isWhole({ before, during }: CoMovementRecord): boolean {
  return before.pairCorrelation !== null && during.pairCorrelation !== null;
}
