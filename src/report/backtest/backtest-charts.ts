/** Charts of a backtest: profit and loss of a book against its margin, exceptions marked; and margins of all models. */
import { formatShare, plural } from '../../base/format.ts';
import { US_PER_DAY } from '../../base/units.ts';
import { exceptionFlags, type BookResult, type BookRun } from '../../experiment/backtest/book-result.ts';
import type { Backtest } from '../../experiment/backtest/run-backtest.ts';
import { rounded, type AxisSpec, type ChartSpec, type SeriesSpec } from '../chart-specs/chart-spec.ts';
import { COLOUR, MARKERS } from '../palette.ts';
import { dateTicks } from './date-ticks.ts';
import { rowsText } from './period-text.ts';

/** Periods drawn besides exceptions: of more, each stretch is shown by the one that came closest to its margin. */
const POINTS_MAX = 2_000;
const CHARTS_PER_MODEL = 4;
const LINES_MAX = 6;

export function buildBacktestCharts(backtest: Backtest): ChartSpec[] {
  const { options, runs, results } = backtest;
  const { models, books } = options;
  const charts = models.flatMap((_, m) => {
    const from = m * books.length;
    return chooseBooks(results.slice(from, from + books.length)).map((b) =>
      marginChart(backtest, runs[from + b], results[from + b], `margin-${m + 1}-${b + 1}-${slugOf(books[b].name)}`),
    );
  });
  return models.length < 2 ? charts : [comparisonChart(backtest), ...charts];
}

/** Stated portfolios and the first book first, then those with most exceptions and with the worst one. */
function chooseBooks(results: readonly BookResult[]): number[] {
  const most = indexOfLargest(results.map(({ exceptions }) => exceptions.length));
  const worst = indexOfLargest(results.map(({ severityMax }) => severityMax ?? 0));
  const mixed = results.findIndex(({ book }) => book.kind === 'portfolio');
  return [...new Set([0, most, worst, Math.max(0, mixed)])].slice(0, CHARTS_PER_MODEL);
}

/** A name that every file system takes. */
function slugOf(name: string): string {
  const slug = name.toLowerCase().replace(/[^a-z0-9]+/g, '-');
  return slug.replace(/^-|-$/g, '').slice(0, 40);
}

function indexOfLargest(values: readonly number[]): number {
  return values.indexOf(Math.max(...values));
}

function marginChart(backtest: Backtest, run: BookRun, result: BookResult, id: string): ChartSpec {
  const { options, rows } = backtest;
  const { observed, margins, gross, book, model } = run;
  const flags = exceptionFlags(run);
  const at = (k: number): number => observed.rows[k] - rows.first;
  const isException = (k: number): boolean => flags[k] === 1;
  const shown = thin(flags.length, (k) => observed.losses[k] / margins.charged[at(k)], isException);
  const share = (amount: number, k: number): number | null => rounded(amount / gross[at(k)]);
  // The first series is drawn last.
  const series: SeriesSpec[] = [
    {
      label: 'Exception',
      legend: `exception (${result.exceptions.length})`,
      colour: COLOUR.vermilion,
      y: shown.map((k) => (isException(k) ? share(-observed.losses[k], k) : null)),
      width: 0,
      marker: 'triangle',
      pointRadius: 6,
    },
    {
      label: 'Margin',
      legend: 'margin, as a loss',
      colour: COLOUR.blue,
      y: shown.map((k) => share(-margins.charged[at(k)], k)),
      width: 2,
    },
    {
      label: 'Profit and loss',
      legend: 'profit and loss of a period that was covered',
      colour: 'muted',
      y: shown.map((k) => (isException(k) ? null : share(-observed.losses[k], k))),
      width: 0,
      marker: 'circle',
      pointRadius: 2,
    },
  ];
  const marks = backtest.usesWorstMarks ? 'worst marks' : 'closing prices';
  const expected = result.expectedExceptions.toFixed(1);
  return {
    id,
    title: `${book.name} under ${model}`,
    subtitle: `${plural(result.exceptions.length, 'exception')} in ${plural(result.observations, 'period')}, ${expected} expected at ${formatShare(options.coverage)}; zone ${result.light.zone}. Losses at ${marks}, margin for ${rowsText(backtest.history, options.horizon)}`,
    summary: `Coverage ${formatShare(result.coverage)}; mean margin ${formatShare(result.marginMean)}.`,
    kind: 'lines',
    empty: null,
    xAxis: timeAxis(backtest),
    yAxis: { title: 'Share of gross exposure', format: 'change' },
    x: shown.map((k) => daysAt(backtest, observed.lossRows[k])),
    series,
    startTime: null,
  };
}

/** Margins of all models for the first book. */
function comparisonChart(backtest: Backtest): ChartSpec {
  const { options, runs, rows } = backtest;
  const { models, books } = options;
  const ofFirst = models.slice(0, LINES_MAX).map((_, m) => runs[m * books.length]);
  const shown = thin(
    rows.count,
    (k) => ofFirst[0].margins.charged[k],
    () => false,
  );
  return {
    id: 'models',
    title: `Margin of ${books[0].name} by model`,
    subtitle: `At ${formatShare(options.confidence)} for ${rowsText(backtest.history, options.horizon)}, from ${rowsText(backtest.history, options.window)}`,
    summary: `Mean margins: ${ofFirst.map(({ model }, m) => `${model} ${formatShare(backtest.results[m * books.length].marginMean)}`).join(', ')}.`,
    kind: 'lines',
    empty: null,
    xAxis: timeAxis(backtest),
    yAxis: { title: 'Margin, share of gross exposure', format: 'share', min: 0 },
    x: shown.map((k) => daysAt(backtest, rows.first + k)),
    series: ofFirst.map(
      ({ model, margins, gross }, m): SeriesSpec => ({
        label: model,
        legend: model,
        colour: m,
        y: shown.map((k) => rounded(margins.charged[k] / gross[k])),
        width: 1.6,
        marker: MARKERS[m],
      }),
    ),
    startTime: null,
  };
}

function timeAxis(backtest: Backtest): AxisSpec {
  const { history, rows } = backtest;
  const from = history.timesUs[rows.first];
  const to = history.timesUs[history.timesUs.length - 1];
  return {
    title: 'Time (UTC)',
    format: 'count',
    min: 0,
    max: daysAt(backtest, history.timesUs.length - 1),
    ticks: dateTicks(from, to),
  };
}

/** Days since the first margin. */
function daysAt({ history, rows }: Backtest, row: number): number {
  return (history.timesUs[row] - history.timesUs[rows.first]) / US_PER_DAY;
}

/** Places to draw of `count`: all that must be, and of each stretch the one with the highest score. */
function thin(count: number, scoreOf: (k: number) => number, mustStay: (k: number) => boolean): number[] {
  if (count <= POINTS_MAX) return Array.from({ length: count }, (_, k) => k);
  const stays = new Uint8Array(count);
  for (let bucket = 0; bucket < POINTS_MAX; bucket += 1) {
    const from = Math.floor((bucket * count) / POINTS_MAX);
    const to = Math.floor(((bucket + 1) * count) / POINTS_MAX);
    let best = from;
    for (let k = from + 1; k < to; k += 1) if (scoreOf(k) > scoreOf(best)) best = k;
    stays[best] = 1;
  }
  return Array.from({ length: count }, (_, k) => k).filter((k) => stays[k] === 1 || mustStay(k));
}
