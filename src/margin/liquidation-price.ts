/**
 * Liquidation price of one leg with every other leg held at its mark: a cross-margin account has no single one.
 *
 * Equation: LP = (WB - TMM1 + UPNL1 + cum - s q EP) / (q mmr - s q), WB the wallet balance, TMM1 and UPNL1 the other
 * legs' maintenance margin and unrealised profit, cum the bracket's deduction, s the side, q the size, EP the entry.
 * Source: Binance USD-M Futures, liquidation price in one-way mode.
 *
 * The bracket is chosen by the notional at the answer, so each bracket is tried until one is consistent with its own
 * result. For display and explanation; the engine compares equity with maintenance margin and never this price.
 */
import type { TierColumns } from './tier-table.ts';
import { PPM_PER_UNIT } from '../base/units.ts';

/** Share of an edge that products and the quotient can lose. */
const EDGE_ERROR = 1e-12;

export interface LiquidationPriceInput {
  /** Settled money of the account. All amounts in one unit of money, here and in the tiers. */
  readonly walletBalance: number;
  readonly otherMaintenanceMargin: number;
  readonly otherUnrealisedProfit: number;
  /** Signed size: + long. */
  readonly size: number;
  readonly entryPrice: number;
}

/** Price in the unit of `entryPrice`, or null when no price > 0 in any bracket liquidates the leg. */
export function computeLiquidationPrice(input: LiquidationPriceInput, tiers: TierColumns): number | null {
  const side = input.size > 0 ? 1 : -1;
  const quantity = Math.abs(input.size);
  const backing = input.walletBalance - input.otherMaintenanceMargin + input.otherUnrealisedProfit;
  for (let k = 0; k < tiers.notionalMax.length; k += 1) {
    const rate = tiers.maintenanceRatePpm[k] / PPM_PER_UNIT;
    const numerator = backing + tiers.maintenanceDeduction[k] - side * quantity * input.entryPrice;
    const price = numerator / (quantity * rate - side * quantity);
    const notional = quantity * price;
    const lower = k === 0 ? 0 : tiers.notionalMax[k - 1];
    // At an edge both brackets say the same, and rounding may put the answer of each just outside its own.
    const isInside = notional >= lower * (1 - EDGE_ERROR) && notional <= tiers.notionalMax[k] * (1 + EDGE_ERROR);
    if (price > 0 && isInside) return price;
  }
  return null;
}
