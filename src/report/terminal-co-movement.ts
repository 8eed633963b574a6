/** Betas and correlation before a break and in it, for the terminal. */
import { plural } from '../base/format.ts';
import type { CoMovementSummary } from '../experiment/co-movement-summary.ts';
import { coMovementRows } from './co-movement-rows.ts';
import { paint, type TerminalStyle } from './terminal-style.ts';
import { cutText, padEnd, padStart, plainText, wrapText } from './text-layout.ts';

const NAME_WIDTH = 34;
const FIGURE_WIDTH = 10;

export function coMovementLines(summary: CoMovementSummary | null | undefined, style: TerminalStyle): string[] {
  if (!summary) return [];
  const line = (cells: readonly string[]): string =>
    `  ${padEnd(cutText(plainText(cells[0]), NAME_WIDTH - 1, '~'), NAME_WIDTH)}${cells
      .slice(1)
      .map((cell) => padStart(cell, FIGURE_WIDTH))
      .join('')}`;
  const title = `PRICES TOGETHER  5-minute returns before a break and in it, median of ${plural(summary.paths, 'path')}`;
  return [
    ...wrapText(title, style.width).map((text) => paint(style, 'title', text)),
    line(['', 'before', 'during', 'ratio']),
    ...coMovementRows(summary).map(line),
  ];
}
