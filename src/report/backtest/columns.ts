/** Rows of equal length in columns as wide as their widest cell, for the tables of a backtest. */
import { cutText, displayWidth, padEnd, padStart } from '../text-layout.ts';

/** The first column stands left and is cut to what room there is; the others stand right. */
export function inColumns(rows: readonly (readonly string[])[], width: number, gap = 2): string[] {
  const widths = rows[0].map((_, k) => Math.max(...rows.map((row) => displayWidth(row[k]))));
  const rest = widths.slice(1).reduce((sum, one) => sum + one + gap, 0);
  const first = Math.max(8, Math.min(widths[0], width - 2 - rest));
  return rows.map(([name, ...cells]) => {
    const right = cells.map((cell, k) => ' '.repeat(gap) + padStart(cell, widths[k + 1])).join('');
    return `  ${padEnd(cutText(name, first, '~'), first)}${right}`.trimEnd();
  });
}
