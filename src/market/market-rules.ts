/**
 * What a scenario says about the market: how the outside price moves, how deep the venue's book is and how it
 * recovers. Pure data in the simulator's units, validated before it gets here; arrays are in instrument order.
 */
import type { Ppm, QuoteQuanta, SimTimeUs } from '../base/units.ts';
import type { RecoveryRules } from './recovery.ts';

/** Log price known at given times, linear in between (in log price), flat outside. */
export interface WaypointsComponent {
  readonly kind: 'waypoints';
  readonly instrument: number;
  /** Rising times, and the log return against the initial price at each. */
  readonly timesUs: readonly SimTimeUs[];
  readonly logReturns: readonly number[];
}

/** Prices read from a file; same form as waypoints, kept apart because its origin is reported. */
export interface ReplayComponent {
  readonly kind: 'replay';
  readonly instrument: number;
  readonly timesUs: readonly SimTimeUs[];
  readonly logReturns: readonly number[];
  readonly file: string;
}

/** The price changes at once and stays. */
export interface JumpComponent {
  readonly kind: 'jump';
  readonly atUs: SimTimeUs;
  /** Log return for each instrument, 0 where it does not take part. */
  readonly logReturns: readonly number[];
}

/** The price drifts evenly in log price from `fromUs` to `toUs` and stays. */
export interface RampComponent {
  readonly kind: 'ramp';
  readonly fromUs: SimTimeUs;
  readonly toUs: SimTimeUs;
  readonly logReturns: readonly number[];
}

export type PriceComponent = WaypointsComponent | ReplayComponent | JumpComponent | RampComponent;

export interface NoiseRules {
  readonly distribution: 'gaussian' | 'studentT';
  /** Degrees of freedom of the Student-t, > 2; one chi-square draw is shared by all instruments of a tick. */
  readonly degreesOfFreedom: number;
  /** Annualised volatility of each instrument's log return; the Student-t is scaled to this standard deviation. */
  readonly volatilityAnnual: readonly number[];
  /**
   * When true the noise is tied to zero at every waypoint time (a Brownian bridge between them), so that each path
   * passes through the waypoints and differs in between.
   */
  readonly bridgedToWaypoints: boolean;
}

export interface CorrelationRules {
  /** Row-major square matrix as the scenario gave it, already symmetric with a unit diagonal. */
  readonly matrix: readonly (readonly number[])[];
}

/** A figure and what the fitted curve says in its place, quanta. */
export interface DepthFigure {
  readonly withinLog: number;
  readonly notional: QuoteQuanta;
  readonly fitted: QuoteQuanta;
}

export type DepthFit =
  | { readonly kind: 'figures'; readonly figures: readonly DepthFigure[]; readonly errorMax: number }
  | {
      readonly kind: 'squareRootLaw';
      readonly dailyVolume: QuoteQuanta;
      readonly dailyVolatility: number;
      readonly y: number;
    };

/** Depth of one instrument's book around the outside price. */
export interface DepthRules {
  /** Quote notional available on one side within 1 % of the reference price, in quanta, when liquidity is whole. */
  readonly depthAtOnePercent: QuoteQuanta;
  /** Cumulative depth grows as distance^exponent; 1 is a flat book, 2 gives the square-root law of impact. */
  readonly exponent: number;
  /** What the two were fitted to; null where the scenario gave them. */
  readonly fit?: DepthFit | null;
}

export interface ImpactRules {
  /** Share of a trade's displacement that stays. */
  readonly permanentShare: number;
  /** Half-life of the rest, unless `recovery` says more. */
  readonly halfLifeUs: SimTimeUs;
  /** Several speeds at which the rest comes back. */
  readonly recovery?: RecoveryRules | null;
  /** Strength of cross-impact in [0, 1]: 0 none, 1 as strong as correlation and depth allow without arbitrage. */
  readonly crossShare: number;
  /** What stands in the place of correlation in cross-impact; null: correlation itself. */
  readonly cross?: CrossImpactRules | null;
}

/**
 * `kyle`: the form of kyle-impact.ts, from annual volatilities and the covariance of flow (standard deviation of net buying
 * in quanta, any period, and its correlation). `strengths`: symmetric with a unit diagonal, as the scenario gave it.
 */
export type CrossImpactRules =
  | {
      readonly kind: 'kyle';
      readonly volatilityAnnual: readonly number[];
      readonly flow: readonly QuoteQuanta[];
      readonly flowCorrelation: CorrelationRules;
    }
  | { readonly kind: 'strengths'; readonly strengths: CorrelationRules };

/** How the whole book thins out in a storm. */
export interface WithdrawalRules {
  /** Depth is multiplied by exp(-sensitivity x excess), excess = |return| / its volatility - 1, if > 0. */
  readonly sensitivity: number;
  /** Time over which the return is taken, rounded to whole ticks; one tick when it is shorter. */
  readonly horizonUs: SimTimeUs;
  /** Least share of the depth that stays. */
  readonly floorShare: number;
  /** Half-life with which withdrawn depth comes back. */
  readonly recoveryHalfLifeUs: SimTimeUs;
  /** Providers also look at the venue's own marks; null: at outside prices alone. */
  readonly ownMarks?: MarkWithdrawalRules | null;
}

/** Withdrawal by the realised volatility of the venue's own marks; floor and recovery are those of `WithdrawalRules`. */
export interface MarkWithdrawalRules {
  /** Depth is multiplied by exp(-sensitivity x excess), excess = realised / ordinary volatility - 1, if > 0. */
  readonly sensitivity: number;
  /** Half-life of what providers remember of past returns. */
  readonly halfLifeUs: SimTimeUs;
  /** Ordinary annual volatility of each instrument's mark; 0: not known, so that nothing withdraws. */
  readonly volatilityAnnual: readonly number[];
}

/** Arbitrage with other venues: unlimited in money, limited in rate. */
export interface ExternalLiquidityRules {
  /** Share of the book's depth that is quoted by the external account. */
  readonly depthSharePpm: Ppm;
  /** How far from the mid it quotes on either side, ppm of the price; at the mid when left out. */
  readonly halfSpreadPpm?: Ppm;
  /** Most notional an hour that the external account takes off the market makers' hands, for each instrument. */
  readonly absorptionPerHour: QuoteQuanta;
}

export interface MarketRules {
  readonly tickUs: SimTimeUs;
  readonly components: readonly PriceComponent[];
  readonly noise: NoiseRules | null;
  readonly correlation: CorrelationRules;
  /** One entry an instrument. */
  readonly depth: readonly DepthRules[];
  readonly impact: ImpactRules;
  readonly withdrawal: WithdrawalRules;
  readonly external: ExternalLiquidityRules;
}
