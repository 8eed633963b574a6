/** Thresholds against what the paths showed: pass or fail with the value, and whether more paths could change it. */
import type { Instrument } from '../instruments/instrument.ts';
import type { PathOutcome } from '../simulation/path-outcome.ts';
import type { Verdict } from './run-summary.ts';
import {
  CONFIDENCE_LEVEL,
  estimate,
  estimateProbability,
  sampleMeasure,
  worstPathOf,
  type MeasureSample,
} from './statistics.ts';
import { compare, type Operator, type Threshold } from './thresholds.ts';

/** One verdict a threshold; a run without a finished path passes nothing. */
export function judge(
  thresholds: readonly Threshold[],
  outcomes: readonly PathOutcome[],
  seed: string,
  instruments: readonly Instrument[] = [],
): Verdict[] {
  return thresholds.map((threshold) =>
    judgeOne(threshold, sampleMeasure(threshold.measure, outcomes, instruments), seed),
  );
}

function judgeOne(threshold: Threshold, sample: MeasureSample, seed: string): Verdict {
  const base = {
    threshold: threshold.text,
    limit: threshold.limit,
    measure: threshold.measure.name,
    paths: sample.values.length,
    worstPath: worstPathOf(sample),
    unit: threshold.kind === 'probability' ? ('share' as const) : threshold.measure.unit,
  };
  if (sample.values.length === 0) {
    const interval = { low: null, high: null, level: CONFIDENCE_LEVEL };
    return { ...base, passed: false, value: Number.NaN, interval, uncertain: true };
  }
  const { value, interval } =
    threshold.kind === 'aggregate'
      ? estimate(sample, threshold.aggregate, seed)
      : estimateProbability(sample, (one) => compare(one, threshold.event));
  const passed = compare(value, threshold);
  const isExtreme = threshold.kind === 'aggregate' && (threshold.aggregate === 'min' || threshold.aggregate === 'max');
  // An open end could lie anywhere.
  const holdsAt = (end: number | null): boolean => end !== null && compare(end, threshold) === passed;
  const uncertain = isExtreme
    ? couldTurn(threshold.aggregate === 'max', threshold.operator, passed)
    : !(holdsAt(interval.low) && holdsAt(interval.high));
  return { ...base, passed, value, interval, uncertain };
}

/** Whether more paths could turn a verdict on a largest value, which can only grow, or a smallest, which can only fall. */
function couldTurn(isMax: boolean, operator: Operator, passed: boolean): boolean {
  if (operator === '==' || operator === '!=') return true;
  const isUpperLimit = operator === '<' || operator === '<=';
  return isMax === isUpperLimit ? passed : !passed;
}
