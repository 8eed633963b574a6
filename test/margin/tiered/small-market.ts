/** Markets, books and parameters that tests of tiered margin share. */
import type { Contract } from '../../../src/instruments/contract.ts';
import { QUOTE_CURRENCY, type MarketView } from '../../../src/instruments/market-view.ts';
import { createPositionColumns, type PositionColumns } from '../../../src/margin/margin-model.ts';
import type {
  MarginRule,
  RateBracket,
  RuleEntry,
  TieredParameters,
} from '../../../src/margin/tiered/tiered-parameters.ts';

export interface Quoted {
  readonly contract: Contract;
  readonly mark: number;
  readonly openInterest?: number;
}

export function marketOf(quoted: readonly Quoted[], indexPrices: Readonly<Record<string, number>> = {}): MarketView {
  const contracts = quoted.map(({ contract }) => contract);
  const assets = [...new Set(contracts.map(({ underlying }) => underlying))];
  const assetOf = (contract: Contract) => assets.indexOf(contract.underlying);
  return {
    timeUs: 0,
    contracts,
    markPrices: Float64Array.from(quoted, ({ mark }) => mark),
    assets,
    indexPrices: Float64Array.from(assets, (asset) => {
      const first = quoted.find(({ contract }) => contract.underlying === asset && contract.kind !== 'option');
      return indexPrices[asset] ?? first?.mark ?? Number.NaN;
    }),
    underlyingOf: Int32Array.from(contracts, assetOf),
    settlementOf: Int32Array.from(contracts, (contract) =>
      contract.settlesInCoin ? assetOf(contract) : QUOTE_CURRENCY,
    ),
    surfaces: assets.map(() => null),
    carry: new Float64Array(assets.length),
    rate: 0,
    openInterest: Float64Array.from(quoted, ({ openInterest }) => openInterest ?? 0),
    depthAtOnePercent: new Float64Array(contracts.length).fill(Infinity),
  };
}

export function perpetual(symbol: string, underlying: string, multiplier = 1, settlesInCoin = false): Contract {
  return { kind: 'perpetual', symbol, underlying, settlesInCoin, multiplier };
}

export function option(
  right: 'call' | 'put',
  strike: number,
  { underlying = 'BTC', settlesInCoin = false, multiplier = 1, expiryUs = 1e12 } = {},
): Contract {
  const symbol = `${underlying}-${strike}-${right === 'call' ? 'C' : 'P'}`;
  return { kind: 'option', symbol, underlying, settlesInCoin, multiplier, right, strike, expiryUs };
}

/** Rows of [contract, size, entry price]. */
export function bookOf(rows: readonly (readonly [number, number, number])[]): PositionColumns {
  const book = createPositionColumns(rows.length);
  book.count = rows.length;
  rows.forEach(([contract, size, entryPrice], i) => {
    book.contracts[i] = contract;
    book.sizes[i] = size;
    book.entryPrices[i] = entryPrice;
  });
  return book;
}

export function parametersOf(rule: MarginRule, more: Partial<TieredParameters & RuleEntry> = {}): TieredParameters {
  const { symbols, underlyings, kinds, valuedAt = 'mark', lotSize = 0, name = 'table', ...terms } = more;
  return {
    id: 'test',
    title: 'Test venue',
    source: 'none',
    liquidatesAtEquality: false,
    initialBasis: 'mark',
    maintenanceBasis: 'mark',
    leverage: null,
    closingFeeRate: 0,
    requirementStep: 0,
    rules: [
      {
        name,
        valuedAt,
        lotSize,
        rule,
        ...(symbols && { symbols }),
        ...(underlyings && { underlyings }),
        ...(kinds && { kinds }),
      },
    ],
    ...terms,
  };
}

/** Rows of [upTo, maintenance rate, initial rate]. */
export function bracketsOf(rows: readonly (readonly [number, number, number])[]): RateBracket[] {
  return rows.map(([upTo, maintenanceRate, initialRate]) => ({ upTo, maintenanceRate, initialRate }));
}

export function progressive(
  brackets: readonly RateBracket[],
  tierUnit: 'value' | 'units' | 'contracts' = 'value',
): MarginRule {
  return { kind: 'brackets', tierUnit, maintenanceForm: 'progressive', initialForm: 'progressive', brackets };
}

/** Brackets in force when Binance printed its examples of 2020; rates are maintenance and 1 / maximum leverage. */
export const BINANCE_BTC_2020 = bracketsOf([
  [50_000, 0.004, 1 / 125],
  [250_000, 0.005, 1 / 100],
  [1_000_000, 0.01, 1 / 50],
  [5_000_000, 0.025, 1 / 20],
  [20_000_000, 0.05, 1 / 10],
  [Infinity, 0.1, 1 / 5],
]);
export const BINANCE_ETH_2020 = bracketsOf([
  [10_000, 0.005, 1 / 100],
  [100_000, 0.0065, 1 / 75],
  [500_000, 0.01, 1 / 50],
  [1_000_000, 0.02, 1 / 25],
  [2_000_000, 0.05, 1 / 10],
  [5_000_000, 0.1, 1 / 5],
  [Infinity, 0.125, 1 / 4],
]);
