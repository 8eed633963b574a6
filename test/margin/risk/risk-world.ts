// Markets, books and returns to try risk-based models on: drawn from a named stream, so that a failure can be repeated.

import type { Contract } from '../../../src/instruments/contract.ts';
import { priceBlack76 } from '../../../src/instruments/option-pricing.ts';
import type { MarketView } from '../../../src/instruments/market-view.ts';
import { createPositionColumns, type PositionColumns } from '../../../src/margin/margin-model.ts';
import type { ReturnHistory } from '../../../src/margin/risk/return-history.ts';
import { NO_ANTI_PROCYCLICALITY, type RiskSpecification } from '../../../src/margin/risk/risk-parameters.ts';
import { HULL_CONVENTION } from '../../../src/margin/risk/tail-convention.ts';
import { normalQuantile } from '../../../src/numeric/normal.ts';
import { createStream, type Stream } from '../../../src/numeric/stream.ts';

const YEAR_US = 365 * 86_400 * 1_000_000;

/** Historical value at risk at 99 % over a day of simple returns, Hull's convention, and nothing else. */
export const PLAIN: RiskSpecification = {
  id: 'plain',
  title: 'Historical value at risk',
  source: 'test',
  measure: 'value-at-risk',
  confidence: 0.99,
  returnKind: 'simple',
  horizonDays: 1,
  horizonRule: 'square-root',
  windowDays: null,
  estimator: { kind: 'historical', scaling: null, convention: HULL_CONVENTION },
  initialRatio: 1.25,
  offsetCap: null,
  antiProcyclicality: NO_ANTI_PROCYCLICALITY,
  liquidity: null,
  volatilityResponse: 0,
};

/** One factor, clusters of volatility and heavy tails, as crypto has. */
export function drawHistory(stream: Stream, dayCount: number, assetCount: number): ReturnHistory {
  const normal = (): number => normalQuantile(stream.uniformOpen());
  const returns = new Float64Array(dayCount * assetCount);
  let variance = 1;
  for (let day = 0; day < dayCount; day += 1) {
    const deviation = Math.sqrt(variance);
    const factor = normal();
    for (let a = 0; a < assetCount; a += 1) {
      const move = 0.03 * deviation * (0.8 * factor + 0.6 * normal());
      returns[day * assetCount + a] = Math.max(-0.6, move);
    }
    variance = 0.05 + variance * (0.1 * factor * factor + 0.85);
  }
  return { dayCount, returns };
}

export interface MarketTerms {
  readonly assetCount: number;
  /** Of each asset, beside one linear perpetual. */
  readonly hasInverse?: boolean;
  readonly optionsPerAsset?: number;
  readonly depth?: number;
}

export function drawMarket(stream: Stream, terms: MarketTerms): MarketView {
  const assets = Array.from({ length: terms.assetCount }, (_, a) => `A${a}`);
  const indexPrices = Float64Array.from(assets, () => 50 + 1_000 * stream.uniform());
  const contracts: Contract[] = [];
  assets.forEach((underlying, a) => {
    const index = indexPrices[a]!;
    contracts.push({ kind: 'perpetual', symbol: `${underlying}-L`, underlying, settlesInCoin: false, multiplier: 1 });
    if (terms.hasInverse === true)
      contracts.push({
        kind: 'perpetual',
        symbol: `${underlying}-I`,
        underlying,
        settlesInCoin: true,
        multiplier: 100,
      });
    for (let k = 0; k < (terms.optionsPerAsset ?? 0); k += 1) {
      contracts.push({
        kind: 'option',
        symbol: `${underlying}-O${k}`,
        underlying,
        settlesInCoin: k % 3 === 2,
        multiplier: 1,
        right: stream.uniform() < 0.5 ? 'call' : 'put',
        strike: index * (0.7 + 0.6 * stream.uniform()),
        expiryUs: YEAR_US * (0.02 + 0.4 * stream.uniform()),
      });
    }
  });
  const smile = { volatilityAt: (moneyness: number) => 0.5 + 0.3 * moneyness * moneyness };
  const market: MarketView = {
    timeUs: 0,
    contracts,
    markPrices: new Float64Array(contracts.length),
    assets,
    indexPrices,
    underlyingOf: Int32Array.from(contracts, ({ underlying }) => assets.indexOf(underlying)),
    settlementOf: Int32Array.from(contracts, (c) => (c.settlesInCoin ? assets.indexOf(c.underlying) : -1)),
    surfaces: assets.map(() => smile),
    carry: new Float64Array(assets.length).fill(0.02),
    rate: 0.03,
    openInterest: new Float64Array(contracts.length),
    depthAtOnePercent: new Float64Array(contracts.length).fill(terms.depth ?? Infinity),
  };
  markContracts(market, () => 1 + 0.01 * (stream.uniform() - 0.5));
  return market;
}

/** Marks of all contracts from the indices: options at their model's price, others at index x basis. */
export function markContracts(market: MarketView, drawBasis: () => number): void {
  market.contracts.forEach((contract, c) => {
    const a = market.underlyingOf[c]!;
    const index = market.indexPrices[a]!;
    if (contract.kind !== 'option') {
      market.markPrices[c] = index * drawBasis();
      return;
    }
    const years = (contract.expiryUs - market.timeUs) / YEAR_US;
    const forward = index * Math.exp(market.carry[a]! * years);
    const volatility = market.surfaces[a]!.volatilityAt(Math.log(contract.strike / forward), years);
    const price = priceBlack76(
      contract.right,
      forward,
      contract.strike,
      years,
      volatility,
      Math.exp(-market.rate * years),
    );
    market.markPrices[c] = contract.settlesInCoin ? price / index : price;
  });
}

/** Different contracts, either side, sizes over three decades of notional. */
export function drawBook(stream: Stream, market: MarketView, positionCount: number): PositionColumns {
  const book = createPositionColumns(positionCount);
  const order = market.contracts.map((_, c) => c);
  for (let i = 0; i < Math.min(positionCount, order.length); i += 1) {
    const j = i + stream.integer(order.length - i);
    [order[i], order[j]] = [order[j]!, order[i]!];
    const contract = order[i]!;
    const index = market.indexPrices[market.underlyingOf[contract]!]!;
    const notional = 1_000 * 1_000 ** stream.uniform();
    const isCoinUnit = market.contracts[contract]!.kind !== 'option' && market.contracts[contract]!.settlesInCoin;
    book.contracts[i] = contract;
    book.sizes[i] = ((stream.uniform() < 0.5 ? -1 : 1) * notional) / (isCoinUnit ? 100 : index);
    book.entryPrices[i] = market.markPrices[contract]!;
    book.count += 1;
  }
  return book;
}

export function bookOf(positions: readonly (readonly [contract: number, size: number])[]): PositionColumns {
  const book = createPositionColumns(positions.length);
  positions.forEach(([contract, size], i) => {
    book.contracts[i] = contract;
    book.sizes[i] = size;
    book.entryPrices[i] = 1;
  });
  book.count = positions.length;
  return book;
}

export function testStream(...names: (string | number)[]): Stream {
  return createStream('risk', ...names);
}
