/** A market as SPAN sees it: contracts by combined commodity and expiry, and spreads by place instead of name. */
import { US_PER_DAY } from '../../base/units.ts';
import type { MarketView } from '../../instruments/market-view.ts';
import type { CombinedCommodity, SpanParameters } from './span-parameters.ts';

export interface SpanLayout {
  readonly commodities: readonly CombinedCommodity[];
  /** [contractCount] */
  readonly commodityOf: Int32Array;
  /** [contractCount] bucket of the contract's commodity and expiry. */
  readonly expiryOf: Int32Array;
  readonly expiryCount: number;
  /** [expiryCount] */
  readonly commodityOfExpiry: Int32Array;
  /** [expiryCount] one contract of each, for its days to expiry. */
  readonly contractOfExpiry: Int32Array;
  /** [commodityCount] asset whose index prices its ranges, -1 where no contract lies in it. */
  readonly assetOf: Int32Array;
  /** [commodityCount] scanning spread that it takes part in, -1 for none. */
  readonly scanningOf: Int32Array;
  /** By priority; legs whose commodity the market lacks make a spread useless, and it is left out. */
  readonly spreads: readonly PlacedSpread[];
}

export interface PlacedSpread {
  readonly name: string;
  readonly priority: number;
  readonly legs: readonly {
    readonly commodity: number;
    readonly ratio: number;
    readonly sign: 1 | -1;
    readonly credit: number;
  }[];
}

/** The commodity of an asset; undefined where none names it. */
export function commodityOfAsset(parameters: SpanParameters, asset: string): CombinedCommodity | undefined {
  const named = parameters.commodities.find(({ underlyings }) => underlyings.includes(asset));
  if (named !== undefined) return named;
  const wildcard = parameters.commodities.find(({ underlyings }) => underlyings.includes('*'));
  return wildcard === undefined ? undefined : { ...wildcard, name: asset, underlyings: [asset] };
}

export function layOut(parameters: SpanParameters, market: MarketView): SpanLayout {
  const commodities: CombinedCommodity[] = [];
  const assetOf: number[] = [];
  const placeOf = (asset: number): number => {
    const commodity = commodityOfAsset(parameters, market.assets[asset]);
    if (commodity === undefined) return -1;
    const known = commodities.findIndex(({ name }) => name === commodity.name);
    if (known >= 0) return known;
    assetOf.push(asset);
    return commodities.push(commodity) - 1;
  };
  const commodityOf = market.underlyingOf.map(placeOf);
  const expiries = new Map<string, number>();
  const contractOfExpiry: number[] = [];
  const expiryOf = Int32Array.from(market.contracts, (contract, c) => {
    const time = contract.kind === 'future' || contract.kind === 'option' ? contract.expiryUs : 'none';
    const key = `${commodityOf[c]} ${time}`;
    const known = expiries.get(key) ?? expiries.size;
    if (known === expiries.size) contractOfExpiry.push(c);
    expiries.set(key, known);
    return known;
  });
  const places = new Map(commodities.map(({ name }, place) => [name, place]));
  const spreads = parameters.deltaSpreads
    .filter(({ legs }) => legs.every(({ commodity }) => places.has(commodity)))
    .map(({ name, priority, legs }) => ({
      name,
      priority,
      legs: legs.map(({ commodity, ratio, side, credit }) => ({
        commodity: places.get(commodity) ?? 0,
        ratio,
        sign: side === 'A' ? (1 as const) : (-1 as const),
        credit,
      })),
    }));
  return {
    commodities,
    commodityOf,
    expiryOf,
    expiryCount: expiries.size,
    commodityOfExpiry: Int32Array.from(contractOfExpiry, (c) => commodityOf[c]),
    contractOfExpiry: Int32Array.from(contractOfExpiry),
    assetOf: Int32Array.from(assetOf),
    scanningOf: Int32Array.from(commodities, ({ name }) =>
      parameters.scanningSpreads.findIndex((spread) => spread.commodities.includes(name)),
    ),
    spreads: spreads.toSorted((a, b) => a.priority - b.priority),
  };
}

/** Days to expiry of a contract now; Infinity for one without expiry. */
export function daysToExpiry(market: MarketView, c: number): number {
  const contract = market.contracts[c];
  if (contract.kind === 'spot' || contract.kind === 'perpetual') return Infinity;
  return Math.max(0, contract.expiryUs - market.timeUs) / US_PER_DAY;
}

/** Place of a contract's tier; the first one also holds contracts without expiry, and everything where there are none. */
export function tierOf(commodity: CombinedCommodity, days: number): number {
  if (days === Infinity) return 0;
  const place = commodity.tiers.findIndex(({ daysMax }) => days <= daysMax);
  return Math.max(0, place);
}
