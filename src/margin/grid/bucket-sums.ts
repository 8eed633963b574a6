/**
 * Sums over a book's positions by bucket: sum of size x figures, a row of figures a contract. Buckets that the book does not
 * touch cost nothing.
 */
import type { PositionColumns } from '../margin-model.ts';

export class BucketSums {
  /** [contractCount x columns], written by the owner. */
  readonly figures: Float64Array;
  /** [bucketCount x columns] of touched buckets. */
  readonly sums: Float64Array;
  /** Buckets of the last book in order of first touch. */
  readonly touched: Int32Array;
  touchedCount = 0;
  readonly #bucketOf: Int32Array;
  readonly #columns: number;
  readonly #isTouched: Uint8Array;

  /** `bucketOf` is [contractCount], -1 for contracts that are not counted; `figures` may be the owner's own. */
  constructor(
    bucketOf: Int32Array,
    bucketCount: number,
    columns: number,
    figures: Float64Array = new Float64Array(bucketOf.length * columns),
  ) {
    this.#bucketOf = bucketOf;
    this.#columns = columns;
    this.figures = figures;
    this.sums = new Float64Array(bucketCount * columns);
    this.touched = new Int32Array(bucketCount);
    this.#isTouched = new Uint8Array(bucketCount);
  }

  /** Sums of this book alone. */
  add(book: PositionColumns): void {
    const { figures, sums, touched } = this;
    const isTouched = this.#isTouched;
    const columns = this.#columns;
    for (let t = 0; t < this.touchedCount; t += 1) isTouched[touched[t]] = 0;
    let count = 0;
    for (let row = 0; row < book.count; row += 1) {
      const contract = book.contracts[row];
      const bucket = this.#bucketOf[contract];
      if (bucket < 0) continue;
      const size = book.sizes[row];
      const to = bucket * columns;
      const from = contract * columns;
      if (isTouched[bucket] === 0) {
        isTouched[bucket] = 1;
        touched[count] = bucket;
        count += 1;
        for (let k = 0; k < columns; k += 1) sums[to + k] = size * figures[from + k];
      } else {
        for (let k = 0; k < columns; k += 1) sums[to + k] += size * figures[from + k];
      }
    }
    this.touchedCount = count;
  }
}
