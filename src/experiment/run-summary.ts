/**
 * The summary of a run: what `summary.json`, the terminal, JUnit and the report all show. `schemaVersion` rises when
 * a field changes its meaning or disappears.
 */
import type { MeasureUnit } from '../base/format.ts';
import type { DeleveragingSummary, LossSummary } from './deleveraging-summary.ts';
import type { CoMovementSummary } from './co-movement-summary.ts';
import type { ControlsSummary } from './control-summary.ts';
import type { MarginSummary } from './margin-summary.ts';
import type { PopulationSummary } from '../simulation/path-outcome.ts';

export const SUMMARY_SCHEMA_VERSION = 1;

/** An interval estimate; an end is null when the number of paths cannot bound it. */
export interface Interval {
  readonly low: number | null;
  readonly high: number | null;
  /** Confidence level, for example 0.95. */
  readonly level: number;
}

export interface Estimate {
  readonly value: number;
  readonly interval: Interval;
}

/** A measure is a documented constant: what it is, in which unit, which way is worse. */
export interface Measure {
  /** Dotted name, as thresholds write it: `insuranceFund.drawdownShare`. */
  readonly name: string;
  readonly unit: MeasureUnit;
  /** Which way is worse for the venue. */
  readonly worse: 'higher' | 'lower' | 'neither';
  readonly definition: string;
  /** One or two words for a table's first column. */
  readonly label: string;
}

/** Statistics of one measure over the finished paths. */
export interface MeasureSummary extends Measure {
  readonly paths: number;
  readonly mean: Estimate;
  readonly median: Estimate;
  readonly p95: Estimate;
  readonly p99: Estimate;
  /** Mean of the worst 5 % of paths, and how many paths that is. */
  readonly expectedShortfall95: Estimate;
  readonly tailPaths95: number;
  readonly min: number;
  readonly max: number;
  /** Path on which the worst value occurred. */
  readonly worstPath: number;
  /** Share of paths with a value above zero. */
  readonly probabilityPositive: Estimate;
  /** One value a finished path, in path order. */
  readonly values: readonly number[];
}

export interface Verdict {
  /** The threshold as the scenario wrote it. */
  readonly threshold: string;
  readonly passed: boolean;
  readonly value: number;
  readonly limit: number;
  readonly unit: Measure['unit'];
  readonly measure: string;
  /** Confidence interval of the value. */
  readonly interval: Interval;
  /** True when the interval lies on both sides of the limit: more paths could change the verdict. */
  readonly uncertain: boolean;
  readonly paths: number;
  readonly worstPath: number;
}

export interface FailedPath {
  readonly path: number;
  /** `worker`: its thread died; `output`: it could not be stored. Neither has a result. */
  readonly kind: 'invariant' | 'error' | 'worker' | 'output';
  readonly message: string;
  readonly event: string;
}

/** A setting that is legal and hardly meant. */
export interface SettingWarning {
  /** Stable, kebab-case: tools match on it. */
  readonly code: string;
  /** Dotted key in the scenario. */
  readonly key: string;
  /** One sentence that begins with the key. */
  readonly message: string;
}

/** One sentence each; the answer a risk officer reads first. */
export interface Findings {
  readonly whatBroke: string;
  readonly when: string;
  readonly why: string;
  readonly howBad: string;
  readonly howSure: string;
}

export interface CorrelationReport {
  readonly repaired: boolean;
  /** Frobenius distance between what was given and what was used. */
  readonly distance: number;
  readonly largestChange: {
    readonly row: string;
    readonly column: string;
    readonly from: number;
    readonly to: number;
  } | null;
}

export interface RunSummary {
  readonly schemaVersion: number;
  readonly scenario: string;
  readonly title: string;
  readonly seed: string;
  readonly version: string;
  readonly fingerprint: string;
  /** True when the run was interrupted and holds only some of its paths. */
  readonly partial: boolean;
  readonly pathsPlanned: number;
  readonly paths: number;
  readonly failedPaths: readonly FailedPath[];
  readonly findings: Findings;
  /** What is odd about the scenario's settings, in file order. */
  readonly warnings: readonly SettingWarning[];
  readonly measures: readonly MeasureSummary[];
  readonly verdicts: readonly Verdict[];
  readonly population: PopulationSummary;
  readonly correlation: CorrelationReport;
  /** Null where margin stays as it is. */
  readonly margin: MarginSummary | null;
  /** Null where no account lost more than it had. */
  readonly losses: LossSummary | null;
  /** Null where nothing was deleveraged. */
  readonly deleveraging: DeleveragingSummary | null;
  /** Betas and correlation before a break and in it; null where no path broke with something to compare. */
  readonly coMovement?: CoMovementSummary | null;
  /** Null where the scenario has no `venue.controls`. */
  readonly controls: ControlsSummary | null;
  /** Command line that reproduces this run. */
  readonly reproduce: string;
}
