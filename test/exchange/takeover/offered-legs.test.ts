// Goal: takers are offered the legs that may trade and have something behind them, no others. Method: an account with two legs,
// one of which is halted or has nothing behind it; sums by hand.
import { describe, expect, it } from 'vitest';
import type { InventoryRules, TakerRules } from '../../../src/exchange/takeover/takeover-rules.ts';
import type { VenueRules } from '../../../src/exchange/venue-rules.ts';
import { haltAfter, usd } from '../small-venue.ts';
import { TwoLegExchange, type TwoLegs } from '../two-legs.ts';
import { auction, kept, vault } from './taker-stage.ts';

const SECOND_US = 1_000_000;
const inventory: InventoryRules = { ...kept, marginPpm: 10_000 };

const panel: TakerRules = {
  kind: 'panel',
  providers: [{ name: 'taker', notionalMax: Infinity, windowUs: SECOND_US, discountPpm: 0 }],
  inventory,
};
const bidding = auction(0, { inventory, bidders: [{ name: 'taker', reservationPpm: 0 }] });

const offered = (taker: TakerRules, legs: TwoLegs, more: Partial<VenueRules> = {}): TwoLegExchange =>
  new TwoLegExchange({
    ...legs,
    small: {
      liquidation: { takeoverEquitySharePpm: 1_000_000 },
      rules: {
        ...more,
        reserves: [{ name: 'taker', initial: usd(5_000) }],
        takeover: { takers: [taker], fundTakes: true },
      },
    },
  });
const taken = (venue: TwoLegExchange): (readonly [instrument: number, lots: number, share: number])[] =>
  venue.take('positionTaken').map(([, , i, lots, , share]) => [i, lots, share]);

describe('a leg that is halted', () => {
  it.each([
    ['a vault', vault({ name: 'taker', inventory })],
    ['a panel', panel],
    ['a bidder', bidding],
  ])('is not taken by %s, and keeps what stands behind it', (_, taker) => {
    // A falls to 97 and halts: 60 of 90 are left, against margins of 48.50 and 50. Of the 60 there are 30.4569 behind B.
    const venue = offered(taker, { lots: [10, 10], equityUsd: 90 }, { halt: haltAfter(0.02) });
    venue.moveTo(97, 100).liquidate();
    const share = taker.kind === 'dutchAuction' ? 0 : 304_569;
    expect(taken(venue)).toEqual([[1, 10, share]]);
    expect(venue.exchange.equityOf(4)).toBe(usd(60) - share);
    expect(venue.exchange.lotsOf(4, 0)).toBe(10);
  });
});

it('a leg with nothing behind it is nobody’s to bid for', () => {
  // A quantum of equity over two legs of the same margin: all of it stands behind the first.
  const venue = offered(bidding, { lots: [10, 10], equityUsd: 0.0001 });
  venue.moveTo(100, 100).liquidate();
  expect(taken(venue)).toEqual([[0, 10, 0]]);
});
