/** A market that can be moved and put back: a view of its own prices over the terms of another. */
import type { MarketView } from '../../instruments/market-view.ts';

/** Copies what moves; terms, carry, depth and open interest stay shared. */
export function copyMarket(market: MarketView): MarketView {
  return {
    ...market,
    markPrices: market.markPrices.slice(),
    indexPrices: market.indexPrices.slice(),
    surfaces: [...market.surfaces],
  };
}

/** Puts the prices of `market` into a copy made by `copyMarket`. */
export function resetMarket(copy: MarketView, market: MarketView): void {
  copy.timeUs = market.timeUs;
  copy.markPrices.set(market.markPrices);
  copy.indexPrices.set(market.indexPrices);
  const surfaces = copy.surfaces as (typeof market.surfaces)[number][];
  for (let asset = 0; asset < surfaces.length; asset += 1) surfaces[asset] = market.surfaces[asset];
}
