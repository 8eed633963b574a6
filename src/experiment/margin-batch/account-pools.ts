/**
 * An account as the pools of money that can be liquidated: its collateral with all positions that rest on it, and one
 * pool for each position that has a margin of its own. A pool that fails touches no other.
 */
import { createBalanceColumns, currencyOf, type BalanceColumns } from '../../margin/account-equity.ts';
import { createPositionColumns, type PositionColumns } from '../../margin/margin-model.ts';
import type { MarketView } from '../../instruments/market-view.ts';
import type { BookAccount, BookBalance, BookPosition } from '../../scenario/account-book.ts';

export interface Pool {
  /** Whether it is one position with its own margin. */
  readonly isIsolated: boolean;
  readonly positions: PositionColumns;
  readonly balances: BalanceColumns;
}

/** The pools of an account: the shared one first, then isolated positions in the book's order. */
export function poolsOf({ balances, positions }: BookAccount, market: MarketView): readonly Pool[] {
  const shared = createPool(false, positions.length, balances.length);
  const pools = [shared];
  for (const position of positions) {
    if (position.margin === null) addPosition(shared.positions, position);
    else {
      const own = createPool(true, 1, 1);
      addPosition(own.positions, position);
      addBalance(own.balances, { currency: currencyOf(market, position.contract), amount: position.margin });
      pools.push(own);
    }
  }
  for (const balance of balances) addBalance(shared.balances, balance);
  return pools;
}

/**
 * Pools of the accounts of one batch after another, in columns that are used again: making them anew takes as long as
 * valuing an account.
 */
export class PoolBatch {
  readonly #market: MarketView;
  readonly #reused: (readonly [Pool])[] = [];

  constructor(market: MarketView) {
    this.#market = market;
  }

  /** Of each account, until the next call. */
  poolsOf(accounts: readonly BookAccount[]): (readonly Pool[])[] {
    return accounts.map((account, k) => {
      const { positions, balances } = account;
      if (positions.some(({ margin }) => margin !== null)) return poolsOf(account, this.#market);
      const pools = this.#take(k, positions.length, balances.length);
      const [shared] = pools;
      shared.positions.count = 0;
      shared.balances.count = 0;
      for (const position of positions) addPosition(shared.positions, position);
      for (const balance of balances) addBalance(shared.balances, balance);
      return pools;
    });
  }

  #take(k: number, positions: number, balances: number): readonly [Pool] {
    const known = this.#reused[k];
    const isRoomy =
      known !== undefined &&
      known[0].positions.sizes.length >= positions &&
      known[0].balances.amounts.length >= balances;
    if (isRoomy) return known;
    const fresh = [createPool(false, roundUp(positions), roundUp(balances))] as const;
    this.#reused[k] = fresh;
    return fresh;
  }
}

function roundUp(count: number): number {
  return Math.max(4, 2 * count);
}

function createPool(isIsolated: boolean, positions: number, balances: number): Pool {
  return { isIsolated, positions: createPositionColumns(positions), balances: createBalanceColumns(balances) };
}

function addPosition(columns: PositionColumns, { contract, size, entryPrice }: BookPosition): void {
  const i = columns.count;
  columns.contracts[i] = contract;
  columns.sizes[i] = size;
  columns.entryPrices[i] = entryPrice;
  columns.count = i + 1;
}

function addBalance(columns: BalanceColumns, { currency, amount }: BookBalance): void {
  const i = columns.count;
  columns.currencies[i] = currency;
  columns.amounts[i] = amount;
  columns.count = i + 1;
}
