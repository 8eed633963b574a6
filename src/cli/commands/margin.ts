/** `aftershock margin`: the accounts of a book against the margin that a model asks of them. */
import { formatCount, plural } from '../../base/format.ts';
import { BookEvaluator, type EvaluatedAccount } from '../../experiment/margin-batch/book-evaluator.ts';
import { ModelComparison } from '../../experiment/margin-batch/compare-models.ts';
import { evaluateStream, type StreamOutcome } from '../../experiment/margin-batch/evaluate-stream.ts';
import { DISTANCE_MAX } from '../../experiment/margin-batch/shock-distance.ts';
import { AccountReporter } from '../../report/margin/account-reporter.ts';
import { comparisonText, type ComparisonReport } from '../../report/margin/comparison-text.ts';
import { describeComparison, describeMargin } from '../../report/margin/margin-json.ts';
import type { MarginReport } from '../../report/margin/margin-report.ts';
import { wrapText } from '../../report/text-layout.ts';
import { headLines, marginText } from '../../report/margin/margin-text.ts';
import { importBook } from '../../results/book-import.ts';
import { BookNames } from '../../scenario/book-names.ts';
import type { BookEntry } from '../../scenario/account-book.ts';
import type { Command, CommandInput } from '../command.ts';
import { EXIT_CODES, type ExitCode } from '../exit-codes.ts';
import { requestMargin, type MarginRequest } from '../margin/margin-request.ts';
import { jointShocks, readSetting, type MarginSetting } from '../margin/margin-setting.ts';
import { openRowWriter } from '../margin/row-writer.ts';
import { StreamProgress } from '../margin/stream-progress.ts';
import { showProblems } from '../report-problems.ts';
import { styleOf } from '../terminal.ts';
import { UsageError } from '../usage-error.ts';
import { writeJson } from '../write-json.ts';

/** Faulty accounts that are shown to people; programs get more of them. */
const UNSOUND_SHOWN_MAX = 10;

export const margin: Command = async (input) => {
  const { io, operands, values } = input;
  const request = requestMargin(operands[0]!, values, io.environment.workingFolder);
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
  const writer = await openRowWriter(request, evaluator, setting.quote);
  try {
    const outcome = await evaluateStream(entriesOf(request, setting, io), evaluator, {
      keep: request.shown,
      pause: progress.pause,
      ...(writer === null ? {} : { onBatch: (batch: readonly EvaluatedAccount[]) => writer.write(batch) }),
    });
    if (outcome.isPartial) return reportInterrupt(input, outcome, progress);
    await writer?.finish();
    progress.end();
    assertFound(request, outcome);
    const report = reportOf(request, setting, outcome, reporter);
    const exitCode = outcome.unsound > 0 ? EXIT_CODES.invalidInput : EXIT_CODES.ok;
    if (values.json === true) {
      const { warnings } = setting;
      const output = request.output?.path ?? null;
      writeJson(io, { command: 'margin', ...describeMargin(report), warnings, output, exitCode });
    } else {
      io.stdout.write(marginText(report, styleOf(io, io.stdout, values)));
    }
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
  const outcome = await evaluateStream(entriesOf(request, setting, io), evaluator, {
    keep: request.shown,
    pause: progress.pause,
    onBatch: (batch) => {
      for (const one of batch) comparison.add(one);
    },
  });
  if (outcome.isPartial) return reportInterrupt(input, outcome, progress);
  progress.end();
  assertFound(request, outcome);
  const report: ComparisonReport = {
    models: comparison.models,
    shocks: comparison.shocks,
    gross: comparison.gross,
    accounts: outcome.summary.totals.accounts,
    seen: outcome.seen,
    shown: shownAccounts(outcome).map((one) => comparison.assess(one)),
  };
  const exitCode = outcome.unsound > 0 ? EXIT_CODES.invalidInput : EXIT_CODES.ok;
  if (values.json === true) {
    writeJson(io, { command: 'margin', book: request.book, ...describeComparison(report), exitCode });
  } else {
    const style = styleOf(io, io.stdout, values);
    const head = { book: request.book, market: setting.title, time: setting.time };
    io.stdout.write(`${headLines(head, style).join('\n')}\n\n${comparisonText(report, style)}`);
  }
  showUnsound(input, outcome);
  progress.showSpeed(outcome.seen);
  return exitCode;
}

async function* entriesOf(
  { book, account }: MarginRequest,
  { market, quote, uncovered }: MarginSetting,
  io: CommandInput['io'],
): AsyncGenerator<readonly BookEntry[]> {
  for await (const entries of importBook(io.environment, book, new BookNames(market, quote, uncovered))) {
    yield account === null ? entries : entries.filter(({ id }) => id === account);
  }
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
  request: MarginRequest,
  setting: MarginSetting,
  outcome: StreamOutcome,
  reporter: AccountReporter,
): MarginReport {
  const { id, title, source } = setting.models[0]!;
  const { shock, title: text } = setting.shocks[0]!;
  return {
    book: request.book,
    market: setting.title,
    time: setting.time,
    quote: setting.quote,
    model: { id, title, source },
    shock: { name: shock.name, text, reach: DISTANCE_MAX },
    totals: outcome.summary.totals,
    seen: outcome.seen,
    unsound: outcome.unsound,
    unsoundListed: outcome.unsoundListed,
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
function showUnsound({ io, values }: CommandInput, { unsound, unsoundListed, seen }: StreamOutcome): void {
  if (unsound === 0 || values.json === true) return;
  const listed = unsoundListed.slice(0, UNSOUND_SHOWN_MAX);
  const more = unsound - listed.length;
  const others = more === 0 ? '' : ` Only the first ${listed.length} of these are listed.`;
  const outcome = `${formatCount(seen - unsound)} of ${plural(seen, 'account')} evaluated, ${formatCount(unsound)} not.${others}`;
  const problems = listed.flatMap((entry) => entry.problems);
  showProblems(problems, io, values, outcome);
}

function reportInterrupt({ io }: CommandInput, { seen }: StreamOutcome, progress: StreamProgress): ExitCode {
  progress.end();
  io.stderr.write(`interrupted after ${plural(seen, 'account')}; nothing was written\n`);
  return EXIT_CODES.interrupted;
}
