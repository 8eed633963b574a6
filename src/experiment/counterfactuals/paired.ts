/** Differences path by path: two rules on the same random numbers. */
import type { Instrument } from '../../instruments/instrument.ts';
import { meanInterval, meanOf, probabilityInterval } from '../../numeric/quantiles.ts';
import { MEASURES, type MeasureDefinition } from '../measures.ts';
import type { Estimate, Measure } from '../run-summary.ts';
import { CONFIDENCE_LEVEL } from '../statistics.ts';
import type { PathFigures } from './path-figures.ts';

/** Both finished. */
export interface Pair {
  readonly path: number;
  readonly base: PathFigures;
  readonly other: PathFigures;
}

export interface PairedDifference {
  readonly measure: Measure;
  readonly baseMean: number;
  readonly otherMean: number;
  /** Mean of other - base, with its Student-t interval. */
  readonly difference: Estimate;
  /** Share of paths on which the other is worse, with its Clopper-Pearson interval. */
  readonly worse: Estimate;
  readonly better: number;
  readonly paths: number;
}

/** Of nothing there is no share: it is not compared where one of two begins without a fund. */
const SHARE_OF_FUND = 'insuranceFund.drawdownShare';

function hasFund({ tally }: PathFigures): boolean {
  return tally.fundInitial > 0;
}

export function pairPaths(base: readonly PathFigures[], other: readonly PathFigures[]): Pair[] {
  const byPath = new Map(other.map((one) => [one.path, one]));
  return base.flatMap((one): Pair[] => {
    const match = byPath.get(one.path);
    return match === undefined || one.failed || match.failed ? [] : [{ path: one.path, base: one, other: match }];
  });
}

/** Measures that differ on some path. */
export function compareMeasures(
  pairs: readonly Pair[],
  instruments: readonly Instrument[],
  measures: readonly MeasureDefinition[] = MEASURES,
): PairedDifference[] {
  if (pairs.length === 0) return [];
  return measures.flatMap((definition): PairedDifference[] => {
    if (definition.name === SHARE_OF_FUND && pairs.some(({ base, other }) => hasFund(base) !== hasFund(other)))
      return [];
    const read = ({ tally, outcome }: PathFigures): number => definition.read(tally, outcome, instruments);
    const base = pairs.map((pair) => read(pair.base));
    const other = pairs.map((pair) => read(pair.other));
    const differences = other.map((value, n) => value - base[n]!);
    if (differences.every((difference) => difference === 0)) return [];
    const sign = definition.worse === 'lower' ? -1 : 1;
    const worse = differences.filter((difference) => sign * difference > 0).length;
    const { name, label, unit, worse: direction, definition: text } = definition;
    return [
      {
        measure: { name, label, unit, worse: direction, definition: text },
        baseMean: meanOf(base),
        otherMean: meanOf(other),
        difference: meanEstimate(differences),
        worse: shareEstimate(worse, pairs.length),
        better: differences.filter((difference) => sign * difference < 0).length,
        paths: pairs.length,
      },
    ];
  });
}

export function meanEstimate(values: readonly number[]): Estimate {
  const { lower, upper } = meanInterval(values, CONFIDENCE_LEVEL);
  return { value: meanOf(values), interval: { low: lower, high: upper, level: CONFIDENCE_LEVEL } };
}

export function shareEstimate(count: number, paths: number): Estimate {
  const { lower, upper } = probabilityInterval(count, paths, CONFIDENCE_LEVEL);
  return { value: count / paths, interval: { low: lower, high: upper, level: CONFIDENCE_LEVEL } };
}
