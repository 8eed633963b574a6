/** Markets of a few contracts for the tests of grids: one price, flat volatility an asset, marks at the model's price. */
import { US_PER_DAY } from '../../../src/base/units.ts';
import { computeShockedPrice } from '../../../src/instruments/contract-value.ts';
import type { Contract } from '../../../src/instruments/contract.ts';
import { QUOTE_CURRENCY, type MarketView } from '../../../src/instruments/market-view.ts';
import { createPositionColumns, type PositionColumns } from '../../../src/margin/margin-model.ts';

export interface SmallAsset {
  readonly name: string;
  readonly index: number;
  readonly volatility?: number;
  readonly carry?: number;
}

/** A market whose price, volatility and time a test may change; call `mark` after. */
export interface SmallMarket extends MarketView {
  readonly volatilities: Float64Array;
  /** Marks at index x e^(carry T) or at the model's price of an option. */
  mark(): void;
}

export function smallMarket(assets: readonly SmallAsset[], contracts: readonly Contract[], rate = 0): SmallMarket {
  const names = assets.map(({ name }) => name);
  const volatilities = Float64Array.from(assets, ({ volatility }) => volatility ?? 0.5);
  const underlyingOf = Int32Array.from(contracts, ({ underlying }) => names.indexOf(underlying));
  const market: SmallMarket = {
    timeUs: 0,
    contracts,
    markPrices: new Float64Array(contracts.length),
    assets: names,
    indexPrices: Float64Array.from(assets, ({ index }) => index),
    underlyingOf,
    settlementOf: underlyingOf.map((asset, c) => (contracts[c]!.settlesInCoin ? asset : QUOTE_CURRENCY)),
    surfaces: names.map((_, asset) => ({ volatilityAt: () => volatilities[asset]! })),
    carry: Float64Array.from(assets, ({ carry }) => carry ?? 0),
    rate,
    openInterest: new Float64Array(contracts.length),
    depthAtOnePercent: new Float64Array(contracts.length).fill(Infinity),
    volatilities,
    mark() {
      contracts.forEach((contract, c) => {
        const index = market.indexPrices[underlyingOf[c]!]!;
        if (contract.kind === 'option') market.markPrices[c] = computeShockedPrice(market, c, index);
        else if (contract.kind === 'future') {
          const years = Math.max(0, contract.expiryUs - market.timeUs) / (365 * US_PER_DAY);
          market.markPrices[c] = index * Math.exp(market.carry[underlyingOf[c]!]! * years);
        } else market.markPrices[c] = index;
      });
    },
  };
  market.mark();
  return market;
}

export const perpetual = (underlying: string, more: Partial<Contract> = {}): Contract =>
  ({
    kind: 'perpetual',
    symbol: `${underlying}-PERP`,
    underlying,
    settlesInCoin: false,
    multiplier: 1,
    ...more,
  }) as Contract;

export const future = (underlying: string, days: number, more: Partial<Contract> = {}): Contract =>
  ({
    kind: 'future',
    symbol: `${underlying}-${days}D`,
    underlying,
    settlesInCoin: false,
    multiplier: 1,
    expiryUs: days * US_PER_DAY,
    ...more,
  }) as Contract;

export const option = (
  underlying: string,
  right: 'call' | 'put',
  strike: number,
  days: number,
  more: Partial<Contract> = {},
): Contract =>
  ({
    kind: 'option',
    symbol: `${underlying}-${days}D-${strike}-${right === 'call' ? 'C' : 'P'}`,
    underlying,
    settlesInCoin: false,
    multiplier: 1,
    right,
    strike,
    expiryUs: days * US_PER_DAY,
    ...more,
  }) as Contract;

/** Sizes by place of contract; entries at the mark. */
export function bookOf(market: MarketView, sizes: Readonly<Record<number, number>>): PositionColumns {
  const rows = Object.entries(sizes);
  const book = createPositionColumns(rows.length);
  rows.forEach(([contract, size], row) => {
    book.contracts[row] = Number(contract);
    book.sizes[row] = size;
    book.entryPrices[row] = market.markPrices[Number(contract)]!;
  });
  book.count = rows.length;
  return book;
}
