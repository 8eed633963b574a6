/**
 * Profit and average entry of positions.
 *
 * A linear contract earns multiplier x (exit - entry) of the quote currency, an inverse one multiplier x (1/entry - 1/exit)
 * of its coin, an option multiplier x the change of its premium in whatever it settles in. The average entry is the one price
 * that gives the same profit as the trades did, at every exit: the mean weighted by size, which for an inverse contract
 * is the harmonic one. Source: BitMEX, inverse futures guide.
 */
import type { Contract } from './contract.ts';

/** A price in quote currency, but value in coin: profit follows 1 / price. */
export function isInverse(contract: Contract): boolean {
  return contract.settlesInCoin && contract.kind !== 'option';
}

/** In units of the settlement currency; `size` is signed, prices are as quoted and > 0 where the contract is inverse. */
export function profitInSettlement(contract: Contract, size: number, entryPrice: number, exitPrice: number): number {
  const gain = size * contract.multiplier * (exitPrice - entryPrice);
  return isInverse(contract) ? gain / (entryPrice * exitPrice) : gain;
}

/** Average entry of `size` at `entryPrice` and `added` more, of the same sign, at `price`; sizes not both 0. */
export function averageEntry(
  contract: Contract,
  size: number,
  entryPrice: number,
  added: number,
  price: number,
): number {
  const share = added / (size + added);
  if (isInverse(contract)) return 1 / ((1 - share) / entryPrice + share / price);
  return entryPrice + (price - entryPrice) * share;
}

export interface TradedPosition {
  readonly size: number;
  /** 0 for no position. */
  readonly entryPrice: number;
  /** Profit taken by the part that was closed, in units of the settlement currency. */
  readonly realised: number;
}

/** Position after a trade of `traded` contracts, signed, at `price`: adds, reduces, closes or turns it around. */
export function applyTrade(
  contract: Contract,
  size: number,
  entryPrice: number,
  traded: number,
  price: number,
): TradedPosition {
  if (size === 0 || size > 0 === traded > 0) {
    const entry = size === 0 ? price : averageEntry(contract, size, entryPrice, traded, price);
    return { size: size + traded, entryPrice: size + traded === 0 ? 0 : entry, realised: 0 };
  }
  const closed = Math.abs(traded) < Math.abs(size) ? -traded : size;
  const realised = profitInSettlement(contract, closed, entryPrice, price);
  const left = size + traded;
  if (left === 0) return { size: 0, entryPrice: 0, realised };
  return { size: left, entryPrice: left > 0 === size > 0 ? entryPrice : price, realised };
}
