/**
 * Where positions and losses went, on the average path: one chart of notional (how positions were closed) and one of
 * money (who gained and who bore the loss). They are two because notional is a hundred times the loss it leaves.
 */
import type { RunResult } from '../../experiment/run-result.ts';
import { STAGE_NAMES } from '../../experiment/stage-names.ts';
import type { PathTally } from '../../simulation/path-outcome.ts';
import { capitalised, formatUsd, plural } from '../../base/format.ts';
import { COLOUR, type Colour } from '../palette.ts';
import { finishedPaths, usdOf } from '../path-selection.ts';
import { rounded, type ChartSpec } from './chart-spec.ts';

interface Bar {
  readonly name: string;
  readonly from: number;
  readonly to: number;
  readonly label: string;
  readonly colour: Colour;
}

export function buildClosingStepsChart(result: RunResult): ChartSpec {
  const mean = meanOfTallies(result);
  const bar = (name: string, value: number, colour: Colour): Bar => ({
    name,
    from: 0,
    to: value,
    label: formatUsd(value),
    colour,
  });
  const bars = [
    bar('Sold or bought in the book', mean('liquidatedNotional'), COLOUR.blue),
    bar('Taken over by the fund', mean('takeoverNotional'), COLOUR.orange),
    ...(mean('takenNotional') === 0 ? [] : [bar('Taken over by others', mean('takenNotional'), COLOUR.green)]),
    bar('Auto-deleveraged', mean('deleveragedNotional'), COLOUR.vermilion),
  ];
  const empty = bars.every(({ to }) => to === 0) ? 'No position was closed by force on any path' : null;
  return flowsChart(result, bars, {
    id: 'closing-steps',
    title: 'How positions were closed by force',
    what: 'Notional',
    axis: 'Notional (USD)',
    empty,
  });
}

export function buildLossWaterfallChart(result: RunResult): ChartSpec {
  const mean = meanOfTallies(result);
  const start = mean('fundInitial');
  const end = mean('fundFinal');
  const flows: readonly (readonly [string, number])[] = [
    ['Liquidation fees', mean('fundFees')],
    ['Left of closed accounts', mean('fundSurplus')],
    ['Money from outside', mean('fundInflows')],
    ['Funding', mean('fundFunding')],
    ['Equity taken over', mean('fundTakeoverGain')],
    ['Losses taken over', -mean('fundTakeoverLoss')],
    ['Deficits of accounts', -mean('fundDeficitsPaid')],
    ['Shortfall others bore', mean('fundShortfall')],
  ];
  const known = flows.reduce((sum, [, flow]) => sum + flow, 0);
  // What the price did to the positions that the fund took over is the rest of its change.
  const steps = [...flows, ['Result of positions held', end - start - known] as const].filter(
    ([, flow]) => Math.abs(flow) >= 0.5,
  );
  const bars: Bar[] = [];
  let level = 0;
  for (const [name, flow] of steps) {
    bars.push({
      name,
      from: level,
      to: level + flow,
      label: signed(flow),
      colour: flow > 0 ? COLOUR.blue : COLOUR.vermilion,
    });
    level += flow;
  }
  bars.push({ name: 'Change of the fund', from: 0, to: end - start, label: signed(end - start), colour: 'muted' });
  const others = otherBearers(result, mean);
  const groupFunds = -mean('groupFundsPaid');
  if (groupFunds < 0) {
    const label = signed(groupFunds);
    bars.push({ name: 'Funds of instruments', from: 0, to: groupFunds, label, colour: COLOUR.orange });
  }
  bars.push(...others);
  const untouched = steps.length === 0 && others.every(({ to }) => to === 0);
  return flowsChart(result, bars, {
    id: 'loss-waterfall',
    title: 'Who bore the loss',
    what: `Insurance fund from ${formatUsd(start)} to ${formatUsd(end)} step by step, and what others bore or nobody covered`,
    axis: 'Change (USD)',
    empty: untouched ? 'No money moved into or out of the insurance fund' : null,
  });
}

/** What stages beside the fund bore, each that bore anything, and what was left: the figures of the losses' table. */
function otherBearers({ summary }: RunResult, mean: ReturnType<typeof meanOfTallies>): Bar[] {
  const stages = summary.losses?.stages ?? [{ stage: 'uncovered' as const, paid: mean('uncoveredLoss') }];
  return stages
    .filter(({ stage, paid }) => stage === 'uncovered' || (stage !== 'insuranceFund' && paid >= 0.5))
    .map(({ stage, paid }) => ({
      name: stage === 'uncovered' ? 'Loss nobody covered' : capitalised(STAGE_NAMES[stage]),
      from: 0,
      to: -paid,
      label: signed(-paid),
      colour: stage === 'uncovered' ? COLOUR.purple : COLOUR.orange,
    }));
}

function signed(usd: number): string {
  return usd > 0 ? `+${formatUsd(usd)}` : formatUsd(usd);
}

/** Mean of a field over finished paths, in USD. */
function meanOfTallies(result: RunResult): (field: NumericField) => number {
  const finished = finishedPaths(result);
  return (field) => usdOf(finished.reduce((sum, { tally }) => sum + tally[field], 0) / Math.max(1, finished.length));
}

type NumericField = { [K in keyof PathTally]: PathTally[K] extends number ? K : never }[keyof PathTally];

interface FlowsText {
  readonly id: string;
  readonly title: string;
  readonly what: string;
  readonly axis: string;
  readonly empty: string | null;
}

function flowsChart(result: RunResult, bars: readonly Bar[], text: FlowsText): ChartSpec {
  const paths = finishedPaths(result).length;
  const statistic = paths === 1 ? 'on the only path' : `mean over ${plural(paths, 'path')}`;
  return {
    id: text.id,
    title: text.title,
    subtitle: `${text.what}, ${statistic}`,
    summary: `${bars.map(({ name, label }) => `${name} ${label}`).join(', ')}.`,
    kind: 'flows',
    empty: paths === 0 ? 'No path finished' : text.empty,
    xAxis: { title: '', format: 'count' },
    yAxis: { title: text.axis, format: 'usd' },
    x: bars.map((_, k) => k),
    categories: bars.map(({ name }) => name),
    series: [
      {
        label: 'USD',
        legend: null,
        colour: COLOUR.blue,
        y: bars.map(({ to }) => rounded(to)),
        from: bars.map(({ from }) => rounded(from) ?? 0),
        barColours: bars.map(({ colour }) => colour),
      },
    ],
    barLabels: bars.map(({ label }) => label),
    startTime: null,
  };
}
