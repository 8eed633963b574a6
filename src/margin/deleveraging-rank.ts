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

/** Profit share x leverage, whichever way the leg goes. Source: Bybit, ADL mechanism: leveraged return. */
export function rankLikeBybit(leg: RankedLeg): number {
  return (leg.profit / Math.max(1, leg.entryValue)) * (leg.notional / leg.equity);
}

/**
 * Profit in money x leverage. The venue publishes no formula that could be found; this is the common reading of "profit and
 * leverage", not verified.
 */
export function rankLikeOkx(leg: RankedLeg): number {
  return leg.profit * (leg.notional / leg.equity);
}

/**
 * Mark / entry x notional / equity for a long. Deviation: for a short entry / mark, so that its winners go first
 * too; the published formula does not tell the sides apart. Source: Hyperliquid documentation, auto-deleveraging.
 */
export function rankLikeHyperliquid(leg: RankedLeg): number {
  const [larger, smaller] =
    leg.notional > leg.entryValue ? [leg.notional, leg.entryValue] : [leg.entryValue, leg.notional];
  const ratio = larger / Math.max(1, smaller);
  return (leg.profit >= 0 ? ratio : 1 / Math.max(1, ratio)) * (leg.notional / leg.equity);
}

/** All alike: the order is that of accounts, from a place that is drawn. Source: dYdX v4, deleveraging. */
export function rankLikeDydx(): number {
  return 0;
}

export const DELEVERAGING_RANKINGS = ['binance', 'bitmex', 'bybit', 'okx', 'hyperliquid', 'dydx'] as const;
export type DeleveragingRanking = (typeof DELEVERAGING_RANKINGS)[number];

export const DELEVERAGING_RANKS: Readonly<Record<DeleveragingRanking, (leg: RankedLeg) => number>> = {
  binance: rankLikeBinance,
  bitmex: rankLikeBitmex,
  bybit: rankLikeBybit,
  okx: rankLikeOkx,
  hyperliquid: rankLikeHyperliquid,
  dydx: rankLikeDydx,
};

/**
 * Rules under which a leg that gains nothing never scores above zero, and one that gains scores profit / equity times
 * something that rises with requirement or notional: what the bound of `exchange/leg-scorer.ts` asks for.
 */
export const BOUNDED_RANKINGS: ReadonlySet<DeleveragingRanking> = new Set<DeleveragingRanking>([
  'binance',
  'bitmex',
  'bybit',
  'okx',
]);
