/** The insurance fund over time: percentile bands over all finished paths, and the worst path. */
import type { RunResult } from '../../experiment/run-result.ts';
import type { PathOutcome } from '../../simulation/path-outcome.ts';
import { quantileOfSorted, sortSample } from '../../numeric/quantiles.ts';
import { formatUsd, plural } from '../../base/format.ts';
import { COLOUR } from '../palette.ts';
import { describeWorst, finishedPaths, usdOf, worstPathOf } from '../path-selection.ts';
import { rounded, type ChartSpec, type SeriesSpec } from './chart-spec.ts';
import { thinnedRows } from './thin.ts';
import { hoursOf, timeAxis } from './time-axis.ts';

/** Fewer paths than this are drawn as their median and worst alone: bands of three values would pretend. */
const BAND_PATHS_MIN = 5;

export function buildInsuranceFundChart(result: RunResult): ChartSpec {
  const { scenario } = result;
  const finished = finishedPaths(result);
  const worst = worstPathOf(result);
  const hasFund = scenario.venue.insuranceFund.initial > 0 || finished.some(({ tally }) => tally.fundFinal > 0);
  const empty = worst === null ? 'No path finished' : hasFund ? null : 'The scenario has no insurance fund';
  const banded = finished.length >= BAND_PATHS_MIN;
  const samples = worst?.series ?? null;
  const rows = samples === null ? [] : thinnedRows(samples.count, (row) => samples.fundEquity[row]);
  const x = rows.map((row) => rounded(hoursOf(samples!.timeUs[row])) ?? 0);
  const series = worst === null ? [] : linesOf(result, worst, rows, banded);
  const drawn = worst === null ? { x, series } : withLow(worst, x, series);
  return {
    id: 'insurance-fund',
    title: 'Insurance fund',
    subtitle: worst === null ? 'No path finished' : subtitleOf(result, banded, worst),
    summary: worst === null ? '' : describe(worst.tally.fundInitial, worst.tally.fundMin, worst.path),
    kind: 'lines',
    empty,
    xAxis: timeAxis(scenario),
    yAxis: { title: 'Equity of the fund (USD)', format: 'usd', min: 0 },
    ...drawn,
    startTime: scenario.startTime,
  };
}

function subtitleOf(result: RunResult, banded: boolean, worst: PathOutcome): string {
  const paths = finishedPaths(result).length;
  const which = `path ${worst.path}, ${describeWorst(result, worst)}`;
  if (paths === 1) return `P${which.slice(1)}`;
  return `${banded ? 'Percentiles' : 'Median'} at each moment over ${plural(paths, 'path')}; ${which}`;
}

function linesOf(result: RunResult, worst: PathOutcome, rows: readonly number[], banded: boolean): SeriesSpec[] {
  const finished = finishedPaths(result);
  const equities = finished.map((path) => equitiesAt(path, rows));
  const worstLine: SeriesSpec = {
    label: `Path ${worst.path}`,
    legend: finished.length === 1 ? null : `Worst path (${worst.path})`,
    colour: COLOUR.vermilion,
    y: Array.from(equities[finished.indexOf(worst)], (equity) => rounded(usdOf(equity))),
    dash: finished.length === 1 ? [] : [7, 4],
    width: 2,
  };
  if (finished.length === 1) return [worstLine];
  const sorted = rows.map((_, k) => sortSample(equities.map((equity) => equity[k])));
  const percentile = (p: number) => sorted.map((sample) => rounded(usdOf(quantileOfSorted(sample, p))));
  const edge = { colour: COLOUR.blue, width: 0, legend: null };
  const bands: SeriesSpec[] = banded
    ? [
        { ...edge, label: '5th percentile', y: percentile(0.05) },
        {
          ...edge,
          label: '95th percentile',
          legend: '5th to 95th percentile',
          y: percentile(0.95),
          fillToPrevious: 0.16,
        },
        { ...edge, label: '25th percentile', y: percentile(0.25) },
        {
          ...edge,
          label: '75th percentile',
          legend: '25th to 75th percentile',
          y: percentile(0.75),
          fillToPrevious: 0.3,
        },
      ]
    : [];
  const median: SeriesSpec = { label: 'Median', legend: 'Median', colour: COLOUR.blue, y: percentile(0.5), width: 2.5 };
  return [...bands, median, worstLine];
}

/** The fund at the rows that are drawn; the rest of the samples is let go, so that few are in memory at once. */
function equitiesAt({ series }: PathOutcome, rows: readonly number[]): Float64Array {
  return Float64Array.from(rows, (row) => series.fundEquity[row] ?? 0);
}

/** The fund may be lowest between two samples; the line of the worst path, which comes last, goes through that point. */
function withLow(
  { tally, series }: PathOutcome,
  x: readonly number[],
  lines: readonly SeriesSpec[],
): { x: readonly number[]; series: readonly SeriesSpec[] } {
  const isSampled = series.fundEquity.some((equity) => equity <= tally.fundMin);
  if (isSampled || tally.fundMinAtUs < 0) return { x, series: lines };
  const lowAt = rounded(hoursOf(tally.fundMinAtUs)) ?? 0;
  const after = x.findIndex((hours) => hours >= lowAt);
  const place = after < 0 ? x.length : after;
  const low = rounded(usdOf(tally.fundMin));
  return {
    x: x.toSpliced(place, 0, lowAt),
    series: lines.map((line, k) => ({ ...line, y: line.y.toSpliced(place, 0, k === lines.length - 1 ? low : null) })),
  };
}

function describe(initial: number, min: number, path: number): string {
  return `The fund starts with ${formatUsd(usdOf(initial))}; its lowest value is ${formatUsd(usdOf(min))}, on path ${path}.`;
}
