/**
 * An account as the pools of money that can be liquidated: its collateral with all positions that rest on it, and one
 * pool for each position that has a margin of its own. A pool that fails touches no other.
 */
import { createBalanceColumns, currencyOf, type BalanceColumns } from '../../margin/account-equity.ts';
import { createPositionColumns, type PositionColumns } from '../../margin/margin-model.ts';
import type { MarketView } from '../../instruments/market-view.ts';
import type { BookAccount, BookPosition } from '../../scenario/account-book.ts';

export interface Pool {
  /** Whether it is one position with its own margin. */
  readonly isIsolated: boolean;
  readonly positions: PositionColumns;
  readonly balances: BalanceColumns;
}

/** The pools of an account: the shared one first, then isolated positions in the book's order. */
export function poolsOf(account: BookAccount, market: MarketView): Pool[] {
  const shared = account.positions.filter(({ margin }) => margin === null);
  const balances = createBalanceColumns(account.balances.length);
  account.balances.forEach(({ currency, amount }, i) => {
    balances.currencies[i] = currency;
    balances.amounts[i] = amount;
  });
  balances.count = account.balances.length;
  const pools: Pool[] = [{ isIsolated: false, positions: columnsOf(shared), balances }];
  if (shared.length === account.positions.length) return pools;
  for (const position of account.positions) {
    if (position.margin === null) continue;
    const own = createBalanceColumns(1);
    own.currencies[0] = currencyOf(market, position.contract);
    own.amounts[0] = position.margin;
    own.count = 1;
    pools.push({ isIsolated: true, positions: columnsOf([position]), balances: own });
  }
  return pools;
}

function columnsOf(positions: readonly BookPosition[]): PositionColumns {
  const columns = createPositionColumns(positions.length);
  positions.forEach(({ contract, size, entryPrice }, i) => {
    columns.contracts[i] = contract;
    columns.sizes[i] = size;
    columns.entryPrices[i] = entryPrice;
  });
  columns.count = positions.length;
  return columns;
}
