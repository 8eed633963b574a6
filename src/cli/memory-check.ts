/**
 * Whether a run fits into memory, asked before anything is allocated for it. It is refused when even the least that it
 * can need is more than the machine, or its container, has. What is free at the moment decides nothing: caches
 * give way, and a refusal must not depend on what else was running.
 */
import { formatCount, plural } from '../base/format.ts';
import { planRun, type Machine, type PlannedScenario } from '../experiment/run-plan.ts';
import type { Finding } from '../scenario/findings.ts';
import { formatBytes } from './figures.ts';

export interface AskedRun extends Machine {
  /** What the process can have at most. */
  readonly totalBytes: number;
  /** Paths that would run; all of the scenario's when absent. */
  readonly paths?: number;
}

/** The one problem of a run that cannot fit, with what would; none when it can. */
export function findMemoryProblems(scenario: PlannedScenario, asked: AskedRun): Finding[] {
  const { totalBytes } = asked;
  const paths = asked.paths ?? scenario.run.paths;
  const needOf = (workers: number, pathCount: number, accountShare: number): number =>
    planRun(withAccountShare(scenario, accountShare), { ...asked, workers }, pathCount).memory.peakBytes.low;
  const { threads, accounts } = planRun(scenario, asked, paths);
  const needed = needOf(threads, paths, 1);
  if (needed <= totalBytes) return [];
  const fewer = [
    largestBelow(
      threads,
      (workers) => needOf(workers, paths, 1) <= totalBytes,
      (workers) => `--workers ${workers}`,
    ),
    largestBelow(
      paths,
      (count) => needOf(threads, count, 1) <= totalBytes,
      (count) => `--paths ${count}`,
    ),
    largestBelow(
      accounts,
      (count) => needOf(threads, paths, count / accounts) <= totalBytes,
      (count) => `${formatCount(Number(count.toPrecision(2)))} accounts`,
    ),
  ].filter((one) => one !== null);
  return [
    {
      code: 'not-enough-memory',
      path: ['agents', 'classes'],
      says: `would need at least ${formatBytes(needed)} of memory: ${plural(accounts, 'account')}, ${plural(threads, 'worker')}, ${plural(paths, 'path')}`,
      expected: `at most ${formatBytes(totalBytes)}, which is what there is`,
      hint: fewer.length === 0 ? 'a larger machine is needed' : `about this much would fit: ${fewer.join(', or ')}`,
      atKey: true,
    },
  ];
}

/** The largest whole number below `count` that fits, as text; null when not even 1 does. */
function largestBelow(count: number, fits: (n: number) => boolean, describe: (n: number) => string): string | null {
  let [sound, unsound] = [0, count];
  while (unsound - sound > 1) {
    const middle = Math.floor((sound + unsound) / 2);
    if (fits(middle)) sound = middle;
    else unsound = middle;
  }
  return sound === 0 ? null : describe(sound);
}

function withAccountShare(scenario: PlannedScenario, share: number): PlannedScenario {
  const classes = scenario.agents.classes.map((one) => ({ ...one, accounts: Math.floor(one.accounts * share) }));
  return { ...scenario, agents: { ...scenario.agents, classes } };
}
