/** What a run's paths had to do and how long its phases took: for programs, and as a table that shows what was slow. */
import { formatCount, formatShare, plural } from '../../base/format.ts';
import type { HandOvers } from '../../workers/worker-pool.ts';
import type { PathOutcome } from '../../simulation/path-outcome.ts';
import { sumWork, totalOf, type PathWork } from '../../simulation/path-work.ts';
import { formatSeconds } from '../figures.ts';
import { formatTable } from '../text-table.ts';
import type { PhaseTimes } from './phase-clock.ts';

export const WORK_SCHEMA_VERSION = 1;

export interface WorkReport {
  readonly schemaVersion: number;
  readonly paths: number;
  readonly workers: number;
  /** Wall time in milliseconds. */
  readonly phasesMs: PhaseTimes;
  readonly handOvers: HandOvers;
  /** Sums over the paths; null when there was none. */
  readonly work: PathWork | null;
  readonly byPath: readonly {
    readonly path: number;
    readonly events: number;
    readonly facts: number;
    readonly accountsDerived: number;
    readonly rankingPasses: number;
  }[];
}

export type WorkSource = Pick<WorkReport, 'workers' | 'phasesMs' | 'handOvers'> & {
  readonly outcomes: readonly Pick<PathOutcome, 'path' | 'work'>[];
};

export function describeWork({ outcomes, workers, phasesMs, handOvers }: WorkSource): WorkReport {
  return {
    schemaVersion: WORK_SCHEMA_VERSION,
    paths: outcomes.length,
    workers,
    phasesMs,
    handOvers,
    work: sumWork(outcomes.map(({ work }) => work)),
    byPath: outcomes.map(({ path, work }) => ({
      path,
      events: totalOf(work.events),
      facts: totalOf(work.facts),
      accountsDerived: work.watch.accountsDerived,
      rankingPasses: work.rankingPasses,
    })),
  };
}

/** The table: largest first, and nothing that did not occur. */
export function formatWork(report: WorkReport): string {
  const { work, paths, workers } = report;
  const lines = [
    `Where the work went: ${plural(paths, 'path')} on ${plural(workers, 'worker')}`,
    '',
    ...formatPhases(report.phasesMs),
    ...(work === null ? [] : formatPathWork(work)),
    ...formatCounts('hand-overs to threads', {
      'batches of accounts': report.handOvers.batches,
      paths: report.handOvers.paths,
      'tried again': report.handOvers.retries,
      'parts of looks': work?.watch.handOvers ?? 0,
    }),
  ];
  return `${lines.join('\n').trimEnd()}\n`;
}

function formatPathWork({ events, facts, watch, rankingPasses }: PathWork): string[] {
  const looks = watch.looksByDerived.map((count, bin) => [nameBin(bin), count] as const);
  return [
    ...formatCounts('events', events),
    ...formatCounts('facts', facts),
    ...formatRows('looks by accounts derived', looks),
    ...formatTable(
      [
        ['watch and rankings', ''],
        ['accounts derived', formatCount(watch.accountsDerived)],
        ['most in one look', formatCount(watch.accountsDerivedMax)],
        ['levels scanned', formatCount(watch.levelsScanned)],
        ['looks at everybody', formatCount(watch.sweeps)],
        ['accounts placed anew', formatCount(watch.accountsReplaced)],
        ['deleveraging passes over everybody', formatCount(rankingPasses)],
      ],
      { left: [0], indent: '' },
    ),
    '',
  ];
}

function formatPhases(phasesMs: PhaseTimes): string[] {
  const total = totalOf(phasesMs);
  const rows = Object.entries(phasesMs).map(([phase, ms]) => [
    phase,
    formatSeconds(ms / 1000),
    formatShare(ms / total),
  ]);
  return [...formatTable([['wall time', formatSeconds(total / 1000), ''], ...rows], { left: [0], indent: '' }), ''];
}

function formatCounts(title: string, counts: Readonly<Record<string, number>>): string[] {
  return formatRows(
    title,
    Object.entries(counts).toSorted(([, x], [, y]) => y - x),
  );
}

/** Rows in the order given, without those that did not occur. */
function formatRows(title: string, rows: readonly (readonly [name: string, count: number])[]): string[] {
  const total = rows.reduce((sum, [, count]) => sum + count, 0);
  const shown = rows.filter(([, count]) => count > 0);
  const cells = shown.map(([name, count]) => [name, formatCount(count), formatShare(count / total)]);
  return [...formatTable([[title, formatCount(total), ''], ...cells], { left: [0], indent: '' }), ''];
}

/** `none`, `1`, `2 to 3`, `4 to 7`. */
function nameBin(bin: number): string {
  if (bin <= 1) return bin === 0 ? 'none' : '1';
  return `${formatCount(2 ** (bin - 1))} to ${formatCount(2 ** bin - 1)}`;
}
