// Goal: liquidation, insurance fund and deleveraging give the figures that were worked out by hand. Method: a venue with
// one instrument and a few accounts; every amount in USD, the arithmetic beside it. Accounts are numbered from 4.
import { describe, expect, it } from 'vitest';
import { createBreachList } from '../../src/exchange/breach-watch.ts';
import { log } from '../../src/numeric/math.ts';
import { SmallExchange } from './small-venue.ts';

const ALWAYS = 1_000_000;

describe('liquidation fee', () => {
  // One unit bought at 5,610 with 510 USD of equity: bankruptcy at 5,100. Fee 0.5 %, maintenance 10 %.
  // Source of the figures: dYdX v4-chain, x/clob/keeper/liquidations_test.go.
  it.each([
    // 5,610 x 0.5 % = 28.05; equity 510 is more.
    [5_610, 28.05],
    // 5,105.10 x 0.5 % = 25.5255; equity is 5,105.10 - 5,100 = 5.10, so that is all there is.
    [5_105.1, 5.1],
  ])('of a fill at %f is %f USD', (price, feeUsd) => {
    const small = new SmallExchange({
      priceUsd: 5_610,
      maintenanceRatePpm: 100_000,
      holders: [{ equityUsd: 510, lots: 1 }],
      liquidation: { feePpm: 5_000 },
    });
    small.moveTo(price);
    expect(small.exchange.liquidate(4)).toEqual({ kind: 'done' });
    expect(small.take('liquidationFee')).toEqual([['liquidationFee', 4, 0, feeUsd, 0, 0]]);
    expect(small.fundUsd()).toBe(feeUsd);
    expect(small.equityUsd(4)).toBeCloseTo(price - 5_100 - feeUsd, 10);
  });

  it('is not charged on a takeover', () => {
    const small = new SmallExchange({
      priceUsd: 5_610,
      maintenanceRatePpm: 100_000,
      holders: [{ equityUsd: 510, lots: 1 }],
      liquidation: { feePpm: 5_000 },
    });
    small.moveTo(5_100);
    small.exchange.liquidate(4);
    expect(small.take('liquidationFee', 'takeover')).toEqual([['takeover', 4, 1, 5_100, 0, 0]]);
  });
});

describe('insurance fund', () => {
  it('gains what it sells above the bankruptcy price and loses what it sells below', () => {
    // Two longs of one unit at 100 with 1 USD each: both are bankrupt at 99. At 99.50 each brings 0.50 USD along, so
    // the fund takes each over at 99.50 - 0.50 = 99.
    const small = new SmallExchange({
      priceUsd: 100,
      holders: [
        { equityUsd: 1, lots: 1 },
        { equityUsd: 1, lots: 1 },
      ],
      liquidation: { takeoverEquitySharePpm: ALWAYS },
    });
    small.moveTo(99.5);
    small.exchange.liquidate(4);
    expect(small.take('takeover')).toEqual([['takeover', 4, 1, 99, 5_000, 5_000]]);
    // Sold at 99.25: 99.25 - 99 = +0.25.
    small.moveTo(99.25);
    small.exchange.unwindInventory();
    expect(small.fundUsd()).toBe(0.25);
    small.exchange.liquidate(5);
    // Sold at 98.75: 98.75 - 99 = -0.25, and 0.25 - 0.25 = 0.
    small.moveTo(98.75);
    small.exchange.unwindInventory();
    expect(small.fundUsd()).toBe(0);
    expect(small.take('uncoveredLoss', 'deleveraging')).toEqual([]);
  });

  it('gains 60 USD on a long bankrupt at 3,000 and sold at 3,060', () => {
    const small = new SmallExchange({
      priceUsd: 3_100,
      holders: [{ equityUsd: 100, lots: 1 }],
      liquidation: { takeoverEquitySharePpm: ALWAYS },
    });
    small.moveTo(3_020);
    small.exchange.liquidate(4);
    small.moveTo(3_060);
    small.exchange.unwindInventory();
    expect(small.fundUsd()).toBe(60);
  });

  it('keeps the margin of its inventory while deleveraging can follow, and pays the rest after it', () => {
    // Fund 100 USD, inventory margin 50 %. Long 10 at 100 with 50 USD; at 90 equity is 50 - 100 = -50. Taking over would
    // need 50 % x 900 = 450 USD of 100 - 50 = 50. No inventory yet, so nothing is reserved: the fund pays 50, and the
    // position is closed at the mark against the only short: 10 x 90 = 900 USD.
    const small = new SmallExchange({
      priceUsd: 100,
      fundUsd: 100,
      holders: [
        { equityUsd: 50, lots: 10 },
        { equityUsd: 500, lots: -10 },
      ],
      insuranceFund: { inventoryMarginPpm: 500_000 },
    });
    small.moveTo(90);
    small.exchange.liquidate(4);
    expect(small.take('fundPayment', 'deleveraging', 'takeover', 'uncoveredLoss', 'accountClosed')).toEqual([
      ['fundPayment', 4, 0, 50, 0, 500_000],
      ['deleveraging', 5, 10, 900, 4, 0],
      ['accountClosed', 4, 0, 0, 0, 0],
    ]);
    expect(small.fundUsd()).toBe(50);
  });

  it('pays what an account without positions owes, as far as it can', () => {
    // A market maker long 10 at 100 with 50 USD. At 90 its equity is -50; before anybody looks it hands the position to
    // the external account at the mark. The fund has 30 USD, so 20 are uncovered.
    const small = new SmallExchange({
      priceUsd: 100,
      fundUsd: 30,
      holders: [{ equityUsd: 50, lots: 10, isMaker: true }],
      rules: { waterfall: ['insuranceFund'] },
      liquidation: { takeoverEquitySharePpm: ALWAYS },
    });
    const { exchange } = small;
    exchange.advanceTo(60_000_000);
    exchange.applyReference(Float64Array.of(log(0.9)), 60_000_000);
    exchange.updateMarks();
    exchange.offload(4, 0, -10);
    exchange.collectBreaches(createBreachList());
    expect(exchange.liquidate(4)).toEqual({ kind: 'done' });
    expect(small.take('fundPayment', 'uncoveredLoss', 'accountClosed')).toEqual([
      ['fundPayment', 4, 0, 30, 0, 0],
      ['uncoveredLoss', 4, 0, 20, 0, 0],
      ['accountClosed', 4, 0, 0, 0, 0],
    ]);
    exchange.audit();
  });
});

describe('auto-deleveraging', () => {
  it('closes the best ranked whole and the next in part, at the bankruptcy price', () => {
    // Short 20 at 600 with 1,000 USD: bankrupt at 650. At 660 it lacks 20 x 10 = 200 USD. Ranked by profit / cash x
    // margin / equity, margin 1 %:
    //   6: 600 / 700 x 66 / 1,300 = 0.0435,  7: 1,200 / 4,000 x 132 / 5,200 = 0.0076,  5: 300 / 20,000 x ... = 0.00002
    // 10 of 6 and 10 of the 20 lots of 7 are closed, at 650: 6,500 USD each.
    const small = new SmallExchange({
      priceUsd: 600,
      holders: [
        { equityUsd: 1_000, lots: -20 },
        { equityUsd: 20_000, lots: 5 },
        { equityUsd: 700, lots: 10 },
        { equityUsd: 4_000, lots: 20 },
        { equityUsd: 100_000, lots: -15 },
      ],
      rules: { waterfall: ['autoDeleveraging'] },
    });
    small.moveTo(660);
    small.exchange.liquidate(4);
    expect(small.take('deleveraging', 'uncoveredLoss', 'accountClosed')).toEqual([
      ['deleveraging', 6, -10, -6_500, 4, 0],
      ['deleveraging', 7, -10, -6_500, 4, 1],
      ['accountClosed', 4, 0, 0, 0, 0],
    ]);
    expect([4, 5, 6, 7, 8].map((account) => small.lotsOf(account))).toEqual([0, 5, 0, 10, -15]);
    // 6 made (650 - 600) x 10 = 500 USD.
    expect(small.equityUsd(6)).toBe(1_200);
  });

  it('takes the most leveraged first where profits are alike', () => {
    // Longs at 99, mark 100. X 80 with equity 1,000 (8x), Y 60 with 2,000 (3x), Z 100 with 1,000 (10x), so at 99 they
    // start with 920, 1,940 and 900 USD. The short of 100 starts with 100 and has nothing at 100. Profit is 1 / 99 of
    // entry for all three: Z alone closes the 100.
    const small = new SmallExchange({
      priceUsd: 99,
      holders: [
        { equityUsd: 100, lots: -100 },
        { equityUsd: 920, lots: 80 },
        { equityUsd: 1_940, lots: 60 },
        { equityUsd: 900, lots: 100 },
      ],
      rules: { waterfall: ['autoDeleveraging'], autoDeleveraging: { ranking: 'bitmex', price: 'mark' } },
    });
    small.moveTo(100);
    expect([5, 6, 7].map((account) => small.equityUsd(account))).toEqual([1_000, 2_000, 1_000]);
    small.exchange.liquidate(4);
    expect(small.take('deleveraging')).toEqual([['deleveraging', 7, -100, -10_000, 4, 0]]);
    expect([5, 6, 7].map((account) => small.lotsOf(account))).toEqual([80, 60, 0]);
  });

  it('closes no more than a counterparty can bear, and counts those that can bear nothing', () => {
    // Short 10 at 100 with 50 USD: bankrupt at 105; at 120 it lacks 150, 15 USD for each lot. At 110, account 5 buys 10
    // with 10 USD of its own; at 119, account 6 buys 1 with 1 USD. Ranked at 120, margin 0.1 %:
    //   5: 100 / 10 x 1.2 / 110 = 0.109,  6: 1 / 1 x 0.12 / 2 = 0.06,  7: 400 / 1,000 x 2.4 / 1,400 = 0.0007
    // 5 can bear floor(110 / 15) = 7 lots, 6 floor(2 / 15) = none, 7 closes the other 3.
    const small = new SmallExchange({
      priceUsd: 100,
      maintenanceRatePpm: 1_000,
      holders: [
        { equityUsd: 50, lots: -10 },
        { equityUsd: 10, lots: 0 },
        { equityUsd: 1, lots: 0 },
        { equityUsd: 1_000, lots: 20 },
      ],
      rules: { waterfall: ['autoDeleveraging'] },
    });
    small.moveTo(110);
    small.order(5, 10);
    small.moveTo(119);
    small.order(6, 1);
    small.moveTo(120);
    small.exchange.liquidate(4);
    expect(small.take('deleveraging', 'uncoveredLoss', 'takeover')).toEqual([
      ['deleveraging', 5, -7, -735, 4, 0],
      ['deleveraging', 7, -3, -315, 4, 2],
    ]);
    // 110 - 7 x 15 = 5, 2, 1,400 - 3 x 15 = 1,355 USD.
    expect([4, 5, 6, 7].map((account) => small.equityUsd(account))).toEqual([0, 5, 2, 1_355]);
  });

  it('goes to the external account last, however much it takes', () => {
    // Long 10 at 100 with 50 USD: bankrupt at 95; at 80 it lacks 150. The only short among the agents has 2 lots, the
    // external account the other 8: 190 and 760 USD.
    const small = new SmallExchange({
      priceUsd: 100,
      holders: [
        { equityUsd: 50, lots: 10 },
        { equityUsd: 500, lots: -2 },
      ],
      rules: { waterfall: ['autoDeleveraging'] },
    });
    small.moveTo(80);
    small.exchange.liquidate(4);
    expect(small.take('deleveraging', 'uncoveredLoss')).toEqual([
      ['deleveraging', 5, 2, 190, 4, 0],
      ['deleveraging', 1, 8, 760, 4, 1],
    ]);
  });
});
