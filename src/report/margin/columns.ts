/** Rows in columns as wide as their widest cell. */
import { displayWidth, padEnd, padStart } from '../text-layout.ts';

/** `left`: columns aligned to the left; all others to the right. Rows may be shorter than the first. */
export function inColumns(rows: readonly (readonly string[])[], left: readonly number[], indent = ''): string[] {
  const count = Math.max(0, ...rows.map((row) => row.length));
  const widths = Array.from({ length: count }, (_, k) => Math.max(0, ...rows.map((row) => displayWidth(row[k] ?? ''))));
  return rows.map((row) => {
    const cells = row.map((cell, k) => (left.includes(k) ? padEnd(cell, widths[k]) : padStart(cell, widths[k])));
    return `${indent}${cells.join('  ')}`.trimEnd();
  });
}

export function widthOf(lines: readonly string[]): number {
  return Math.max(0, ...lines.map(displayWidth));
}
