// Goal: what venues pay, charge and close in a liquidation comes out as they print it. Method: the printed inputs,
// with the arithmetic beside each row; all roundings with the neighbour that another rounding would give.

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  boundByMark,
  computeBankruptcyPrice,
  computePositionBankruptcyPrice,
} from '../../../src/margin/bankruptcy-price.ts';
import {
  computeBankruptcyQuote,
  computeFillablePrice,
  computeFundChange,
  limitLiquidatedNotional,
} from '../../../src/margin/bankruptcy-quote.ts';
import { marketOf, option, perpetual } from './small-market.ts';
import {
  computeFractionLiquidation,
  computeMinimumLiquidation,
  computeTransferMargin,
} from '../../../src/margin/partial-liquidation.ts';
import {
  capFundFee,
  computeBaseToCoverShortage,
  computeLiabilityToCoverShortage,
  rampLiquidationFee,
} from '../../../src/margin/transfer-amount.ts';

describe('bankruptcy quote of dYdX v4', () => {
  interface Leg {
    readonly size: number;
    readonly price: number;
  }
  /** Closes `share` of the first leg; maintenance is 10 % of each. */
  const quoteOf = (quoteBalance: number, legs: readonly Leg[], share = 1): number => {
    const [closed] = legs;
    return computeBankruptcyQuote({
      netCollateral: quoteBalance + legs.reduce((sum, leg) => sum + leg.size * leg.price, 0),
      maintenance: legs.reduce((sum, leg) => sum + Math.abs(leg.size * leg.price) / 10, 0),
      notionalChange: -share * closed!.size * closed!.price,
      maintenanceChange: (-share * Math.abs(closed!.size * closed!.price)) / 10,
    });
  };
  const btc = (size: number): Leg => ({ size, price: 50_000 });
  const eth = (size: number): Leg => ({ size, price: 3_000 });

  it.each([
    // NC 499, MMR 500: 5,000 - 499
    ['a long', -4_501, [btc(0.1)], 1, 4_501],
    ['a short', 5_499, [btc(-0.1)], 1, -5_499],
    // NC 0: 2,500
    ['half of a long', -5_000, [btc(0.1)], 0.5, 2_500],
    ['a long under water', -5_100, [btc(0.1)], 1, 5_100],
    ['a short under water', 4_900, [btc(-0.1)], 1, -4_900],
    // NC 10, MMR 50: 300 - 10 x 30 / 50
    ['one of two longs', -490, [eth(0.1), btc(0.004)], 1, 294],
    ['one of two shorts', 510, [eth(-0.1), btc(-0.004)], 1, -306],
    // Long BTC, short ETH: NC 110 + 200 - 300 = 10: -300 - 6
    ['the short of a hedge', 110, [eth(-0.1), btc(0.004)], 1, -306],
  ])('of %s', (_, quoteBalance, legs, share, expected) => {
    expect(quoteOf(quoteBalance, legs, share)).toBe(expected);
  });

  it('rounds towards +infinity: 2,775.11 is 2,776 to receive and 2,775 to pay', () => {
    // 5,000 - 222,489 / 100 = 2,775.11 and its mirror; whole numbers go through integers, fractions through doubles.
    const exact = { netCollateral: 222_489, maintenance: 100, maintenanceChange: -1 };
    expect(computeBankruptcyQuote({ ...exact, notionalChange: -5_000 })).toBe(2_776);
    expect(
      computeBankruptcyQuote({
        netCollateral: -222_489,
        maintenance: 100,
        maintenanceChange: -1,
        notionalChange: 5_000,
      }),
    ).toBe(-2_775);
    expect(computeBankruptcyQuote({ ...exact, maintenanceChange: -0.5, maintenance: 50, notionalChange: -5_000 })).toBe(
      2_776,
    );
    expect(computeBankruptcyQuote({ netCollateral: 3, maintenance: 3, maintenanceChange: 1, notionalChange: -4 })).toBe(
      3,
    );
  });

  it('uses the collateral up exactly once over all legs, but for the quanta that round up', () => {
    const leg = fc.record({
      notional: fc.integer({ min: -1e9, max: 1e9 }).filter((n) => n !== 0),
      ppm: fc.integer({ min: 1, max: 1e6 }),
    });
    fc.assert(
      fc.property(
        fc.array(leg, { minLength: 1, maxLength: 6 }),
        fc.integer({ min: -1e9, max: 1e9 }),
        (legs, netCollateral) => {
          const margins = legs.map(({ notional, ppm }) => Math.ceil((Math.abs(notional) * ppm) / 1e6));
          const maintenance = margins.reduce((sum, margin) => sum + margin, 0);
          const quotes = legs.map(({ notional }, i) =>
            computeBankruptcyQuote({
              netCollateral,
              maintenance,
              notionalChange: -notional,
              maintenanceChange: -margins[i]!,
            }),
          );
          const notional = legs.reduce((sum, each) => sum + each.notional, 0);
          const left = netCollateral - notional + quotes.reduce((sum, quote) => sum + quote, 0);
          expect(left).toBeGreaterThanOrEqual(0);
          expect(left).toBeLessThan(legs.length);
        },
      ),
    );
  });
});

describe('fillable price of dYdX v4', () => {
  const terms = { bankruptcyAdjustment: 1, spreadToMaintenance: 0.1, maintenance: 500, positionMaintenance: 500 };
  it.each([
    // ABR = 1 - 499 / 500 = 0.002: (5,000 - 0.002 x 0.1 x 500) / 0.1 = 49,999
    ['a long just under maintenance', 0.1, 5_000, 499, 49_999],
    ['a short just under maintenance', -0.1, -5_000, 499, 50_001],
    ['a long without collateral', 0.1, 5_000, 0, 49_500],
    ['a long under water, no further', 0.1, 5_000, -100, 49_500],
    ['a long that is safe', 0.1, 5_000, 600, 50_000],
  ])('of %s', (_, size, notional, netCollateral, expected) => {
    expect(computeFillablePrice({ ...terms, size, notional, netCollateral })).toBeCloseTo(expected, 8);
  });

  it('deviation: worse than the oracle for either side, as the code has it and the documentation does not', () => {
    expect(computeFillablePrice({ ...terms, size: 0.1, notional: 5_000, netCollateral: 250 })).toBeLessThan(50_000);
    expect(computeFillablePrice({ ...terms, size: -0.1, notional: -5_000, netCollateral: 250 })).toBeGreaterThan(
      50_000,
    );
  });
});

describe('change of the insurance fund', () => {
  it.each([
    // min(5,610 x 0.5 %, 510)
    [5_610, 5_100, 0.005, 28.05],
    [5_610, 5_100, 0.025, 140.25],
    [5_610, 5_100, 1, 510],
    // min(25.5255, 5.1): capped by the gain
    [5_105.1, 5_100, 0.005, 5.1],
    [5_100, 5_100, 0.005, 0],
    [5_049, 5_100, 0.005, -51],
    [-4_410, -4_900, 0.005, 22.05],
    [-4_410, -4_900, 0.025, 110.25],
    [-4_410, -4_900, 1, 490],
    [-4_895.1, -4_900, 0.005, 4.9],
    [-4_949, -4_900, 0.005, -49],
  ])('fill %f against %f at %f', (fill, bankruptcy, rate, expected) => {
    expect(Math.abs(computeFundChange(fill, bankruptcy, rate) - expected)).toBeLessThan(1e-6);
  });

  it('takes 50 % of 50,000 at most, and 5 of a position of 5 although 10 is the least', () => {
    expect(limitLiquidatedNotional(50_000, 0.5, 10)).toEqual({ min: 10, max: 25_000 });
    expect(limitLiquidatedNotional(-5, 0.5, 10)).toEqual({ min: 5, max: 5 });
    expect(limitLiquidatedNotional(15, 0.5, 10)).toEqual({ min: 10, max: 10 });
  });
});

describe('transfers of Drift', () => {
  const shortage = { shortage: 10, marginRatio: 0.1, liquidationFee: 0, fundFee: 0, oraclePrice: 100, quotePrice: 1 };
  it.each([
    // 10 / (100 x 10 %)
    ['without fee', {}, 1],
    // 10 / (100 x 9 %) = 1.1111..., truncated
    ['with 1 %', { liquidationFee: 0.01 }, 1.111111111],
    ['with 1 % and 1 % for the fund', { liquidationFee: 0.01, fundFee: 0.01 }, 1.25],
    ['with the quote at 0.99', { quotePrice: 0.99 }, 1.01010101],
    ['with the quote at 1.01', { quotePrice: 1.01 }, 0.990099009],
    ['where the fee eats the margin', { liquidationFee: 0.1 }, Infinity],
    ['where both fees eat it', { liquidationFee: 0.05, fundFee: 0.05 }, Infinity],
  ])('base %s', (_, more, expected) => {
    expect(computeBaseToCoverShortage({ ...shortage, ...more })).toBe(expected);
  });

  const spot = {
    shortage: 10,
    assetWeight: 0.9,
    liabilityWeight: 1.1,
    assetMultiplier: 1,
    liabilityMultiplier: 1,
    liabilityPrice: 1,
    liabilityDecimals: 6,
    fundFee: 0,
  };
  it.each([
    // 10 / (1.1 - 0.9)
    ['without fees', {}, 50],
    // 10 / (100 x 0.2) in 9 decimals
    ['at 100 with 9 decimals', { liabilityPrice: 100, liabilityDecimals: 9 }, 0.5],
    // 1.1 - 0.9 x 1.01 = 0.191: 52.3560209...
    ['with 1 % on the asset', { assetMultiplier: 1.01 }, 52.35602],
    // 1.1 - 0.9 / 1.01 = 0.20892 in steps of 1e-5 (0.89108 truncated)
    ['with 1 % on the liability', { liabilityMultiplier: 1.01 }, 47.865211],
    // 0.2 - 1 % x 1.1 = 0.189
    ['with 1 % for the fund', { fundFee: 0.01 }, 52.910052],
    // 5 decimals: what does not fit is left out
    ['with 5 decimals', { fundFee: 0.01, liabilityDecimals: 5 }, 52.91005],
    ['where weights meet', { assetWeight: 1.1 }, Infinity],
  ])('liability %s', (_, more, expected) => {
    expect(computeLiabilityToCoverShortage({ ...spot, ...more })).toBe(expected);
  });
});

describe('fees of a Drift liquidation', () => {
  it('rise by 1e-6 a slot after 1,500 slots, up to the most', () => {
    expect(rampLiquidationFee(0.01, 0.05, 1_499)).toBe(0.01);
    expect(rampLiquidationFee(0.01, 0.05, 1_500)).toBeCloseTo(0.0115, 12);
    expect(rampLiquidationFee(0.01, 0.05, 100_000)).toBe(0.05);
  });

  it('for the fund never keep the whole position from covering the shortage', () => {
    // 10 units at 100, shortage 85: 10 % - 1 % - 8.5 % = 0.5 %
    const terms = { shortage: 85, marginRatio: 0.1, liquidationFee: 0.01, oraclePrice: 100, quotePrice: 1 };
    const fundFee = capFundFee(terms, -10, 0.02);
    expect(fundFee).toBeCloseTo(0.005, 12);
    expect(computeBaseToCoverShortage({ ...terms, fundFee: 0.005 })).toBe(10);
    expect(capFundFee({ ...terms, shortage: 10 }, -10, 0.02)).toBe(0.02);
    expect(capFundFee({ ...terms, shortage: 100 }, -10, 0.02)).toBe(0);
    expect(capFundFee(terms, 0, 0.02)).toBe(0);
  });
});

describe('bankruptcy after other losses', () => {
  it('is (50,000 - 1,000 - 100) / 100 = 489, and the mark where it deviates by more than 5 %', () => {
    // 1,100 of equity behind 100 contracts at 500.
    const leg = { size: 100, isInverse: false, referencePrice: 500, equity: 1_100 };
    const price = computeBankruptcyPrice(leg)!;
    expect(price).toBe(489);
    expect(boundByMark(price, 500, 0.05)).toBe(489);
    expect(boundByMark(price, 520, 0.05)).toBe(520);
    expect(boundByMark(null, 520, 0.05)).toBe(520);
  });

  it('leaves no equity, linear and inverse, long and short, or does not exist', () => {
    const terms = fc.record({
      size: fc.double({ min: 0.01, max: 1e5, noNaN: true }),
      isShort: fc.boolean(),
      referencePrice: fc.double({ min: 0.1, max: 1e5, noNaN: true }),
      share: fc.double({ min: 0.001, max: 1.5, noNaN: true }),
      isInverse: fc.boolean(),
    });
    fc.assert(
      fc.property(terms, ({ size, isShort, referencePrice, share, isInverse }) => {
        const signed = isShort ? -size : size;
        const value = isInverse ? size / referencePrice : size * referencePrice;
        const equity = share * value;
        const price = computeBankruptcyPrice({ size: signed, isInverse, referencePrice, equity });
        // A linear long cannot lose more than its value, nor an inverse short more than its coin.
        const isNever = share >= 1 && (isInverse ? isShort : !isShort);
        expect(price === null).toBe(isNever);
        if (price === null) return;
        const profit = isInverse ? signed * (1 / referencePrice - 1 / price) : signed * (price - referencePrice);
        expect(Math.abs(equity + profit)).toBeLessThan(1e-9 * value);
      }),
    );
  });
});

describe('bankruptcy price of a position at the market', () => {
  const market = marketOf(
    [
      { contract: perpetual('BTCUSDT', 'BTC', 0.5), mark: 50_000 },
      { contract: perpetual('BTCUSD', 'BTC', 10, true), mark: 50_000 },
      { contract: option('call', 60_000), mark: 800 },
      { contract: option('call', 60_000, { settlesInCoin: true }), mark: 0.02 },
    ],
    { BTC: 49_000 },
  );
  it.each([
    // 50,000 - 4,000 / (4 x 0.5)
    ['linear long', 0, 4, 4_000, 48_000],
    // 1 / P = 1 / 50,000 + (4,900 / 49,000) / 10,000
    ['inverse long', 1, 1_000, 4_900, 1 / (1 / 50_000 + 0.1 / 10_000)],
    ['inverse short with enough coin', 1, -1_000, 49_000, null],
    // 800 + 3,000 / 2
    ['short call', 2, -2, 3_000, 2_300],
    // 0.02 + (4,900 / 49,000) / 2 coin
    ['short call in coin', 3, -2, 4_900, 0.07],
    ['long call of an account that has more', 2, 2, 3_000, null],
  ])('%s', (_, c, contracts, equity, expected) => {
    const price = computePositionBankruptcyPrice(market, c, contracts, equity);
    if (expected === null) expect(price).toBeNull();
    else expect(price).toBeCloseTo(expected, 9);
  });
});

describe('partial liquidation', () => {
  const terms = {
    equity: 3_000,
    otherMaintenance: 0,
    size: 1_000,
    price: 93,
    bufferRatio: 1.1,
    costRate: 0.005,
    lotSize: 0,
  };
  const flat = [{ upTo: Infinity, rate: 0.05, deduction: 0 }];

  it('of 1,000 at 93 needs 454.838710: equity 2,788.50 is then 1.1 x 2,535', () => {
    // (1.1 x 4,650 - 3,000) / (93 x (1.1 x 5 % - 0.5 %))
    const closed = computeMinimumLiquidation(terms, flat);
    expect(Math.abs(closed - 454.83871)).toBeLessThan(1e-6);
    expect(Math.abs(3_000 - closed * 93 * 0.005 - 2_788.5)).toBeLessThan(1e-6);
    expect(Math.abs((1_000 - closed) * 93 * 0.05 - 2_535)).toBeLessThan(1e-6);
    expect(computeMinimumLiquidation({ ...terms, lotSize: 0.1 }, flat)).toBe(454.9);
  });

  it('closes all where closing costs more than it frees, and nothing where nothing is missing', () => {
    expect(computeMinimumLiquidation({ ...terms, costRate: 0.055 }, flat)).toBe(1_000);
    expect(computeMinimumLiquidation({ ...terms, equity: -1 }, flat)).toBe(1_000);
    expect(computeMinimumLiquidation({ ...terms, equity: 6_000 }, flat)).toBe(0);
  });

  it('restores the buffer over brackets with no more than is needed', () => {
    const rows = [
      { upTo: 10_000, rate: 0.01, deduction: 0 },
      { upTo: 50_000, rate: 0.05, deduction: 400 },
      { upTo: Infinity, rate: 0.1, deduction: 2_900 },
    ];
    const naive = (value: number) =>
      Math.min(value, 10_000) * 0.01 +
      Math.min(40_000, Math.max(0, value - 10_000)) * 0.05 +
      Math.max(0, value - 50_000) * 0.1;
    const cases = fc.record({
      equity: fc.double({ min: -100, max: 10_000, noNaN: true }),
      otherMaintenance: fc.double({ min: 0, max: 500, noNaN: true }),
      notional: fc.double({ min: 100, max: 120_000, noNaN: true }),
      bufferRatio: fc.double({ min: 1, max: 1.5, noNaN: true }),
      costRate: fc.double({ min: 0, max: 0.02, noNaN: true }),
    });
    fc.assert(
      fc.property(cases, ({ notional, ...more }) => {
        const closed = computeMinimumLiquidation({ ...more, size: notional, price: 1, lotSize: 0 }, rows);
        const missingAfter = (value: number) =>
          more.bufferRatio * (more.otherMaintenance + naive(notional - value)) - (more.equity - more.costRate * value);
        expect(closed).toBeGreaterThanOrEqual(0);
        expect(closed).toBeLessThanOrEqual(notional);
        if (closed < notional) expect(missingAfter(closed)).toBeLessThan(1e-6);
        for (let part = 0; part < 1; part += 0.05) {
          if (part * closed < closed - 1e-6) expect(missingAfter(part * closed)).toBeGreaterThan(-1e-6);
        }
        if (closed === notional) {
          for (let part = 0; part < 1; part += 0.05) expect(missingAfter(part * notional)).toBeGreaterThan(-1e-6);
        }
      }),
    );
  });

  it('money may be taken out down to 10 % of notional, or to initial margin where that is more', () => {
    expect(computeTransferMargin(2_500, 100_000, 0.1)).toBe(10_000);
    expect(computeTransferMargin(20_000, 100_000, 0.1)).toBe(20_000);
  });

  it('in fractions rounds up to a lot and never beyond the position', () => {
    expect(computeFractionLiquidation(250_000, 0.2, 0)).toBe(50_000);
    expect(computeFractionLiquidation(8, 0.125, 1)).toBe(1);
    expect(computeFractionLiquidation(9, 0.125, 1)).toBe(2);
    expect(computeFractionLiquidation(0.5, 0.125, 1)).toBe(0.5);
  });
});
