import type { RunResult } from '../experiment/run-result.ts';
import type { Io } from './io.ts';
import type { OptionValues } from './options.ts';

export function showSummary(
  io: Io,
  _values: OptionValues,
  result: RunResult,
  folder: string,
  _withReport: boolean,
): void {
  io.stdout.write(`${result.summary.fingerprint} ${folder}\n${result.summary.reproduce}\n`);
}
