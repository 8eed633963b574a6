/**
 * Who takes positions over before the insurance fund does, in this order. Pure data; every name is that of one of the
 * venue's reserves (`VenueRules.reserves`), whose money it starts with.
 */
import type { Ppm, QuoteQuanta, SimTimeUs } from '../../base/units.ts';

/** How a taker carries what it took, and works out of it. */
export interface InventoryRules {
  /** Equity that it keeps for each position, as a share of notional; the venue's initial margin where that is more. */
  readonly marginPpm: Ppm;
  /** Time between two orders that sell off its inventory; each sells `unwindSharePpm` of the largest seen size. */
  readonly unwindIntervalUs: SimTimeUs;
  readonly unwindSharePpm: Ppm;
}

/** Takes whole accounts with their margin. Source: Hyperliquid, liquidator vault. */
export interface VaultRules {
  readonly kind: 'vault';
  readonly name: string;
  readonly inventory: InventoryRules;
  /** Largest account that it takes, notional over all legs; Infinity: any. */
  readonly notionalMax: QuoteQuanta;
  /** Most of its equity that the margin of one account may use. */
  readonly capitalShareMaxPpm: Ppm;
  /** It takes no more once it has lost this share of the money that it started with. */
  readonly lossLimitPpm: Ppm;
  /** Whether it takes accounts that owe money, with what they owe. */
  readonly takesDeficits: boolean;
}

export interface ProviderRules {
  readonly name: string;
  /** Most notional that it takes in one window of `windowUs`, aligned to the start. */
  readonly notionalMax: QuoteQuanta;
  readonly windowUs: SimTimeUs;
  /** Paid to it on top, as a share of the notional it takes. */
  readonly discountPpm: Ppm;
}

/** Backstop providers, among whom each position is divided. */
export interface PanelRules {
  readonly kind: 'panel';
  readonly providers: readonly ProviderRules[];
  readonly inventory: InventoryRules;
}

export interface BidderRules {
  readonly name: string;
  /** It bids once the discount is as large as this. */
  readonly reservationPpm: Ppm;
}

/** A point of the discount's course; straight lines between them. */
export interface DiscountPoint {
  readonly afterUs: SimTimeUs;
  readonly discountPpm: Ppm;
}

/** An account's positions go to bidders at a discount on its equity that grows with time. Source: Derive, auctions. */
export interface DutchAuctionRules {
  readonly kind: 'dutchAuction';
  readonly bidders: readonly BidderRules[];
  /** Rising in both; the first at 0, the last one ends the auction. */
  readonly discounts: readonly DiscountPoint[];
  /** Time between two looks at who bids. */
  readonly intervalUs: SimTimeUs;
  readonly inventory: InventoryRules;
}

export type TakerRules = VaultRules | PanelRules | DutchAuctionRules;

export interface TakeoverRules {
  readonly takers: readonly TakerRules[];
  /** Whether the insurance fund takes inventory while it can carry it; otherwise it only pays. */
  readonly fundTakes: boolean;
}

export const FUND_ALONE: TakeoverRules = Object.freeze({ takers: [], fundTakes: true });

/** Names of the accounts behind a taker, in its order. */
export function namesOf(taker: TakerRules): readonly string[] {
  switch (taker.kind) {
    case 'vault':
      return [taker.name];
    case 'panel':
      return taker.providers.map(({ name }) => name);
    case 'dutchAuction':
      return taker.bidders.map(({ name }) => name);
  }
}
