/**
 * A price file as a table of texts, wherever it came from: CSV here, Parquet through who can read it. Cells are split
 * when they are asked for, so that a large file is held once, as its lines.
 */
import { InvalidInputError, type Problem, type SourcePlace } from '../base/problem.ts';
import { splitCsvLine } from '../market/replay-rows.ts';

/** Of each kind of fault; a file of the wrong kind would otherwise report every line. */
const PROBLEMS_PER_CODE_MAX = 20;

export interface PriceTable {
  /** Name of the file, for messages. */
  readonly file: string;
  /** Names of the columns, trimmed. */
  readonly header: readonly string[];
  readonly rowCount: number;
  /** Cells of a row, as many as the file has there. */
  cells(row: number): readonly string[];
  /** Where a cell stands; the whole row without `column`, the header for row -1. */
  place(row: number, column?: number): SourcePlace;
}

/** Lines that are blank count for line numbers, but are no rows. */
export function readCsvTable(text: string, file: string): PriceTable {
  const lines = text.replace(/^\uFEFF/, '').split(/\r?\n/);
  const rowLines: number[] = [];
  for (let i = 1; i < lines.length; i += 1) if (lines[i].trim() !== '') rowLines.push(i);
  return {
    file,
    header: splitCsvLine(lines[0]).map((name) => name.trim()),
    rowCount: rowLines.length,
    cells: (row) => splitCsvLine(lines[rowLines[row]]),
    place: (row, column) => {
      const line = row < 0 ? 0 : rowLines[row];
      return { file, line: line + 1, ...spanOfField(lines[line], column), lineText: lines[line] };
    },
  };
}

function spanOfField(line: string, field: number | undefined): { column: number; length: number } {
  if (field === undefined) return { column: 1, length: line.length };
  let isQuoted = false;
  let from = 0;
  let count = 0;
  for (let i = 0; i <= line.length; i += 1) {
    if (line[i] === '"') isQuoted = !isQuoted;
    if (i < line.length && (line[i] !== ',' || isQuoted)) continue;
    if (count === field) return { column: from + 1, length: Math.max(1, i - from) };
    count += 1;
    from = i + 1;
  }
  return { column: line.length + 1, length: 1 };
}

export interface CellFault {
  /** Stable and kebab-case. */
  readonly code: string;
  readonly message: string;
  readonly found?: string;
  readonly expected?: string;
  readonly hint?: string;
  /** Row of the table, -1 for its header, and the field of it that is at fault; the whole row without one. */
  readonly row: number;
  readonly column?: number;
}

/** Collects what is wrong with a table: the first of each kind in full, the others as a number. */
export class TableFaults {
  readonly #table: PriceTable;
  readonly #problems: Problem[] = [];
  readonly #counts = new Map<string, number>();

  constructor(table: PriceTable) {
    this.#table = table;
  }

  get isEmpty(): boolean {
    return this.#counts.size === 0;
  }

  report({ row, column, ...fault }: CellFault): void {
    const count = (this.#counts.get(fault.code) ?? 0) + 1;
    this.#counts.set(fault.code, count);
    if (count > PROBLEMS_PER_CODE_MAX) return;
    this.#problems.push({ ...fault, key: '', place: this.#table.place(row, column) });
  }

  /** @throws InvalidInputError when anything was reported */
  refuse(): void {
    if (this.isEmpty) return;
    for (const [code, count] of this.#counts) {
      if (count <= PROBLEMS_PER_CODE_MAX) continue;
      const message = `${count - PROBLEMS_PER_CODE_MAX} more places of ${this.#table.file} have the same fault`;
      this.#problems.push({ code, key: '', message });
    }
    throw new InvalidInputError(this.#problems);
  }
}
