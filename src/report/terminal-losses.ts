/** Who bore losses, for the terminal: by stage of the waterfall, and what deleveraging asked of whom. */
import type { RunSummary } from '../experiment/run-summary.ts';
import type { Entry } from './fact-text.ts';
import { deleveragingRows, lossRows } from './loss-rows.ts';
import { paint, type TerminalStyle } from './terminal-style.ts';
import { padEnd, wrapText } from './text-layout.ts';

const NAME_WIDTH = 34;

export function lossLines({ losses, deleveraging }: RunSummary, style: TerminalStyle): string[] {
  const blocks = [
    ['LOSSES  mean over paths', lossRows(losses)] as const,
    ['AUTO-DELEVERAGING  mean over paths', deleveragingRows(deleveraging)] as const,
  ].filter(([, rows]) => rows.length > 0);
  return blocks.flatMap(([title, rows], n) => [
    ...(n > 0 ? [''] : []),
    paint(style, 'title', title),
    ...rows.flatMap((row) => linesOf(row, style)),
  ]);
}

function linesOf([name, value]: Entry, style: TerminalStyle): string[] {
  const lines = wrapText(value, Math.max(10, style.width - NAME_WIDTH - 2));
  return lines.map((line, k) => `  ${padEnd(k === 0 ? name : '', NAME_WIDTH)}${line}`);
}
