/**
 * Which contracts of a market a model can margin. A venue's rules rarely cover everything that a market lists; only the
 * accounts that hold something else cannot be evaluated by them.
 */
import { InvalidInputError } from '../../base/problem.ts';
import type { MarketView } from '../../instruments/market-view.ts';
import type { MarginModel } from '../../margin/margin-model.ts';

export interface Coverage {
  /** The market with the contracts that every model covers. */
  readonly market: MarketView;
  /** The others by symbol: ids of the models that do not cover them. */
  readonly uncovered: ReadonlyMap<string, readonly string[]>;
}

/** @throws InvalidInputError with what a model says when it covers no contract at all */
export function findCoverage(market: MarketView, models: readonly MarginModel[]): Coverage {
  const uncovered = new Map<string, string[]>();
  for (const model of models) {
    for (const c of uncoveredBy(model, market)) {
      const { symbol } = market.contracts[c];
      uncovered.set(symbol, [...(uncovered.get(symbol) ?? []), model.id]);
    }
  }
  if (uncovered.size === 0) return { market, uncovered };
  const kept = market.contracts.flatMap(({ symbol }, c) => (uncovered.has(symbol) ? [] : [c]));
  return { market: pickContracts(market, kept), uncovered };
}

function uncoveredBy(model: MarginModel, market: MarketView): number[] {
  const refusal = refusalOf(model, market);
  if (refusal === null) return [];
  const places = market.contracts.map((_, c) => c);
  const refused = places.filter((c) => refusalOf(model, pickContracts(market, [c])) !== null);
  // Refused for another reason than a contract of its own, or nothing is left.
  if (refused.length === 0 || refused.length === places.length) throw refusal;
  return refused;
}

function refusalOf(model: MarginModel, market: MarketView): InvalidInputError | null {
  try {
    model.prepare(market);
    return null;
  } catch (error) {
    if (error instanceof InvalidInputError) return error;
    throw error;
  }
}

/** A market with some of the contracts, in the order given; assets stay. */
export function pickContracts(market: MarketView, places: readonly number[]): MarketView {
  return {
    ...market,
    contracts: places.map((c) => market.contracts[c]),
    markPrices: Float64Array.from(places, (c) => market.markPrices[c]),
    underlyingOf: Int32Array.from(places, (c) => market.underlyingOf[c]),
    settlementOf: Int32Array.from(places, (c) => market.settlementOf[c]),
    openInterest: Float64Array.from(places, (c) => market.openInterest[c]),
    depthAtOnePercent: Float64Array.from(places, (c) => market.depthAtOnePercent[c]),
  };
}
