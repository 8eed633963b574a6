/**
 * Who is auto-deleveraged first. Each rule scores one leg of one account; the highest score goes first and ties go
 * to the lower account index, so the order is total. Scores are compared only within one side of one instrument.
 */
import type { QuoteQuanta } from '../base/units.ts';

export interface RankedLeg {
  /** Unrealised profit of the leg, quanta. */
  readonly profit: QuoteQuanta;
  /** |size| x mark, quanta. */
  readonly notional: QuoteQuanta;
  /** |value at entry|, quanta. */
  readonly entryValue: QuoteQuanta;
  /** Settled money of the account, quanta. */
  readonly cash: QuoteQuanta;
  /** Equity of the account, quanta, > 0. */
  readonly equity: QuoteQuanta;
  /** Maintenance margin of the whole account, quanta. */
  readonly maintenance: QuoteQuanta;
}

/** Profit per collateral x margin ratio. Source: Binance Futures, auto-deleveraging FAQ. */
export function rankLikeBinance(leg: RankedLeg): number {
  return (leg.profit / Math.max(1, leg.cash)) * (leg.maintenance / leg.equity);
}

/**
 * Profit share x effective leverage where the leg gains, profit share / effective leverage where it loses.
 * Effective leverage is |mark value| / (mark value - bankruptcy value), the denominator being the account's equity.
 * Source: BitMEX, auto-deleveraging ranking.
 */
export function rankLikeBitmex(leg: RankedLeg): number {
  const profitShare = leg.profit / Math.max(1, leg.entryValue);
  const effectiveLeverage = leg.notional / leg.equity;
  return leg.profit > 0 ? profitShare * effectiveLeverage : profitShare / effectiveLeverage;
}

export const DELEVERAGING_RANKS: Readonly<Record<'binance' | 'bitmex', (leg: RankedLeg) => number>> = {
  binance: rankLikeBinance,
  bitmex: rankLikeBitmex,
};
