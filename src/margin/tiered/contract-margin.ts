/** What every rule answers once it is bound to a contract of a market. */
import type { ExplanationLine, Requirement } from '../margin-model.ts';
import type { RequirementKind } from './rate-schedule.ts';
import type { MaintenanceRow } from './tiered-liquidation-price.ts';

/**
 * A row of piecewise linear requirements in the number of contracts, quote currency, at the present prices: contracts
 * up to which it holds, then rate and deduction of maintenance and of initial margin. The first row has no deduction.
 */
export const ROW = 5;

export interface ContractMargin {
  /** Name of its entry among the parameters. */
  readonly ruleName: string;
  /** Prices or open interest have changed. */
  refresh(): void;
  /** Requirements of one position; overwrites `out`. */
  requireInto(size: number, entryPrice: number, out: Requirement): void;
  /** Maintenance alone, were the contract's price another one; its index moves along where the rule values at it. */
  maintenanceAt(size: number, entryPrice: number, price: number): number;
  /**
   * How many rows it folds into; 0 where the requirement is not piecewise linear in size, depends on entry or side,
   * or is rounded.
   */
  readonly rowCount: number;
  /** Writes its rows end to end from `at` on. */
  writeRows(rows: Float64Array, at: number): void;
  /**
   * Maintenance of one position by its value at the mark, settlement currency; null where it is not piecewise linear
   * in it.
   */
  maintenanceRows(size: number, entryPrice: number): readonly MaintenanceRow[] | null;
  explain(kind: RequirementKind, size: number, entryPrice: number): ExplanationLine;
  /**
   * Largest change of one contract's requirement for a change of its value in quote currency; see MarginSensitivity.
   */
  readonly markSlope: number;
  /** Writes the two figures of one contract that bound the rest of a change. */
  writeFigures(figures: Float64Array, at: number): void;
}

/**
 * Columns that `writeFigures` fills: the sum and the difference of two figures, because |x| + |y| = max(|x + y|, |x -
 * y|).
 */
export const FIGURE_COLUMNS = 2;

export function writeFigurePair(figures: Float64Array, at: number, first: number, second: number): void {
  figures[at] = first + second;
  figures[at + 1] = first - second;
}
