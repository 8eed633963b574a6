/** How much of the insurance fund each path used: a histogram, with the tail and the threshold marked. */
import type { RunResult } from '../../experiment/run-result.ts';
import { quantileOfSorted, sortSample } from '../../numeric/quantiles.ts';
import { formatShare, plural } from '../../base/format.ts';
import { COLOUR } from '../palette.ts';
import { finishedPaths, fundUseOf } from '../path-selection.ts';
import { rounded, type ChartSpec, type MarkerSpec } from './chart-spec.ts';

/** The measure that the histogram shows; thresholds on it are drawn into it. */
export const FUND_USE_MEASURE = 'insuranceFund.drawdownShare';
const BIN_WIDTHS = [0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1];
const BINS_MAX = 25;
const BINS_MIN = 10;
/** A limit is near when it is at most this many times the largest use. */
const LIMIT_NEAR = 2.5;
const MARKED = [
  [0.5, 'median'],
  [0.95, 'p95'],
  [0.99, 'p99'],
] as const;

export function buildFundUseChart(result: RunResult): ChartSpec {
  const uses = finishedPaths(result)
    .map(fundUseOf)
    .filter((use) => Number.isFinite(use));
  const sorted = sortSample(uses);
  const largest = sorted.at(-1) ?? 0;
  const markers = uses.length === 0 ? [] : markersOf(result, sorted);
  // The axis reaches to a limit that is near; one far away would squeeze all paths into one bar, and gets an arrow.
  const near = markers.map(({ at }) => at).filter((at) => at <= largest * LIMIT_NEAR);
  const reach = Math.max(largest, ...near);
  const width = BIN_WIDTHS.find((candidate) => reach / candidate <= BINS_MAX) ?? reach / BINS_MAX;
  // The last bin holds its upper end as well: no axis reaches beyond the whole fund.
  const bins = Math.max(BINS_MIN, Math.ceil(reach / width - 1e-9));
  const counts = Array.from({ length: bins }, () => 0);
  for (const use of uses) {
    const bin = Math.min(bins - 1, Math.max(0, Math.floor(use / width + 1e-9)));
    counts[bin] = counts[bin] + 1;
  }
  return {
    id: 'fund-use',
    title: 'How much of the fund was used',
    subtitle: `Largest use of the initial insurance fund on each of ${plural(uses.length, 'path')}`,
    summary: uses.length === 0 ? '' : describe(uses, sorted),
    kind: 'histogram',
    empty: emptyText(result, uses.length, largest),
    xAxis: { title: 'Share of the initial fund (%)', format: 'share', min: 0, max: bins * width },
    yAxis: { title: 'Number of paths', format: 'count', min: 0, whole: true },
    x: counts.map((_, k) => rounded((k + 0.5) * width) ?? 0),
    binWidth: width,
    series: [{ label: 'Paths', legend: null, colour: COLOUR.blue, y: counts }],
    markers,
    startTime: null,
  };
}

function emptyText(result: RunResult, paths: number, largest: number): string | null {
  if (finishedPaths(result).length === 0) return 'No path finished';
  if (paths === 0) return 'The scenario has no insurance fund';
  return largest > 0 ? null : 'The insurance fund was not used on any path';
}

function markersOf(result: RunResult, sorted: Float64Array): MarkerSpec[] {
  const quantiles = MARKED.map(([p, name]) => ({
    at: quantileOfSorted(sorted, p),
    label: `${name} ${formatShare(quantileOfSorted(sorted, p))}`,
    colour: 'strong' as const,
    dash: p === 0.5 ? [2, 3] : [6, 4],
  }));
  const limits = result.summary.verdicts
    .filter(
      ({ measure, unit, threshold }) => measure === FUND_USE_MEASURE && unit === 'share' && !isProbability(threshold),
    )
    .map(({ limit, passed }) => ({
      at: limit,
      label: `limit ${formatShare(limit)} (${passed ? 'met' : 'breached'})`,
      colour: COLOUR.vermilion,
      dash: [],
    }));
  return mergeEqual(sorted.length === 1 ? limits : [...quantiles, ...limits]).filter(({ at }) => Number.isFinite(at));
}

/** A probability of the measure is a share as well, but lies on no axis of the measure. */
function isProbability(threshold: string): boolean {
  return /^\s*probability\b/i.test(threshold);
}

/** Markers at one place become one, with both labels. */
function mergeEqual(markers: readonly MarkerSpec[]): MarkerSpec[] {
  const merged: MarkerSpec[] = [];
  for (const marker of markers) {
    const at = merged.findIndex((other) => other.at === marker.at && other.colour === marker.colour);
    if (at < 0) merged.push(marker);
    else merged[at] = { ...merged[at], label: `${merged[at].label}, ${marker.label}` };
  }
  return merged;
}

function describe(uses: readonly number[], sorted: Float64Array): string {
  const unused = uses.filter((use) => use <= 0).length;
  const text = `Median ${formatShare(quantileOfSorted(sorted, 0.5))}, largest ${formatShare(sorted.at(-1)!)}.`;
  return unused === 0 ? text : `${text} ${plural(unused, 'path')} did not use the fund.`;
}
