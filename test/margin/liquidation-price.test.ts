/** Liquidation prices whose notional lies on the edge of a bracket: there both brackets say the same. */
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { computeLiquidationPrice } from '../../src/margin/liquidation-price.ts';
import { buildTierColumns } from '../../src/margin/tier-table.ts';

const EDGE = 250_000;
const tiers = buildTierColumns({
  source: 'two brackets',
  brackets: [
    { notionalMax: EDGE, maintenanceRatePpm: 5_000, initialRatePpm: 10_000 },
    { notionalMax: Infinity, maintenanceRatePpm: 10_000, initialRatePpm: 20_000 },
  ],
});

it('is found for positions that are liquidated on the edge', () => {
  fc.assert(
    fc.property(
      fc.double({ min: 0.5, max: 20, noNaN: true }),
      fc.double({ min: 0.8, max: 1.25, noNaN: true }),
      fc.boolean(),
      (quantity, moved, isLong) => {
        const price = EDGE / quantity;
        const size = isLong ? quantity : -quantity;
        const entryPrice = price * moved;
        // 0.5 % of 250,000 is what it must have left there.
        const walletBalance = 1_250 - size * (price - entryPrice);
        const found = computeLiquidationPrice(
          { walletBalance, otherMaintenanceMargin: 0, otherUnrealisedProfit: 0, size, entryPrice },
          tiers,
        );
        expect(found).not.toBeNull();
        expect(found! / price).toBeCloseTo(1, 9);
      },
    ),
    { numRuns: 2_000 },
  );
});
