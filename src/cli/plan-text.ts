/** A plan in words. Every figure of it is an estimate: two digits, and a range. */
import { plural } from '../base/format.ts';
import type { Range, RunPlan } from '../experiment/run-plan.ts';
import { wrapText } from '../report/text-layout.ts';
import { formatBytes, formatRate } from './figures.ts';
import type { Io } from './io.ts';
import type { MachineMemory } from './machine-memory.ts';
import { formatTable } from './text-table.ts';

/** Above either of these a run says what it will take before it starts. */
const TOLD_SECONDS = 120;
const TOLD_BYTES = 4e9;

const WIDTH = 78;

/** One line on standard error for a run that is worth thinking about before it is started, and none for any other. */
export function warnOfSize({ stderr, memory }: Io, plan: RunPlan): void {
  const { peakBytes } = plan.memory;
  const isTight = peakBytes.expected > memory.freeBytes;
  if (plan.wallTimeS.expected < TOLD_SECONDS && peakBytes.expected < TOLD_BYTES && !isTight) return;
  const note = isTight ? `; ${formatBytes(roughly(memory.freeBytes))} are free now` : '';
  stderr.write(
    `estimate: ${formatSpan(plan.wallTimeS, formatDuration)}; peak memory ${formatSpan(peakBytes, formatBytes)}${note}\n`,
  );
}

/** The estimate as `inspect` shows it. */
export function formatEstimate(plan: RunPlan, memory: MachineMemory): string[] {
  const { sharedPopulationBytes, perWorkerBytes, restBytes, peakBytes } = plan.memory;
  const bytes = (value: number): string => formatBytes(roughly(value));
  const stepsOn = (place: string): string =>
    plan.steps.flatMap(({ step, runsOn }) => (runsOn === place ? [step] : [])).join(', ');
  return [
    `Estimate for ${plural(plan.threads, 'worker')}, rough: the crash decides`,
    ...formatTable(
      [
        ['a path', `${formatSpan(plan.eventsPerPath, formatRate)} events`],
        ['', `${formatSpan(plan.factsPerPath, formatRate)} facts`],
        ['positions', `about ${formatRate(roughly(plan.positions))} at the start`],
        ['time', formatSpan(plan.wallTimeS, formatDuration)],
        ['peak memory', formatSpan(peakBytes, formatBytes)],
        ['  shared', `${bytes(sharedPopulationBytes)}, the population`],
        ['  per worker', bytes(perWorkerBytes)],
        ['  rest', `${bytes(restBytes)}, with results, tables and report`],
        ['memory here', `${bytes(memory.totalBytes)}, ${fitOf(peakBytes, memory)}`],
      ],
      { left: [0, 1], indent: '' },
    ),
    ...wrapText(`on the workers: ${stepsOn('pool')}; on the main thread: ${stepsOn('main thread')}`, WIDTH),
  ];
}

/** A run is refused by the least that it can need; by the most, the machine may still end it. */
function fitOf({ low, high }: Range, { totalBytes }: MachineMemory): string {
  if (low > totalBytes) return 'TOO LITTLE: a run would be refused';
  return high > totalBytes ? 'perhaps too little: a run would start, and may be ended' : 'which will do';
}

/** `30 s [12 s .. 2 min]`. */
function formatSpan({ low, expected, high }: Range, format: (value: number) => string): string {
  return `${format(roughly(expected))} [${format(roughly(low))} .. ${format(roughly(high))}]`;
}

function roughly(value: number): number {
  return Number(value.toPrecision(2));
}

function formatDuration(seconds: number): string {
  const scales = [
    [86_400, 'd'],
    [3_600, 'h'],
    [60, 'min'],
  ] as const;
  const [size, unit] = scales.find(([scale]) => seconds >= 1.5 * scale) ?? [1, 's'];
  return `${roughly(seconds / size)} ${unit}`;
}
