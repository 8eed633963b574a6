/** Who bore losses, for the terminal: by stage of the waterfall, and what deleveraging asked of whom. */
import type { RunSummary } from '../experiment/run-summary.ts';
import type { Entry } from './fact-text.ts';
import { deleveragingRows, lossRows } from './loss-rows.ts';
import { paint, type TerminalStyle } from './terminal-style.ts';
import { displayWidth, padEnd, wrapText } from './text-layout.ts';

const NAME_WIDTH_MIN = 34;

export function lossLines({ losses, deleveraging }: RunSummary, style: TerminalStyle): string[] {
  const blocks = [
    ['LOSSES  mean over paths', lossRows(losses)] as const,
    ['AUTO-DELEVERAGING  mean over paths', deleveragingRows(deleveraging)] as const,
  ].filter(([, rows]) => rows.length > 0);
  // The longest name keeps its distance from its value.
  const width = Math.max(NAME_WIDTH_MIN, ...blocks.flatMap(([, rows]) => rows.map(([name]) => displayWidth(name) + 2)));
  return blocks.flatMap(([title, rows], n) => [
    ...(n > 0 ? [''] : []),
    paint(style, 'title', title),
    ...rows.flatMap((row) => linesOf(row, width, style)),
  ]);
}

function linesOf([name, value]: Entry, width: number, style: TerminalStyle): string[] {
  const lines = wrapText(value, Math.max(10, style.width - width - 2));
  return lines.map((line, k) => `  ${padEnd(k === 0 ? name : '', width)}${line}`);
}
