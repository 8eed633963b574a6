/** Rows of a table that are a selection of one path's facts. */
import { FACT_KINDS, type FactKind } from '../exchange/fact.ts';
import type { JournalColumns } from '../simulation/path-outcome.ts';
import type { TableDefinition, TableRows } from './table-definition.ts';

/** Columns that hold the same in every event table, where it has them. */
const SHARED = [
  ['time_us', 'timeUs'],
  ['sequence', 'sequence'],
  ['kind', 'kind'],
  ['account', 'account'],
  ['instrument', 'instrument'],
] as const;

export class EventRows implements TableRows {
  readonly count: number;
  /** Place in the journal of each row's fact. */
  readonly facts: Int32Array;
  readonly columns: Readonly<Record<string, Float64Array>>;

  /** One row for each fact of `kinds`, in order: the shared columns filled, all others missing. */
  constructor(table: TableDefinition, path: number, journal: JournalColumns, kinds: ReadonlySet<FactKind>) {
    this.facts = selectFacts(journal, kinds);
    this.count = this.facts.length;
    const columns: Record<string, Float64Array> = {};
    for (const [name, { type }] of Object.entries(table.columns)) {
      columns[name] = new Float64Array(this.count).fill(type === 'DOUBLE' ? NaN : -1);
    }
    this.columns = columns;
    columns.path!.fill(path);
    columns.n!.set(this.facts);
    for (const [name, source] of SHARED) {
      const column = columns[name];
      if (column === undefined) continue;
      for (let row = 0; row < this.count; row += 1) column[row] = journal[source][this.facts[row]];
    }
  }

  set(row: number, figures: Readonly<Record<string, number>>): void {
    for (const name in figures) this.columns[name][row] = figures[name];
  }
}

function selectFacts(journal: JournalColumns, kinds: ReadonlySet<FactKind>): Int32Array {
  const wanted = FACT_KINDS.map((kind) => kinds.has(kind));
  const found: number[] = [];
  for (let i = 0; i < journal.count; i += 1) if (wanted[journal.kind[i]] === true) found.push(i);
  return Int32Array.from(found);
}
