/**
 * Which paths a report shows one by one. Failed paths are never among them; they are named on their own.
 */
import { QUANTA_PER_USD } from '../base/units.ts';
import type { RunResult } from '../experiment/run-result.ts';
import type { PathOutcome } from '../simulation/path-outcome.ts';

export function finishedPaths(result: RunResult): readonly PathOutcome[] {
  return result.outcomes.filter(({ failure }) => failure === null);
}

/** Largest fall of the insurance fund below its start, in quanta; never below zero. */
export function fundDrawdownOf({ tally }: PathOutcome): number {
  return Math.max(0, tally.fundInitial - tally.fundMin);
}

/** Share of the initial fund that was used at its lowest; NaN without a fund. */
export function fundUseOf({ tally }: PathOutcome): number {
  return tally.fundInitial > 0 ? (tally.fundInitial - tally.fundMin) / tally.fundInitial : Number.NaN;
}

/**
 * Finished paths, worst first: by fund drawdown, then uncovered loss, then liquidated notional, then path number, so
 * that a run that never touches its fund still has a worst path that shows something.
 */
export function pathsFromWorst(result: RunResult): readonly PathOutcome[] {
  return [...finishedPaths(result)].sort(
    (left, right) =>
      fundDrawdownOf(right) - fundDrawdownOf(left) ||
      right.tally.uncoveredLoss - left.tally.uncoveredLoss ||
      right.tally.liquidatedNotional - left.tally.liquidatedNotional ||
      left.path - right.path,
  );
}

export function worstPathOf(result: RunResult): PathOutcome | null {
  return pathsFromWorst(result)[0] ?? null;
}

/** What makes the worst path the worst, in words: after a comma. */
export function describeWorst(result: RunResult, worst: PathOutcome): string {
  if (finishedPaths(result).length === 1) return 'the only one';
  return fundDrawdownOf(worst) > 0 ? 'the worst for the fund' : 'first of the worst: no path used the fund';
}

/** The path in the middle of that order; the worse of the two for an even number. */
export function medianPathOf(result: RunResult): PathOutcome | null {
  const ordered = pathsFromWorst(result);
  return ordered[Math.floor((ordered.length - 1) / 2)] ?? null;
}

/** Indices of the instruments with the most liquidated notional over all paths, in that order, ties as listed. */
export function instrumentsByLiquidation(result: RunResult): readonly number[] {
  const totals = result.scenario.venue.instruments.map((_, k) =>
    finishedPaths(result).reduce((sum, { tally }) => sum + (tally.liquidatedByInstrument[k] ?? 0), 0),
  );
  return totals.map((_, k) => k).sort((left, right) => totals[right] - totals[left] || left - right);
}

export function usdOf(quanta: number): number {
  return quanta / QUANTA_PER_USD;
}
