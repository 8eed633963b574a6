import type { Problem } from '../base/problem.ts';
import { EXIT_CODES } from './exit-codes.ts';
import type { Io } from './io.ts';
import { writeJson } from './write-json.ts';

export function reportProblems(problems: readonly Problem[], io: Io, isJson: boolean): void {
  if (isJson) writeJson(io, { problems, exitCode: EXIT_CODES.invalidInput });
  for (const { message } of problems) io.stderr.write(`${message}\n`);
}
