// A market of two assets and a stablecoin with one contract of every kind, for tests of equity and shocks.

import type { Contract } from '../../src/instruments/contract.ts';
import { QUOTE_CURRENCY, type MarketView } from '../../src/instruments/market-view.ts';
import { createFlatSurface } from '../../src/instruments/volatility-surface.ts';
import { US_PER_YEAR } from '../../src/base/units.ts';
import { createBalanceColumns, type BalanceColumns } from '../../src/margin/account-equity.ts';
import { createPositionColumns, type PositionColumns } from '../../src/margin/margin-model.ts';

export const ASSETS = ['BTC', 'ETH', 'USDT'];

const quarter = US_PER_YEAR / 4;
const btc = { underlying: 'BTC', multiplier: 1 };
/** By place: 0 spot, 1 linear perpetual, 2 inverse perpetual, 3 future, 4 linear put, 5 coin call, 6 linear perpetual on ETH. */
export const CONTRACTS: readonly Contract[] = [
  { ...btc, kind: 'spot', symbol: 'BTC-SPOT', settlesInCoin: false },
  { ...btc, kind: 'perpetual', symbol: 'BTC-PERP', settlesInCoin: false },
  { ...btc, kind: 'perpetual', symbol: 'BTC-INV', settlesInCoin: true, multiplier: 100 },
  { ...btc, kind: 'future', symbol: 'BTC-FUT', settlesInCoin: false, expiryUs: quarter },
  { ...btc, kind: 'option', symbol: 'BTC-P', settlesInCoin: false, right: 'put', strike: 45_000, expiryUs: quarter },
  { ...btc, kind: 'option', symbol: 'BTC-C', settlesInCoin: true, right: 'call', strike: 60_000, expiryUs: quarter },
  { kind: 'perpetual', symbol: 'ETH-PERP', underlying: 'ETH', settlesInCoin: false, multiplier: 10 },
];

export function smallMarket(): MarketView {
  const inCoin = CONTRACTS.map((contract) => contract.settlesInCoin);
  const underlyingOf = Int32Array.from(CONTRACTS, (contract) => ASSETS.indexOf(contract.underlying));
  return {
    timeUs: 0,
    contracts: CONTRACTS,
    markPrices: Float64Array.of(50_000, 50_100, 50_050, 50_600, 1_900, 0.03, 2_990),
    assets: ASSETS,
    indexPrices: Float64Array.of(50_000, 3_000, 1),
    underlyingOf,
    settlementOf: underlyingOf.map((asset, c) => (inCoin[c] ? asset : QUOTE_CURRENCY)),
    surfaces: [createFlatSurface(0.6), createFlatSurface(0.8), null],
    carry: Float64Array.of(0.05, 0, 0),
    rate: 0.04,
    openInterest: new Float64Array(CONTRACTS.length),
    depthAtOnePercent: new Float64Array(CONTRACTS.length).fill(Infinity),
  };
}

export type PositionRow = readonly [contract: number, size: number, entryPrice: number];
export type BalanceRow = readonly [currency: number, amount: number];

export function positionsOf(rows: readonly PositionRow[]): PositionColumns {
  const columns = createPositionColumns(rows.length);
  rows.forEach(([contract, size, entry], i) => {
    columns.contracts[i] = contract;
    columns.sizes[i] = size;
    columns.entryPrices[i] = entry;
  });
  columns.count = rows.length;
  return columns;
}

export function balancesOf(rows: readonly BalanceRow[]): BalanceColumns {
  const columns = createBalanceColumns(rows.length);
  rows.forEach(([currency, amount], i) => {
    columns.currencies[i] = currency;
    columns.amounts[i] = amount;
  });
  columns.count = rows.length;
  return columns;
}
