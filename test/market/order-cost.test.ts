// Goal: what an order costs is what its authors print. Method: their worked example, a tenth of a day's volume of IBM; signs and scaling.
import { describe, expect, it } from 'vitest';
import { InvariantError } from '../../src/base/assert.ts';
import { estimateOrderCost, type WorkedOrder } from '../../src/market/order-cost.ts';

// Source: Almgren, Thum, Hauptmann, Li (2005), example of IBM; the same figures in lakshmiDRIP/DROP, EquityMarketImpactIBM.java.
const ibm: WorkedOrder = {
  size: 656_100,
  dailyVolume: 6.561e6,
  outstanding: 1.728e9,
  dailyVolatility: 0.0157,
  days: 0.1,
};
const inBasisPoints = (share: number): number => share * 1e4;

describe('an order that is worked', () => {
  it('moves the price for good by 0.126 daily volatilities, 19.86 basis points, whatever time it takes', () => {
    // (1,728 / 6.561)^(1/4) = 263.374^(1/4) = 4.02849; 0.314 x 0.1 x 4.02849 = 0.126495; x 157 bp = 19.860 bp.
    for (const days of [0.1, 0.2, 0.5]) {
      const { permanent } = estimateOrderCost({ ...ibm, days });
      expect(permanent / ibm.dailyVolatility).toBeCloseTo(0.126_495, 6);
      expect(inBasisPoints(permanent)).toBeCloseTo(19.86, 3);
    }
  });

  it.each([
    // 0.142 x (0.1 / days)^(3/5): 0.1420, 0.0937, 0.0541 volatilities.
    [0.1, 0.142, 22, 32],
    [0.2, 0.094, 15, 25],
    [0.5, 0.054, 8, 18],
  ])(
    'within %d days pays %d daily volatilities beyond it, %d basis points, %d in all',
    (days, volatilities, beyond, all) => {
      const { temporary, cost } = estimateOrderCost({ ...ibm, days });
      expect(Math.abs(temporary / ibm.dailyVolatility - volatilities)).toBeLessThan(5.5e-4);
      expect(Math.abs(inBasisPoints(temporary) - beyond)).toBeLessThan(0.55);
      expect(Math.abs(inBasisPoints(cost) - all)).toBeLessThan(0.55);
    },
  );

  it('costs a seller as much as a buyer, and with twice the size twice the permanent move and 2^(3/5) of the other', () => {
    const sold = estimateOrderCost({ ...ibm, size: -ibm.size });
    const bought = estimateOrderCost(ibm);
    expect([sold.permanent, sold.temporary, sold.cost]).toEqual([-bought.permanent, -bought.temporary, -bought.cost]);
    const twice = estimateOrderCost({ ...ibm, size: 2 * ibm.size });
    expect(twice.permanent / bought.permanent).toBeCloseTo(2, 12);
    expect(twice.temporary / bought.temporary).toBeCloseTo(2 ** 0.6, 12);
    expect(estimateOrderCost({ ...ibm, size: 0 })).toEqual({ permanent: 0, temporary: 0, cost: 0 });
  });

  it('needs figures of its market', () => {
    expect(() => estimateOrderCost({ ...ibm, days: 0 })).toThrow(InvariantError);
    expect(() => estimateOrderCost({ ...ibm, size: NaN })).toThrow(InvariantError);
  });
});
