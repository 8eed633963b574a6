// Goal: margin figures that venues print come out to the digit. Method: each number worked by hand beside its case, in
// the currency of its source; a table of roundings, in quanta.
import { describe, expect, it } from 'vitest';
import {
  computeBankruptcyLimitTicks,
  computeBankruptcyTicks,
  splitEquityOverLegs,
} from '../../src/margin/bankruptcy.ts';
import { rankLikeBinance, rankLikeBitmex } from '../../src/margin/deleveraging-rank.ts';
import { computeLiquidationPrice } from '../../src/margin/liquidation-price.ts';
import { sizeByFraction, sizeByTierStep, sizeToRestoreBuffer } from '../../src/margin/liquidation-size.ts';
import {
  bracketOf,
  buildTierColumns,
  ceilPpmOf,
  computeInitialMargin,
  computeMaintenanceMargin,
  floorPpmOf,
} from '../../src/margin/tier-table.ts';
import { usd } from './small-venue.ts';

/** A table from upper edges in USD and maintenance rates in ppm; initial rates are twice those. */
function tableOf(...brackets: [edgeUsd: number, ratePpm: number][]) {
  return buildTierColumns({
    source: 'test',
    brackets: brackets.map(([edge, rate]) => ({
      notionalMax: edge === Infinity ? Infinity : usd(edge),
      maintenanceRatePpm: rate,
      initialRatePpm: 2 * rate,
    })),
  });
}

describe('tiered margin', () => {
  // Binance USD-M, the BTCUSDT table of 2020 to 2021: 0.4 % to 50,000 USDT, 0.5 % to 250,000, 1 % to 1,000,000, 2.5 %.
  const binance = tableOf([50_000, 4_000], [250_000, 5_000], [1_000_000, 10_000], [Infinity, 25_000]);

  it('takes off what the lower brackets charge less, by recursion', () => {
    // 0
    // 50,000 x (0.5 % - 0.4 %)             =     50 USDT
    // 50 + 250,000 x (1 % - 0.5 %)         =  1,300 USDT
    // 1,300 + 1,000,000 x (2.5 % - 1 %)    = 16,300 USDT
    expect([...binance.maintenanceDeduction]).toEqual([0, usd(50), usd(1_300), usd(16_300)]);
  });

  it('charges 1,340 USDT on 264,000', () => {
    // 264,000 x 1 % - 1,300 = 1,340 USDT
    expect(computeMaintenanceMargin(binance, usd(264_000))).toBe(usd(1_340));
  });

  it('applies each rate to its own slice', () => {
    // 2 % to 1,000 USDT, then 2.5, 3, 3.5 and 4 % for each further 1,000. On 3,500:
    // 1,000 x 2 % + 1,000 x 2.5 % + 1,000 x 3 % + 500 x 3.5 % = 20 + 25 + 30 + 17.5 = 92.5 USDT
    // and 3,500 x 3.5 % - (5 + 10 + 15) = 122.5 - 30 = 92.5 USDT.
    const table = tableOf([1_000, 20_000], [2_000, 25_000], [3_000, 30_000], [4_000, 35_000], [5_000, 40_000]);
    expect(computeMaintenanceMargin(table, usd(3_500))).toBe(usd(92.5));
    expect(table.maintenanceDeduction[3]).toBe(usd(30));
    expect(computeInitialMargin(table, usd(3_500))).toBe(usd(185));
  });

  it('is the same on both sides of an edge', () => {
    // Hyperliquid, BTC: 40x to 150 million USDC, 20x above; maintenance is half of 1 / leverage, 1.25 % and 2.5 %.
    // 150,000,000 x (2.5 % - 1.25 %) = 1,875,000; at the edge 1.25 % x 150,000,000 = 1,875,000 USDC either way;
    // 200,000,000 x 2.5 % - 1,875,000 = 3,125,000 USDC.
    const table = tableOf([150_000_000, 12_500], [Infinity, 25_000]);
    expect(computeMaintenanceMargin(table, usd(150_000_000) - 1)).toBe(usd(1_875_000));
    expect(computeMaintenanceMargin(table, usd(150_000_000))).toBe(usd(1_875_000));
    expect(computeMaintenanceMargin(table, usd(200_000_000))).toBe(usd(3_125_000));
    expect([usd(150_000_000) - 1, usd(150_000_000)].map((notional) => bracketOf(table, notional))).toEqual([0, 1]);
  });

  it('rounds against the account, in quanta', () => {
    // 0.5 % of 201 quanta = 1.005, up to 2. Deduction 333 x 0.1 % = 0.333, down to 0; initial 333 x 0.2 % = 0.666, to 0.
    const table = buildTierColumns({
      source: 'test',
      brackets: [
        { notionalMax: 333, maintenanceRatePpm: 5_000, initialRatePpm: 10_000 },
        { notionalMax: Infinity, maintenanceRatePpm: 6_000, initialRatePpm: 12_000 },
      ],
    });
    expect(computeMaintenanceMargin(table, 201)).toBe(2);
    expect([table.maintenanceDeduction[1], table.initialDeduction[1]]).toEqual([0, 0]);
    // 333 x 0.6 % = 1.998, up to 2; 333 x 1.2 % = 3.996, up to 4.
    expect([computeMaintenanceMargin(table, 333), computeInitialMargin(table, 333)]).toEqual([2, 4]);
  });

  it('stays exact where the product leaves the exact range of a double', () => {
    // 9,007,199,254,740,991 x 999,999 / 1e6 = 9,007,190,247,541,736.259009
    expect(ceilPpmOf(Number.MAX_SAFE_INTEGER, 999_999)).toBe(9_007_190_247_541_737);
    expect(floorPpmOf(Number.MAX_SAFE_INTEGER, 999_999)).toBe(9_007_190_247_541_736);
  });
});

describe('liquidation price', () => {
  // Source: Binance, "How to calculate liquidation price of USD-M futures contracts". Wallet 1,535,443.01 USDT.
  // ETHUSDT: (1,535,443.01 + 135,365 - 3,683.979 x 1,456.84) / (3,683.979 x 10 % - 3,683.979)
  //   = (1,670,808.01 - 5,366,967.96636) / -3,315.5811 = 1,114.78496 USDT
  // BTCUSDT: (1,535,443.01 + 16,300 - 109.488 x 32,481.98) / (109.488 x 2.5 % - 109.488)
  //   = (1,551,743.01 - 3,556,387.02624) / -106.7508 = 18,778.72593 USDT
  it.each([
    ['ETHUSDT', 3_683.979, 1_456.84, 100_000, 135_365, 1_114.78],
    ['BTCUSDT', 109.488, 32_481.98, 25_000, 16_300, 18_778.73],
  ])('of a %s long is the printed one', (_, size, entryPrice, ratePpm, deduction, printed) => {
    const tiers = { ...tableOf([Infinity, ratePpm]), maintenanceDeduction: Float64Array.of(deduction) };
    const wallet = { walletBalance: 1_535_443.01, otherMaintenanceMargin: 0, otherUnrealisedProfit: 0 };
    const price = computeLiquidationPrice({ ...wallet, size, entryPrice }, tiers);
    expect(Math.abs(price! - printed)).toBeLessThan(0.005);
  });

  it('of a short lies above its entry, where equity meets margin', () => {
    // Short 3 ETH at 3,000 USDC, 1,000 USDC of equity, 5 %: (1,000 + 9,000) / (3 x 5 % + 3) = 3,174.60 USDC.
    const wallet = { walletBalance: 1_000, otherMaintenanceMargin: 0, otherUnrealisedProfit: 0 };
    const price = computeLiquidationPrice({ ...wallet, size: -3, entryPrice: 3_000 }, tableOf([Infinity, 50_000]));
    expect(price).toBeCloseTo(3_174.6032, 4);
  });
});

describe('bankruptcy price', () => {
  it.each([
    // Entry 100 USD, 1 USD of equity on one unit: 100 - 1 / 1 = 99 USD.
    ['a long with 1 USD behind it', 100, 1, 1, 99],
    // Other positions have left 1,000 + 100 = 1,100 USD on 100 units bought at 500: 500 - 1,100 / 100 = 489 USD.
    ['a long after other positions', 500, 100, 1_100, 489],
    // Short 20 at 600 USD with 1,000 USD: 600 + 1,000 / 20 = 650 USD.
    ['a short', 600, -20, 1_000, 650],
    // 10,000 x (1 - 1 / 50) = 9,800 USDT: one unit, 200 USDT of margin.
    ['a long at 50x', 10_000, 1, 200, 9_800],
    // A deficit of 50 USD on 10 units puts it above the mark: 100 + 50 / 10 = 105 USD.
    ['a long that is under water', 100, 10, -50, 105],
  ])('of %s', (_, markUsd, lots, equityUsd, expectedUsd) => {
    expect(computeBankruptcyTicks(markUsd, lots, 1, equityUsd)).toBe(expectedUsd);
  });

  it('as a limit is the last whole tick that leaves nothing owed', () => {
    // 100 - 10 / 3 = 96.67 ticks: a long is sold at 97 at least; a short is bought back at 103.33, at 103 at most.
    expect(computeBankruptcyLimitTicks(100, 3, 1, 10)).toBe(97);
    expect(computeBankruptcyLimitTicks(100, -3, 1, 10)).toBe(103);
    // 10 - 100 / 3 < 0: there is no price below one tick.
    expect(computeBankruptcyLimitTicks(10, 3, 1, 100)).toBe(1);
  });

  it.each([
    // 100 over 1 : 1 : 1: round(33.33), round(66.67) - 33, 100 - 67.
    ['rounds so that the parts add up', 100, [1, 1, 1], [33, 34, 33]],
    // -100 over the same: round(-33.33), round(-66.67) + 33, -100 + 67.
    ['splits a deficit alike', -100, [1, 1, 1], [-33, -34, -33]],
    // Halves go up: round(-0.5) = 0 and -1 for the rest.
    ['rounds halves up', -1, [1, 1], [0, -1]],
    ['gives nothing to a leg without margin', 7, [0, 5, 0], [0, 7, 0]],
  ])('splits equity over legs: %s', (_, equity, margins, expected) => {
    const parts = new Float64Array(margins.length);
    splitEquityOverLegs(equity, Float64Array.from(margins), parts);
    expect(Array.from(parts, (part) => part + 0)).toEqual(expected);
  });
});

describe('size of a liquidation order', () => {
  it('restores a buffer with as little as possible', () => {
    // Equity 3,000 USD, 1,000 units at 93, 5 % (margin 4,650), buffer 1.1, cost 0.5 %:
    // (1.1 x 4,650 - 3,000) / (93 x (1.1 x 5 % - 0.5 %)) = 2,115 / 4.65 = 454.838710 units.
    // In lots of a hundredth of a unit (USD 0.93): 45,484; equity then 3,000 - 93 x 454.84 x 0.5 % = 2,788.50 USD and
    // 1.1 x the margin on the other 545.16 units, 1.1 x 2,534.994 = 2,788.49 USD.
    expect(sizeToRestoreBuffer(100_000, usd(0.93), usd(3_000), usd(4_650), 1.1, 0.05, 0.005)).toBe(45_484);
    expect(sizeToRestoreBuffer(1_000, usd(93), usd(3_000), usd(4_650), 1.1, 0.05, 0.005)).toBe(455);
  });

  it('closes everything when closing costs more than it frees', () => {
    // 1 x 0.5 % - 0.5 % = 0
    expect(sizeToRestoreBuffer(1_000, usd(93), usd(300), usd(465), 1, 0.005, 0.005)).toBe(1_000);
  });

  it('steps down into the bracket below', () => {
    // Edge at 1,000 USD, 30 lots of 50 USD: 1,000 / 50 = 20 lots lie on the edge, so 19 are kept and 11 closed.
    const table = tableOf([1_000, 10_000], [Infinity, 20_000]);
    expect(sizeByTierStep(30, usd(50), table)).toBe(11);
    // 30 lots of 51 USD: 1,000 / 51 = 19.6, 19 lots (969 USD) are kept.
    expect(sizeByTierStep(30, usd(51), table)).toBe(11);
    expect(sizeByTierStep(19, usd(50), table)).toBe(19);
    // Published by OKX: 15,000 with a bracket up to 2,000 below, 15,000 - 2,000 = 13,000. A bracket here ends below its edge: a lot more.
    const fine = tableOf([2_000, 10_000], [Infinity, 20_000]);
    expect(sizeByTierStep(15_000 * 1_000, usd(0.001), fine)).toBe(13_000 * 1_000 + 1);
  });

  it.each([
    [10, 200_000, 2],
    // 20 % of 11 = 2.2, up to 3; a share of nothing still closes one lot.
    [11, 200_000, 3],
    [11, 1, 1],
    [11, 1_000_000, 11],
  ])('of %i lots at %i ppm is %i', (size, sharePpm, expected) => {
    expect(sizeByFraction(size, sharePpm)).toBe(expected);
  });
});

describe('deleveraging rank', () => {
  it('of Binance multiplies profit over collateral by the margin ratio', () => {
    // 600 / 700 x 66 / 1,300 = 0.0435165
    const leg = { profit: 600, notional: 6_600, entryValue: 6_000, cash: 700, equity: 1_300, maintenance: 66 };
    expect(rankLikeBinance(leg)).toBeCloseTo(0.0435165, 7);
    // Without collateral left, profit is taken over one quantum.
    expect(rankLikeBinance({ ...leg, cash: -5 })).toBeCloseTo(30.4615385, 7);
  });

  it('of BitMEX multiplies a gain by leverage and divides a loss by it', () => {
    // 10 % x 10 = 1; -10 % / 10 = -0.01: among losers, the least leveraged goes last.
    const leg = { profit: 100, notional: 10_000, entryValue: 1_000, cash: 0, equity: 1_000, maintenance: 0 };
    expect(rankLikeBitmex(leg)).toBeCloseTo(1, 12);
    expect(rankLikeBitmex({ ...leg, profit: -100 })).toBeCloseTo(-0.01, 12);
  });
});
