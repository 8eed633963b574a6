/**
 * Bankruptcy price: the price at which closing a position leaves its account with equity exactly zero.
 *
 * A cross-margin account has one equity behind several legs. Two readings, equal for an account with one leg:
 * the whole equity stands behind the one leg (others held at their marks), or each leg gets the share of equity that
 * its maintenance margin is of the total. The engine uses the second, so that closing every leg at its own
 * bankruptcy price uses up the equity exactly once.
 * Source: dYdX v4, liquidations, bankruptcy price in quote quantums: -deltaNotional - netCollateral x
 * |deltaMaintenance| / maintenance.
 */
import type { Lots, QuoteQuanta } from '../base/units.ts';

/**
 * Splits an account's equity (may be negative) over its legs in proportion to their maintenance margins; writes
 * `out[i]` in whole quanta for each leg. Cumulative rounding: the parts add up to `equity` exactly.
 * `legMargins` and `out` have the same length; legs without margin get nothing.
 */
export function splitEquityOverLegs(equity: QuoteQuanta, legMargins: Float64Array, out: Float64Array): void {
  let total = 0;
  for (let i = 0; i < legMargins.length; i += 1) total += legMargins[i];
  let margin = 0;
  let given = 0;
  for (let i = 0; i < legMargins.length; i += 1) {
    margin += legMargins[i];
    const upTo = total === 0 ? 0 : Math.round(equity * (margin / total));
    out[i] = upTo - given;
    given = upTo;
  }
}

/**
 * Bankruptcy price of a leg in ticks, not rounded: mark - equityShare / (lots x quantaPerLotTick). `lots` is signed
 * and not zero; `equityShare` is the equity that stands behind the leg.
 */
export function computeBankruptcyTicks(
  markTicks: number,
  lots: Lots,
  quantaPerLotTick: number,
  equityShare: QuoteQuanta,
): number {
  return markTicks - equityShare / (lots * quantaPerLotTick);
}

/**
 * Limit of the order that closes the leg: the last whole tick at which it does not end below zero equity. Selling a
 * long rounds up, to at least one tick; buying back a short rounds down, and where its equity share is very negative the
 * limit is a price at which nobody sells.
 */
export function computeBankruptcyLimitTicks(
  markTicks: number,
  lots: Lots,
  quantaPerLotTick: number,
  equityShare: QuoteQuanta,
): number {
  const ticks = computeBankruptcyTicks(markTicks, lots, quantaPerLotTick, equityShare);
  return lots > 0 ? Math.max(1, Math.ceil(ticks)) : Math.floor(ticks);
}
