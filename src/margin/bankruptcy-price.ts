/**
 * Bankruptcy price of one leg in plain numbers: where the equity of its account is zero, every other leg held at its
 * mark.
 *
 *   linear, options: P = R - E / (s q)      inverse: C / P = C / R + s E, E in coin
 *
 * with E the equity while the leg stands at R. For an isolated position that has just been opened at leverage L this
 * is EP (1 -+ 1/L), and EP L / (L +- 1) inverse. The engine's own, in whole ticks and with equity split over legs, is
 * `bankruptcy.ts`. Source: Bybit, bankruptcy price (USDT and inverse contracts).
 */
import { QUOTE_CURRENCY, type MarketView } from '../instruments/market-view.ts';
import { computeTieredLiquidationPrice, type LegAtStake } from './tiered/tiered-liquidation-price.ts';

/**
 * Null where no price > 0 does it: a long whose account has more than the position is worth, an inverse short with
 * enough coin.
 */
export function computeBankruptcyPrice(leg: Omit<LegAtStake, 'otherMaintenance'>): number | null {
  return computeTieredLiquidationPrice({ ...leg, otherMaintenance: 0 }, [{ upTo: Infinity, rate: 0, deduction: 0 }]);
}

/**
 * Of one position at the market: price of contract `c` at which an account with `equity` (quote currency) has none left,
 * every other position at its mark and the index of the coin that the contract settles in held. Options are quoted as
 * premiums.
 */
export function computePositionBankruptcyPrice(
  market: MarketView,
  c: number,
  contracts: number,
  equity: number,
): number | null {
  const contract = market.contracts[c];
  const settlement = market.settlementOf[c];
  return computeBankruptcyPrice({
    size: contracts * contract.multiplier,
    isInverse: contract.settlesInCoin && contract.kind !== 'option',
    referencePrice: market.markPrices[c],
    equity: settlement === QUOTE_CURRENCY ? equity : equity / market.indexPrices[settlement],
  });
}

/**
 * Of an isolated position at its entry price with initial margin of value / `leverage`; null for an inverse short at
 * 1x.
 */
export function computeIsolatedBankruptcyPrice(
  size: number,
  entryPrice: number,
  leverage: number,
  isInverse: boolean,
): number | null {
  const value = isInverse ? Math.abs(size) / entryPrice : Math.abs(size) * entryPrice;
  return computeBankruptcyPrice({ size, isInverse, referencePrice: entryPrice, equity: value / leverage });
}

/**
 * The bankruptcy price, or the mark where they lie further apart than `deviationMax` of the mark: a venue's guard
 * against limits that the book would never see. Source: a Bybit text that allows 5 %.
 */
export function boundByMark(bankruptcyPrice: number | null, markPrice: number, deviationMax: number): number {
  if (bankruptcyPrice === null) return markPrice;
  return Math.abs(bankruptcyPrice - markPrice) > deviationMax * markPrice ? markPrice : bankruptcyPrice;
}
