/** Rows of a table that are a selection of a path's facts. */
import { FACT_KINDS, type FactKind } from '../exchange/fact.ts';
import type { StoredFacts } from '../simulation/path-outcome.ts';
import type { TableDefinition, TableRows } from './table-definition.ts';

/** Columns that hold the same in every event table, where it has them. */
const SHARED = [
  ['n', 'n'],
  ['time_us', 'timeUs'],
  ['sequence', 'sequence'],
  ['kind', 'kind'],
  ['account', 'account'],
  ['instrument', 'instrument'],
] as const;

/** One set of columns, filled anew for each block of facts. */
export class EventRows implements TableRows {
  readonly columns: Readonly<Record<string, Float64Array>> = {};
  /** Place in the block of each row's fact. */
  facts = new Int32Array(0);
  #count = 0;
  readonly #isWanted: readonly boolean[];
  readonly #table: TableDefinition;

  constructor(table: TableDefinition, kinds: ReadonlySet<FactKind>) {
    this.#table = table;
    this.#isWanted = FACT_KINDS.map((kind) => kinds.has(kind));
  }

  get count(): number {
    return this.#count;
  }

  /** One row for each fact of the table's kinds, in order: the shared columns filled, all others missing. */
  select(path: number, facts: StoredFacts): void {
    if (this.facts.length < facts.count) this.#allocate(facts.count);
    let count = 0;
    for (let i = 0; i < facts.count; i += 1) {
      if (!this.#isWanted[facts.kind[i]]) continue;
      this.facts[count] = i;
      count += 1;
    }
    this.#count = count;
    for (const [name, { type }] of Object.entries(this.#table.columns)) {
      this.columns[name].fill(type === 'DOUBLE' ? NaN : -1, 0, count);
    }
    this.columns.path.fill(path, 0, count);
    for (const [name, source] of SHARED) {
      const column = this.columns[name];
      if (column === undefined) continue;
      const values = facts[source];
      for (let row = 0; row < count; row += 1) column[row] = values[this.facts[row]];
    }
  }

  #allocate(capacity: number): void {
    this.facts = new Int32Array(capacity);
    const columns = this.columns as Record<string, Float64Array>;
    for (const name of Object.keys(this.#table.columns)) columns[name] = new Float64Array(capacity);
  }
}
