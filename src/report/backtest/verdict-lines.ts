/** Whether the stated coverage holds, and what refuses it where it does not. */
import { formatShare, plural } from '../../base/format.ts';
import type { Backtest } from '../../experiment/backtest/run-backtest.ts';
import type { CoverageFailure, ModelVerdict } from '../../experiment/backtest/verdict.ts';
import { failMark, paint, passMark, type TerminalStyle } from '../terminal-style.ts';
import { asciiText, plainText, wrapText } from '../text-layout.ts';

const FAILURES_SHOWN = 6;

export function verdictLines({ verdicts, options }: Backtest, style: TerminalStyle): string[] {
  const failed = verdicts.filter(({ passed }) => !passed).length;
  const stated = formatShare(options.coverage);
  const title =
    failed === 0
      ? `STATED COVERAGE  ${stated} holds`
      : `STATED COVERAGE  ${stated} fails for ${plural(failed, 'model')}`;
  const note = `Exact one-sided tests at 5 %, each over all ${plural(options.books.length, 'book')} of a model together (Holm).`;
  return [
    paint(style, failed === 0 ? 'good' : 'bad', title),
    ...verdicts.flatMap((verdict) => modelLines(verdict, style)),
    ...wrapText(note, style.width - 2).map((line) => paint(style, 'faint', `  ${line}`)),
  ];
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
