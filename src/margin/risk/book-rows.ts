/** A book as multiples of rows: positions in contracts of one asset add up in one exposure. Used by one account at a time. */
import type { PositionColumns } from '../margin-model.ts';
import type { ContractRows } from './contract-rows.ts';

export class BookRows {
  /** The first `count` hold; rows in the order in which the book comes upon them. */
  readonly rows: Int32Array;
  readonly coefficients: Float64Array;
  count = 0;
  readonly #slotOf: Int32Array;
  readonly #contractRows: ContractRows;

  constructor(contractRows: ContractRows, rowCount: number) {
    this.#contractRows = contractRows;
    this.rows = new Int32Array(rowCount);
    this.coefficients = new Float64Array(rowCount);
    this.#slotOf = new Int32Array(rowCount).fill(-1);
  }

  collect(book: PositionColumns): void {
    const { rowOf, unitsOf } = this.#contractRows;
    const { contracts, sizes } = book;
    const rows = this.rows;
    const coefficients = this.coefficients;
    const slotOf = this.#slotOf;
    let count = 0;
    for (let i = 0; i < book.count; i += 1) {
      const contract = contracts[i];
      const row = rowOf[contract];
      const units = sizes[i] * unitsOf[contract];
      const slot = slotOf[row];
      if (slot >= 0) {
        coefficients[slot] += units;
        continue;
      }
      slotOf[row] = count;
      rows[count] = row;
      coefficients[count] = units;
      count += 1;
    }
    for (let i = 0; i < count; i += 1) slotOf[rows[i]] = -1;
    this.count = count;
  }
}
