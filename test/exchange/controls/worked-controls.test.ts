// Goal: bands, levels and uncrossing prices are those of the published figures and of hand calculation.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { findUncrossing, type AuctionBook } from '../../../src/exchange/controls/auction-price.ts';
import { variantTicksOf } from '../../../src/exchange/controls/dynamic-breaker.ts';
import { limitMultiple, limitWidthTicks } from '../../../src/exchange/controls/limit-up-down.ts';
import { marketWideLevels } from '../../../src/exchange/controls/market-wide-breaker.ts';
import { openInterestShare } from '../../../src/exchange/controls/open-interest-margin.ts';
import { isFarFrom } from '../../../src/exchange/controls/oracle-guard.ts';
import { bandAround, OrderBands, reciprocalLowPpm } from '../../../src/exchange/controls/order-bands.ts';
import type { ExchangeState } from '../../../src/exchange/state.ts';

const DECLINES = [70_000, 130_000, 200_000];

describe('market-wide levels', () => {
  it.each([
    [5346.56, [4972.3, 4651.5, 4277.24]],
    [2681.66, [2493.94, 2333.04, 2145.33]],
    [2711.02, [2521.25, 2358.59, 2168.82]],
  ])('of a close of %d', (close, published) => {
    // Each level is of the close itself, not of the level before.
    marketWideLevels(close, DECLINES).forEach((level, n) => expect(Math.abs(level - published[n]!)).toBeLessThan(0.02));
  });
});

describe('limit-up/limit-down', () => {
  const bands = (price: number, tier: 1 | 2, multiple: 1 | 2): number[] => {
    const ticks = Math.round(price * 100);
    const width = limitWidthTicks(ticks, 0.01, { tier, multiple });
    return [(ticks - width) / 100, (ticks + width) / 100];
  };

  it.each([
    [100, 1, 1, 95, 105],
    [100, 1, 2, 90, 110],
    [100, 2, 1, 90, 110],
    [3.01, 1, 1, 2.86, 3.16],
    [3, 1, 1, 2.4, 3.6],
    [2, 1, 1, 1.6, 2.4],
    [0.75, 1, 1, 0.6, 0.9],
    [0.74, 1, 1, 0.59, 0.89],
    [0.5, 2, 1, 0.35, 0.65],
    [0.1, 1, 1, 0.03, 0.17],
  ] as const)('around %d in tier %d, times %d', (price, tier, multiple, low, high) => {
    expect(bands(price, tier, multiple)).toEqual([low, high]);
  });

  it('is 15 cents in whole ticks of any size', () => {
    // 0.15 / 0.0001 is a little less than 1,500 in binary fractions.
    expect(limitWidthTicks(5_000, 0.0001, { tier: 1, multiple: 1 })).toBe(1_500);
    expect(limitWidthTicks(5_000, 0.0001, { tier: 1, multiple: 2 })).toBe(3_000);
    expect(limitWidthTicks(500, 0.001, { tier: 2, multiple: 1 })).toBe(150);
  });

  it('doubles at the opening and the close, which Amendment 18 mostly takes back', () => {
    const session = { openUs: 0, closeUs: 390 * 60e6 };
    const at = (minutes: number, amendment18: boolean, tier: 1 | 2, price = 100) =>
      limitMultiple(minutes * 60e6, session, { doubles: true, amendment18, tier }, price);
    expect([at(14, false, 1), at(15, false, 1), at(365, false, 2)]).toEqual([2, 1, 2]);
    expect([at(364.99, false, 1), at(390, false, 1), at(390.01, false, 1)]).toEqual([1, 2, 1]);
    expect([at(14, true, 1), at(365, true, 1), at(365, true, 2), at(365, true, 2, 3)]).toEqual([1, 2, 1, 2]);
    expect(limitMultiple(0, session, { doubles: false, amendment18: false, tier: 1 }, 100)).toBe(1);
  });
});

describe('bands and distances', () => {
  it('lie 1.5 % around a mark of 10,000', () => {
    expect(bandAround(10_000, { lowPpm: 985_000, highPpm: 1_015_000 })).toEqual([9_850, 10_150]);
  });

  it('hold an order to the stricter of two', () => {
    const state = {
      instrumentCount: 2,
      markTicks: Float64Array.of(10_000, 10_000),
      indexTicks: Float64Array.of(9_000, 9_000),
    } as unknown as ExchangeState;
    const limits = (around: 'mark' | 'index'): number[] => {
      const bands = new OrderBands(state, { around, lowPpm: 950_000, highPpm: 1_050_000 });
      bands.lowTicks[0] = 9_400;
      bands.highTicks[0] = 10_600;
      return [bands.limit(0, 1), bands.limit(0, -1), bands.limit(1, 1), bands.limit(1, -1)];
    };
    expect(limits('mark')).toEqual([10_500, 9_500, 10_500, 9_500]);
    expect(limits('index')).toEqual([9_450, 9_400, 9_450, 8_550]);
  });

  it('are not symmetric where the lower edge is a quotient', () => {
    expect(bandAround(10_000, { lowPpm: reciprocalLowPpm(250_000), highPpm: 1_250_000 })).toEqual([8_000, 12_500]);
    // 1 / 1.07 = 93.4579439 %: 934,580 ppm, and 9,345.80 is 9,346 ticks.
    expect(bandAround(10_000, { lowPpm: reciprocalLowPpm(70_000), highPpm: 1_070_000 })).toEqual([9_346, 10_700]);
    expect(reciprocalLowPpm(70_000)).toBe(934_580);
  });

  it('of the dynamic breaker are floored to a tick', () => {
    expect(variantTicksOf(4_999, 70_000)).toBe(349);
  });

  it('of a loose price are the same share on either side', () => {
    expect([isFarFrom(1_000, 1_050, 50_000), isFarFrom(1_000, 1_051, 50_000)]).toEqual([false, true]);
    expect([isFarFrom(1_050, 1_000, 50_000), isFarFrom(1_050, 999, 50_000)]).toEqual([false, true]);
  });

  it('of open interest are scaled between its caps, in steps', () => {
    const share = (openInterest: number) => openInterestShare(openInterest, 100, 200, 10_000);
    expect([share(100), share(101), share(150), share(199.99), share(200)]).toEqual([
      0, 10_000, 500_000, 1_000_000, 1_000_000,
    ]);
  });
});

/** Two lots a tick on either side of a price. */
const bookAt = (priceTicks: number): AuctionBook => ({
  priceTicks,
  lotsWithin: (direction, limit) => Math.max(0, 2 * direction * (limit - priceTicks)),
});

describe('an uncrossing price', () => {
  it('stays where the book is when nothing was gathered, or both sides weigh the same', () => {
    expect(findUncrossing([], bookAt(100), 1, 1_000)).toEqual({ priceTicks: 100, lots: 0 });
    const orders = [
      { lots: 7, limitTicks: 1_000 },
      { lots: -7, limitTicks: 1 },
    ];
    expect(findUncrossing(orders, bookAt(100), 1, 1_000)).toEqual({ priceTicks: 100, lots: 7 });
  });

  it('goes as far down as the book buys the difference', () => {
    const orders = [
      { lots: 4, limitTicks: 1_000 },
      { lots: -24, limitTicks: 1 },
    ];
    // 24 offered, 4 wanted: the book buys 20 within ten ticks.
    expect(findUncrossing(orders, bookAt(100), 1, 1_000)).toEqual({ priceTicks: 90, lots: 24 });
  });

  it('leaves out who does not sell so low', () => {
    const orders = [
      { lots: -10, limitTicks: 1 },
      { lots: -10, limitTicks: 97 },
    ];
    // At 95 the book buys the ten that have no limit; the others want 97, where it would buy six.
    expect(findUncrossing(orders, bookAt(100), 1, 1_000)).toEqual({ priceTicks: 95, lots: 10 });
  });

  it('stays within its range, whatever was gathered', () => {
    // At 120 still 60 more are wanted than the book sells; at 80 still 60 more are offered than it buys.
    const buys = [{ lots: 100, limitTicks: 1_000 }];
    const sells = [{ lots: -100, limitTicks: 1 }];
    expect(findUncrossing(buys, bookAt(100), 80, 120)).toEqual({ priceTicks: 120, lots: 40 });
    expect(findUncrossing(sells, bookAt(100), 80, 120)).toEqual({ priceTicks: 80, lots: 40 });
    // The same on both sides: at the book's own price, held within the range.
    const both = [
      { lots: 7, limitTicks: 1_000 },
      { lots: -7, limitTicks: 1 },
    ];
    const empty: AuctionBook = { priceTicks: 100, lotsWithin: () => 0 };
    expect(findUncrossing(both, empty, 110, 120)).toEqual({ priceTicks: 110, lots: 7 });
    expect(findUncrossing(both, empty, 80, 90)).toEqual({ priceTicks: 90, lots: 7 });
  });

  it('is the nearer to the book of two that trade the same', () => {
    // At 100 seven are wanted and five offered, at 101 five and seven.
    const orders = [
      { lots: 5, limitTicks: 1_000 },
      { lots: 2, limitTicks: 100 },
      { lots: -5, limitTicks: 1 },
      { lots: -2, limitTicks: 101 },
    ];
    const pricedFrom = (priceTicks: number): number =>
      findUncrossing(orders, { priceTicks, lotsWithin: () => 0 }, 1, 1_000).priceTicks;
    expect([50, 100, 101, 150].map(pricedFrom)).toEqual([100, 100, 101, 101]);
  });

  it('trades no less than any other price would', () => {
    const order = fc.record({ lots: fc.integer({ min: -40, max: 40 }), limitTicks: fc.integer({ min: 1, max: 60 }) });
    fc.assert(
      fc.property(fc.array(order, { maxLength: 8 }), fc.integer({ min: 5, max: 55 }), (orders, price) => {
        const book = bookAt(price);
        const traded = (at: number): number => {
          const buys = orders.filter(({ lots, limitTicks }) => lots > 0 && limitTicks >= at);
          const sells = orders.filter(({ lots, limitTicks }) => lots < 0 && limitTicks <= at);
          const demand = buys.reduce((total, { lots }) => total + lots, book.lotsWithin(-1, at));
          const supply = sells.reduce((total, { lots }) => total - lots, book.lotsWithin(1, at));
          return Math.min(demand, supply);
        };
        const found = findUncrossing(orders, book, 1, 60);
        expect(found.lots).toBe(traded(found.priceTicks));
        for (let at = 1; at <= 60; at += 1) expect(traded(at)).toBeLessThanOrEqual(found.lots);
      }),
    );
  });
});
