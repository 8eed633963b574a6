// Goal: auctions keep to docs/exchange-rules.md, section 19, at the edges: nothing to sell, the last bids, a pause beyond the end, a
// bidder who takes a part. Method: one instrument, sums by hand; the account is 4, bidders follow.
import { describe, expect, it } from 'vitest';
import { NO_CONTROLS } from '../../../src/exchange/controls/control-rules.ts';
import { discountAt } from '../../../src/exchange/takeover/dutch-auction.ts';
import type { SmallExchange } from '../small-venue.ts';
import { auction, long, stage, takenFrom } from './taker-stage.ts';

const SECOND_US = 1_000_000;

describe('an auction', () => {
  const againAt = (small: SmallExchange): number => {
    const next = small.exchange.liquidate(4);
    return next.kind === 'again' ? next.atUs / SECOND_US : 0;
  };

  it('has a discount in whole ppm, rounded down', () => {
    // From 0 to 100 % in 3 s.
    const discounts = [
      { afterUs: 0, discountPpm: 0 },
      { afterUs: 3, discountPpm: 1_000_000 },
    ];
    expect([0, 1, 2, 3].map((us) => discountAt({ discounts }, us))).toEqual([0, 333_333, 666_666, 1_000_000]);
  });

  it('is not held over an account with nothing left', () => {
    const small = stage({ holders: [long(100)], taker: auction(0), moneyUsd: [5_000] });
    small.moveTo(98.5);
    expect(small.equityUsd(4)).toBe(0);
    expect(takenFrom(small, 4)).toEqual([[0, 100]]);
  });

  it('asks for bids at each interval, and last at its end', () => {
    // From 1 s to 21 s, every 7 s; a bidder who would have to be given more than all.
    const small = stage({
      holders: [long(100)],
      taker: auction(1_000_000, { intervalUs: 7 * SECOND_US }),
      moneyUsd: [0],
    });
    small.moveTo(99);
    const times = [againAt(small)];
    for (const seconds of [7, 7]) {
      small.moveTo(99, seconds);
      times.push(againAt(small));
    }
    expect(times).toEqual([8, 15, 21]);
    small.moveTo(99, 6);
    expect(takenFrom(small, 4)).toEqual([[0, 100]]);
  });

  it('that is paused beyond its end ends when the account is served again', () => {
    const small = stage({
      holders: [long(100)],
      taker: auction(1_000_000),
      moneyUsd: [5_000],
      faults: [{ kind: 'liquidationDown', atUs: 3 * SECOND_US, durationUs: 40 * SECOND_US }],
    });
    small.moveTo(99);
    expect(againAt(small)).toBe(6);
    small.moveTo(99, 29);
    expect(small.take('positionTaken', 'auctionEnd')).toEqual([]);
    // At 43 s, long after its end at 21 s, bids are at all of the equity.
    small.moveTo(99, 13);
    expect(takenFrom(small, 4)).toEqual([[5, 100]]);
    expect(small.equityUsd(5)).toBe(5_050);
  });

  it('in which somebody bids by timer gives him inventory, which he sells from then on', () => {
    const small = stage({
      holders: [{ equityUsd: 150.0001, lots: 100 }],
      taker: auction(250_000),
      moneyUsd: [5_000],
    });
    small.moveTo(99);
    expect(againAt(small)).toBe(6);
    // A quarter of the 50.0001 USD after 5 s, at 6 s, rounded down; the first sale ten seconds later.
    small.runTo(6);
    expect(small.take('positionTaken').map(([, , lots, , gainUsd]) => [lots, gainUsd])).toEqual([[100, 12.5 * 10_000]]);
    small.runTo(15.9);
    expect(small.take('inventoryUnwind')).toEqual([]);
    small.runTo(16);
    expect(small.take('inventoryUnwind').map(([, account, lots]) => [account, lots])).toEqual([[5, -10]]);
  });

  it('in which somebody takes a part at once has him sell from then on, while the account waits', () => {
    // Nothing is paid on top: 9.90 a unit carry 50 units of 495 USD.
    const small = stage({ holders: [long(100)], taker: auction(0), moneyUsd: [495] });
    small.moveTo(99);
    expect(againAt(small)).toBe(6);
    expect(small.lotsOf(5)).toBe(50);
    small.runTo(11);
    expect(small.take('inventoryUnwind').map(([, account, lots]) => [account, lots])).toEqual([[5, -5]]);
  });

  it('is not begun over an account whose positions the taker before it took', () => {
    const second = auction(0, { bidders: [{ name: 'second', reservationPpm: 0 }] });
    const small = stage({ holders: [long(100)], taker: auction(0), others: [second], moneyUsd: [5_000, 5_000] });
    small.moveTo(99);
    expect(small.exchange.liquidate(4)).toEqual({ kind: 'done' });
    expect(small.take('auctionStart', 'positionTaken', 'accountClosed').map(([kind]) => kind)).toEqual([
      'auctionStart',
      'positionTaken',
      'accountClosed',
    ]);
  });
});

it('an auction whose pause is called off before its end is over at its end', () => {
  // The fund takes 100 lots with a debt of 40 at 95: it has 60 of 100, 49 at 94.89 and 80 at 95.20. The mode that follows stops
  // liquidations from 2.5 s in slices of 10 s, and ends at 4 s. The auction of the other account is from 1 to 6 s.
  const rules = {
    sharePpm: 500_000,
    windowUs: 1e6 * SECOND_US,
    recoverPpm: 800_000,
    longestUs: null,
    marginMultiplePpm: 1_000_000,
    pausesLiquidations: true,
    closeOnly: false,
  };
  const small = stage({
    holders: [
      { equityUsd: 460, lots: 100 },
      { equityUsd: 5.6, lots: 1 },
    ],
    taker: auction(1_000_000, {
      intervalUs: 2 * SECOND_US,
      discounts: [
        { afterUs: 0, discountPpm: 0 },
        { afterUs: 5 * SECOND_US, discountPpm: 1_000_000 },
      ],
    }),
    moneyUsd: [5_000],
    fundUsd: 100,
    controls: { ...NO_CONTROLS, fundMode: rules },
  });
  small.moveTo(95);
  small.exchange.liquidate(4);
  expect(small.exchange.liquidate(5)).toEqual({ kind: 'again', atUs: 3 * SECOND_US });
  small.moveTo(94.89, 1.5);
  expect(small.exchange.stoppedUntilUsOf('liquidations')).toBe(12.5 * SECOND_US);
  small.runTo(3);
  small.moveTo(95.2);
  expect(small.exchange.stoppedUntilUsOf('liquidations')).toBe(0);
  small.runTo(6);
  expect(takenFrom(small, 5)).toEqual([[6, 1]]);
});
