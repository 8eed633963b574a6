/**
 * Prices of one moment, as margin and valuation read them. A view is reused from moment to moment: its owner writes the
 * price columns, readers keep nothing that follows from them beyond a call of `refresh`.
 */
import type { SimTimeUs } from '../base/units.ts';
import type { Contract } from './contract.ts';
import type { VolatilitySurface } from './volatility-surface.ts';

/** `settlementOf` of a contract that settles in the quote currency. */
export const QUOTE_CURRENCY = -1;

export interface MarketView {
  /** Time before which nothing expires; see `yearsToExpiry`. */
  timeUs: SimTimeUs;
  readonly contracts: readonly Contract[];
  /** [contractCount] mark price per unit, quote currency; premiums of coin-settled options in coin. */
  readonly markPrices: Float64Array;
  /** Names of underlyings and currencies, without the quote currency. */
  readonly assets: readonly string[];
  /** [assetCount] index price of one unit, quote currency. */
  readonly indexPrices: Float64Array;
  /** [contractCount] asset that the contract follows. */
  readonly underlyingOf: Int32Array;
  /** [contractCount] asset in which it settles, QUOTE_CURRENCY for the quote currency. */
  readonly settlementOf: Int32Array;
  /** [assetCount] null where no option is written on the asset. */
  readonly surfaces: readonly (VolatilitySurface | null)[];
  /** [assetCount] annual cost of carry b, continuous: forward = index x e^(b years). */
  readonly carry: Float64Array;
  /** Annual interest rate of the quote currency, continuous. */
  readonly rate: number;
  /** [contractCount] notional of all longs, quote currency; 0 where unknown. */
  readonly openInterest: Float64Array;
  /** [contractCount] notional within 1 % of the price on one side of the book, quote currency; Infinity where unknown. */
  readonly depthAtOnePercent: Float64Array;
}
