/**
 * What a scenario says about its agents: classes of accounts, how they are drawn and how they behave. Pure data in
 * the simulator's units.
 */
import type { InstrumentIndex, Ppm, QuoteQuanta, SimTimeUs } from '../base/units.ts';

/** A positive, heavy-tailed quantity: log-normal body, optional Pareto tail, hard bounds. */
export interface AmountDistribution {
  readonly kind: 'fixed' | 'logNormal' | 'uniform';
  /** Median (`logNormal`), value (`fixed`), ignored for `uniform`. */
  readonly median: number;
  /** Standard deviation of the logarithm; `logNormal` only. */
  readonly sigmaLog: number;
  /** Draws are clamped into [min, max]; the ends of the interval for `uniform`. */
  readonly min: number;
  readonly max: number;
  /** With `logNormal`: this share of draws comes from a Pareto tail instead, starting at `start`, truncated at max. */
  readonly tail: { readonly probability: number; readonly start: number; readonly alpha: number } | null;
}

/** Part of an account's equity at the start that is a balance of a spot asset. */
export interface CollateralShare {
  readonly instrument: InstrumentIndex;
  readonly sharePpm: Ppm;
}

/**
 * An opposite position for each one of an account's, in one other instrument: opposite in what its price follows, so that
 * a put is held on the same side.
 */
export interface HedgeRules {
  readonly instrument: InstrumentIndex;
  /** Notional of the hedge / net notional of what it hedges. */
  readonly sharePpm: Ppm;
}

/** When accounts take their money out, beside whatever else they do. */
export interface BankRunRules {
  /** Fall from the highest mark within the lookback, log, at which they do: spread over the class from `min` to `max`. */
  readonly fallLog: { readonly min: number; readonly max: number };
  readonly lookbackUs: SimTimeUs;
  /** Loss of the insurance fund, as a share of its start, at which all do; null: they do not look at it. */
  readonly fundLossShare: number | null;
  /** Share of its equity that an account asks for. */
  readonly sharePpm: Ppm;
}

/** Fields that every class has. */
export interface AgentClassBase {
  readonly name: string;
  readonly accounts: number;
  /** Quanta. */
  readonly equity: AmountDistribution;
  /** Gross notional / equity at the start; 0 for classes that start flat. */
  readonly leverage: AmountDistribution;
  /** Chance that a position is long, in ppm. */
  readonly longSharePpm: Ppm;
  /** Relative weight of each instrument, in instrument order; at least one is > 0. */
  readonly instrumentWeights: readonly number[];
  /** How many different instruments one account holds: whole number drawn evenly from [min, max]. */
  readonly instrumentsPerAccount: { readonly min: number; readonly max: number };
  /** From what an agent sees to its order's arrival; microseconds. */
  readonly reactionUs: AmountDistribution;
  /** What of its equity is not in the quote currency; shares of different assets, at most one in all. */
  readonly collateral: readonly CollateralShare[];
  /** Null for accounts that hold single legs. The hedge counts in leverage. */
  readonly hedge: HedgeRules | null;
  /** Null or left out for accounts that leave their money where it is. */
  readonly bankRun?: BankRunRules | null;
}

/** Holds leveraged positions; some have a stop-loss. */
export interface LeveragedDirectionalClass extends AgentClassBase {
  readonly kind: 'leveragedDirectional';
  /** Chance that an account has a stop-loss, and the share of its initial equity at which it closes everything. */
  readonly stopLossProbabilityPpm: Ppm;
  readonly stopLossEquityShare: AmountDistribution;
}

/** Holds one leg here against an offsetting leg outside; opens again what auto-deleveraging took, and tops up. */
export interface HedgerClass extends AgentClassBase {
  readonly kind: 'hedger';
  readonly rehedgeSharePpm: Ppm;
  /** Equity / maintenance margin that a payment on a margin call aims for. */
  readonly topUpRatio: number;
  /** Most that it adds in all, as a multiple of its initial equity. */
  readonly topUpLimitShare: number;
}

/** Quotes in the book with its own capital; withdraws under margin stress or with too much inventory. */
export interface MarketMakerClass extends AgentClassBase {
  readonly kind: 'marketMaker';
  /** Gross notional / equity at which it stops adding to its inventory in an instrument. */
  readonly inventoryLimit: number;
  /** Maintenance margin / equity above which it begins to withdraw, and above which it quotes nothing. */
  readonly stressRatioStart: number;
  readonly stressRatioFull: number;
  readonly requoteIntervalUs: SimTimeUs;
}

/** Sells what it holds once the price has fallen far enough, fast enough. */
export interface PanicSellerClass extends AgentClassBase {
  readonly kind: 'panicSeller';
  /** Fall from the highest mark within the lookback at which it sells, a positive share (0.1 = 10 %). */
  readonly drawdownTrigger: AmountDistribution;
  readonly lookbackUs: SimTimeUs;
  /** Share of the position that it sells. */
  readonly sellSharePpm: Ppm;
}

/** Starts flat with cash; buys once the price has fallen far enough from the start. */
export interface DipBuyerClass extends AgentClassBase {
  readonly kind: 'dipBuyer';
  readonly drawdownTrigger: AmountDistribution;
  readonly lookbackUs: SimTimeUs;
  /** Notional / equity of the position that it opens. */
  readonly buyLeverage: AmountDistribution;
}

/** Leveraged, but answers a margin call with fresh money, with some probability and up to a limit. */
export interface MarginCallPayerClass extends AgentClassBase {
  readonly kind: 'marginCallPayer';
  /** Called when equity < warningRatio x maintenance margin. */
  readonly payProbabilityPpm: Ppm;
  /** Equity / maintenance margin that a payment aims for. */
  readonly topUpRatio: number;
  /** Most that it adds in all, as a multiple of its initial equity. */
  readonly topUpLimitShare: number;
}

export type AgentClass =
  | LeveragedDirectionalClass
  | HedgerClass
  | MarketMakerClass
  | PanicSellerClass
  | DipBuyerClass
  | MarginCallPayerClass;

export type AgentKind = AgentClass['kind'];

export interface AgentRules {
  readonly classes: readonly AgentClass[];
  /** Open interest to meet for each instrument: one side's notional at the initial price, in quanta. */
  readonly openInterest: readonly QuoteQuanta[];
  /** Most that netting may stretch or shrink a class's leverage to meet the open interest (1.5: by a half). */
  readonly leverageStretchMax: number;
  /** Accounts are told when equity < warningRatio x maintenance margin. */
  readonly warningRatio: number;
  /** Time between two looks of price-watching agents at the market. */
  readonly wakeIntervalUs: SimTimeUs;
}
