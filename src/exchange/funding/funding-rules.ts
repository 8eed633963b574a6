/**
 * Rules of funding: what longs of a perpetual pay shorts, or the other way round, for trading away from the index. Parts that
 * venues put together in their own ways; rates are shares of notional.
 */
import type { SimTimeUs } from '../../base/units.ts';

/** How a rate for one `periodUs` follows from the average premium P. */
export type FundingFormula =
  /** P + clamp(interest - P, -clamp, clamp): Binance, Bybit, OKX, BitMEX, Hyperliquid. */
  | { readonly kind: 'clampedInterest'; readonly interest: number; readonly clamp: number }
  /** P + interest: dYdX. */
  | { readonly kind: 'addedInterest'; readonly interest: number }
  /** max(damper, P) + min(-damper, P): Deribit. */
  | { readonly kind: 'damper'; readonly damper: number }
  /** P itself: Drift. */
  | { readonly kind: 'premium' };

export interface FundingRules {
  readonly formula: FundingFormula;
  /** Payments at `firstAtUs` and every interval after it. */
  readonly firstAtUs: SimTimeUs;
  readonly intervalUs: SimTimeUs;
  /** Time that the formula's rate is for: a payment is interval / period of it. */
  readonly periodUs: SimTimeUs;
  /** Between two samples of the premium. */
  readonly sampleIntervalUs: SimTimeUs;
  /**
   * How samples of an interval average: all alike, the n-th n times, or as mean price over mean index - 1 (Drift's averages
   * of prices over time).
   */
  readonly average: 'even' | 'rising' | 'pricesFirst';
  /** Largest |rate| for one period, as a multiple of initial - maintenance margin rate of the lowest bracket; null: none. */
  readonly capMarginMultiple: number | null;
  /** Largest |rate| of one payment; null: none. */
  readonly cap: number | null;
  /** Price that the notional of a payment is taken at. */
  readonly notional: 'mark' | 'index';
  /** The samples of an interval make the rate that is paid at the end of the next one: BitMEX. */
  readonly isPaidLate: boolean;
}
