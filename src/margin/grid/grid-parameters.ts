/**
 * Parameters of a scenario-grid margin model, for people and presets to write: classes of underlyings with their
 * scenarios, groups of underlyings that are set against each other, charges, and how charges add up to requirements.
 * Everything that differs between venues is here; the engine knows no venue.
 *
 * Shares and moves are fractions (0.16 is 16 %), amounts are in quote currency.
 */
import type { Contract } from '../../instruments/contract.ts';
import type { VolatilityRule } from './volatility-rule.ts';

export interface GridParameters {
  readonly id: string;
  readonly title: string;
  readonly source: string;
  readonly liquidatesAtEquality: boolean;
  /** An underlying belongs to the first class that names it, or that names `*`. */
  readonly classes: readonly UnderlyingClass[];
  /**
   * What is settled in the underlying and what is settled in quote currency stand apart, as if they had different
   * underlyings: neither nets with the other.
   */
  readonly segregatesSettlement: boolean;
  /** Underlyings that no group names, nor `*` in one, stand alone. */
  readonly groups: readonly PortfolioGroup[];
  /** Names are unique. */
  readonly charges: readonly (ScanTerms | ExposureTerms)[];
  readonly maintenance: Formula;
  readonly initial: Formula;
}

export interface UnderlyingClass {
  readonly name: string;
  /** Names of assets, `*` for all others. */
  readonly underlyings: readonly string[];
  readonly volatilityRules: readonly VolatilityRule[];
  /** Scenarios of each scan charge, by its name; the same number in all classes. */
  readonly scans: Readonly<Record<string, readonly GridScenario[]>>;
}

export interface GridScenario {
  readonly name: string;
  /** Relative move of the index: 0.16 up, -0.66 down; above -1. */
  readonly priceMove: number;
  /** Rule by which volatility changes; null leaves it. */
  readonly volatilityRule: string | null;
  /** Share of the simulated profit or loss that counts. */
  readonly weight: number;
  /** Days by which options are older; 0 for an instant shock. */
  readonly laterDays: number;
  /** Added to the annual cost of carry of the underlying: futures and forwards of T years move by e^(shift x T). */
  readonly carryShift: number;
  /** Added to the annual interest rate at which options are discounted. */
  readonly rateShift: number;
  /** Relative move of the index at which gains and losses in coin become quote currency. 0: margin is held in coin. */
  readonly coinMove: number;
  /** Loss up to this amount is forgiven: a group's loss in the scenario counts less by it, down to 0. */
  readonly dampener: number;
}

/** Gains in a scenario count with a share against losses of other members, at each of two levels. */
export interface PortfolioGroup {
  readonly name: string;
  /** Share of a product group's gain that counts against losses of the others. */
  readonly gainsCounted: number;
  readonly products: readonly ProductGroup[];
}

export interface ProductGroup {
  readonly name: string;
  /** Share of an underlying's gain that counts against losses of the others. */
  readonly gainsCounted: number;
  readonly underlyings: readonly string[];
}

/** Largest weighted loss over a list of scenarios, at least 0. */
export interface ScanTerms {
  readonly kind: 'scan';
  readonly name: string;
  readonly contracts: readonly Contract['kind'][];
  /** What may offset within one scenario: all of a portfolio group, of an underlying, or of one of its expiries. */
  readonly netting: 'group' | 'underlying' | 'expiry';
  /** Multiplies profits and losses of a contract with T years left: base + perYear x T; perpetual: base. */
  readonly timeWeight: { readonly base: number; readonly perYear: number };
}

export type ExposureFigure = 'delta' | 'notional' | 'units' | 'indexValue' | 'vega';
export type Bucket = 'contract' | 'strike' | 'strikeAndExpiry' | 'expiry' | 'underlying';
export type ClassRate = number | Readonly<Record<string, number>>;
export type ExposureMeasure = 'net' | 'hedged' | 'gross' | 'short' | 'long';

/**
 * A charge on exposures. Positions x figure are summed inside each `nettedOver` bucket; buckets lying in the same
 * `measuredOver` bucket give its net (sum), gross (sum of absolute values), hedged = (gross - |net|) / 2, short and long
 * amount; rates x measures are summed over the group, and the sum is scaled by tiers.
 */
export interface ExposureTerms {
  readonly kind: 'exposure';
  readonly name: string;
  readonly contracts: readonly Contract['kind'][];
  /** Only these underlyings; empty for all. */
  readonly underlyings: readonly string[];
  /**
   * What of one contract is counted. delta: quote currency gained while the index doubles at constant slope; notional;
   * units of the underlying; index value of those units; vega: quote currency for one volatility point.
   */
  readonly figure: ExposureFigure;
  /** Multiplies the figure: max(min, perYear x T), T years to expiry, 0 for a perpetual; null for 1. */
  readonly timeWeight: { readonly min: number; readonly perYear: number } | null;
  readonly nettedOver: Bucket;
  readonly measuredOver: Bucket;
  readonly rates: readonly { readonly measure: ExposureMeasure; readonly rate: ClassRate }[];
  /** Part of the group's sum up to `upTo` is multiplied by `factor`, and so on; empty for factor 1. */
  readonly tiers: readonly ExposureTier[];
  /** A rate on |net| that grows with it: min(rateMax, ratePerQuote x max(0, |net| - threshold)); null for none. */
  readonly growth: ExposureGrowth | null;
}

export interface ExposureTier {
  /** Infinity in the last one. */
  readonly upTo: number;
  readonly factor: number;
}

export interface ExposureGrowth {
  readonly threshold: number;
  readonly ratePerQuote: number;
  readonly rateMax: number;
}

/** An amount of a group made of charges; amounts of groups add up. */
export type Formula =
  | { readonly charge: string; readonly times: number }
  | { readonly sum: readonly Formula[]; readonly times: number }
  | { readonly max: readonly Formula[]; readonly times: number };
