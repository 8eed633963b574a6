/** What every class of agents has: how many, how much money and leverage, in which instruments, drawn or listed. */
import type { InstrumentIndex, Lots, Ppm, QuoteQuanta, SimTimeUs } from '../base/units.ts';

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
  /** Notional of the hedge / net notional of what it hedges; of a hedge of delta, of their deltas. */
  readonly sharePpm: Ppm;
  /** What is set against each other: notional as it stands, or what a position gains when its underlying doubles. */
  readonly measure: 'notional' | 'delta';
}

/** A long share that depends on size: accounts whose wanted notional is below `notional` are small. */
export interface LongShareBySize {
  /** Quanta of equity x leverage. */
  readonly notional: QuoteQuanta;
  readonly smallPpm: Ppm;
  readonly largePpm: Ppm;
}

/** An account as a book file lists it, in the simulator's units; it is opened as it stands, not drawn. */
export interface ListedAccount {
  readonly name: string;
  /** At initial prices, quanta. */
  readonly equity: QuoteQuanta;
  /** By rising instrument; lots signed, never 0. */
  readonly positions: readonly { readonly instrument: InstrumentIndex; readonly lots: Lots }[];
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
  /**
   * Correlation of the normal scores of leverage and equity, in (-1, 1): a Gaussian copula between the two draws. 0 draws
   * them apart.
   */
  readonly leverageEquityCorrelation: number;
  /** Chance that a position is long, in ppm. */
  readonly longSharePpm: Ppm;
  /** Null: the same chance for accounts of every size. */
  readonly longShareBySize: LongShareBySize | null;
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
  /** The accounts themselves, where a book lists them; null where they are drawn. */
  readonly listed: readonly ListedAccount[] | null;
  /** Positions are of the stated size: netting leaves them as they are, and the other classes meet the open interest. */
  readonly keepsSize: boolean;
  /** Null or left out for accounts that leave their money where it is. */
  readonly bankRun?: BankRunRules | null;
}

/** Of a class that draws sizes, sides and leverage each by itself. */
export const DRAWN_APART = {
  leverageEquityCorrelation: 0,
  longShareBySize: null,
  listed: null,
  keepsSize: false,
} as const satisfies Partial<AgentClassBase>;
