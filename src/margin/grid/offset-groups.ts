/**
 * Which underlyings are set against each other, and by how much. In each scenario an underlying's positions net in full;
 * gains of an underlying count with a share in its product group, gains of a product group with another in its
 * portfolio group: value = sum of losses + share x sum of gains.
 * Source: OCC TIMS, class groups, product groups and portfolio groups (themargininvestor.com, "P&L offsets").
 */
import type { MarketView } from '../../instruments/market-view.ts';
import type { PortfolioGroup } from './grid-parameters.ts';

export interface OffsetGroups {
  readonly names: readonly string[];
  /** [assetCount] */
  readonly groupOf: Int32Array;
  /** [assetCount] */
  readonly productOf: Int32Array;
  /** [productCount] share of an underlying's gains. */
  readonly productShares: Float64Array;
  readonly productNames: readonly string[];
  /** [groupCount] share of a product's gains. */
  readonly groupShares: Float64Array;
  /** [productCount] */
  readonly groupOfProduct: Int32Array;
}

export function buildOffsetGroups(market: MarketView, groups: readonly PortfolioGroup[]): OffsetGroups {
  const names: string[] = [];
  const productNames: string[] = [];
  const productShares: number[] = [];
  const groupShares: number[] = [];
  const groupOfProduct: number[] = [];
  const byName = new Map<string, number>();
  for (const group of groups) {
    for (const product of group.products) {
      for (const underlying of product.underlyings) byName.set(underlying, productNames.length);
      productNames.push(product.name);
      productShares.push(product.gainsCounted);
      groupOfProduct.push(names.length);
    }
    names.push(group.name);
    groupShares.push(group.gainsCounted);
  }
  const productOf = Int32Array.from(market.assets, (asset) => {
    const known = byName.get(asset) ?? byName.get('*');
    if (known !== undefined) return known;
    productNames.push(asset);
    productShares.push(1);
    groupOfProduct.push(names.length);
    names.push(asset);
    groupShares.push(1);
    return productNames.length - 1;
  });
  return {
    names,
    groupOf: productOf.map((product) => groupOfProduct[product]),
    productOf,
    productShares: Float64Array.from(productShares),
    productNames,
    groupShares: Float64Array.from(groupShares),
    groupOfProduct: Int32Array.from(groupOfProduct),
  };
}
