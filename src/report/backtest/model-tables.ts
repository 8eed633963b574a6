/** Models side by side: how often they were beaten, and how much they ask for when it hurts. */
import { formatMultiple, formatShare } from '../../base/format.ts';
import type { BookResult } from '../../experiment/backtest/book-result.ts';
import type { Backtest } from '../../experiment/backtest/run-backtest.ts';
import { SIGNIFICANCE } from '../../experiment/backtest/verdict.ts';
import { quantileOfSorted, sortSample } from '../../numeric/quantiles.ts';
import { paint, type TerminalStyle } from '../terminal-style.ts';
import { wrapText } from '../text-layout.ts';
import { inColumns } from './columns.ts';

export function coverageLines(backtest: Backtest, style: TerminalStyle): string[] {
  const { usesWorstMarks } = backtest;
  const rows = backtest.verdicts.map(({ model, refusedAlone }) => {
    const results = resultsOf(backtest, model);
    const inZone = (zone: string) => String(results.filter(({ light }) => light.zone === zone).length);
    const counts = results.map(({ exceptions }) => exceptions.length);
    return [
      model,
      medianOf(counts).toFixed(0),
      `${Math.min(...counts)}-${Math.max(...counts)}`,
      ...(usesWorstMarks ? [medianOf(results.map(({ closeExceptions }) => closeExceptions)).toFixed(0)] : []),
      formatShare(Math.min(...results.map(({ coverage }) => coverage))),
      `${inZone('green')}/${inZone('yellow')}/${inZone('red')}`,
      String(refusedAlone.coverage),
      String(refusedAlone.independence),
      String(refusedAlone.joint),
      String(results.filter(clusters).length),
      String(results.filter(({ shortfall }) => shortfall.pValue < SIGNIFICANCE).length),
    ];
  });
  const heading = [
    'model',
    'median',
    'range',
    ...(usesWorstMarks ? ['close'] : []),
    'least',
    'G/Y/R',
    'uc',
    'ind',
    'cc',
    'dur',
    'Z2',
  ];
  const close = usesWorstMarks ? ' and median of those that closing prices alone give' : '';
  const note = `Exceptions of a book: median and range${close}; least coverage of a book; books in the green, yellow and red zone of Basel; books refused at 5 % by uc: too many exceptions (Kupiec), ind: exceptions in a row (Christoffersen), cc: both, dur: exceptions close together (durations), Z2: losses beyond the quantile (Acerbi-Szekely).`;
  return table('COVERAGE', heading, rows, note, style);
}

export function procyclicalityLines(backtest: Backtest, style: TerminalStyle): string[] {
  const rows = backtest.verdicts.map(({ model }) => {
    const results = resultsOf(backtest, model);
    const median = (of: (result: BookResult) => number) => medianOf(results.map(of));
    const calls = results[0].procyclicality.calls.map(({ shareOfGross }, c) =>
      shareOfGross === null ? '-' : formatShare(median(({ procyclicality }) => procyclicality.calls[c].shareOfGross!)),
    );
    const severe = results.flatMap(({ severityMax }) => (severityMax === null ? [] : [severityMax]));
    return [
      model,
      formatShare(median(({ marginMean }) => marginMean)),
      formatMultiple(median(({ procyclicality }) => procyclicality.peakToTrough)),
      ...calls,
      severe.length === 0 ? '-' : formatMultiple(Math.max(...severe)),
    ];
  });
  const heading = ['model', 'margin', 'peak/low', '1 d', '5 d', '30 d', 'worst loss'];
  const note =
    'Mean margin, its largest over its smallest value and largest call in 1, 5 and 30 days: medians of the books. Worst loss of any book, as a multiple of its margin.';
  return table('MARGIN AND ITS PROCYCLICALITY', heading, rows, note, style);
}

function table(
  title: string,
  heading: readonly string[],
  rows: readonly (readonly string[])[],
  note: string,
  style: TerminalStyle,
): string[] {
  const numbered = rows.map(([name, ...cells], k) => [`[${k + 1}] ${name}`, ...cells]);
  const [head, ...lines] = inColumns([heading, ...numbered], style.width);
  return [
    paint(style, 'title', title),
    paint(style, 'faint', head),
    ...lines,
    ...wrapText(note, style.width - 2).map((line) => paint(style, 'faint', `  ${line}`)),
  ];
}

/** Durations between exceptions are less even than chance makes them. */
function clusters({ durations: { shape, test } }: BookResult): boolean {
  return test !== null && shape !== null && shape < 1 && test.pValue < SIGNIFICANCE;
}

function resultsOf({ results }: Backtest, id: string): BookResult[] {
  return results.filter(({ model }) => model === id);
}

function medianOf(values: readonly number[]): number {
  return quantileOfSorted(sortSample(values), 0.5);
}
