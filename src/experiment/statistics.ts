/**
 * Statistics of a measure over the finished paths, each with its confidence interval and the number of paths behind
 * it. "Worst" follows the measure: for one where lower is worse, tail figures are those of the low tail.
 */
import {
  expectedShortfallInterval,
  expectedShortfallOfSorted,
  meanInterval,
  meanOf,
  probabilityInterval,
  quantileInterval,
  quantileOfSorted,
  sortSample,
  type Interval as RawInterval,
} from '../numeric/quantiles.ts';
import { createStream } from '../numeric/stream.ts';
import type { Instrument } from '../instruments/instrument.ts';
import type { PathOutcome } from '../simulation/path-outcome.ts';
import type { MeasureDefinition } from './measures.ts';
import type { Estimate, Interval, MeasureSummary } from './run-summary.ts';

export const CONFIDENCE_LEVEL = 0.95;
const BOOTSTRAP_RESAMPLES = 1_000;

/** Aggregates that a threshold may name after a measure. */
export const AGGREGATES = ['mean', 'median', 'p95', 'p99', 'es95', 'min', 'max'] as const;
export type Aggregate = (typeof AGGREGATES)[number];

/** Sample of a measure, turned so that large is worse. */
export interface MeasureSample {
  readonly definition: MeasureDefinition;
  /** Path number and value of each finished path, in path order. */
  readonly paths: readonly number[];
  readonly values: readonly number[];
  /** Ascending, sign turned when lower is worse. */
  readonly sorted: Float64Array;
  readonly sign: 1 | -1;
}

/**
 * Reads a measure off the finished paths; failed ones are counted elsewhere and never enter a statistic. `instruments`: of
 * the venue, for measures that leave some out.
 */
export function sampleMeasure(
  definition: MeasureDefinition,
  outcomes: readonly PathOutcome[],
  instruments: readonly Instrument[] = [],
): MeasureSample {
  const finished = outcomes.filter((outcome) => outcome.failure === null);
  const values = finished.map((outcome) => definition.read(outcome.tally, outcome, instruments));
  const sign = definition.worse === 'lower' ? -1 : 1;
  const sorted = sortSample(values.map((value) => sign * value));
  return { definition, paths: finished.map((outcome) => outcome.path), values, sorted, sign };
}

/** One aggregate with its interval; the sample must not be empty. */
export function estimate(sample: MeasureSample, aggregate: Aggregate, seed: string): Estimate {
  const { sorted, sign, values } = sample;
  switch (aggregate) {
    case 'mean':
      return {
        value: meanOf(values),
        interval: withinShares(sample, orient(meanInterval(values, CONFIDENCE_LEVEL), 1)),
      };
    case 'median':
      return quantileEstimate(sample, 0.5);
    case 'p95':
      return quantileEstimate(sample, 0.95);
    case 'p99':
      return quantileEstimate(sample, 0.99);
    case 'es95': {
      const stream = createStream(seed, 'bootstrap', sample.definition.name);
      const interval = expectedShortfallInterval(sorted, 0.95, CONFIDENCE_LEVEL, BOOTSTRAP_RESAMPLES, stream);
      return { value: sign * expectedShortfallOfSorted(sorted, 0.95), interval: orient(interval, sign) };
    }
    case 'min':
      return { value: values.reduce((lowest, value) => Math.min(lowest, value)), interval: unbounded() };
    case 'max':
      return { value: values.reduce((highest, value) => Math.max(highest, value)), interval: unbounded() };
  }
}

/** Share of paths for which `holds`, with its Clopper-Pearson interval. */
export function estimateProbability(sample: MeasureSample, holds: (value: number) => boolean): Estimate {
  const count = sample.values.filter(holds).length;
  const { lower, upper } = probabilityInterval(count, sample.values.length, CONFIDENCE_LEVEL);
  return { value: count / sample.values.length, interval: { low: lower, high: upper, level: CONFIDENCE_LEVEL } };
}

/** Path with the worst value, the lowest number among equals. */
export function worstPathOf(sample: MeasureSample): number {
  let worst = 0;
  sample.values.forEach((value, n) => {
    if (sample.sign * value > sample.sign * sample.values[worst]) worst = n;
  });
  return sample.paths[worst] ?? -1;
}

/** Everything the summary says of one measure. */
export function summariseMeasure(sample: MeasureSample, seed: string): MeasureSummary {
  const { name, label, unit, worse, definition } = sample.definition;
  const of = (aggregate: Aggregate): Estimate => estimate(sample, aggregate, seed);
  return {
    name,
    label,
    unit,
    worse,
    definition,
    paths: sample.values.length,
    mean: of('mean'),
    median: of('median'),
    p95: of('p95'),
    p99: of('p99'),
    expectedShortfall95: of('es95'),
    tailPaths95: Math.max(1, Math.ceil(sample.values.length * 0.05 - 1e-9)),
    min: of('min').value,
    max: of('max').value,
    worstPath: worstPathOf(sample),
    probabilityPositive: estimateProbability(sample, (value) => value > 0),
    values: sample.values,
  };
}

function quantileEstimate(sample: MeasureSample, p: number): Estimate {
  const { sorted, sign } = sample;
  const value = sign * quantileOfSorted(sorted, p);
  return { value, interval: orient(quantileInterval(sorted, p, CONFIDENCE_LEVEL), sign) };
}

/** The mean of shares between 0 and 1 lies there too, whatever the normal approximation says. */
function withinShares({ definition, values }: MeasureSample, interval: Interval): Interval {
  const areShares = definition.unit === 'share' && values.every((value) => value >= 0 && value <= 1);
  if (!areShares || interval.low === null || interval.high === null) return interval;
  return { ...interval, low: Math.max(0, interval.low), high: Math.min(1, interval.high) };
}

/** Turns an interval of the sorted sample back to the measure's own direction. */
function orient(interval: RawInterval, sign: 1 | -1): Interval {
  const turn = (end: number | null): number | null => (end === null ? null : sign * end);
  const [low, high] = sign > 0 ? [interval.lower, interval.upper] : [interval.upper, interval.lower];
  return { low: turn(low), high: turn(high), level: CONFIDENCE_LEVEL };
}

function unbounded(): Interval {
  return { low: null, high: null, level: CONFIDENCE_LEVEL };
}
