// Goal: parts of a liquidation policy keep to docs/exchange-rules.md, section 18, at the edges: ties, thresholds met exactly,
// roundings, legs that may not trade. Method: sums by hand on a venue with one instrument, or two; the account is 4.
import { describe, expect, it } from 'vitest';
import {
  DEFAULT_LIQUIDATION_POLICY,
  type LiquidationPolicy,
} from '../../../src/exchange/liquidation/liquidation-policy.ts';
import { log } from '../../../src/numeric/math.ts';
import { haltAfter, SmallExchange, usd } from '../small-venue.ts';
import { TwoLegExchange, type TwoLegs } from '../two-legs.ts';

const SECOND_US = 1_000_000;

const policy = (parts: Partial<LiquidationPolicy>) => ({
  rules: { liquidationPolicy: { ...DEFAULT_LIQUIDATION_POLICY, ...parts } },
});

/** Instrument and lots of the orders that steps filled, prices as they are given. */
const stepOf = (legs: TwoLegs, pricesUsd: [number, number] = [100, 100], steps = 1): (readonly [number, number])[] =>
  new TwoLegExchange(legs)
    .moveTo(...pricesUsd)
    .liquidate(steps)
    .take('liquidationFill')
    .map(([, , i, lots]) => [i, lots]);

describe('the order of legs', () => {
  it('takes the lower of two that rank alike', () => {
    expect(stepOf({ lots: [10, 10], equityUsd: 60 })).toEqual([[0, -10]]);
  });

  it('by impact counts how much has to be sold for the margin that it frees', () => {
    // 2 % of 1,000 and 1 % of 400: 20 / 1,000 and 4 / 400 in books used in proportion to notional.
    const legs = { lots: [10, 4], ratesPpm: [20_000, 10_000], equityUsd: 12 } as const;
    expect(stepOf({ ...legs, small: policy({ legOrder: 'impactEfficient' }) })).toEqual([[1, -4]]);
    expect(stepOf({ ...legs, small: policy({ legOrder: 'marginEfficient' }) })).toEqual([[0, -10]]);
  });

  it('by liquidity takes the smaller of two whose books would fill nothing within a per cent', () => {
    const legs = { lots: [10, 8], equityUsd: 80 } as const;
    for (const [legOrder, chosen] of [
      ['mostLiquid', 1],
      ['largestMaintenance', 0],
    ] as const) {
      // The books stand at 97 before the marks do: 10 and 8 lots against 1 + 0.
      const venue = new TwoLegExchange({ ...legs, small: policy({ legOrder }) });
      venue.exchange.applyReference(Float64Array.of(log(0.97), log(0.97)), SECOND_US);
      expect(
        venue
          .liquidate()
          .take('liquidationFill')
          .map(([, , i]) => i),
      ).toEqual([chosen]);
    }
  });

  it('in proportion leaves out a leg that is halted', () => {
    const small = { rules: { ...policy({ legOrder: 'proRata' }).rules, halt: haltAfter(0.02) } };
    // A falls by 3 and halts.
    expect(stepOf({ lots: [10, 10], equityUsd: 90, small }, [97, 100])).toEqual([[1, -10]]);
  });
});

describe('a share of every leg that restores a buffer', () => {
  // 12 lots of A and 8 of B at 100: margin 100, 1.1 times that 110, 60 left.
  const legs = (feePpm: number, parts: Partial<LiquidationPolicy> = {}, equityUsd = 60): TwoLegs => ({
    lots: [12, 8],
    equityUsd,
    small: {
      ...policy({ legOrder: 'proRata', ...parts }),
      liquidation: { sizing: { kind: 'restoreBuffer', bufferRatio: 1.1 }, feePpm, wholeBelow: usd(99) },
    },
  });

  it('is what is missing over what closing all would bring, less the fee', () => {
    // (110 - 60) / (110 - 0.5 % x 2,000) = 1 / 2.
    expect(stepOf(legs(5_000))).toEqual([
      [0, -6],
      [1, -4],
    ]);
  });

  it('is all where the fee eats what closing frees', () => {
    expect(stepOf(legs(60_000, {}, 90))).toEqual([
      [0, -12],
      [1, -8],
    ]);
  });

  it('keeps within the cap of a step', () => {
    expect(stepOf(legs(5_000, { stepCap: { portionMaxPpm: 200_000, notionalMin: 0 } }))).toEqual([
      [0, -2],
      [1, -1],
    ]);
  });
});

describe('sizes', () => {
  const fills = (small: SmallExchange, seconds: number): number[] => {
    small.exchange.advanceTo(seconds * SECOND_US);
    small.exchange.liquidate(4);
    return small.take('liquidationFill').map(([, , lots]) => lots);
  };

  it.each([
    [1_000, -10],
    [999.99, -1],
  ])('of a position of 1,000 USD go whole up to %f', (wholeBelowUsd, lots) => {
    const small = new SmallExchange({
      priceUsd: 100,
      holders: [{ equityUsd: 5, lots: 10 }],
      liquidation: { sizing: { kind: 'fraction', sharePpm: 100_000 }, wholeBelow: usd(wholeBelowUsd) },
    });
    expect(fills(small, 1)).toEqual([lots]);
  });

  const cooldown = (aboveUsd: number, during: 'full' | 'wait' = 'full') =>
    ({
      kind: 'fractionCooldown',
      sharePpm: 200_000,
      above: usd(aboveUsd),
      cooldownUs: 30 * SECOND_US,
      during,
    }) as const;

  it.each([
    [1_000, -10],
    [999.99, -2],
  ])('by a share begin above %f USD', (aboveUsd, lots) => {
    const small = new SmallExchange({
      priceUsd: 100,
      holders: [{ equityUsd: 5, lots: 10 }],
      liquidation: { sizing: cooldown(aboveUsd) },
    });
    expect(fills(small, 1)).toEqual([lots]);
  });

  it('of a whole leg in a cooldown do not begin another one', () => {
    // 20 % of 2,500; in the cooldown all of 2,000, of which a step may close half; after it 20 % of 1,000.
    const small = new SmallExchange({
      priceUsd: 100,
      holders: [{ equityUsd: 600, lots: 2_500 }],
      liquidation: { sizing: cooldown(1_000) },
      ...policy({ stepCap: { portionMaxPpm: 500_000, notionalMin: 0 } }),
    });
    expect([fills(small, 2), fills(small, 12), fills(small, 32)]).toEqual([[-500], [-1_000], [-200]]);
  });

  it('of a leg that goes whole leave no cooldown behind, though a cap leaves some of it', () => {
    const small = new SmallExchange({
      priceUsd: 100,
      holders: [{ equityUsd: 3, lots: 10 }],
      liquidation: { sizing: cooldown(1_000, 'wait') },
      ...policy({ stepCap: { portionMaxPpm: 500_000, notionalMin: 0 } }),
    });
    expect([fills(small, 1), fills(small, 2)]).toEqual([[-5], [-2]]);
  });

  it('that close a leg leave no cooldown behind', () => {
    const small = { liquidation: { sizing: { ...cooldown(0, 'wait'), sharePpm: 1_000_000 } } };
    expect(stepOf({ lots: [12, 10], equityUsd: 40, small }, [100, 100], 2)).toEqual([
      [0, -12],
      [1, -10],
    ]);
  });
});

describe('fees', () => {
  it('are rounded up', () => {
    // 333 ppm of 990.10 USD are 0.3297033.
    const small = new SmallExchange({
      priceUsd: 100,
      holders: [{ equityUsd: 11, lots: 10 }],
      liquidation: { feePpm: 333 },
    });
    small.moveTo(99.01);
    small.exchange.liquidate(4);
    expect(small.take('liquidationFee').map(([, , , value]) => value)).toEqual([0.3298]);
  });

  it('of a fill below bankruptcy price are made good by a fund that is a stage of the waterfall alone', () => {
    for (const [waterfall, fundUsd] of [
      [['insuranceFund'], 40],
      [['socialisedLoss'], 100],
    ] as const) {
      // 10 lots with 50 USD: sold at 89 instead of 95, 60 short.
      const small = new SmallExchange({
        priceUsd: 100,
        maintenanceRatePpm: 100_000,
        fundUsd: 100,
        holders: [
          { equityUsd: 50, lots: 10 },
          { equityUsd: 1_000, lots: -10 },
        ],
        rules: {
          ...policy({ limit: { kind: 'market' }, fee: { cap: 'surplus', fundSharePpm: 1_000_000 } }).rules,
          waterfall,
        },
      });
      small.exchange.advanceTo(SECOND_US);
      small.exchange.applyReference(Float64Array.of(log(89 / 100)), SECOND_US);
      small.exchange.liquidate(4);
      expect(small.fundUsd()).toBeCloseTo(fundUsd, 3);
      small.exchange.audit();
    }
  });
});

it('a fee capped by the surplus finds none, and no want, where a fill frees no margin', () => {
  // 50 ppm of a lot of 1 USD are half a quantum: 8 lots need 4 quanta, and so do 7. One is sold 0.01 below the mark.
  const small = new SmallExchange({
    priceUsd: 1,
    maintenanceRatePpm: 50,
    fundUsd: 100,
    holders: [{ equityUsd: 0.0002, lots: 8 }],
    liquidation: { feePpm: 5_000, sizing: { kind: 'fraction', sharePpm: 125_000 } },
    ...policy({ limit: { kind: 'market' }, fee: { cap: 'surplus', fundSharePpm: 1_000_000 } }),
  });
  small.exchange.advanceTo(SECOND_US);
  small.exchange.applyReference(Float64Array.of(log(0.99)), SECOND_US);
  small.exchange.liquidate(4);
  expect(small.take('liquidationFill', 'fundPayment', 'liquidationFee').map(([kind]) => kind)).toEqual([
    'liquidationFill',
  ]);
});

it('a debt that a fill leaves is the fund’s business at the end, but for a fee capped by the surplus', () => {
  // Half of ten lots with 50 USD sold at 89: 55 lost.
  const small = new SmallExchange({
    priceUsd: 100,
    maintenanceRatePpm: 100_000,
    fundUsd: 100,
    holders: [{ equityUsd: 50, lots: 10 }],
    liquidation: { sizing: { kind: 'fraction', sharePpm: 500_000 } },
    ...policy({ limit: { kind: 'market' } }),
  });
  small.exchange.advanceTo(SECOND_US);
  small.exchange.applyReference(Float64Array.of(log(0.89)), SECOND_US);
  small.exchange.liquidate(4);
  expect(small.take('liquidationFill', 'fundPayment').map(([kind]) => kind)).toEqual(['liquidationFill']);
  expect(small.equityUsd(4)).toBeCloseTo(-5, 3);
});

describe('limits', () => {
  /** Whether ten lots at that mark are sold into a book that stands elsewhere. */
  const sells = (limit: LiquidationPolicy['limit'], equityUsd: number, markUsd: number, bookUsd: number): boolean => {
    const small = new SmallExchange({
      priceUsd: markUsd,
      maintenanceRatePpm: 100_000,
      holders: [{ equityUsd, lots: 10 }],
      ...policy({ limit }),
    });
    small.exchange.advanceTo(SECOND_US);
    small.exchange.applyReference(Float64Array.of(log(bookUsd / markUsd)), SECOND_US);
    small.exchange.liquidate(4);
    return small.take('liquidationFill').length > 0;
  };

  it('of a fillable price reach their spread at most', () => {
    // Margin 100, 20 left: 2 x (1 - 0.2) is more than 1; 10 % of the margin is 1 USD a unit.
    const limit = { kind: 'fillable', adjustment: 2, spreadPpm: 100_000 } as const;
    expect([sells(limit, 20, 100, 98.99), sells(limit, 20, 100, 99.01)]).toEqual([false, true]);
  });

  it('at a distance are rounded to a quantum, and then to the tick that favours the account', () => {
    // 300 ppm of 999.80 USD are 2,999.4 quanta: 2,999, or 2.999 ticks of ten lots. 9,998 less that is up to 9,996.
    const limit = { kind: 'markDistance', distancePpm: 300 } as const;
    expect([sells(limit, 50, 99.98, 99.955), sells(limit, 50, 99.98, 99.961)]).toEqual([false, true]);
  });
});
