/**
 * Mark rules of the venues: how a mark is made of the index, the venue's own book and funding. Each rule is a small state
 * machine for one instrument, sampled at every mark update; prices are in ticks, not rounded, and rounding to a tick is
 * the caller's business.
 */
import type { SimTimeUs } from '../../base/units.ts';

/** Another venue that lists the same: its price is the outside price x (1 + deviation). */
export interface OtherVenue {
  readonly weight: number;
  readonly deviation: number;
}

/** Index of other venues' prices and the venue's own. */
export interface IndexRules {
  readonly average: 'mean' | 'median';
  /** Weight of the venue's own book beside the others'; 0: none. */
  readonly ownWeight: number;
  readonly venues: readonly OtherVenue[];
}

export type MarkRule =
  /** The price of the venue's own book. */
  | { readonly kind: 'last' }
  /** Median of index with funding, index with the average basis of `windowUs`, and last. */
  | { readonly kind: 'binance'; readonly windowUs: SimTimeUs }
  /** Median of oracle with an averaged basis, the book, and other venues' perpetuals (none: two inputs and an average). */
  | {
      readonly kind: 'hyperliquid';
      readonly basisTauUs: SimTimeUs;
      readonly bookTauUs: SimTimeUs;
      readonly perpetuals: readonly OtherVenue[];
    }
  /** Index with the funding that is still to come. */
  | { readonly kind: 'bitmex' }
  /** Index with an averaged basis, within limits. */
  | { readonly kind: 'deribit'; readonly basisTauUs: SimTimeUs; readonly basisLimitLog: number };

/** What a mark is made of at one moment. */
export interface MarkInputs {
  readonly nowUs: SimTimeUs;
  /** Outside price, index, and price of the venue's own book; ticks, positive. */
  readonly outsideTicks: number;
  readonly indexTicks: number;
  readonly lastTicks: number;
  /** Funding that is still to come in this interval, a share of the price: rate x time left / interval. */
  readonly fundingBasis: number;
}

export interface MarkFormula {
  /** Takes a sample and returns the mark in ticks, not rounded. Times must not fall. */
  next(inputs: MarkInputs): number;
  /** Appends the numbers that make up its state, for fingerprints. */
  appendState(out: number[]): void;
}
