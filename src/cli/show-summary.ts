/** What a run prints at its end. */
import { join } from 'node:path';
import type { RunResult } from '../experiment/run-result.ts';
import { buildTerminalSummary } from '../report/terminal-summary.ts';
import type { Io } from './io.ts';
import type { OptionValues } from './options.ts';
import { REPORT_FILE } from './store-run.ts';
import { styleOf } from './terminal.ts';

export function showSummary(
  io: Io,
  values: OptionValues,
  result: RunResult,
  folder: string,
  withReport: boolean,
): void {
  const reportPath = withReport ? join(folder, REPORT_FILE) : 'none, by --no-report';
  io.stdout.write(buildTerminalSummary(result, { ...styleOf(io, io.stdout, values), folder, reportPath }));
}
