/** What a risk-based margin model is told: the specification, which a preset holds, and the data it is estimated from. */
import type { ReturnHistory } from './return-history.ts';
import type { StudentForm } from './risk-estimates.ts';
import type { RiskMeasure, TailConvention } from './tail-convention.ts';
import type { VolatilityRule } from './volatility-recursion.ts';

/**
 * `scaling` of the estimators from history: each asset's return of day i is multiplied by volatility now / volatility
 * that the rule forecast for day i (Hull and White 1998; Barone-Adesi et al. 1999). Null leaves returns as they were.
 */
export type RiskEstimator =
  | {
      readonly kind: 'historical';
      readonly scaling: VolatilityRule | null;
      readonly convention: TailConvention;
    }
  /** See `ageWeights`. */
  | { readonly kind: 'age-weighted'; readonly scaling: VolatilityRule | null; readonly decay: number }
  /**
   * The `tailShare` worst scenarios have generalised Pareto excesses over the next one. Their shape is one for all books:
   * stated, or fitted to the excesses of all assets, long and short, each divided by its mean. A book's scale follows from
   * its own mean excess m: scale = (1 - shape) m. So VaR = u + kappa m, a fixed weighting of order statistics.
   */
  | {
      readonly kind: 'pareto-tail';
      readonly scaling: VolatilityRule | null;
      readonly tailShare: number;
      readonly shape: number | 'fitted-by-moments' | 'fitted-by-likelihood';
    }
  /**
   * Joint draws with the covariance: normal, or Student-t with one chi-square for all assets (which keeps joint tails) and
   * the covariance's variances. Drawn from the stream (seed, "margin", "monte-carlo").
   */
  | {
      readonly kind: 'monte-carlo';
      readonly scenarioCount: number;
      /** Above 2; null for normal. */
      readonly degreesOfFreedom: number | null;
      readonly seed: string;
      readonly covariance: CovarianceRule;
      readonly convention: TailConvention;
    }
  /** Options enter by their delta. */
  | {
      readonly kind: 'normal';
      readonly mean: 'zero' | 'sample';
      readonly covariance: CovarianceRule;
    }
  | {
      readonly kind: 'student';
      readonly degreesOfFreedom: number;
      readonly form: StudentForm;
      readonly mean: 'zero' | 'sample';
      readonly covariance: CovarianceRule;
    };

/** How a history becomes a covariance: equal weights about zero or the mean, or exponentially falling ones. */
export type CovarianceRule =
  | { readonly kind: 'equal'; readonly about: 'zero' | 'sample' }
  | { readonly kind: 'ewma'; readonly decay: number };

/** Offsets between groups of assets lower the sum of what the groups need alone by at most `share` of the difference. */
export interface OffsetCap {
  /** 0.8 in article 27(4) of Commission Delegated Regulation (EU) No 153/2013. */
  readonly share: number;
  /** Assets that count as one product; assets that no group names are one each. Null: each asset on its own. */
  readonly groups: readonly { readonly name: string; readonly assets: readonly string[] }[] | null;
}

/** Tools of article 28(1) of Commission Delegated Regulation (EU) No 153/2013; null where not used. */
export interface AntiProcyclicality {
  /** (a) Share added to the requirement, 0.25; see `MarginBuffer` for when it may be used up. */
  readonly bufferShare: number | null;
  /**
   * (b) Weight, at least 0.25, of the `days` consecutive days of the history in which the assets moved most.
   * `requirements`: (1 - weight) x requirement + weight x that of the stressed days; `observations`: the stressed days
   * carry the weight in one sample, or in one covariance.
   */
  readonly stressed: { readonly weight: number; readonly days: number; readonly blend: StressBlend } | null;
  /** (c) Days over which the volatility is taken that the requirement must not fall below: ten years in the regulation. */
  readonly floorDays: number | null;
}

export type StressBlend = 'requirements' | 'observations';

/**
 * What it costs to unwind what exceeds a share of the book's depth D (one side, within 1 % of the price): the excess
 * notional x pays the integral over it of min(impactMax, 1 % (q / D)^exponent), exponent 1 or 1/2.
 */
export interface LiquidityCharge {
  readonly law: 'linear' | 'square-root';
  /** Notional free of charge, as a multiple of the depth. */
  readonly freeShare: number;
  readonly impactMax: number;
}

export interface RiskSpecification {
  readonly id: string;
  readonly title: string;
  readonly source: string;
  readonly measure: RiskMeasure;
  /** In (0.5, 1). */
  readonly confidence: number;
  /** `simple`: p1 / p0 - 1; `log`: log(p1 / p0). Logarithmic ones become e^r - 1 when a book is revalued. */
  readonly returnKind: 'simple' | 'log';
  readonly horizonDays: number;
  /** `square-root`: daily returns x sqrt(horizon); `overlapping`: returns over overlapping windows of that length. */
  readonly horizonRule: 'square-root' | 'overlapping';
  /** Latest days that are estimated from; null takes all. */
  readonly windowDays: number | null;
  readonly estimator: RiskEstimator;
  /** Initial / maintenance requirement, at least 1. */
  readonly initialRatio: number;
  readonly offsetCap: OffsetCap | null;
  readonly antiProcyclicality: AntiProcyclicality;
  readonly liquidity: LiquidityCharge | null;
  /** Implied volatilities of options x (1 + response x |return|) in each scenario; 0 leaves them. */
  readonly volatilityResponse: number;
}

export const NO_ANTI_PROCYCLICALITY: AntiProcyclicality = { bufferShare: null, stressed: null, floorDays: null };

/** A specification with its data. At least one of `history` and (`volatilities` with `correlation`) is there. */
export interface RiskParameters {
  readonly specification: RiskSpecification;
  readonly assets: readonly string[];
  readonly history: ReturnHistory | null;
  /** [asset] daily volatility now, in place of what the history says; null leaves it to the history. */
  readonly volatilities: Float64Array | null;
  /** [asset x asset]; null leaves it to the history. */
  readonly correlation: Float64Array | null;
  /** Share of the anti-procyclical buffer that is used up, 0 to 1. */
  readonly bufferReleased: number;
}

/** Estimators that take a covariance, which volatilities and a correlation can give without a history. */
export function needsHistory(specification: RiskSpecification): boolean {
  const { kind } = specification.estimator;
  return kind === 'historical' || kind === 'age-weighted' || kind === 'pareto-tail';
}

/** Whether current volatilities move the requirement: what a recalibration on volatilities needs. */
export function usesVolatilities(specification: RiskSpecification): boolean {
  const { estimator } = specification;
  return !('scaling' in estimator) || estimator.scaling !== null;
}

/** Number of returns over the horizon that so many consecutive days give. */
export function countWindows({ horizonRule, horizonDays }: RiskSpecification, days: number): number {
  return horizonRule === 'overlapping' ? days - horizonDays + 1 : days;
}
