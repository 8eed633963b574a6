/** Products between which article 27 limits offsets: groups of assets, and the sum of what each needs alone. */
import type { BookRows } from './book-rows.ts';
import type { ContractRows } from './contract-rows.ts';
import type { RiskCore } from './risk-core.ts';
import type { OffsetCap } from './risk-parameters.ts';

export class ProductGroups {
  readonly names: readonly string[];
  /** [row] */
  readonly #groupOf: Int32Array;
  /** No row shares a group with another: every stand-alone is a multiple of a unit. */
  readonly #areSingle: boolean;
  readonly #core: RiskCore;
  readonly #rows: Int32Array;
  readonly #coefficients: Float64Array;

  constructor(assets: readonly string[], cap: OffsetCap | null, contractRows: ContractRows, core: RiskCore) {
    const named = cap?.groups ?? [];
    const groupOfAsset = assets.map((asset) => named.findIndex((group) => group.assets.includes(asset)));
    const names = named.map(({ name }) => name);
    assets.forEach((asset, a) => {
      if (groupOfAsset[a] < 0) groupOfAsset[a] = names.push(asset) - 1;
    });
    this.names = names;
    this.#groupOf = contractRows.assetOf.map((asset) => groupOfAsset[asset]);
    this.#areSingle = new Set(this.#groupOf).size === this.#groupOf.length;
    this.#core = core;
    this.#rows = new Int32Array(core.rowCount);
    this.#coefficients = new Float64Array(core.rowCount);
  }

  /** Sum over products, in the order in which the book comes upon them. */
  sumStandalone(book: BookRows): number {
    if (!this.#areSingle) return this.#sumGroups(book);
    const { unitLong, unitShort } = this.#core;
    let sum = 0;
    for (let i = 0; i < book.count; i += 1) {
      const coefficient = book.coefficients[i];
      const row = book.rows[i];
      sum += coefficient > 0 ? coefficient * unitLong[row] : -coefficient * unitShort[row];
    }
    return sum;
  }

  /** The parts of `sumStandalone`. */
  listStandalone(book: BookRows): { readonly name: string; readonly amount: number }[] {
    const parts: { name: string; amount: number }[] = [];
    for (let i = 0; i < book.count; i += 1) {
      const group = this.#groupOf[book.rows[i]];
      if (this.#isFirst(book, i)) parts.push({ name: this.names[group], amount: this.#measureGroup(book, i) });
    }
    return parts;
  }

  #sumGroups(book: BookRows): number {
    let sum = 0;
    for (let i = 0; i < book.count; i += 1) if (this.#isFirst(book, i)) sum += this.#measureGroup(book, i);
    return sum;
  }

  #isFirst(book: BookRows, i: number): boolean {
    const group = this.#groupOf[book.rows[i]];
    for (let j = 0; j < i; j += 1) if (this.#groupOf[book.rows[j]] === group) return false;
    return true;
  }

  /** Of the group of row `first`, which none before it belongs to. */
  #measureGroup(book: BookRows, first: number): number {
    const group = this.#groupOf[book.rows[first]];
    let count = 0;
    for (let j = first; j < book.count; j += 1) {
      if (this.#groupOf[book.rows[j]] !== group) continue;
      this.#rows[count] = book.rows[j];
      this.#coefficients[count] = book.coefficients[j];
      count += 1;
    }
    return this.#core.measure(this.#rows, this.#coefficients, count);
  }
}
