/** What all accounts together must hold over time, by the venue's model and those compared with it. */
import { formatMultiple, formatUsd } from '../../base/format.ts';
import { US_PER_SECOND } from '../../base/units.ts';
import type { MarginSummary } from '../../experiment/margin-summary.ts';
import type { RunResult } from '../../experiment/run-result.ts';
import { COLOUR, type Colour } from '../palette.ts';
import { finishedPaths } from '../path-selection.ts';
import { rounded, type ChartSpec, type SeriesSpec } from './chart-spec.ts';
import { thinnedRows } from './thin.ts';
import { hoursOf, timeAxis } from './time-axis.ts';

const COLOURS: readonly Colour[] = [COLOUR.blue, COLOUR.green, COLOUR.purple, COLOUR.orange, COLOUR.sky];

export function buildMarginRequirementChart(
  { scenario, summary, ...result }: RunResult,
  margin: MarginSummary,
): ChartSpec {
  const rows = thinnedRows(margin.timeS.length, (row) => margin.models[0].maintenance.median[row]);
  const lineOf = (label: string, colour: Colour, values: readonly number[], dash: readonly number[]): SeriesSpec => ({
    label,
    legend: label,
    colour,
    y: rows.map((row) => rounded(values[row])),
    dash,
    width: 2,
  });
  const models = margin.models.map(({ model, maintenance }, m) =>
    lineOf(m === 0 ? `${model} (the venue's)` : model, COLOURS[m % COLOURS.length], maintenance.median, []),
  );
  const own = margin.models[0];
  // Without offsets the two are one line.
  const hasOffsets = margin.standalone.median.some((value, row) => value > own.maintenance.median[row]);
  const alone = hasOffsets ? [lineOf('Every position alone', COLOURS[0], margin.standalone.median, [3, 4])] : [];
  const paths = finishedPaths({ scenario, summary, ...result }).length;
  return {
    id: 'margin-requirement',
    title: 'Maintenance margin of all accounts',
    subtitle: `${paths === 1 ? 'The only path' : `Medians at each moment over ${paths} paths`}${hasOffsets ? '; dotted: without offsets between positions' : ''}`,
    summary: `All accounts must hold ${formatUsd(own.maintenance.median[0])} at the start, and ${own.peakRatio.toFixed(2)} times that at the highest. ${coverText(margin)}`,
    kind: 'lines',
    empty: null,
    xAxis: timeAxis(scenario),
    yAxis: { title: 'Maintenance margin (USD)', format: 'usd', min: 0 },
    x: rows.map((row) => rounded(hoursOf(margin.timeS[row] * US_PER_SECOND)) ?? 0),
    series: [...models, ...alone],
    startTime: scenario.startTime,
  };
}

/** Equity is of another size: a line of it would press the requirement against the axis. */
function coverText({ models, equity }: MarginSummary): string {
  const ratios = models[0].maintenance.median.map((required, row) => equity.median[row] / required);
  const lowest = Math.min(...ratios.filter((ratio) => Number.isFinite(ratio)));
  if (!Number.isFinite(lowest)) return '';
  return `Those who hold a position have ${formatMultiple(lowest)} of it at the lowest, after haircuts.`;
}
