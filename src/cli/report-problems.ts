/** Problems of an input, for people on standard error or for programs on standard output. */
import type { Environment } from '../base/environment.ts';
import type { Problem } from '../base/problem.ts';
import { formatProblems } from '../report/problem-text.ts';
import { EXIT_CODES } from './exit-codes.ts';
import type { Io } from './io.ts';
import type { OptionValues } from './options.ts';
import { styleOf } from './terminal.ts';
import { writeJson } from './write-json.ts';

/** Files above this size get no line before the fault: they were refused for their size. */
const FRAMED_BYTES_MAX = 2_000_000;

export function reportProblems(problems: readonly Problem[], io: Io, values: OptionValues): void {
  if (values.json === true) {
    writeJson(io, { ok: false, problems, exitCode: EXIT_CODES.invalidInput });
    return;
  }
  showProblems(problems, io, values);
}

/** For people. `outcome`: what became of the rest of the input, where not all of it was refused. */
export function showProblems(problems: readonly Problem[], io: Io, values: OptionValues, outcome?: string): void {
  const style = { ...styleOf(io, io.stderr, values), lineOf: createLineReader(io.environment) };
  io.stderr.write(formatProblems(problems, outcome === undefined ? style : { ...style, outcome }));
}

/** What is odd about inputs that were taken, for people. */
export function showWarnings(warnings: readonly Problem[], io: Io, values: OptionValues): void {
  if (warnings.length === 0) return;
  const style = { ...styleOf(io, io.stderr, values), lineOf: createLineReader(io.environment) };
  io.stderr.write(formatProblems(warnings, { ...style, severity: 'warning' }));
}

function createLineReader(environment: Environment): (file: string, line: number) => string | undefined {
  const texts = new Map<string, readonly string[]>();
  const linesOf = (file: string): readonly string[] => {
    const path = file.startsWith('/') ? file : `${environment.workingFolder}/${file}`;
    const bytes = environment.fileSize(path);
    return bytes === undefined || bytes > FRAMED_BYTES_MAX ? [] : environment.readTextFile(path).split(/\r?\n/);
  };
  return (file, line) => {
    const known = texts.get(file) ?? linesOf(file);
    texts.set(file, known);
    return known[line - 1];
  };
}
