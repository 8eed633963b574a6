// Goal: a fault and a control that stop the same service end each its own stop alone, and nobody is sold out by auction while
// liquidations are off. Method: a venue with one instrument and one account in breach, the times worked out by hand.
import { describe, expect, it } from 'vitest';
import { NO_CONTROLS, type LiquidationPauseRules } from '../../../src/exchange/controls/control-rules.ts';
import { DEFERRED_BY_PAUSE } from '../../../src/exchange/fact.ts';
import type { FaultRules } from '../../../src/exchange/faults/fault-rules.ts';
import { SmallExchange, usd } from '../small-venue.ts';
import { auction, kept, long, stage } from '../takeover/taker-stage.ts';

const SECOND_US = 1_000_000;

const liquidationDown = (atSeconds: number, untilSeconds: number): FaultRules => ({
  kind: 'liquidationDown',
  atUs: atSeconds * SECOND_US,
  durationUs: (untilSeconds - atSeconds) * SECOND_US,
});

it("a fault's end leaves a control's pause as it is, and the other way round", () => {
  // The first fill is above no notional at all, so it trips the pause: 1 to 31 s. Faults 2 to 7 s and 25 to 40 s.
  const liquidationPause: LiquidationPauseRules = {
    fundSharePpm: null,
    fundWindowUs: SECOND_US,
    notionalMax: 0,
    rateWindowUs: 60 * SECOND_US,
    onMarketWideHalt: false,
    pauseUs: 30 * SECOND_US,
    extensionsMax: 0,
  };
  const small = new SmallExchange({
    priceUsd: 100,
    holders: [{ equityUsd: 150, lots: 100 }],
    liquidation: { sizing: { kind: 'fraction', sharePpm: 100_000 } },
    rules: {
      controls: { ...NO_CONTROLS, liquidationPause },
      faults: [liquidationDown(2, 7), liquidationDown(25, 40)],
    },
  });
  small.moveTo(99);
  small.exchange.liquidate(4);
  expect(small.take('liquidationFill')).toHaveLength(1);
  const againAfter = (seconds: number): number => {
    small.moveTo(99, seconds);
    const next = small.exchange.liquidate(4);
    expect(small.take('liquidationDeferred').map(([, , , , reason]) => reason)).toEqual([DEFERRED_BY_PAUSE]);
    return next.kind === 'again' ? next.atUs / SECOND_US : 0;
  };
  // At 3 s the latest end is the pause's, also at 8 s; at 26 and 32 s it is that of the second fault.
  expect([againAfter(2), againAfter(5), againAfter(18), againAfter(6)]).toEqual([31, 31, 40, 40]);
  small.moveTo(99, 9);
  small.exchange.liquidate(4);
  expect(small.take('liquidationFill', 'liquidationDeferred').map(([kind]) => kind)).toEqual(['liquidationFill']);
});

describe('an auction', () => {
  /** 50 USD are behind 100 lots at 99: open from 1 s on at 5 %, two points more a second, bids every 5 s. */
  const begun = (reservationPpm: number, fault: FaultRules): SmallExchange => {
    const discounts = [
      { afterUs: 0, discountPpm: 50_000 },
      { afterUs: 20 * SECOND_US, discountPpm: 450_000 },
    ];
    const taker = auction(reservationPpm, { inventory: kept, discounts });
    const small = stage({ holders: [long(100)], taker, moneyUsd: [5_000], faults: [fault] });
    small.moveTo(99);
    expect(small.exchange.liquidate(4)).toEqual({ kind: 'again', atUs: 6 * SECOND_US });
    return small;
  };

  it('waits for liquidations to go on, and the discount rises meanwhile', () => {
    // The bids of 6 s would be at 15 %.
    const small = begun(100_000, liquidationDown(3, 12));
    small.moveTo(99, 10);
    expect(small.take('positionTaken')).toEqual([]);
    // At 12 s it is 5 + 11 x 2 = 27 % of the 50 USD that are left.
    small.moveTo(99, 1);
    expect(small.take('positionTaken')).toEqual([['positionTaken', 4, 100, 9_886.5, usd(13.5), 5]]);
  });

  it('keeps its pace where the engine goes down right after its bids', () => {
    const small = begun(180_000, liquidationDown(6, 8));
    // Its turn at 6 s, at 15 %, comes before the outage of that moment, and its timer after it: the next bids are at 11 s.
    small.exchange.advanceTo(6 * SECOND_US);
    expect(small.exchange.liquidate(4)).toEqual({ kind: 'again', atUs: 11 * SECOND_US });
    small.moveTo(99, 9);
    expect(small.take('positionTaken')).toEqual([]);
    small.moveTo(99, 1);
    expect(small.take('positionTaken')).toHaveLength(1);
  });
});
