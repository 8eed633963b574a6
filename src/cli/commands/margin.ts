/** `aftershock margin`: the accounts of a book against the margin that a model asks of them. */
import { formatCount, plural } from '../../base/format.ts';
import { BookEvaluator, type EvaluatedAccount } from '../../experiment/margin-batch/book-evaluator.ts';
import { ModelComparison } from '../../experiment/margin-batch/compare-models.ts';
import { evaluateStream, type StreamOutcome } from '../../experiment/margin-batch/evaluate-stream.ts';
import { DISTANCE_MAX } from '../../experiment/margin-batch/shock-distance.ts';
import { AccountReporter } from '../../report/margin/account-reporter.ts';
import { comparisonText, type ComparisonReport } from '../../report/margin/comparison-text.ts';
import { describeComparison, describeMargin } from '../../report/margin/margin-json.ts';
import type { MarginInputs } from '../../report/margin/margin-inputs.ts';
import type { MarginReport } from '../../report/margin/margin-report.ts';
import { wrapText } from '../../report/text-layout.ts';
import { headLines, marginText } from '../../report/margin/margin-text.ts';
import { importBook } from '../../results/book-import.ts';
import { BookNames } from '../../scenario/book-names.ts';
import type { BookEntry } from '../../scenario/account-book.ts';
import type { Command, CommandInput } from '../command.ts';
import { checkOutput } from '../check-output.ts';
import { EXIT_CODES, type ExitCode } from '../exit-codes.ts';
import { describeInputs } from '../margin/input-files.ts';
import { inputFilesOf, requestMargin, type MarginRequest } from '../margin/margin-request.ts';
import { jointShocks, readSetting, type MarginSetting } from '../margin/margin-setting.ts';
import { openRowWriter } from '../margin/row-writer.ts';
import { StreamProgress } from '../margin/stream-progress.ts';
import { showProblems } from '../report-problems.ts';
import { styleOf } from '../terminal.ts';
import { UsageError } from '../usage-error.ts';
import { writeJson } from '../write-json.ts';

/** Faulty accounts that are shown to people; programs get more of them. */
const UNSOUND_SHOWN_MAX = 10;
const PROBLEMS_SHOWN_MAX = 30;

export const margin: Command = async (input) => {
  const { io, operands, values } = input;
  const request = requestMargin(operands[0]!, values, io.environment.workingFolder);
  if (request.output !== null) {
    checkOutput(request.output, inputFilesOf(request, io.environment.workingFolder), request.replaces);
  }
  const setting = await readSetting(request, io);
  showWarnings(input, setting);
  const progress = new StreamProgress(io, values.quiet === true || values.json === true);
  try {
    const { model, collateral, market } = { ...setting, model: setting.models[0]! };
    const evaluator = new BookEvaluator(market, collateral, model, jointShocks(setting)[0] ?? null);
    return request.compares
      ? await compare(input, request, setting, evaluator, progress)
      : await assess(input, request, setting, evaluator, progress);
  } finally {
    progress.end();
  }
};

async function assess(
  input: CommandInput,
  request: MarginRequest,
  setting: MarginSetting,
  evaluator: BookEvaluator,
  progress: StreamProgress,
): Promise<ExitCode> {
  const { io, values } = input;
  const reporter = new AccountReporter(evaluator, setting.quote, request.explains);
  const entries = entriesOf(request, setting, io);
  const inputs = describeInputs(request, setting.past, io.environment);
  const writer = await openRowWriter(request, evaluator, setting.quote);
  try {
    const outcome = await evaluateStream(entries, evaluator, {
      keep: request.shown,
      pause: progress.pause,
      ...(writer === null ? {} : { onBatch: (batch: readonly EvaluatedAccount[]) => writer.write(batch) }),
    });
    if (outcome.isPartial) return reportInterrupt(input, outcome, progress);
    await writer?.finish();
    progress.end();
    assertFound(request, outcome);
    const report = reportOf(inputs, setting, outcome, reporter);
    const exitCode = outcome.unsound > 0 ? EXIT_CODES.invalidInput : EXIT_CODES.ok;
    if (values.json === true) {
      const { warnings } = setting;
      const output = request.output?.path ?? null;
      writeJson(io, { command: 'margin', ...describeMargin(report), warnings, output, exitCode });
    } else {
      io.stdout.write(marginText(report, styleOf(io, io.stdout, values)));
    }
    showEmptiness(input, request, outcome);
    showUnsound(input, outcome);
    progress.showSpeed(outcome.seen);
    return exitCode;
  } finally {
    writer?.abort();
  }
}

async function compare(
  input: CommandInput,
  request: MarginRequest,
  setting: MarginSetting,
  evaluator: BookEvaluator,
  progress: StreamProgress,
): Promise<ExitCode> {
  const { io, values } = input;
  const { market, collateral, models } = setting;
  const comparison = new ModelComparison(market, collateral, models, jointShocks(setting));
  const entries = entriesOf(request, setting, io);
  const inputs = describeInputs(request, setting.past, io.environment);
  const outcome = await evaluateStream(entries, evaluator, {
    keep: request.shown,
    pause: progress.pause,
    accept: (one) => comparison.add(one),
  });
  if (outcome.isPartial) return reportInterrupt(input, outcome, progress);
  progress.end();
  assertFound(request, outcome);
  const report: ComparisonReport = {
    models: comparison.models,
    shocks: comparison.shocks,
    gross: comparison.gross,
    accounts: outcome.summary.totals.accounts,
    leftOut: outcome,
    shown: shownAccounts(outcome).map((one) => comparison.assess(one)),
  };
  const exitCode = outcome.unsound > 0 ? EXIT_CODES.invalidInput : EXIT_CODES.ok;
  if (values.json === true) {
    const { title: market, time, warnings } = setting;
    const head = { command: 'margin', book: request.book, inputs, market, time };
    writeJson(io, { ...head, ...describeComparison(report), warnings, exitCode });
  } else {
    const style = styleOf(io, io.stdout, values);
    const head = { inputs, market: setting.title, time: setting.time };
    io.stdout.write(`${headLines(head, style).join('\n')}\n\n${comparisonText(report, style)}`);
  }
  showEmptiness(input, request, outcome);
  showUnsound(input, outcome);
  progress.showSpeed(outcome.seen);
  return exitCode;
}

/** @throws InvalidInputError at once when the file is no book */
function entriesOf(
  { book, account }: MarginRequest,
  { market, quote, uncovered }: MarginSetting,
  io: CommandInput['io'],
): AsyncIterable<readonly BookEntry[]> {
  const entries = importBook(io.environment, book, new BookNames(market, quote, uncovered));
  return account === null ? entries : entriesNamed(account, entries);
}

async function* entriesNamed(
  account: string,
  pieces: AsyncIterable<readonly BookEntry[]>,
): AsyncGenerator<readonly BookEntry[]> {
  for await (const entries of pieces) yield entries.filter(({ id }) => id === account);
}

function assertFound({ account, book }: MarginRequest, { seen }: StreamOutcome): void {
  if (account !== null && seen === 0) {
    throw new UsageError(`${book} holds no account "${account}"`, 'names are compared letter by letter');
  }
}

/** All accounts in the book's order where there is room for them, else the worst by ratio. */
function shownAccounts({ summary }: StreamOutcome): readonly EvaluatedAccount[] {
  const { worst, totals } = summary;
  const ranked = worst.length === totals.accounts ? worst.toSorted((a, b) => a.place - b.place) : worst;
  return ranked.map(({ more }) => more);
}

function reportOf(
  inputs: MarginInputs,
  setting: MarginSetting,
  outcome: StreamOutcome,
  reporter: AccountReporter,
): MarginReport {
  const { id, title, source, liquidatesAtEquality } = setting.models[0]!;
  const { shock, title: text } = setting.shocks[0]!;
  return {
    inputs,
    market: setting.title,
    time: setting.time,
    quote: setting.quote,
    model: { id, title, source, liquidatesAtEquality },
    shock: { name: shock.name, text, reach: DISTANCE_MAX },
    totals: outcome.summary.totals,
    leftOut: outcome,
    accounts: shownAccounts(outcome).map((one) => reporter.report(one)),
    symbols: setting.market.contracts.map(({ symbol }) => symbol),
  };
}

/** What is odd about a market and no reason to refuse it: volatilities that allow arbitrage. */
function showWarnings({ io, values }: CommandInput, { warnings }: MarginSetting): void {
  if (values.json === true || values.quiet === true) return;
  const { width } = styleOf(io, io.stderr, values);
  for (const { message, place } of warnings) {
    const where = place === undefined ? '' : ` (${place.file}:${place.line})`;
    io.stderr.write(`${wrapText(`warning: ${message}${where}`, width).join('\n  ')}\n`);
  }
}

/** The first faulty accounts with their problems; how many there are beyond them. */
function showUnsound({ io, values }: CommandInput, outcome: StreamOutcome): void {
  const { unsound, unsoundListed, problemCount, duplicates, seen } = outcome;
  if (unsound === 0 || values.json === true) return;
  const listed = unsoundListed.slice(0, UNSOUND_SHOWN_MAX);
  const problems = listed.flatMap((entry) => entry.problems).slice(0, PROBLEMS_SHOWN_MAX);
  const sentences = [
    `${formatCount(seen - unsound)} of ${plural(seen, 'account')} evaluated, ${formatCount(unsound)} not.`,
    ...(problemCount === problems.length
      ? []
      : [`There are ${formatCount(problemCount)} errors in all; shown are the first ${problems.length}.`]),
    ...(duplicates === 0 ? [] : ['An account that comes back is evaluated by the rows where it first stands.']),
  ];
  showProblems(problems, io, values, sentences.join(' '));
}

/** A file without accounts is no error, and hardly what was meant. */
function showEmptiness({ io, values }: CommandInput, { book }: MarginRequest, { seen }: StreamOutcome): void {
  if (seen > 0 || values.json === true) return;
  io.stderr.write(`${book} holds no account: below the names of its columns, or below "accounts:", nothing stands\n`);
}

function reportInterrupt({ io }: CommandInput, { seen }: StreamOutcome, progress: StreamProgress): ExitCode {
  progress.end();
  io.stderr.write(`interrupted after ${plural(seen, 'account')}; nothing was written\n`);
  return EXIT_CODES.interrupted;
}
