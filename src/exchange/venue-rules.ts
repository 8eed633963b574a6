/**
 * What a scenario says about the venue: the order in which loss is borne and the controls around it. Pure data in
 * the simulator's units; the behaviour that each setting selects stands in the module that reads it.
 */
import type { InstrumentIndex, Ppm, QuoteQuanta, SimTimeUs } from '../base/units.ts';
import type { Instrument } from '../instruments/instrument.ts';
import type { DeleveragingAllocation } from '../margin/deleveraging-allocation.ts';
import type { DeleveragingRanking } from '../margin/deleveraging-rank.ts';
import type { TierTable } from '../margin/tier-table.ts';
import type { WaterfallStage } from './loss/loss-rules.ts';
import type { MechanismRules } from './mechanism-rules.ts';
import type { PortfolioRules } from './portfolio-rules.ts';

export interface MarkPriceRules {
  /**
   * From a change of the outside price or the book to the mark price that margin uses. What changes while an update
   * is on its way is part of it, and so is seen sooner.
   */
  readonly latencyUs: SimTimeUs;
  /** Shortest time between two mark updates that trades cause. */
  readonly intervalUs: SimTimeUs;
  /** Weight in [0, 1] of the venue's own displacement in the mark; the rest is the outside index. */
  readonly ownVenueWeight: number;
  /** Largest |log(mark / index)|. */
  readonly basisLimit: number;
}

/** How much of a position one liquidation step closes. */
export type LiquidationSizing =
  | { readonly kind: 'full' }
  | { readonly kind: 'fraction'; readonly sharePpm: Ppm }
  /**
   * A share of positions whose notional is above `above`, others whole. For `cooldownUs` after such a step the account's next
   * order is for the full position, or waits.
   */
  | {
      readonly kind: 'fractionCooldown';
      readonly sharePpm: Ppm;
      readonly above: QuoteQuanta;
      readonly cooldownUs: SimTimeUs;
      readonly during: 'full' | 'wait';
    }
  /** Down to the lower edge of the position's margin bracket; the whole position in the lowest bracket. */
  | { readonly kind: 'tierStep' }
  /** As little as lifts equity to `bufferRatio` x maintenance margin when it closes at the mark and pays the fee. */
  | { readonly kind: 'restoreBuffer'; readonly bufferRatio: number };

export interface LiquidationRules {
  /** False: breaches are found and nothing is closed, for comparisons. */
  readonly enabled: boolean;
  readonly sizing: LiquidationSizing;
  /** Positions whose notional is at or below this are closed whole. */
  readonly wholeBelow: QuoteQuanta;
  /** Charged on liquidated notional, never more than the equity left, into the insurance fund. */
  readonly feePpm: Ppm;
  /** From a detected breach to the first order. */
  readonly latencyUs: SimTimeUs;
  /** Between two orders of the same account. */
  readonly stepIntervalUs: SimTimeUs;
  /** After an order that the price band kept from filling. */
  readonly retryIntervalUs: SimTimeUs;
  /** Orders that the engine can send in a second, over all accounts. */
  readonly throughputPerSecond: number;
  /** An account whose equity is below this share of its maintenance margin is taken over. 0: only when bankrupt. */
  readonly takeoverEquitySharePpm: Ppm;
}

export interface InsuranceFundRules {
  readonly initial: QuoteQuanta;
  /** Equity that the fund must keep for the positions it has taken over, as a share of their notional. */
  readonly inventoryMarginPpm: Ppm;
  /** Time between two orders that sell off the inventory; each sells `unwindSharePpm` of the largest seen size. */
  readonly unwindIntervalUs: SimTimeUs;
  readonly unwindSharePpm: Ppm;
}

export interface AutoDeleveragingRules {
  readonly ranking: DeleveragingRanking;
  /** `previousMark`: the mark before the last update. */
  readonly price: 'bankruptcy' | 'mark' | 'previousMark';
  /** How a position is shared out among the other side. Left out: `queue`, the best ranked first. */
  readonly allocation?: DeleveragingAllocation;
}

export interface PriceBandRules {
  /** Orders fill only within this distance of the index, in log price. */
  readonly widthLog: number;
}

export interface HaltRules {
  /** A move of the mark against its high or low of the last `windowUs` by `moveLog` halts the instrument. */
  readonly windowUs: SimTimeUs;
  readonly moveLog: number;
  readonly durationUs: SimTimeUs;
  /** Whether liquidation orders and takeovers go on in a halted instrument; its mark price stands still either way. */
  readonly liquidationsAllowed: boolean;
  /** Least margin multiple of the instrument from the halt on, until something else sets another; 1,000,000: as it was. */
  readonly marginMultiplePpm: Ppm;
}

export interface ThrottleRules {
  /** Most notional that liquidation orders may fill in one window, over all instruments. */
  readonly notionalMax: QuoteQuanta;
  readonly windowUs: SimTimeUs;
}

/** From `atUs` on, rates of these instruments are this multiple of what their tables say. */
export interface MarginChange {
  readonly atUs: SimTimeUs;
  /** Rising. */
  readonly instruments: readonly InstrumentIndex[];
  readonly multiplePpm: Ppm;
  /** Maintenance rates stay as they are. */
  readonly initialOnly: boolean;
}

/** Margin rates that follow the volatility of the venue's own marks. */
export interface MarginRecalibrationRules {
  readonly intervalUs: SimTimeUs;
  readonly estimator:
    | { readonly kind: 'ewma'; readonly lambda: number }
    | { readonly kind: 'garch'; readonly alpha: number; readonly beta: number };
  /** [instrumentCount] annual volatility that the rates stand for; 0 only for spot, which has no rates. */
  readonly volatilityAnnual: readonly number[];
  readonly floorPpm: Ppm;
  readonly capPpm: Ppm;
  /** Multiples are whole numbers of steps, rounded up. */
  readonly stepPpm: Ppm;
}

export interface VenueRules extends MechanismRules {
  readonly instruments: readonly Instrument[];
  /** One table an instrument. */
  readonly tiers: readonly TierTable[];
  /** Of two at the same time the later one in the list has the last word. */
  readonly marginChanges: readonly MarginChange[];
  /** Null: rates change on schedule alone. */
  readonly marginRecalibration: MarginRecalibrationRules | null;
  /** Null: everything settles in the quote currency and margin is tiered cross margin by `tiers`, in whole quanta. */
  readonly portfolio: PortfolioRules | null;
  readonly markPrice: MarkPriceRules;
  readonly liquidation: LiquidationRules;
  readonly insuranceFund: InsuranceFundRules;
  /** Steps after the order book, in this order, none twice; what is left is uncovered loss. */
  readonly waterfall: readonly WaterfallStage[];
  readonly autoDeleveraging: AutoDeleveragingRules;
  readonly priceBand: PriceBandRules | null;
  readonly halt: HaltRules | null;
  readonly throttle: ThrottleRules | null;
}
