/** Stacked bars of what liquidations or deleveraging closed in each interval, by instrument: the mean over paths. */
import type { RunResult } from '../../experiment/run-result.ts';
import type { PathOutcome, SeriesColumns } from '../../simulation/path-outcome.ts';
import { plural } from '../../base/format.ts';
import { finishedPaths, usdOf } from '../path-selection.ts';
import { rounded, type ChartSpec, type SeriesSpec } from './chart-spec.ts';
import { instrumentGroups, type InstrumentGroup } from './instrument-groups.ts';
import { hoursOf, timeAxis } from './time-axis.ts';

const BARS_MAX = 60;
const HOUR_FRACTIONS = [1 / 360, 1 / 120, 1 / 60, 1 / 12, 1 / 6, 1 / 4, 1 / 2, 1, 2, 3, 4, 6, 12, 24, 48, 168];

export interface FlowChart {
  readonly id: string;
  readonly title: string;
  readonly verb: string;
  readonly empty: string;
  readonly column: 'liquidated' | 'deleveraged';
}

export function buildFlowChart(result: RunResult, flow: FlowChart): ChartSpec {
  const { scenario } = result;
  const finished = finishedPaths(result);
  const bins = binsOf(finished[0]?.series ?? null, hoursOf(scenario.run.sampleIntervalUs));
  const groups = instrumentGroups(result, { others: true });
  const sums = sumByBin(finished, flow.column, groups, bins.edges);
  const series = groups.map(
    (group, g): SeriesSpec => ({
      label: group.label,
      legend: group.label,
      colour: group.colour,
      y: Array.from(sums[g], (sum) => rounded(usdOf(sum / Math.max(1, finished.length)))),
    }),
  );
  const totals = bins.centres.map((_, bin) => series.reduce((sum, { y }) => sum + (y[bin] ?? 0), 0));
  const total = totals.reduce((sum, value) => sum + value, 0);
  const interval = durationText(bins.width);
  const statistic = finished.length === 1 ? `path ${finished[0].path}` : `mean over ${plural(finished.length, 'path')}`;
  return {
    id: flow.id,
    title: flow.title,
    subtitle: `Notional ${flow.verb} in each ${interval}, ${statistic}`,
    summary: `${flow.title}, ${statistic}, by instrument, in intervals of ${interval}.`,
    kind: 'stackedBars',
    empty: finished.length === 0 ? 'No path finished' : total > 0 ? null : flow.empty,
    xAxis: timeAxis(scenario),
    yAxis: { title: `Notional per ${interval} (USD)`, format: 'usd', min: 0 },
    x: bins.centres,
    binWidth: bins.width,
    // An instrument without any would only lengthen the legend.
    series: series.filter(({ y }) => y.some((value) => value !== null && value > 0)),
    startTime: scenario.startTime,
  };
}

interface Bins {
  readonly width: number;
  readonly centres: readonly number[];
  /** Rows of samples between which a bin lies. */
  readonly edges: readonly (readonly [number, number])[];
}

/** Intervals of a whole number of samples, and of a round duration where one fits. */
function binsOf(series: SeriesColumns | null, sampleHours: number): Bins {
  const steps = Math.max(0, (series?.count ?? 0) - 1);
  const least = Math.max(1, Math.ceil(steps / BARS_MAX));
  const round = HOUR_FRACTIONS.map((hours) => hours / sampleHours).find(
    (samples) => samples >= least - 1e-9 && Math.abs(samples - Math.round(samples)) < 1e-9,
  );
  const size = Math.round(round ?? least);
  const count = Math.ceil(steps / size);
  const edges = Array.from({ length: count }, (_, k): [number, number] => [k * size, Math.min((k + 1) * size, steps)]);
  const width = size * sampleHours;
  return { width, centres: edges.map((_, k) => rounded((k + 0.5) * width) ?? 0), edges };
}

/** For each group what its instruments add up to in each bin, over all paths: one path after the other. */
function sumByBin(
  finished: readonly PathOutcome[],
  column: FlowChart['column'],
  groups: readonly InstrumentGroup[],
  edges: Bins['edges'],
): Float64Array[] {
  const sums = groups.map(() => new Float64Array(edges.length));
  for (const { series } of finished) {
    const n = series.instrumentCount;
    const values = series[column];
    groups.forEach(({ members }, g) => {
      edges.forEach(([from, to], bin) => {
        for (const k of members) sums[g][bin] += values[to * n + k] - values[from * n + k];
      });
    });
  }
  return sums;
}

function durationText(hours: number): string {
  const [value, unit] = hours >= 1 ? [hours, 'h'] : hours >= 1 / 60 ? [hours * 60, 'min'] : [hours * 3600, 's'];
  const text = String(Number(value.toPrecision(3)));
  return text === '1' && unit === 'h' ? 'hour' : text === '1' && unit === 'min' ? 'minute' : `${text} ${unit}`;
}
