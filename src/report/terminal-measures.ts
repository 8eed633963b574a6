/** The table of measures for a terminal, and a footnote on what its tail figures can bear. */
import type { MeasureSummary, RunSummary } from '../experiment/run-summary.ts';
import { plural } from '../base/format.ts';
import { paint, type TerminalStyle } from './terminal-style.ts';
import { asciiText, cutText, displayWidth, padEnd, padStart, plainText, wrapText } from './text-layout.ts';
import { isZeroEverywhere, measureText } from './measure-text.ts';

const LABEL_MIN = 12;

export function measureLines(summary: RunSummary, style: TerminalStyle): string[] {
  const { paths } = summary;
  if (paths === 0 || summary.measures.length === 0) return [];
  const measures = summary.measures.filter((measure) => !isZeroEverywhere(measure));
  const zeros = summary.measures.filter(isZeroEverywhere);
  const columns = columnsFor(paths);
  const cells = measures.map((measure) => columns.map(({ of }) => measureText(measure.unit, of(measure))));
  const widths = columns.map(({ title }, k) => Math.max(title.length, ...cells.map((row) => row[k].length)) + 2);
  const labelWidth = Math.max(LABEL_MIN, style.width - 2 - widths.reduce((sum, width) => sum + width, 0));
  const longest = Math.max(LABEL_MIN, ...measures.map(({ label }) => displayWidth(plainText(label))));
  const width = Math.min(labelWidth, longest);
  const line = (label: string, row: readonly string[]) =>
    cutText(`  ${padEnd(label, width)}${row.map((cell, k) => padStart(cell, widths[k])).join('')}`, style.width, '~');
  const labelOf = ({ label }: MeasureSummary) =>
    cutText(style.unicode ? plainText(label) : asciiText(label), width, style.unicode ? '\u2026' : '~');
  return [
    paint(style, 'title', `MEASURES  ${plural(paths, 'path')}`),
    paint(
      style,
      'faint',
      line(
        '',
        columns.map(({ title }) => title),
      ),
    ),
    ...measures.map((measure, k) => line(labelOf(measure), cells[k])),
    ...zeroLines(zeros, style),
    ...footnote(summary).flatMap((note) =>
      wrapText(note, style.width - 2).map((text) => paint(style, 'faint', `  ${text}`)),
    ),
  ];
}

/** What did not happen, by name alone. */
function zeroLines(zeros: readonly MeasureSummary[], style: TerminalStyle): string[] {
  if (zeros.length === 0) return [];
  const text = `0 on every path: ${zeros.map(({ label }) => label).join(', ')}.`;
  return wrapText(style.unicode ? plainText(text) : asciiText(text), style.width - 2).map((line) => `  ${line}`);
}

interface Column {
  readonly title: string;
  readonly of: (measure: MeasureSummary) => number;
}

function columnsFor(paths: number): readonly Column[] {
  if (paths === 1) return [{ title: 'value', of: ({ median }) => median.value }];
  return [
    { title: 'median', of: ({ median }) => median.value },
    { title: 'p95', of: ({ p95 }) => p95.value },
    { title: 'p99', of: ({ p99 }) => p99.value },
    { title: 'ES95', of: ({ expectedShortfall95 }) => expectedShortfall95.value },
  ];
}

/** Says what the tail columns are worth; nothing once every quantile is bounded on both sides. */
function footnote({ measures, paths }: RunSummary): string[] {
  if (paths === 1) return ['One path has no spread: run more for medians, tails and intervals.'];
  const { p95, p99, tailPaths95 } = measures[0];
  const tail =
    tailPaths95 === 1
      ? 'ES95 is the worst path alone.'
      : `ES95 is the mean of the worst ${plural(tailPaths95, 'path')}.`;
  if (p99.interval.high !== null && p99.interval.low !== null) return [tail];
  const level = p99.interval.level;
  const percent = Number((level * 100).toPrecision(4));
  const enough = pathsToBound(0.99, level);
  const weak =
    p95.interval.high === null || p95.interval.low === null
      ? `p95 and p99 of ${paths} paths have no upper end at ${percent} %: ${pathsToBound(0.95, level)} and ${enough} paths would bound them.`
      : `p99 of ${paths} paths has no upper end at ${percent} %: ${enough} paths would bound it.`;
  // The nearest-rank p99 is the largest value up to a hundred paths.
  const largest = paths <= 100 ? ` p99 of ${paths} paths is the largest value seen.` : '';
  return [`${tail}${largest} ${weak}`];
}

/** Least number of paths whose largest value bounds the p-quantile from above in an interval of both sides. */
export function pathsToBound(p: number, level: number): number {
  const tail = (1 - level) / 2;
  if (!(p > 0 && p < 1 && tail > 0)) return Number.POSITIVE_INFINITY;
  let paths = 0;
  for (let chance = 1; chance > tail; chance *= p) paths += 1;
  return paths;
}
