/** What a price history says about the figures that a scenario or a margin model needs, and how certain it is. */
import type { CorrelationRepair } from '../../numeric/correlation.ts';
import type { EwmaFit } from '../../numeric/ewma-fit.ts';
import type { GarchFit } from '../../numeric/garch-fit.ts';
import type { HawkesFit } from '../../numeric/hawkes.ts';
import type { MertonFit } from '../../numeric/merton-fit.ts';
import type { Interval } from '../../numeric/quantiles.ts';
import type { Shrinkage } from '../../numeric/shrinkage.ts';
import type { FreedomFit, StudentFit } from '../../numeric/student-fit.ts';

export interface CalibrationOptions {
  readonly shrinkage: Shrinkage;
  /** Returns in a year; null takes it from the times of the rows. */
  readonly periodsPerYear: number | null;
  /** Share of the periods that counts as worst: those with the lowest returns of the first asset. */
  readonly worstShare: number;
}

export interface HistoryFacts {
  readonly file: string;
  readonly assets: readonly string[];
  /** Rows of prices; there is one return less. */
  readonly rows: number;
  readonly from: string;
  readonly to: string;
  readonly stepUs: number;
  readonly periodsPerYear: number;
  /** stated: by the caller. even: from the distance of rows. counted: rows over the time they span, where days are left out. */
  readonly periodsPerYearBy: 'stated' | 'even' | 'counted';
}

/** Variance models of one asset in annual volatilities, beside the fit itself, which is per period. */
export interface GarchCalibration extends GarchFit {
  readonly longRunVolatilityAnnual: number;
  readonly nextVolatilityAnnual: number;
  /** Degrees of freedom of returns over the volatility that the fit expected of them. */
  readonly residualFreedom: FreedomFit;
}

/** Jumps found one by one. Sizes are log returns. */
export interface JumpCalibration {
  readonly window: number;
  /** Local deviations beyond which a return counts. */
  readonly threshold: number;
  readonly count: number;
  readonly perYear: number;
  /** Clopper-Pearson, 95 %. */
  readonly perYearInterval: Interval;
  /** null without jumps. */
  readonly meanSize: number | null;
  /** Divisor n - 1; null for fewer than two. */
  readonly sizeDeviation: number | null;
  /** Of all other returns, annual. */
  readonly diffusionAnnual: number;
  readonly varianceShare: number;
}

export interface MertonCalibration extends MertonFit {
  readonly diffusionAnnual: number;
  readonly jumpsPerYear: number;
}

export interface AssetCalibration {
  readonly asset: string;
  readonly volatilityAnnual: number;
  /** 95 %, for fat tails and clustering alike. */
  readonly volatilityInterval: { readonly lower: number; readonly upper: number };
  readonly kurtosis: number;
  /** Lowest log return and the row that it ends in. */
  readonly worst: { readonly logReturn: number; readonly date: string };
  /** Share of rows whose price is that of the row before. */
  readonly unchangedShare: number;
  readonly student: StudentFit;
  readonly ewma: EwmaFit;
  /** null where the history is too short. */
  readonly garch: GarchCalibration | null;
  readonly jumps: JumpCalibration | null;
  readonly merton: MertonCalibration | null;
}

export interface CorrelationCalibration {
  readonly shrinkage: Shrinkage;
  /** Share of the target in the matrix. */
  readonly shrinkageWeight: number;
  readonly shrinkageTarget: number;
  /** Row-major, of the sample as it is. */
  readonly sample: Float64Array;
  /** Shrunk and, where it was no correlation matrix that can be factored, repaired. */
  readonly matrix: Float64Array;
  readonly repair: CorrelationRepair;
  /** Of pairs in `matrix`; null for one asset. */
  readonly pairs: PairFigures | null;
  /** 95 % interval of a pair of average correlation, for returns as fat-tailed as these. */
  readonly typicalInterval: { readonly lower: number; readonly upper: number } | null;
}

export interface PairFigures {
  readonly average: number;
  readonly least: { readonly pair: readonly [string, string]; readonly value: number };
  readonly most: { readonly pair: readonly [string, string]; readonly value: number };
}

/** One chi-square for all assets, given the correlation matrix. */
export interface JointTail {
  readonly student: FreedomFit;
  /** Tail dependence of each later asset with the first, of the t copula and as counted in the worst share of both. */
  readonly withFirst: readonly { readonly asset: string; readonly copula: number; readonly counted: number }[];
}

/** One asset in the worst periods. */
export interface WorstPeriodsOfAsset {
  readonly asset: string;
  readonly meanLogReturn: number;
  readonly volatilityAnnual: number;
  /** Slope on the first asset, in the worst periods and in all. */
  readonly beta: number;
  readonly betaAll: number;
  /** With the first asset: in all periods, in the worst, and what a joint t of constant correlation would show there. */
  readonly correlationAll: number;
  readonly correlation: number;
  readonly correlationIfConstant: number;
  /** The constant correlation with which that t would show what was seen in the worst periods. */
  readonly correlationImplied: number;
}

export interface WorstPeriods {
  readonly share: number;
  readonly count: number;
  /** Highest log return of the first asset among them. */
  readonly limitLogReturn: number;
  readonly assets: readonly WorstPeriodsOfAsset[];
  /** Mean pair correlation of the sample in the worst periods and in all; null for one asset. */
  readonly averageCorrelation: number | null;
  readonly averageCorrelationAll: number | null;
  /** Means over the later assets of their correlations with the first; null for one asset. */
  readonly withFirst: {
    readonly all: number;
    readonly worst: number;
    readonly ifConstant: number;
    readonly implied: number;
  } | null;
  /**
   * Weight of "everything moves as one" that lifts the mean correlation with the first asset to the implied one; null
   * where that is no higher.
   */
  readonly blendWeight: number | null;
  /** The calibrated matrix blended by it. */
  readonly blendedMatrix: Float64Array | null;
}

/** How worst periods bring on others, or why nothing can be said of it. */
export type Clustering =
  | { readonly isSound: true; readonly fit: HawkesFit }
  | { readonly isSound: false; readonly reason: string };

export interface Calibration {
  readonly history: HistoryFacts;
  readonly assets: readonly AssetCalibration[];
  readonly correlation: CorrelationCalibration;
  readonly jointTail: JointTail;
  /** One lambda for all assets. */
  readonly ewma: EwmaFit;
  /** null where there are too few. */
  readonly worst: WorstPeriods | null;
  readonly clustering: Clustering;
  /** What a reader has to know before using the figures, a sentence each. */
  readonly notes: readonly string[];
}
