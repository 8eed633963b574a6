/**
 * Risk units of a market: what nets in full inside a scenario. One for each underlying or, where venues segregate by
 * settlement, one for its coin-settled contracts and one for the others.
 */
import type { MarketView } from '../../instruments/market-view.ts';

export interface RiskUnits {
  /** [unitCount] */
  readonly names: readonly string[];
  /** [unitCount] */
  readonly assetOf: Int32Array;
  /** [contractCount] */
  readonly of: Int32Array;
}

export function buildRiskUnits(market: MarketView, segregatesSettlement: boolean): RiskUnits {
  if (!segregatesSettlement) {
    return {
      names: market.assets,
      assetOf: Int32Array.from(market.assets, (_, asset) => asset),
      of: market.underlyingOf,
    };
  }
  return {
    names: market.assets.flatMap((asset) => [`${asset} settled in quote currency`, `${asset} settled in coin`]),
    assetOf: Int32Array.from({ length: 2 * market.assets.length }, (_, unit) => Math.floor(unit / 2)),
    of: Int32Array.from(
      market.contracts,
      ({ settlesInCoin }, c) => 2 * market.underlyingOf[c] + (settlesInCoin ? 1 : 0),
    ),
  };
}
