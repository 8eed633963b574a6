/** What a scenario says about bearing loss, beyond the order of the waterfall. Pure data. */
import type { AccountIndex, InstrumentIndex, Ppm, QuoteQuanta, SimTimeUs } from '../../base/units.ts';

/**
 * Steps after the order book; the scenario's list says which there are, and in which order. What is left is uncovered loss.
 * Facts carry the place in this list.
 */
export const WATERFALL_STAGES = [
  'insuranceFund',
  'autoDeleveraging',
  /** Unrealised profits of all winners, in proportion; what they paid in is not touched. */
  'profitHaircut',
  /** Open positions of the instrument, both sides, by size. */
  'socialisedLoss',
  /** Profits of a period, realised or not, in proportion. */
  'clawback',
  /** Whoever takes money out while the venue is insolvent. */
  'withdrawalHaircut',
  /** The defaulter's own contribution to the default fund. */
  'defaulterContribution',
  /** The venue's own money before, and after, that of the members. */
  'skinInTheGame',
  'defaultFund',
  'skinInTheGameSecond',
  /** Members are called upon once more, as far as the rules allow. */
  'assessments',
] as const;
export type WaterfallStage = (typeof WATERFALL_STAGES)[number];

/** Names of reserves that stages own; see `VenueRules.reserves`. */
export const DEFAULT_FUND_RESERVE = 'default fund';
export const SKIN_RESERVE = 'skin in the game';
export const SKIN_SECOND_RESERVE = 'skin in the game, second';

/** The insurance fund stands back when it has lost a share of its peak of the last `windowUs`. */
export interface FundTriggerRules {
  readonly windowUs: SimTimeUs;
  readonly drawdownPpm: Ppm;
}

/** Money from outside, such as the fund's share of trading fees. */
export interface FundInflowRules {
  readonly amount: QuoteQuanta;
  readonly intervalUs: SimTimeUs;
}

/** A fund of its own for some instruments; it pays before the shared one. */
export interface FundGroupRules {
  /** Name of its reserve. */
  readonly reserve: string;
  readonly instruments: readonly InstrumentIndex[];
}

/** Consecutive accounts that each paid the same into the default fund. */
export interface FundMembers {
  readonly first: AccountIndex;
  /** The one after the last. */
  readonly end: AccountIndex;
  readonly contribution: QuoteQuanta;
}

export interface DefaultFundRules {
  readonly members: readonly FundMembers[];
  /** Most that a member can be called upon for: its contribution x this. */
  readonly assessmentPpm: Ppm;
}

export interface LossRules {
  readonly trigger: FundTriggerRules | null;
  /** Part of what is left of an account liquidated to the end that goes to its fund. */
  readonly surplusSharePpm: Ppm;
  readonly inflow: FundInflowRules | null;
  /** No instrument is in two of them. */
  readonly groups: readonly FundGroupRules[];
  /** Profits count from the last multiple of this; Infinity: from the start. */
  readonly clawbackPeriodUs: SimTimeUs;
  readonly defaultFund: DefaultFundRules | null;
}

/** One insurance fund, nothing else. */
export const NO_LOSS_RULES: LossRules = Object.freeze({
  trigger: null,
  surplusSharePpm: 0,
  inflow: null,
  groups: [],
  clawbackPeriodUs: Infinity,
  defaultFund: null,
});
