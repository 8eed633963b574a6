// Goal: the figures about deleveraging policies are those of the worked example. Method: one position of 100 against
// three accounts, under each allocation; amounts in USD, accounts from 4.
import { describe, expect, it } from 'vitest';
import { keepsRanks, type Party } from '../../../src/exchange/loss/deleveraging-record.ts';
import type { AutoDeleveragingRules } from '../../../src/exchange/venue-rules.ts';
import { SmallExchange, usd } from '../small-venue.ts';

/** 100 long that are worth nothing more at 100; X 80 with 1,000, Y 60 with 2,000, Z 100 with 1,000 short. */
function afterClosing(autoDeleveraging: AutoDeleveragingRules): SmallExchange {
  const small = new SmallExchange({
    priceUsd: 101,
    holders: [
      { equityUsd: 100, lots: 100 },
      { equityUsd: 920, lots: -80 },
      { equityUsd: 1_940, lots: -60 },
      { equityUsd: 900, lots: -100 },
    ],
    rules: { waterfall: ['autoDeleveraging'], autoDeleveraging },
  });
  small.moveTo(100);
  small.exchange.liquidate(4);
  small.exchange.audit();
  return small;
}

const closed = (small: SmallExchange): number[] => [80 + small.lotsOf(5), 60 + small.lotsOf(6), 100 + small.lotsOf(7)];

describe('a position of 100 that is closed by deleveraging', () => {
  // Source of the example: arXiv 2603.15963. Leverages before: 8, 3, 10.
  it.each([
    ['waterFilling', [40, 0, 60], 0],
    // 33.3, 25, 41.7 in whole lots.
    ['proRataByPosition', [33, 25, 42], 0],
    ['proRataByEquity', [25, 50, 25], 0],
    // Bitmex ranks Z first: it loses all and stands below both others.
    ['queue', [0, 0, 100], 1],
  ] as const)('by %s takes %j', (allocation, cuts, ranksBroken) => {
    const small = afterClosing({ ranking: 'bitmex', price: 'bankruptcy', allocation });
    expect(closed(small)).toEqual(cuts);
    const { deleveraging } = small.exchange.lossRecord();
    expect(deleveraging).toMatchObject({
      rounds: 1,
      needed: 0,
      borne: 0,
      overshoot: 0,
      burdenNotionalMax: usd(Math.max(...cuts) * 100),
      ranksBroken,
    });
  });

  it('at the mark before the last gives up more than was needed', () => {
    // From 101 to 99: the source has lost 200 of its 100. At 101, the price before, the shorts give up 2 a unit.
    const small = new SmallExchange({
      priceUsd: 101,
      holders: [
        { equityUsd: 100, lots: 100 },
        { equityUsd: 10_000, lots: -100 },
      ],
      rules: { waterfall: ['autoDeleveraging'], autoDeleveraging: { ranking: 'hyperliquid', price: 'previousMark' } },
    });
    small.exchange.start();
    small.moveTo(101);
    small.moveTo(99);
    small.exchange.liquidate(4);
    expect(small.take('deleveraging')).toEqual([['deleveraging', 5, 100, 10_100, 4, 0]]);
    const { deleveraging, losses, lossDeleveraged } = small.exchange.lossRecord();
    // The deficit of 100 went with it.
    expect(lossDeleveraged).toBe(usd(100));
    // Needed 100; given up 200; the source keeps the difference.
    expect(deleveraging).toMatchObject({ needed: usd(100), borne: usd(200), overshoot: usd(100), burdenMax: usd(200) });
    expect(losses).toEqual([usd(100)]);
    expect(small.equityUsd(4)).toBe(100);
  });
});

/** One long of 10 whose equity is used up, at a mark of 100; shorts of so many lots; the fund keeps half of notional as margin. */
function withFund(fundUsd: number, shorts: readonly number[], longEquityUsd = 100): SmallExchange {
  const small = new SmallExchange({
    priceUsd: 110,
    fundUsd,
    holders: [{ equityUsd: longEquityUsd, lots: 10 }, ...shorts.map((lots) => ({ equityUsd: 10_000, lots: -lots }))],
    rules: {
      waterfall: ['insuranceFund', 'autoDeleveraging'],
      autoDeleveraging: { ranking: 'binance', price: 'bankruptcy' },
    },
    insuranceFund: { inventoryMarginPpm: 500_000 },
  });
  small.moveTo(100);
  small.exchange.liquidate(4);
  small.exchange.audit();
  return small;
}

describe('contracts closed beyond what was needed', () => {
  // The position is worth 1,000 and brings nothing: the fund could carry it whole with 500.
  it.each([
    // 320 carry 6 lots (300) and not 7 (350): 4 had to go, all 10 went.
    [320, [0, 10], 6],
    // Nothing carries nothing.
    [0, [0, 10], 0],
    [49, [0, 10], 0],
    [50, [0, 10], 1],
    [499, [0, 10], 9],
    // The other side is two accounts: the same lots, counted once.
    [320, [4, 6], 6],
  ] as const)('with a fund of %d USD against %j are %d lots', (fundUsd, shorts, notNeeded) => {
    const { deleveraging } = withFund(fundUsd, shorts).exchange.lossRecord();
    expect(deleveraging).toMatchObject({
      rounds: 1,
      lots: [10],
      overshootLots: [notNeeded],
      overshootNotional: usd(notNeeded * 100),
      burdenLotsMax: [Math.max(...shorts)],
    });
  });

  it('are none where the fund could carry it all, because then it does', () => {
    const small = withFund(500, [10]);
    expect(small.lotsOf(0)).toBe(10);
    expect(small.exchange.lossRecord().deleveraging).toMatchObject({ rounds: 0, lots: [0], overshootLots: [0] });
  });

  it('count a deficit against the fund, lot by lot', () => {
    // Equity -20: 2 a lot. With 320 it carries n lots where 320 - 2 n >= 50 n: 6 (308 >= 300).
    expect(withFund(320, [10], 80).exchange.lossRecord().deleveraging.overshootLots).toEqual([6]);
    // With 310: 298 < 300, so 5.
    expect(withFund(310, [10], 80).exchange.lossRecord().deleveraging.overshootLots).toEqual([5]);
  });

  it('leave out what the external account closed: it comes last', () => {
    // Shorts of 7 and 3 at the external account, which comes last. 6 of 10 could be carried, so 4 had to go; 7 went.
    const small = withFund(320, [7]);
    expect(small.lotsOf(1)).toBe(0);
    expect(small.exchange.lossRecord().deleveraging).toMatchObject({
      lots: [7],
      overshootLots: [3],
      overshootNotional: usd(300),
    });
    // Shorts of 2: fewer than had to go.
    expect(withFund(320, [2]).exchange.lossRecord().deleveraging).toMatchObject({ lots: [2], overshootLots: [0] });
  });
});

describe('the order of leverage', () => {
  const party = (leverageBefore: number, leverageAfter: number, leverageOfLot = 0): Party => ({
    account: 4,
    leverageBefore,
    leverageAfter,
    leverageOfLot,
    lots: 1,
    notional: 1,
    borne: 0,
  });

  it('is kept when all fall alike or meet, and broken when one passes another', () => {
    expect(keepsRanks([party(10, 5), party(8, 4), party(3, 3)])).toBe(true);
    expect(keepsRanks([party(10, 4), party(8, 4), party(3, 3)])).toBe(true);
    expect(keepsRanks([party(10, 0), party(8, 8)])).toBe(false);
    // Equals may part.
    expect(keepsRanks([party(8, 2), party(8, 8)])).toBe(true);
    // What a whole lot leaves over is no change of order.
    expect(keepsRanks([party(10, 4, 0.2), party(8, 4.3, 0.2)])).toBe(true);
  });
});
