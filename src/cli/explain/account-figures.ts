/** One account at one moment, as figures: what it holds, what that is worth and what it must keep. */
import type { Lots, Ppm, QuoteQuanta, SimTimeUs } from '../../base/units.ts';
import type { AccountEvaluator } from '../../exchange/account-evaluator.ts';
import type { Instrument } from '../../instruments/instrument.ts';
import type { MarginExplanation } from '../../margin/margin-model.ts';
import type { TierColumns } from '../../margin/tier-table.ts';

/** What an account has, apart from prices. */
export interface Holdings {
  readonly cash: QuoteQuanta;
  /** By instrument; balances of spot assets as well. */
  readonly lots: readonly Lots[];
  /** Quanta of what each instrument settles in. */
  readonly cost: readonly number[];
}

/** Prices, and the moment from which time to expiry counts. */
export interface Marks {
  readonly ticks: readonly number[];
  readonly timeUs: SimTimeUs;
  /** One side's open lots at that moment, by instrument. */
  readonly openInterest: readonly Lots[];
}

export interface Leg {
  readonly instrument: number;
  readonly symbol: string;
  /** Signed, + long. */
  readonly lots: Lots;
  readonly sizeUnits: number;
  /** As quoted, as all prices here: in USD but for premiums of options that settle in coin. */
  readonly entryPrice: number;
  readonly markPrice: number;
  /** Quanta, as all amounts here. */
  readonly notional: QuoteQuanta;
  readonly unrealisedPnl: QuoteQuanta;
  /** What it would need alone. */
  readonly maintenance: QuoteQuanta;
  /** Null where a model margins the account. */
  readonly tier: LegTier | null;
  /** Null where margin is that of tiers. */
  readonly portfolio: PortfolioLeg | null;
  /** Other positions held at their marks; null: no price liquidates it, or an option. */
  readonly liquidationPrice: number | null;
  /** Price at which the leg uses up its share of the equity. */
  readonly bankruptcyPrice: number;
}

/** Bracket of the tier table, from 1, with its rate and deduction. */
export interface LegTier {
  readonly bracket: number;
  readonly maintenanceRatePpm: number;
  readonly maintenanceDeduction: QuoteQuanta;
}

export interface AccountState {
  readonly cash: QuoteQuanta;
  /** Of what settles in the quote currency. */
  readonly unrealisedPnl: QuoteQuanta;
  /** What margin is compared with. */
  readonly equity: QuoteQuanta;
  readonly maintenance: QuoteQuanta;
  readonly legs: readonly Leg[];
  /** Null where margin is that of tiers. */
  readonly portfolio: PortfolioFigures | null;
}

export interface MarginTerms {
  readonly instruments: readonly Instrument[];
  readonly tiers: readonly TierColumns[];
  /** Multiples of the scenario's margin that are in force, by instrument. */
  readonly maintenancePpm: readonly Ppm[];
  readonly initialPpm: readonly Ppm[];
  /** Null where margin is that of `tiers`. */
  readonly evaluator: AccountEvaluator | null;
}

/** An asset that the account holds or owes, or that contracts of it settle in. */
export interface Balance {
  readonly instrument: number;
  readonly symbol: string;
  /** Units of the asset; negative: owed. */
  readonly units: number;
  /** Units: unrealised profit of positions that settle in it. */
  readonly unrealisedUnits: number;
  readonly priceUsd: number;
  /** Of both together, at the mark; and what of it counts as margin. */
  readonly value: QuoteQuanta;
  readonly counted: QuoteQuanta;
}

/** What is particular to a position in a portfolio. */
export interface PortfolioLeg {
  /** What it was opened for and what it is worth, in the quote currency at the mark. */
  readonly entryValue: QuoteQuanta;
  /** Maintenance margin that the account would be free of without it; negative for a hedge. */
  readonly freed: QuoteQuanta;
  /** Of one that settles in coin: the asset, and its profit in units of it. */
  readonly coin: { readonly symbol: string; readonly underlying: string; readonly unrealisedUnits: number } | null;
}

export interface PortfolioFigures {
  /** Equity at market, without haircuts: what is left when all is closed and sold. */
  readonly worth: QuoteQuanta;
  readonly initial: QuoteQuanta;
  readonly balances: readonly Balance[];
  readonly modelTitle: string;
  /** The model's own arithmetic; computed when it is read. */
  readonly explanation: MarginExplanation;
}
