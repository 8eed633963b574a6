/** Open interest over time by instrument, on the path in the middle. */
import type { RunResult } from '../../experiment/run-result.ts';
import { formatUsd } from '../../base/format.ts';
import { finishedPaths, medianPathOf, usdOf } from '../path-selection.ts';
import { rounded, type ChartSpec } from './chart-spec.ts';
import { instrumentGroups } from './instrument-groups.ts';
import { thinnedRows } from './thin.ts';
import { hoursOf, timeAxis } from './time-axis.ts';

export function buildOpenInterestChart(result: RunResult): ChartSpec {
  const { scenario } = result;
  const path = medianPathOf(result);
  // Read once: of a path whose samples lie on disk this reads a file.
  const series = path?.series ?? null;
  const n = series?.instrumentCount ?? 0;
  const total = (row: number) => {
    let sum = 0;
    for (let k = 0; k < n; k += 1) sum += series!.openInterest[row * n + k];
    return sum;
  };
  const rows = series === null ? [] : thinnedRows(series.count, total);
  const which = finishedPaths(result).length === 1 ? 'the only one' : 'in the middle by use of the fund';
  return {
    id: 'open-interest',
    title: 'Open interest',
    subtitle: path === null ? 'No path finished' : `One side of all positions at the mark; path ${path.path}, ${which}`,
    summary:
      rows.length === 0
        ? ''
        : `Open interest goes from ${formatUsd(usdOf(total(rows[0])))} to ${formatUsd(usdOf(total(rows.at(-1)!)))}.`,
    kind: 'stackedAreas',
    empty: path === null ? 'No path finished' : rows.some((row) => total(row) > 0) ? null : 'No position is open',
    xAxis: timeAxis(scenario),
    yAxis: { title: 'Open interest (USD)', format: 'usd', min: 0 },
    x: rows.map((row) => rounded(hoursOf(series!.timeUs[row])) ?? 0),
    series: instrumentGroups(result, { others: true, isWanted: ({ contract }) => contract.kind !== 'spot' }).map(
      (group) => ({
        label: group.label,
        legend: group.label,
        colour: group.colour,
        y: rows.map((row) =>
          rounded(usdOf(group.members.reduce((sum, k) => sum + series!.openInterest[row * n + k], 0))),
        ),
        width: 1,
      }),
    ),
    startTime: scenario.startTime,
  };
}
