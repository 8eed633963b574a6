/** Rows of equal length in columns as wide as their widest cell, for the tables of a backtest. */
import { cutText, displayWidth, padEnd, padStart } from '../text-layout.ts';

const GAP_WIDE = 2;
const INDENT = 2;

/**
 * The first column stands left, the others right. Where there is no room the gaps become one space, then the first column
 * is cut.
 */
export function inColumns(rows: readonly (readonly string[])[], width: number): string[] {
  const widths = rows[0].map((_, k) => Math.max(...rows.map((row) => displayWidth(row[k]))));
  const wide = INDENT + widths.reduce((sum, one) => sum + one, 0) + GAP_WIDE * (widths.length - 1);
  const gap = wide <= width ? GAP_WIDE : 1;
  const rest = widths.slice(1).reduce((sum, one) => sum + one + gap, 0);
  const first = Math.max(8, Math.min(widths[0], width - INDENT - rest));
  return rows.map(([name, ...cells]) => {
    const right = cells.map((cell, k) => ' '.repeat(gap) + padStart(cell, widths[k + 1])).join('');
    return `${' '.repeat(INDENT)}${padEnd(cutText(name, first, '~'), first)}${right}`.trimEnd();
  });
}
