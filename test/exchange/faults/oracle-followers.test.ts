// Goal: what follows an instrument has its index from what the venue sees of that one, at once when an oracle fault begins and
// ends and at every look while it lasts. Method: a venue with every kind of contract and a linear perpetual's price halved, or
// its own book moved; indices by hand.
import { expect, it } from 'vitest';
import type { OracleFault } from '../../../src/exchange/faults/fault-rules.ts';
import { TimerList } from '../../model/timer-list.ts';
import { portfolioExchange } from '../portfolio-exchange.ts';
import { BTC, FUTURE, INVERSE, SPOT } from '../portfolio-venue.ts';
import { usd } from '../small-venue.ts';

const SECOND_US = 1_000_000;

function exchangeWith(error: OracleFault['error']) {
  const timers = new TimerList();
  const fault: OracleFault = { kind: 'oracle', atUs: 10, durationUs: SECOND_US, instruments: [BTC], error };
  const exchange = portfolioExchange({
    rules: { faults: [fault] },
    holders: [{ equityUsd: 100_000, held: {} }],
    depthAtOnePercent: usd(300_000),
    record: () => {},
    timers,
  });
  const wakeAt = (atUs: number): void => {
    exchange.advanceTo(atUs);
    timers.wakeNext(exchange);
  };
  return { exchange, wakeAt };
}

it('moves the index of followers when a fault begins, and back when it ends', () => {
  const { exchange, wakeAt } = exchangeWith({ kind: 'factor', factor: 0.5 });
  wakeAt(10);
  expect([BTC, SPOT, INVERSE, FUTURE].map((i) => exchange.indexTicksOf(i))).toEqual([
    250_000, 250_000, 250_000, 252_500,
  ]);
  wakeAt(10 + SECOND_US);
  expect([BTC, SPOT, INVERSE].map((i) => exchange.indexTicksOf(i))).toEqual([500_000, 500_000, 500_000]);
});

it('moves the index of followers at each mark update while the oracle follows the own book', () => {
  const { exchange, wakeAt } = exchangeWith({ kind: 'ownVenue', weight: 1 });
  wakeAt(10);
  exchange.placeOrder(4, BTC, 100, 'dipPurchase');
  exchange.updateMarks();
  expect(exchange.indexTicksOf(BTC)).toBeGreaterThan(500_000);
  expect(exchange.indexTicksOf(SPOT)).toBe(exchange.indexTicksOf(BTC));
});
