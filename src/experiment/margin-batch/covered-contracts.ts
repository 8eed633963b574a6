/**
 * Which contracts of a market a model can margin. A venue's rules rarely cover everything that a market lists; only the
 * accounts that hold something else cannot be evaluated by them.
 */
import { InvalidInputError } from '../../base/problem.ts';
import type { Unmargined } from '../../scenario/book-names.ts';
import type { MarketView } from '../../instruments/market-view.ts';
import type { MarginModel } from '../../margin/margin-model.ts';

export interface Coverage {
  /** The market with the contracts that every model covers. */
  readonly market: MarketView;
  /** The others by symbol: the models that do not cover them, and what each says about it. */
  readonly uncovered: ReadonlyMap<string, readonly Unmargined[]>;
}

/** @throws InvalidInputError with what a model says when it is not the contracts that it refuses */
export function findCoverage(market: MarketView, models: readonly MarginModel[]): Coverage {
  const uncovered = new Map<string, Unmargined[]>();
  for (const model of models) {
    for (const [c, refusal] of uncoveredBy(model, market)) {
      const { symbol } = market.contracts[c];
      uncovered.set(symbol, [...(uncovered.get(symbol) ?? []), { model: model.id, problems: refusal.problems }]);
    }
  }
  if (uncovered.size === 0) return { market, uncovered };
  const kept = market.contracts.flatMap(({ symbol }, c) => (uncovered.has(symbol) ? [] : [c]));
  return { market: pickContracts(market, kept), uncovered };
}

function uncoveredBy(model: MarginModel, market: MarketView): [contract: number, refusal: InvalidInputError][] {
  const refusal = refusalOf(model, market);
  if (refusal === null) return [];
  const refused = market.contracts.flatMap((_, c): [number, InvalidInputError][] => {
    const own = refusalOf(model, pickContracts(market, [c]));
    return own === null ? [] : [[c, own]];
  });
  // Refused for another reason than a contract of its own.
  if (refused.length === 0 || refusalOf(model, pickContracts(market, [])) !== null) throw refusal;
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
