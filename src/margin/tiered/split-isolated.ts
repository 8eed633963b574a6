/**
 * Isolated positions are accounts of their own: a position with margin of its own backs nothing else and nothing else
 * backs it. So an account with isolated positions is margined, and liquidated, as several.
 */
import { createPositionColumns, type PositionColumns } from '../margin-model.ts';

export interface MixedAccount {
  readonly book: PositionColumns;
  /** What backs all positions that are not isolated. */
  readonly crossCollateral: number;
  /** [book.count] margin put aside for each isolated position; NaN for those in the cross account. */
  readonly isolatedMargins: Float64Array;
}

export interface SubAccount {
  readonly kind: 'cross' | 'isolated';
  /** Rows of the mixed account's book. */
  readonly rows: readonly number[];
  readonly book: PositionColumns;
  readonly collateral: number;
}

/** The cross account first, even where it holds no position, then isolated ones in the book's order. */
export function splitIsolated(account: MixedAccount): SubAccount[] {
  const rows = Array.from({ length: account.book.count }, (_, row) => row);
  const isIsolated = (row: number) => !Number.isNaN(account.isolatedMargins[row]);
  const cross = rows.filter((row) => !isIsolated(row));
  const subAccountOf = (kind: SubAccount['kind'], own: readonly number[], collateral: number): SubAccount => ({
    kind,
    rows: own,
    book: takeRows(account.book, own),
    collateral,
  });
  return [
    subAccountOf('cross', cross, account.crossCollateral),
    ...rows.filter(isIsolated).map((row) => subAccountOf('isolated', [row], account.isolatedMargins[row])),
  ];
}

function takeRows(book: PositionColumns, rows: readonly number[]): PositionColumns {
  const taken = createPositionColumns(rows.length);
  rows.forEach((row, i) => {
    taken.contracts[i] = book.contracts[row];
    taken.sizes[i] = book.sizes[row];
    taken.entryPrices[i] = book.entryPrices[row];
  });
  taken.count = rows.length;
  return taken;
}
