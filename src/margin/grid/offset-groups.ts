/**
 * Which underlyings are set against each other, and by how much. In each scenario an underlying's positions net in full;
 * gains of an underlying count with a share in its product group, gains of a product group with another in its
 * portfolio group: value = sum of losses + share x sum of gains.
 * Source: OCC TIMS, class groups, product groups and portfolio groups (themargininvestor.com, "P&L offsets").
 */
import type { PortfolioGroup } from './grid-parameters.ts';
import type { RiskUnits } from './risk-units.ts';

export interface OffsetGroups {
  readonly names: readonly string[];
  /** [unitCount] */
  readonly groupOf: Int32Array;
  /** [unitCount] */
  readonly productOf: Int32Array;
  /** [productCount] share of an underlying's gains. */
  readonly productShares: Float64Array;
  readonly productNames: readonly string[];
  /** [groupCount] share of a product's gains. */
  readonly groupShares: Float64Array;
  /** [productCount] */
  readonly groupOfProduct: Int32Array;
}

export function buildOffsetGroups(
  units: RiskUnits,
  assets: readonly string[],
  groups: readonly PortfolioGroup[],
): OffsetGroups {
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
  const productOf = units.assetOf.map((asset, unit) => {
    const known = byName.get(assets[asset]) ?? byName.get('*');
    if (known !== undefined) return known;
    productNames.push(units.names[unit]);
    productShares.push(1);
    groupOfProduct.push(names.length);
    names.push(units.names[unit]);
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
