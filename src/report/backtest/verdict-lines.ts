/** Whether the stated coverage holds, and what refuses it where it does not. */
import { formatShare, plural } from '../../base/format.ts';
import { POWER_MIN, type CoveragePower } from '../../experiment/backtest/coverage-power.ts';
import type { Backtest } from '../../experiment/backtest/run-backtest.ts';
import type { CoverageFailure, ModelVerdict } from '../../experiment/backtest/verdict.ts';
import { failMark, paint, passMark, type TerminalStyle } from '../terminal-style.ts';
import { asciiText, plainText, wrapText } from '../text-layout.ts';

const FAILURES_SHOWN = 6;

export function verdictLines({ verdicts, options, power }: Backtest, style: TerminalStyle): string[] {
  const failed = verdicts.filter(({ passed }) => !passed).length;
  const stated = formatShare(options.coverage);
  const holds = `${stated} holds${power.isWeak ? `, but ${weakness(power, stated)}` : ''}`;
  const title = `STATED COVERAGE  ${failed === 0 ? holds : `${stated} fails for ${plural(failed, 'model')}`}`;
  const note = `Exact one-sided tests at 5 %, each over all ${plural(options.books.length, 'book')} of a model together (Holm).`;
  return [
    ...(title.length <= style.width ? [title] : wrapText(title, style.width)).map((line) =>
      paint(style, failed > 0 ? 'bad' : power.isWeak ? 'warn' : 'good', line),
    ),
    ...verdicts.flatMap((verdict) => modelLines(verdict, style)),
    ...(failed < verdicts.length ? wrapText(describePower(power), style.width - 2).map((line) => `  ${line}`) : []),
    ...wrapText(note, style.width - 2).map((line) => paint(style, 'faint', `  ${line}`)),
  ];
}

function weakness({ observations, power, alternative, expectedExceptions }: CoveragePower, stated: string): string {
  return power < POWER_MIN
    ? `${plural(observations, 'period')} could not tell ${stated} from ${formatShare(alternative)}`
    : `from ${expectedExceptions.toFixed(1)} expected exceptions of a book`;
}

/** What a verdict that holds would have found. */
function describePower({ leastRefused, observations, alternative, power, detectable }: CoveragePower): string {
  if (leastRefused > observations) return `Power: none; no number of exceptions in ${observations} would be refused.`;
  const found = detectable <= 0 ? '' : `; with 80 % one of ${formatShare(detectable)} or worse`;
  return `Power: a book is refused from ${plural(leastRefused, 'exception')} on; with a true coverage of ${formatShare(alternative)} that has a probability of ${formatShare(power)}${found}.`;
}

function modelLines({ model, passed, failures }: ModelVerdict, style: TerminalStyle): string[] {
  const mark = passed ? paint(style, 'good', passMark(style)) : paint(style, 'bad', failMark(style));
  const shown = failures.slice(0, FAILURES_SHOWN);
  const more = failures.length - shown.length;
  return [
    `  ${mark} ${model}`,
    ...shown.flatMap((failure) => wrapText(describe(failure, style), style.width - 6).map((line) => `      ${line}`)),
    ...(more > 0 ? [`      and ${more} more`] : []),
  ];
}

function describe(failure: CoverageFailure, style: TerminalStyle): string {
  const { test, observations, exceptions, expectedExceptions, adjacent, pValue } = failure;
  const book = style.unicode ? plainText(failure.book) : asciiText(failure.book);
  const shownP = pValue < 1e-300 ? '0' : pValue < 1e-4 ? pValue.toExponential(1) : pValue.toFixed(4);
  const many = `${exceptions} exceptions in ${observations}, ${expectedExceptions.toFixed(1)} expected`;
  const close = `${adjacent} of ${exceptions} exceptions right after another`;
  const says =
    test === 'coverage' ? many : test === 'independence' ? close : `${many}, ${adjacent} right after another`;
  return `${book}: ${test}: ${says}, p ${shownP}`;
}
