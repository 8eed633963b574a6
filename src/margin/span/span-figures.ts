/** What all accounts share at one moment: each contract's risk array, composite delta, tier, and minima. */
import type { MarketView } from '../../instruments/market-view.ts';
import { unitsOf } from '../grid/contract-figures.ts';
import { compositeDeltaOf, rangeAt, SCENARIOS, writeRiskArray } from './risk-array.ts';
import { daysToExpiry, tierOf, type SpanLayout } from './span-layout.ts';
import type { CombinedCommodity, ScanRange, SpanParameters } from './span-parameters.ts';

export interface SpanFigures {
  /** [contractCount x 16] */
  readonly losses: Float64Array;
  /** [contractCount] */
  readonly deltas: Float64Array;
  /** [contractCount] minimum for one short contract; 0 unless an option. */
  readonly shortMinimum: Float64Array;
  /** [contractCount] 1 within the days of the delivery charge. */
  readonly isDelivering: Uint8Array;
  /** [expiryCount] */
  readonly tierOfExpiry: Int32Array;
  /** [commodityCount] multiplies calendar charges: 1 for amounts, the index value of a delta for shares. */
  readonly calendarScale: Float64Array;
  /** [commodityCount] price scan range of one delta, quote currency. */
  readonly rangeOfDelta: Float64Array;
}

export function createSpanFigures(layout: SpanLayout): SpanFigures {
  const contracts = layout.commodityOf.length;
  return {
    losses: new Float64Array(contracts * SCENARIOS),
    deltas: new Float64Array(contracts),
    shortMinimum: new Float64Array(contracts),
    isDelivering: new Uint8Array(contracts),
    tierOfExpiry: new Int32Array(layout.expiryCount),
    calendarScale: new Float64Array(layout.commodities.length),
    rangeOfDelta: new Float64Array(layout.commodities.length),
  };
}

export function refreshSpanFigures(
  parameters: SpanParameters,
  layout: SpanLayout,
  market: MarketView,
  out: SpanFigures,
): void {
  for (let c = 0; c < layout.commodityOf.length; c += 1) {
    const commodity = layout.commodities[layout.commodityOf[c]];
    const days = daysToExpiry(market, c);
    const range = rangeOf(commodity, days);
    writeRiskArray(market, c, commodity, range, parameters, out.losses, c * SCENARIOS);
    out.deltas[c] = compositeDeltaOf(market, c, commodity, range, parameters.lookaheadDays);
    out.shortMinimum[c] = shortMinimumOf(market, c, commodity);
    out.isDelivering[c] = commodity.deliveryCharge !== null && days <= commodity.deliveryCharge.daysMax ? 1 : 0;
  }
  for (let e = 0; e < layout.expiryCount; e += 1) {
    const commodity = layout.commodities[layout.commodityOfExpiry[e]];
    out.tierOfExpiry[e] = tierOf(commodity, daysToExpiry(market, layout.contractOfExpiry[e]));
  }
  layout.commodities.forEach((commodity, place) => {
    const index = market.indexPrices[layout.assetOf[place]];
    const isShare = commodity.calendarSpreads[0]?.charge.of === 'share';
    out.calendarScale[place] = isShare ? index * commodity.contractUnit : 1;
    out.rangeOfDelta[place] = rangeAt(commodity.priceScanRange, index) * commodity.contractUnit;
  });
}

/** Price scan range of a contract with so many days to expiry. */
export function rangeOf(commodity: CombinedCommodity, days: number): ScanRange {
  return commodity.tiers[tierOf(commodity, days)]?.priceScanRange ?? commodity.priceScanRange;
}

function shortMinimumOf(
  market: MarketView,
  c: number,
  { shortOptionMinimum, contractUnit }: CombinedCommodity,
): number {
  if (market.contracts[c].kind !== 'option') return 0;
  const units = unitsOf(market, c);
  const { of, value } = shortOptionMinimum;
  return of === 'amount' ? (value * units) / contractUnit : value * units * market.indexPrices[market.underlyingOf[c]];
}
