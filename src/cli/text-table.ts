/** Plain columns, as wide as their widest cell: for tables that must fit into 80 characters. */
import { displayWidth, padEnd, padStart } from '../report/text-layout.ts';

export interface TextTableOptions {
  /** Columns that are aligned to the left; all others to the right. */
  readonly left: readonly number[];
  readonly indent: string;
}

/** Rows of equal length, the first of which holds the headings. No line ends in a space. */
export function formatTable(rows: readonly (readonly string[])[], { left, indent }: TextTableOptions): string[] {
  const widths = rows[0]!.map((_, k) => Math.max(...rows.map((row) => displayWidth(row[k]!))));
  return rows.map((row) => {
    const cells = row.map((cell, k) => (left.includes(k) ? padEnd(cell, widths[k]!) : padStart(cell, widths[k]!)));
    return `${indent}${cells.join('  ')}`.trimEnd();
  });
}
