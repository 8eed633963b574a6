/**
 * The command line: words in, exit code out. Every error ends here, as a message that says what, where and what to
 * do; a stack trace is shown only on request.
 */
import { InvariantError } from '../base/assert.ts';
import { InvalidInputError } from '../base/problem.ts';
import { wrapText } from '../report/text-layout.ts';
import { OutputError } from '../results/output-error.ts';
import type { Command } from './command.ts';
import { EXIT_CODES, type ExitCode } from './exit-codes.ts';
import type { Io } from './io.ts';
import type { CommandName } from './command-table.ts';
import { listOptions, type OptionValues } from './options.ts';
import { parseArguments } from './parse-arguments.ts';
import { UsageError } from './usage-error.ts';

const HINT_WIDTH = 78;

/** Loaded on use: `--help` must not wait for a database and a chart library. */
const LOADERS: Readonly<Record<CommandName, () => Promise<Command>>> = {
  run: async () => (await import('./commands/run.ts')).run,
  validate: async () => (await import('./commands/validate.ts')).validate,
  inspect: async () => (await import('./commands/inspect.ts')).inspect,
  counterfactual: async () => (await import('./commands/counterfactual.ts')).counterfactual,
  explain: async () => (await import('./commands/explain.ts')).explain,
  verify: async () => (await import('./commands/verify.ts')).verify,
  calibrate: async () => (await import('./commands/calibrate.ts')).calibrate,
  margin: async () => (await import('./commands/margin.ts')).margin,
  schema: async () => (await import('./commands/schema.ts')).schema,
  measures: async () => (await import('./commands/measures.ts')).measures,
  backtest: async () => (await import('./commands/backtest.ts')).backtest,
};

/** @param argv words after the program's name */
export async function main(argv: readonly string[], io: Io): Promise<ExitCode> {
  let values: OptionValues = {};
  let named: CommandName | null = null;
  try {
    const invocation = parseArguments(argv, io.env);
    if (invocation.kind === 'command') [named, values] = [invocation.command, invocation.values];
    if (invocation.kind === 'text') {
      io.stdout.write(invocation.text);
      return EXIT_CODES.ok;
    }
    const command = await LOADERS[invocation.command]();
    return await command({ io, operands: invocation.operands, values: invocation.values });
  } catch (error) {
    return await reportError(error, io, values, named);
  }
}

async function reportError(
  error: unknown,
  io: Io,
  values: OptionValues,
  command: CommandName | null,
): Promise<ExitCode> {
  if (error instanceof InvalidInputError) {
    const { reportProblems } = await import('./report-problems.ts');
    reportProblems(error.problems, io, values);
    return EXIT_CODES.invalidInput;
  }
  if (error instanceof UsageError || error instanceof OutputError) {
    io.stderr.write(`aftershock: ${error.message}\n`);
    for (const line of wrapText(hintFor(error, command), HINT_WIDTH)) io.stderr.write(`  ${line}\n`);
    return EXIT_CODES.usage;
  }
  // By name: its class comes with the whole worker pool.
  if (error instanceof Error && error.name === 'WorkerError') {
    io.stderr.write(`aftershock: a worker failed on every attempt: ${error.message}\n`);
    return EXIT_CODES.workerFailed;
  }
  return reportBug(error, io);
}

/** Where results go is called --out by commands that make folders, --output by those that write a file. */
function hintFor(error: UsageError | OutputError, command: CommandName | null): string {
  const hint = error.hint ?? '';
  const writesFile = command !== null && listOptions(command).some(([name]) => name === 'output');
  return error instanceof OutputError && writesFile ? hint.replace(/--out\b/, '--output') : hint;
}

function reportBug(error: unknown, io: Io): ExitCode {
  const message = error instanceof Error ? (error.message.split('\n', 1)[0] ?? '') : String(error);
  io.stderr.write(`aftershock: internal error: ${message}\n`);
  const debug = io.env.AFTERSHOCK_DEBUG ?? '';
  if (debug !== '' && debug !== '0') io.stderr.write(`${error instanceof Error ? (error.stack ?? '') : ''}\n`);
  else io.stderr.write('  this is a bug; run with AFTERSHOCK_DEBUG=1 for the stack\n');
  return error instanceof InvariantError ? EXIT_CODES.invariantViolated : EXIT_CODES.internalError;
}
