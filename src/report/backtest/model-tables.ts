/** Models side by side: how often they were beaten, and how much they ask for when it hurts. */
import { formatMultiple, formatShare } from '../../base/format.ts';
import type { Backtest } from '../../experiment/backtest/run-backtest.ts';
import type { BookResult } from '../../experiment/backtest/book-result.ts';
import { SIGNIFICANCE } from '../../experiment/backtest/verdict.ts';
import { quantileOfSorted, sortSample } from '../../numeric/quantiles.ts';
import { paint, type TerminalStyle } from '../terminal-style.ts';
import { wrapText } from '../text-layout.ts';
import { inColumns } from './columns.ts';

export function coverageLines(backtest: Backtest, style: TerminalStyle): string[] {
  const rows = backtest.verdicts.map(({ model, refusedAlone }, k) => {
    const results = resultsOf(backtest, model);
    const inZone = (zone: string) => String(results.filter(({ light }) => light.zone === zone).length);
    const counts = results.map(({ exceptions }) => exceptions.length);
    return [
      `[${k + 1}] ${model}`,
      medianOf(counts).toFixed(0),
      `${Math.min(...counts)}-${Math.max(...counts)}`,
      formatShare(Math.min(...results.map(({ coverage }) => coverage))),
      inZone('green'),
      inZone('yellow'),
      inZone('red'),
      String(refusedAlone.coverage),
      String(refusedAlone.independence),
      String(refusedAlone.joint),
      String(results.filter(({ shortfall }) => shortfall.pValue < SIGNIFICANCE).length),
    ];
  });
  const heading = ['model', 'median', 'range', 'least cov.', 'G', 'Y', 'R', 'cov', 'ind', 'joint', 'Z2'];
  const note =
    'Exceptions of a book, least coverage of any, books in the green, yellow and red zone of Basel, books that too many exceptions (Kupiec), exceptions in a row (Christoffersen), both, and too large losses beyond the quantile (Acerbi-Szekely) refuse at 5 %.';
  return table('COVERAGE', heading, rows, note, style, 1);
}

export function procyclicalityLines(backtest: Backtest, style: TerminalStyle): string[] {
  const rows = backtest.verdicts.map(({ model }, k) => {
    const results = resultsOf(backtest, model);
    const median = (of: (result: BookResult) => number) => medianOf(results.map(of));
    const calls = results[0].procyclicality.calls.map(({ shareOfGross }, c) =>
      shareOfGross === null ? '-' : formatShare(median(({ procyclicality }) => procyclicality.calls[c].shareOfGross!)),
    );
    const severe = results.flatMap(({ severityMax }) => (severityMax === null ? [] : [severityMax]));
    return [
      `[${k + 1}] ${model}`,
      formatShare(median(({ marginMean }) => marginMean)),
      formatMultiple(median(({ procyclicality }) => procyclicality.peakToTrough)),
      ...calls,
      severe.length === 0 ? '-' : formatMultiple(Math.max(...severe)),
    ];
  });
  const heading = ['model', 'margin', 'peak/trough', '1 d call', '5 d call', '30 d call', 'worst loss'];
  const note = 'Medians of the books, but for the largest loss of any as a multiple of its margin.';
  return table('PROCYCLICALITY', heading, rows, note, style, 2);
}

function table(
  title: string,
  heading: readonly string[],
  rows: readonly (readonly string[])[],
  note: string,
  style: TerminalStyle,
  gap: number,
): string[] {
  const [head, ...lines] = inColumns([heading, ...rows], style.width, gap);
  return [
    paint(style, 'title', title),
    paint(style, 'faint', head),
    ...lines,
    ...wrapText(note, style.width - 2).map((line) => paint(style, 'faint', `  ${line}`)),
  ];
}

function resultsOf({ results }: Backtest, id: string): BookResult[] {
  return results.filter(({ model }) => model === id);
}

function medianOf(values: readonly number[]): number {
  return quantileOfSorted(sortSample(values), 0.5);
}
