/** Controls over a run, for the terminal: how often each tripped, its time in each state, what waited for it. */
import type { ControlsSummary } from '../experiment/control-summary.ts';
import { controlRows } from './control-rows.ts';
import { paint, type TerminalStyle } from './terminal-style.ts';
import { padEnd, wrapText } from './text-layout.ts';

const NAME_WIDTH = 22;

/** A line a control. */
export function controlLines(summary: ControlsSummary | null, style: TerminalStyle): string[] {
  if (summary === null) return [];
  const lines = controlRows(summary).flatMap(([control, text]) =>
    wrapText(text, Math.max(10, style.width - NAME_WIDTH - 2)).map(
      (line, n) => `  ${padEnd(n === 0 ? control : '', NAME_WIDTH)}${line}`,
    ),
  );
  return [paint(style, 'title', 'CONTROLS  means over paths'), ...lines];
}
