// Goal: balances count what their terms say, and never more than they are worth. Method: tiers worked by hand; the
// bounds that are promised to a breach watch, on random terms and prices.

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  chargeByTiers,
  explainTiers,
  hedgedStableValue,
  requireForBorrowing,
} from '../../src/margin/balance-charges.ts';
import {
  createFlatCollateral,
  findCollateralFaults,
  haircutValueOf,
  listHaircutTiers,
  NO_COLLATERAL,
  type CollateralAsset,
} from '../../src/margin/collateral.ts';

const tiered: CollateralAsset = {
  tiers: [
    { upTo: 100_000, weight: 0.95 },
    { upTo: 500_000, weight: 0.9 },
    { upTo: Infinity, weight: 0.5 },
  ],
  tiersIn: 'value',
  liabilityWeight: 1.1,
  countedMax: 600_000,
  sizeFactor: 0,
};

const weight = fc.double({ min: 0, max: 1, noNaN: true });
const anyCollateral: fc.Arbitrary<CollateralAsset> = fc
  .record({
    weights: fc.array(weight, { minLength: 1, maxLength: 4 }),
    widths: fc.array(fc.double({ min: 1, max: 1e5, noNaN: true }), { minLength: 4, maxLength: 4 }),
    tiersIn: fc.constantFrom('value', 'units'),
    liabilityWeight: fc.double({ min: 1, max: 2, noNaN: true }),
    countedMax: fc.constantFrom(Infinity, 50_000),
    sizeFactor: fc.constantFrom(0, 0.001, 0.05),
  })
  .map(({ weights, widths, ...rest }) => {
    const falling = weights.toSorted((a, b) => b - a);
    let upTo = 0;
    const tiers = falling.map((one, k) => {
      upTo = k === falling.length - 1 ? Infinity : upTo + widths[k]!;
      return { upTo, weight: one };
    });
    return { ...rest, tiers } as CollateralAsset;
  });
const units = fc.double({ min: -1e4, max: 1e4, noNaN: true });
const price = fc.double({ min: 0.5, max: 200, noNaN: true });

describe('haircuts', () => {
  it.each([
    // 50,000 x 95 %
    [50, 47_500],
    // 100,000 x 95 % + 200,000 x 90 %
    [300, 275_000],
    // 95,000 + 400,000 x 90 % + 100,000 x 50 %
    [600, 505_000],
    // 95,000 + 360,000 + 500,000 x 50 % = 705,000, at most 600,000
    [1_000, 600_000],
    [0, 0],
    // Owed: 20,000 x 110 %
    [-20, -22_000],
  ])('%d units at 1,000 count %d', (held, counted) => {
    expect(haircutValueOf(tiered, held, 1_000)).toBeCloseTo(counted, 6);
  });

  it('apply to the part inside each tier, by units where tiers are in units', () => {
    const inUnits: CollateralAsset = {
      ...createFlatCollateral(0),
      tiersIn: 'units',
      tiers: [
        { upTo: 20, weight: 0.98 },
        { upTo: 25, weight: 0.975 },
        { upTo: Infinity, weight: 0 },
      ],
    };
    // (20 x 98 % + 4 x 97.5 %) x 50,000 = 23.5 x 50,000; above 25 nothing more counts.
    expect(haircutValueOf(inUnits, 24, 50_000)).toBeCloseTo(1_175_000, 6);
    expect(haircutValueOf(inUnits, 1_000, 50_000)).toBeCloseTo((19.6 + 4.875) * 50_000, 6);
    // Whatever the price: a fall by half halves it.
    expect(haircutValueOf(inUnits, 24, 25_000)).toBeCloseTo(587_500, 6);
  });

  it('follow Drift where weights depend on size', () => {
    // 10,000 units, f = 0.001: 1.1 / (1 + 0.001 x 100) = 1, the weight holds; 40,000 units: 1.1 / 1.2 = 0.91666...
    const drift: CollateralAsset = { ...createFlatCollateral(0.95, 1.1), sizeFactor: 0.001 };
    expect(haircutValueOf(drift, 10_000, 2)).toBeCloseTo(19_000, 9);
    expect(haircutValueOf(drift, 40_000, 2)).toBeCloseTo((80_000 * 1.1) / 1.2, 6);
    // Owed 10,000: max(1.1, 0.8 x 1.1 + 0.1) = 1.1; owed 90,000: 0.88 + 0.3 = 1.18.
    expect(haircutValueOf(drift, -10_000, 2)).toBeCloseTo(-22_000, 6);
    expect(haircutValueOf(drift, -90_000, 2)).toBeCloseTo(-180_000 * 1.18, 6);
  });

  it('are the tiers listed, up to the cap', () => {
    fc.assert(
      fc.property(anyCollateral, fc.double({ min: 0.01, max: 1e4, noNaN: true }), price, (asset, held, at) => {
        const listed = listHaircutTiers(asset, held, at).reduce((sum, tier) => sum + tier.amount, 0);
        const value = haircutValueOf(asset, held, at);
        expect(Math.abs(value - Math.min(listed, asset.countedMax))).toBeLessThanOrEqual(1e-9 * (1 + Math.abs(value)));
      }),
    );
  });

  it('never count more than the value, and what is owed not less than it', () => {
    fc.assert(
      fc.property(anyCollateral, units, price, (asset, held, at) => {
        expect(findCollateralFaults(asset)).toEqual([]);
        expect(haircutValueOf(asset, held, at)).toBeLessThanOrEqual(held * at + 1e-9 * Math.abs(held * at));
      }),
    );
  });

  it('never count less for more units, and move with the price by at most the first weight', () => {
    fc.assert(
      fc.property(anyCollateral, units, price, price, weight, (asset, held, at, then, more) => {
        const before = haircutValueOf(asset, held, at);
        expect(haircutValueOf(asset, held + more * 100, at)).toBeGreaterThanOrEqual(
          before - 1e-9 * (1 + Math.abs(before)),
        );
        if (asset.sizeFactor > 0) return;
        const steepest = held > 0 ? asset.tiers[0]!.weight : asset.liabilityWeight;
        const change = Math.abs(haircutValueOf(asset, held, then) - before);
        expect(change).toBeLessThanOrEqual(steepest * Math.abs(held * (then - at)) + 1e-8);
      }),
    );
  });

  it('count nothing of what is no collateral, and all of what is owed in it', () => {
    expect(haircutValueOf(NO_COLLATERAL, 5, 1_000)).toBe(0);
    expect(haircutValueOf(NO_COLLATERAL, -5, 1_000)).toBe(-5_000);
  });
});

describe('terms', () => {
  it('are refused with every fault named', () => {
    const faulty: CollateralAsset = {
      tiers: [
        { upTo: 100, weight: 0.5 },
        { upTo: 50, weight: 0.9 },
        { upTo: 200, weight: NaN },
      ],
      tiersIn: 'value',
      liabilityWeight: 0.9,
      countedMax: -1,
      sizeFactor: NaN,
    };
    expect(findCollateralFaults(faulty).map(({ key, tier, code }) => `${key} ${tier ?? ''} ${code}`)).toEqual([
      'weight 1 tiers-inconsistent',
      'upTo 1 tiers-inconsistent',
      'weight 2 out-of-range',
      'upTo 2 tiers-gap',
      'liabilityWeight  out-of-range',
      'countedMax  out-of-range',
      'sizeFactor  out-of-range',
    ]);
    expect(findCollateralFaults({ ...tiered, tiers: [] }).map(({ code }) => code)).toEqual(['tiers-empty']);
  });
});

describe('charges on balances', () => {
  const depeg = [
    { upTo: 1e6, rate: 0.0075 },
    { upTo: 5e6, rate: 0.0175 },
    { upTo: Infinity, rate: 0.025 },
  ];

  it('of a stablecoin hedge by tiers are the published 202,500', () => {
    // 1 M x 0.75 % + 4 M x 1.75 % + 5 M x 2.5 % = 7,500 + 70,000 + 125,000.
    expect(chargeByTiers(10e6, depeg)).toBeCloseTo(202_500, 6);
    const line = explainTiers('Depeg', 10e6, depeg);
    expect(line.amount).toBeCloseTo(202_500, 6);
    expect(line.parts?.map(({ formula, amount }) => [formula, amount])).toEqual([
      ['1,000,000 x 0.75 %', 7_500],
      ['4,000,000 x 1.75 %', expect.closeTo(70_000, 6)],
      ['5,000,000 x 2.5 %', 125_000],
    ]);
  });

  it('hedge the smaller of what is held and what is owed', () => {
    // Held 3 M of one and 1 M of another at 1 and 0.999, owed 2 M of a third: 2 M.
    expect(hedgedStableValue([3e6, 5, 1e6, -2e6], [1, 50_000, 0.999, 1], [0, 2, 3])).toBe(2e6);
    expect(hedgedStableValue([3e6, 5, 1e6, 0], [1, 50_000, 0.999, 1], [0, 2, 3])).toBe(0);
  });

  it('for loans go by tiers of the amount owed, and leave alone what is held', () => {
    const loan = {
      initial: [
        { upTo: 2, rate: 0.1 },
        { upTo: Infinity, rate: 0.2 },
      ],
      maintenance: [{ upTo: Infinity, rate: 0.03 }],
    };
    // 3 owed at 1,000: initial (2 x 10 % + 1 x 20 %) x 1,000 = 400, maintenance 3 x 3 % x 1,000 = 90.
    const required = requireForBorrowing([5, -3, -7], [10, 1_000, 1], [loan, loan, null]);
    expect(required.initial).toBeCloseTo(400, 9);
    expect(required.maintenance).toBeCloseTo(90, 9);
  });
});
