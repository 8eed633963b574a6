/** What a backtest prints: on what, what it found of each model, of each book, the worst periods, and the verdict. */
import { formatShare, plural } from '../../base/format.ts';
import { acceptedExceptions } from '../../experiment/backtest/kupiec.ts';
import { ESTIMATORS, TOOLS, type ModelId } from '../../experiment/backtest/model-id.ts';
import type { Backtest } from '../../experiment/backtest/run-backtest.ts';
import { SIGNIFICANCE } from '../../experiment/backtest/verdict.ts';
import { tailProbability } from '../../margin/risk/tail-convention.ts';
import { paint, type TerminalStyle } from '../terminal-style.ts';
import { asciiText, plainText, wrapText } from '../text-layout.ts';
import { bookLines } from './book-table.ts';
import { coverageLines, procyclicalityLines } from './model-tables.ts';
import { lengthOf, rowsText } from './period-text.ts';
import { verdictLines } from './verdict-lines.ts';
import { worstPeriodLines } from './worst-periods.ts';

export interface TerminalBacktestOptions extends TerminalStyle {
  /** A coverage was stated, so that there is a verdict. */
  readonly isJudged: boolean;
  /** Folder of the files as it is to be shown; null when nothing was stored. */
  readonly folder: string | null;
}

/** The whole text, each line ended, none wider than `options.width`. */
export function buildTerminalBacktest(backtest: Backtest, options: TerminalBacktestOptions): string {
  const blocks = [
    headLines(backtest, options),
    coverageLines(backtest, options),
    procyclicalityLines(backtest, options),
    bookLines(backtest, options),
    worstPeriodLines(backtest, options),
    options.isJudged ? verdictLines(backtest, options) : [],
    options.folder === null ? [] : wrapText(`stored in ${options.folder}`, options.width),
  ];
  return blocks
    .filter((lines) => lines.length > 0)
    .map((lines) => `${lines.join('\n')}\n`)
    .join('\n');
}

function headLines(backtest: Backtest, style: TerminalBacktestOptions): string[] {
  const { history, options, rows } = backtest;
  const { assets, dates } = history;
  const { confidence, window, horizon, scaling, models } = options;
  const shown = (text: string): string => (style.unicode ? plainText(text) : asciiText(text));
  const rule = horizon === 1 ? '' : scaling === 'overlapping' ? ', from overlapping moves' : ', by the root of time';
  const sentences = [
    `${plural(assets.length, 'asset')}, ${plural(dates.length, 'row')} of ${lengthOf(history, 1)} from ${dates[0]} to ${dates[dates.length - 1]}; margins from ${dates[rows.first]}.`,
    `Margin at ${formatShare(confidence)} from the last ${plural(window, 'row')}, for a margin period of ${rowsText(history, horizon)}${rule}.`,
    ...(window * tailProbability(confidence) < 1
      ? ['The window holds less than one loss of the tail: a historical margin is its worst loss.']
      : []),
    describeMarks(backtest),
    describeExpectation(backtest),
    'Figures are shares of gross exposure.',
  ];
  return [
    ...wrapText(`BACKTEST  ${shown(history.file)}`, style.width).map((line) => paint(style, 'title', line)),
    ...sentences.flatMap((sentence) => wrapText(sentence, style.width - 2).map((line) => `  ${line}`)),
    ...models.flatMap((model, k) => modelLines(model, k, style.width)),
  ];
}

function describeExpectation({ options, results }: Backtest): string {
  const [{ observations, expectedExceptions }] = results;
  const { fewest, most } = acceptedExceptions(observations, tailProbability(options.coverage), SIGNIFICANCE);
  return `${plural(options.books.length, 'book')}, ${plural(observations, 'period')} each that do not overlap: ${expectedExceptions.toFixed(1)} exceptions expected of a book, ${fewest} to ${most} accepted (Kupiec, 5 %).`;
}

function describeMarks({ history, options, usesWorstMarks }: Backtest): string {
  if (usesWorstMarks) {
    return 'Losses at the worst of closes, lows and highs, where several assets are all at their lows or all at their highs; margins from closing prices.';
  }
  if (history.low !== null) return 'Losses at closing prices, as asked; the file has lows and highs.';
  return options.useWorstMarks
    ? 'Losses at closing prices: the file has no lows and highs.'
    : 'Losses at closing prices.';
}

function modelLines({ text, estimator, measure, tools }: ModelId, k: number, width: number): string[] {
  const tail = measure === 'value-at-risk' ? 'value at risk' : 'expected shortfall';
  const description = [ESTIMATORS[estimator].title, tail, ...tools.map((tool) => TOOLS[tool])].join('; ');
  return wrapText(`[${k + 1}] ${text}: ${description}`, width - 6).map(
    (line, l) => `${l === 0 ? '  ' : '      '}${line}`,
  );
}
