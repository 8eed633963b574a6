/** Index and mark price of each instrument on the worst path, with its halts. */
import { exp } from '../../numeric/math.ts';
import type { RunResult } from '../../experiment/run-result.ts';
import { NO_INSTRUMENT, type Instrument } from '../../instruments/instrument.ts';
import type { PathOutcome, SeriesColumns } from '../../simulation/path-outcome.ts';
import { formatShare } from '../../base/format.ts';
import { haltsOf } from '../halts.ts';
import { describeWorst, worstPathOf } from '../path-selection.ts';
import { rounded, type ChartSpec, type SeriesSpec, type ShadeSpec } from './chart-spec.ts';
import { instrumentGroups, shownNote, type InstrumentGroup } from './instrument-groups.ts';
import { thinnedRows } from './thin.ts';
import { hoursOf, timeAxis } from './time-axis.ts';

export function buildPricesChart(result: RunResult): ChartSpec {
  const { scenario } = result;
  const worst = worstPathOf(result);
  const groups = instrumentGroups(result, { others: false, isWanted: hasMarketPrice });
  // Read once: of a path whose samples lie on disk this reads a file.
  const series = worst?.series ?? null;
  const rows = series === null ? [] : thinnedRows(series.count, (row) => sumOfMarks(series, groups, row));
  const halts = worst === null ? [] : shadesOf(result, worst, groups);
  const note = halts.length > 0 ? '; grey: trading halted, strip in the colour of the instrument' : '';
  return {
    id: 'prices',
    title: 'Prices',
    subtitle:
      worst === null
        ? 'No path finished'
        : `Path ${worst.path}, ${describeWorst(result, worst)}${shownNote(result, hasMarketPrice)}. Solid: mark, dashed: index${hasOptions(result) ? ', without premiums of options' : ''}${note}`,
    summary: worst === null ? '' : describe(worst, groups, halts.length),
    kind: 'lines',
    empty: worst === null || rows.length === 0 ? 'No path finished' : null,
    xAxis: timeAxis(scenario),
    yAxis: { title: 'Change since the start (%)', format: 'change' },
    x: rows.map((row) => rounded(hoursOf(series!.timeUs[row])) ?? 0),
    series: series === null ? [] : groups.flatMap((group) => linesOf(result, series, group, rows)),
    shades: halts,
    startTime: scenario.startTime,
  };
}

/** Premiums move by far more than the market does, and an asset that follows has the price of what it follows. */
function hasMarketPrice({ contract, follows }: Instrument): boolean {
  return contract.kind === 'spot' ? follows === NO_INSTRUMENT : contract.kind !== 'option';
}

function linesOf(
  result: RunResult,
  series: SeriesColumns,
  group: InstrumentGroup,
  rows: readonly number[],
): SeriesSpec[] {
  const k = group.members[0];
  const initial = result.scenario.venue.instruments[k].priceInitialTicks;
  const changes = (ticks: Float64Array) =>
    rows.map((row) => rounded(ticks[row * series.instrumentCount + k] / initial - 1));
  return [
    {
      label: `${group.label} index`,
      legend: null,
      colour: group.colour,
      y: changes(series.indexTicks),
      dash: [5, 4],
      width: 1.5,
    },
    {
      label: `${group.label} mark`,
      legend: group.label,
      colour: group.colour,
      y: changes(series.markTicks),
      marker: group.marker,
      width: 2,
    },
  ];
}

function hasOptions({ scenario }: RunResult): boolean {
  return scenario.venue.instruments.some(({ contract }) => contract.kind === 'option');
}

function sumOfMarks(series: SeriesColumns, groups: readonly InstrumentGroup[], row: number): number {
  return groups.reduce((sum, { members }) => {
    const k = members[0];
    return sum + series.markTicks[row * series.instrumentCount + k] / series.markTicks[k];
  }, 0);
}

function shadesOf(result: RunResult, worst: PathOutcome, groups: readonly InstrumentGroup[]): ShadeSpec[] {
  return haltsOf(worst.journal, result.scenario.run.durationUs).flatMap(({ instrument, fromUs, toUs }) => {
    const lane = groups.findIndex(({ members }) => members.includes(instrument));
    if (lane < 0) return [];
    return [{ from: hoursOf(fromUs), to: hoursOf(toUs), colour: groups[lane].colour, lane }];
  });
}

function describe(worst: PathOutcome, groups: readonly InstrumentGroup[], halts: number): string {
  const lows = groups.map(({ label, members }) => {
    const low = exp(worst.tally.markLowLog[members[0]] ?? 0) - 1;
    return `${label} ${formatShare(low)}`;
  });
  const halted = halts === 0 ? 'No trading halt.' : `${halts} trading halts.`;
  return `Lowest mark prices on path ${worst.path}: ${lows.join(', ')}. ${halted}`;
}
