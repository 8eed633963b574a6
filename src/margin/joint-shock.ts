/**
 * A market moved away from where it stands: by a multiple of a joint shock, or one index or one mark with all else held.
 * A margin model prepared on the copy answers "what if" once it is refreshed.
 *
 * At multiplier x of a joint shock, with move m, relative volatility move g and volatility shift h of an asset:
 *   index      S x max(1 + x m, 1e-6)           a price that stays above zero however large x is
 *   volatility max(0, v x max(0, 1 + x g) + x h) at the same moneyness (sticky)
 *   marks      perpetuals and futures keep their relative basis to the index; an option's mark changes by as much as its
 *              model price does, so that a mark off the surface stays off it by the same premium, and never falls below 0
 * A stablecoin that loses its peg is an asset with a move, and so is any collateral. Time, rates, carry, depth and open
 * interest stay. At x = 0 the copy equals the market to the bit.
 */
import { assert } from '../base/assert.ts';
import { computeShockedPrice } from '../instruments/contract-value.ts';
import type { MarketView } from '../instruments/market-view.ts';
import type { VolatilitySurface } from '../instruments/volatility-surface.ts';

export interface JointShock {
  readonly name: string;
  /** [assetCount] relative move of the index: -0.3 is a fall by 30 %. */
  readonly indexMoves: ArrayLike<number>;
  /** [assetCount] relative move of volatility: 0.5 turns 40 % into 60 %. */
  readonly volatilityMoves: ArrayLike<number>;
  /** [assetCount] annual volatility added: 0.1 turns 40 % into 50 %. */
  readonly volatilityShifts: ArrayLike<number>;
}

/** Moves of one asset; what is left out stays. */
export interface AssetMove {
  readonly index?: number;
  readonly volatility?: number;
  readonly volatilityShift?: number;
}

/** Share of an index that no fall takes: inverse contracts and moneyness need a price above zero. */
const INDEX_LEFT_MIN = 1e-6;

/** Moves of some assets by name, none of the others. Names that the market lacks are the caller's to refuse. */
export function createJointShock(
  name: string,
  market: Pick<MarketView, 'assets'>,
  moves: ReadonlyMap<string, AssetMove>,
): JointShock {
  const column = (key: keyof AssetMove): Float64Array =>
    Float64Array.from(market.assets, (asset) => moves.get(asset)?.[key] ?? 0);
  return {
    name,
    indexMoves: column('index'),
    volatilityMoves: column('volatility'),
    volatilityShifts: column('volatilityShift'),
  };
}

/** A view with prices and surfaces of its own, for the functions below to move; terms, carry and depth stay shared. */
export function copyMarket(market: MarketView): MarketView {
  return {
    ...market,
    markPrices: market.markPrices.slice(),
    indexPrices: market.indexPrices.slice(),
    surfaces: [...market.surfaces],
  };
}

/** Puts the prices of `market` into `copy`, made of it by `copyMarket`. */
export function resetMarket(market: MarketView, copy: MarketView): void {
  copy.timeUs = market.timeUs;
  copy.markPrices.set(market.markPrices);
  copy.indexPrices.set(market.indexPrices);
  for (let asset = 0; asset < market.assets.length; asset += 1) setSurface(copy, asset, market.surfaces[asset]);
}

/** Writes `market` at `multiplier` >= 0 times the shock into `copy`. */
export function applyShock(market: MarketView, shock: JointShock, multiplier: number, copy: MarketView): void {
  assert(multiplier >= 0, `a shock has no multiplier ${multiplier}`);
  assert(shock.indexMoves.length === market.assets.length, `shock ${shock.name} is of another market`);
  resetMarket(market, copy);
  for (let asset = 0; asset < market.assets.length; asset += 1) {
    copy.indexPrices[asset] *= Math.max(INDEX_LEFT_MIN, 1 + multiplier * shock.indexMoves[asset]);
    const factor = Math.max(0, 1 + multiplier * shock.volatilityMoves[asset]);
    setSurface(copy, asset, shiftSurface(market.surfaces[asset], factor, multiplier * shock.volatilityShifts[asset]));
  }
  for (let c = 0; c < market.contracts.length; c += 1) reprice(market, c, copy);
}

/** Writes `market` with one index at `price` into `copy`: contracts on the asset are repriced, balances in it revalued. */
export function moveIndex(market: MarketView, asset: number, price: number, copy: MarketView): void {
  resetMarket(market, copy);
  copy.indexPrices[asset] = price;
  for (let c = 0; c < market.contracts.length; c += 1) {
    if (market.underlyingOf[c] === asset) reprice(market, c, copy);
  }
}

/** Writes `market` with the mark of one contract at `price`, in its own quotation, into `copy`; nothing else moves. */
export function moveMark(market: MarketView, c: number, price: number, copy: MarketView): void {
  resetMarket(market, copy);
  copy.markPrices[c] = price;
}

function reprice(market: MarketView, c: number, copy: MarketView): void {
  const asset = market.underlyingOf[c];
  const index = copy.indexPrices[asset];
  if (market.contracts[c].kind !== 'option') {
    copy.markPrices[c] = computeShockedPrice(market, c, index);
    return;
  }
  const before = computeShockedPrice(market, c, market.indexPrices[asset]);
  copy.markPrices[c] = Math.max(0, market.markPrices[c] + (computeShockedPrice(copy, c, index) - before));
}

function shiftSurface(surface: VolatilitySurface | null, factor: number, shift: number): VolatilitySurface | null {
  if (surface === null || (factor === 1 && shift === 0)) return surface;
  return { volatilityAt: (k, years) => Math.max(0, surface.volatilityAt(k, years) * factor + shift) };
}

/** The list of a copy is its own, and only those who move it may write it. */
function setSurface(copy: MarketView, asset: number, surface: VolatilitySurface | null): void {
  (copy.surfaces as (VolatilitySurface | null)[])[asset] = surface;
}
