// Goal: the auction at a reopening takes an account's liquidation as its next step would, and leaves alone whoever would have
// waited. Method: a venue with one instrument that halts at its second mark, for 5 s, with a call of 10 s.
import { expect, it } from 'vitest';
import { NO_CONTROLS } from '../../../src/exchange/controls/control-rules.ts';
import { DEFERRED_BY_COOLDOWN } from '../../../src/exchange/fact.ts';
import type { VenueRules } from '../../../src/exchange/venue-rules.ts';
import { NO_MECHANISMS } from '../../../src/exchange/mechanism-rules.ts';
import { haltAfter, SmallExchange, usd } from '../small-venue.ts';
import { auction } from '../takeover/taker-stage.ts';
import { TwoLegExchange } from '../two-legs.ts';

const SECOND_US = 1_000_000;

const halting: Partial<VenueRules> = {
  halt: haltAfter(0.0005, true),
  controls: { ...NO_CONTROLS, reopening: { callUs: 10 * SECOND_US } },
};

/** 5 s later the halt is over, and 10 s after that the auction is held. */
function uncross(small: SmallExchange, priceUsd: number): void {
  small.moveTo(priceUsd, 5);
  small.exchange.resumeTrading(0);
  small.moveTo(priceUsd, 10);
  small.take();
  small.exchange.resumeTrading(0);
  small.exchange.audit();
}

/** The mark moves and halts the instrument. Lots that liquidations sold in the auction, by account. */
function liquidatedInAuction(small: SmallExchange, priceUsd: number): (readonly [account: number, lots: number])[] {
  small.moveTo(priceUsd);
  uncross(small, priceUsd);
  const rows = small.take('auction', 'liquidationFill');
  expect(rows[0]?.[0]).toBe('auction');
  return rows.slice(1).map(([, account, lots]) => [account, lots]);
}

/** 2,500 units at 100 with 1,500 USD left against a margin of 2,500; a fifth goes at a time, and then 30 s nothing. */
function cooling(): SmallExchange {
  const small = new SmallExchange({
    priceUsd: 101,
    holders: [{ equityUsd: 4_000, lots: 2_500 }],
    liquidation: {
      sizing: {
        kind: 'fractionCooldown',
        sharePpm: 200_000,
        above: usd(100_000),
        cooldownUs: 30 * SECOND_US,
        during: 'wait',
      },
    },
    rules: halting,
  });
  small.moveTo(100);
  return small;
}

it('takes a step of an account under liquidation, which then cools as after any other step', () => {
  const small = cooling();
  expect(liquidatedInAuction(small, 99.9)).toEqual([[4, -500]]);
  expect(small.exchange.liquidate(4)).toEqual({ kind: 'again', atUs: 47 * SECOND_US });
  expect(small.take('liquidationDeferred').map(([, , , , reason]) => reason)).toEqual([DEFERRED_BY_COOLDOWN]);
});

it('leaves an account alone that is cooling', () => {
  const small = cooling();
  small.exchange.liquidate(4);
  expect(small.take('liquidationFill').map(([, , lots]) => lots)).toEqual([-500]);
  expect(liquidatedInAuction(small, 99.9)).toEqual([]);
});

it('liquidates nobody where liquidations are off', () => {
  const small = new SmallExchange({
    priceUsd: 101,
    holders: [{ equityUsd: 4_000, lots: 2_500 }],
    liquidation: { enabled: false },
    rules: halting,
  });
  small.moveTo(100);
  expect(small.exchange.liquidate(4)).toEqual({ kind: 'done' });
  expect(liquidatedInAuction(small, 99.9)).toEqual([]);
  expect(small.lotsOf(4)).toBe(2_500);
});

it('leaves an account alone that is up for auction', () => {
  const discounts = [
    { afterUs: 0, discountPpm: 0 },
    { afterUs: 60 * SECOND_US, discountPpm: 1_000_000 },
  ];
  // 100 units at 99 with 40 USD left against a margin of 99: taken over below half of it. At 99.30 it has 70 USD, too
  // much for a takeover and too little to recover: without the auction it would be liquidated.
  const small = new SmallExchange({
    priceUsd: 100,
    holders: [{ equityUsd: 140, lots: 100 }],
    liquidation: { takeoverEquitySharePpm: 500_000 },
    rules: {
      ...halting,
      reserves: [{ name: 'bidder', initial: usd(5_000) }],
      takeover: { takers: [auction(1_000_000, { discounts })], fundTakes: true },
    },
  });
  small.moveTo(99);
  small.exchange.liquidate(4);
  expect(small.take('auctionStart')).toHaveLength(1);
  expect(liquidatedInAuction(small, 99.3)).toEqual([]);
  expect(small.lotsOf(4)).toBe(100);
});

it('leaves an account to a takeover that is due one, to the quantum', () => {
  // 2,500 units at 99.90: 2,750 lost, and half of the margin of 2,497.50 is 1,248.75.
  for (const [equityUsd, sold] of [
    [3_998.75, []],
    [3_998.7501, [[4, -2_500]]],
  ] as const) {
    const small = new SmallExchange({
      priceUsd: 101,
      holders: [{ equityUsd, lots: 2_500 }],
      liquidation: { takeoverEquitySharePpm: 500_000 },
      rules: halting,
    });
    small.moveTo(100);
    expect(liquidatedInAuction(small, 99.9)).toEqual(sold);
  }
});

it('takes no liquidation while liquidations are off', () => {
  const small = new SmallExchange({
    priceUsd: 101,
    holders: [{ equityUsd: 4_000, lots: 2_500 }],
    rules: { ...halting, faults: [{ kind: 'liquidationDown', atUs: 3 * SECOND_US, durationUs: 60 * SECOND_US }] },
  });
  small.moveTo(100);
  expect(liquidatedInAuction(small, 99.9)).toEqual([]);
});

it('takes the first order of an account, places its second right after, and leaves the book where that took it', () => {
  const small = new SmallExchange({ priceUsd: 101, holders: [{ equityUsd: 1e6, lots: 0 }], rules: halting });
  small.moveTo(101);
  small.moveTo(100);
  for (const lots of [-300, -200]) small.exchange.keepForAuction(4, 0, lots, 'panicSale');
  uncross(small, 100);
  const rows = small.take('auction', 'order', 'controlState').map(([kind, , lots]) => [kind, lots]);
  expect(rows).toEqual([
    ['auction', 300],
    ['order', -300],
    ['controlState', 0],
    ['order', -200],
  ]);
  // 500 lots of 100 USD in a book of 1e15 quanta within 1 %.
  expect(small.exchange.displacementLogOf(0) / ((-0.01 * 500 * 1e6) / 1e15)).toBeCloseTo(1, 4);
});

it('fills an order at its limit exactly', () => {
  // At 99.90 there are 1,000 USD behind 2,500 units: 99.50 is their bankruptcy price, and where the book stands in the auction.
  const small = new SmallExchange({
    priceUsd: 101,
    holders: [
      { equityUsd: 3_750, lots: 2_500 },
      { equityUsd: 1e6, lots: 0 },
    ],
    rules: halting,
  });
  small.moveTo(100);
  small.moveTo(99.9);
  small.exchange.keepForAuction(5, 0, 2_500, 'dipPurchase');
  uncross(small, 99.5);
  expect(small.take('auction', 'liquidationFill', 'order').map(([kind, , lots, , a]) => [kind, lots, a])).toEqual([
    ['auction', 2_500, 9_950],
    ['liquidationFill', -2_500, usd(1_000)],
    ['order', 2_500, 2_500],
  ]);
});

it('sells nothing of a provider to its own quotes, where there are no others', () => {
  const small = new SmallExchange({
    priceUsd: 101,
    holders: [{ equityUsd: 4_000, lots: 2_500, isMaker: true }],
    externalSharePpm: 0,
    rules: halting,
  });
  small.moveTo(100);
  expect(liquidatedInAuction(small, 99.9)).toEqual([]);
  expect(small.lotsOf(4)).toBe(2_500);
});

it('sells of a leg under proRata its share of all legs, as a step does', () => {
  // At 90 and 100 there are 855 USD left against margins of 450 and 500. 1.2 times that are 1,140: a quarter of both legs restores
  // it, and of the first alone it would take 285 / (1.2 x 0.05 x 90), 53 lots.
  const venue = new TwoLegExchange({
    lots: [100, 100],
    equityUsd: 1_855,
    small: {
      liquidation: { sizing: { kind: 'restoreBuffer', bufferRatio: 1.2 } },
      rules: { ...halting, liquidationPolicy: { ...NO_MECHANISMS.liquidationPolicy, legOrder: 'proRata' } },
    },
  });
  for (const seconds of [1 + 5, 10]) {
    for (let n = 0; n < seconds; n += 1) venue.moveTo(90, 100);
    venue.exchange.resumeTrading(0);
  }
  venue.exchange.audit();
  const rows = venue.take('auction', 'liquidationFill').map(([kind, , instrument, lots]) => [kind, instrument, lots]);
  expect(rows).toEqual([
    ['auction', 0, 25],
    ['liquidationFill', 0, -25],
  ]);
});
