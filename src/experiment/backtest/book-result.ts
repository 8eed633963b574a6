/** What one book says of one margin model, in figures. */
import { meanOf } from '../../numeric/quantiles.ts';
import { computeZ2, shareUpTo, type ShortfallObservation } from './acerbi-szekely.ts';
import type { Book } from './book.ts';
import {
  countTransitions,
  testConditionalCoverage,
  testIndependence,
  type TransitionCounts,
} from './christoffersen.ts';
import { measureDurations, type Durations } from './durations.ts';
import type { ExceptionCause } from './exception-cause.ts';
import { testUnconditionalCoverage } from './kupiec.ts';
import type { LikelihoodRatio } from './likelihood-ratio.ts';
import type { Procyclicality } from './procyclicality.ts';
import type { MarginSeries, Observations } from './run-book.ts';
import { trafficLight, type TrafficLight } from './traffic-light.ts';

/** A loss above the margin. */
export interface BacktestException {
  /** When the margin was fixed, and when it was found too small. */
  readonly marginDate: string;
  readonly lossDate: string;
  /** Shares of gross exposure when the margin was fixed. */
  readonly loss: number;
  readonly margin: number;
  /** Margin over its median of the run: below 1, the model was in a calm when it was hit. */
  readonly marginToMedian: number;
  /** The observation before this one was an exception too. */
  readonly followsAnother: boolean;
  /** The closing prices alone would have been covered. */
  readonly onlyIntraday: boolean;
  readonly cause: ExceptionCause;
}

export interface BookResult {
  readonly book: Book;
  /** Id of the model. */
  readonly model: string;
  readonly observations: number;
  readonly exceptions: readonly BacktestException[];
  /** Exceptions that closing prices alone give. */
  readonly closeExceptions: number;
  /** Share of observations without exception, and what was promised. */
  readonly coverage: number;
  readonly expectedExceptions: number;
  readonly transitions: TransitionCounts;
  readonly tests: {
    readonly unconditional: LikelihoodRatio;
    readonly independence: LikelihoodRatio;
    readonly conditional: LikelihoodRatio;
  };
  readonly light: TrafficLight;
  readonly durations: Durations;
  /** Of expected shortfall, whichever tail is charged; exceptions here are losses above value at risk. */
  readonly shortfall: { readonly z2: number; readonly pValue: number };
  /** Mean margin as a share of gross exposure. */
  readonly marginMean: number;
  readonly procyclicality: Procyclicality;
  /** Mean of loss / margin over the exceptions, and its largest; null without one. */
  readonly severityMean: number | null;
  readonly severityMax: number | null;
}

export interface BookRun {
  readonly book: Book;
  readonly model: string;
  readonly firstRow: number;
  readonly margins: MarginSeries;
  readonly observed: Observations;
  /** [rows] gross exposure. */
  readonly gross: Float64Array;
}

export function exceptionFlags({ margins, observed, firstRow }: BookRun): Uint8Array {
  return Uint8Array.from(observed.losses, (loss, k) => (loss > margins.charged[observed.rows[k] - firstRow] ? 1 : 0));
}

export interface JudgeOptions {
  /** Share of exceptions that the stated coverage allows, and the model's own tail. */
  readonly probability: number;
  readonly tail: number;
  /** Z2 under the null hypothesis for that many observations and that tail, ascending. */
  readonly z2Null: Float64Array;
  readonly procyclicality: Procyclicality;
  readonly exceptions: readonly BacktestException[];
}

/** Everything but the exceptions themselves, which need prices. */
export function judgeBook(
  run: BookRun,
  { probability, tail, z2Null, procyclicality, exceptions }: JudgeOptions,
): BookResult {
  const { margins, observed, firstRow, gross } = run;
  const flags = exceptionFlags(run);
  const count = flags.length;
  const unconditional = testUnconditionalCoverage(count, exceptions.length, probability);
  const transitions = countTransitions(flags);
  const independence = testIndependence(transitions);
  const severities = exceptions.map(({ loss, margin }) => loss / margin);
  let closeExceptions = 0;
  for (let k = 0; k < count; k += 1) {
    if (observed.closeLosses[k] > margins.charged[observed.rows[k] - firstRow]) closeExceptions += 1;
  }
  return {
    book: run.book,
    model: run.model,
    observations: count,
    exceptions,
    closeExceptions,
    coverage: 1 - exceptions.length / count,
    expectedExceptions: count * probability,
    transitions,
    tests: { unconditional, independence, conditional: testConditionalCoverage(unconditional, independence) },
    light: trafficLight(count, exceptions.length, probability),
    durations: measureDurations(flags),
    shortfall: judgeShortfall(run, tail, z2Null),
    marginMean: meanOf(margins.charged.map((margin, k) => margin / gross[k])),
    procyclicality,
    severityMean: severities.length === 0 ? null : meanOf(severities),
    severityMax: severities.length === 0 ? null : Math.max(...severities),
  };
}

function judgeShortfall(
  { margins, observed, firstRow }: BookRun,
  tail: number,
  z2Null: Float64Array,
): BookResult['shortfall'] {
  const days = Array.from(observed.losses, (loss, k): ShortfallObservation => {
    const at = observed.rows[k] - firstRow;
    return { loss, isException: loss > margins.valueAtRisk[at], shortfall: margins.expectedShortfall[at] };
  });
  const z2 = computeZ2(days, tail);
  return { z2, pValue: shareUpTo(z2Null, z2) };
}
