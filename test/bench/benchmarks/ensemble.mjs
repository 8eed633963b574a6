/**
 * The default scenario on a pool: how it scales from one worker to two, and what memory does as paths are added. The
 * population is shared and a path's state ends with the path, so memory should not grow with their number.
 */
import { performance } from 'node:perf_hooks';
import { loadScenario, runEnsemble, simulate } from '../../../dist/index.js';
import { figure, interleave, median, ratiosOf } from '../harness/measure.mjs';

const SCENARIO = 'scenarios/historical/black-thursday-2020.yaml';
const WORKERS = [1, 2];

export function parts({ full }) {
  const memory = full ? [8, 16, 32] : [2, 6];
  return [
    { name: 'speed-up', paths: full ? 32 : 6, rounds: full ? 5 : 1 },
    ...memory.map((paths) => ({ name: `memory of ${paths} paths`, memoryOf: paths })),
  ];
}

export function measure(part, options) {
  return part.memoryOf === undefined ? measureSpeedUp(part, options) : measureMemory(part);
}

async function measureSpeedUp(part, options) {
  const scenario = loadScenario(SCENARIO, { paths: part.paths });
  const started = performance.now();
  const one = simulate(scenario, { path: 0 });
  const serialMs = performance.now() - started;
  const firsts = [];
  const run = async (workers) => {
    const begin = performance.now();
    let firstPathMs = 0;
    const { summary } = await runEnsemble(scenario, {
      workers,
      onProgress: ({ pathsDone }) => {
        if (pathsDone === 1 && firstPathMs === 0) firstPathMs = performance.now() - begin;
      },
    });
    firsts.push(firstPathMs);
    return summary.fingerprint;
  };
  const contestants = WORKERS.map((workers) => ({ name: workersText(workers), run: () => run(workers) }));
  // Threads are new in each round, so that there is nothing to warm up.
  const rows = await interleave(contestants, options.rounds ?? part.rounds, 0);
  const [single, both] = rows;
  return {
    title: 'the default scenario from fork to result',
    work: `${part.paths} paths of ${scenario.name}, ${scenario.agents.classes.reduce((sum, { accounts }) => sum + accounts, 0)} accounts`,
    figures: [
      figure(both.name, 'ms', both.values, {
        hash: both.hashes.join(' or '),
        ratios: { [single.name]: ratiosOf(both, single) },
      }),
      figure(single.name, 'ms', single.values, { hash: single.hashes.join(' or ') }),
      figure('one path on this thread, cold', 'ms', [serialMs], { hash: one.digest }),
    ],
    equal: [
      { what: 'fingerprints', hashes: Object.fromEntries(rows.map(({ name, hashes }) => [name, hashes.join(' or ')])) },
    ],
    notes: [
      `path 0: ${one.eventCount} events, ${one.accountChecks} accounts derived; first path of a run after ${(median(firsts) / 1000).toFixed(1)} s`,
    ],
  };
}

async function measureMemory({ memoryOf }) {
  const scenario = loadScenario(SCENARIO, { paths: memoryOf });
  const started = performance.now();
  const { summary } = await runEnsemble(scenario, { workers: 2 });
  const wall = performance.now() - started;
  return {
    title: 'the same with more paths: peak memory is the figure',
    work: `${memoryOf} paths on 2 workers`,
    figures: [figure('2 workers', 'ms', [wall], { hash: summary.fingerprint })],
    equal: [],
    notes: [],
  };
}

function workersText(workers) {
  return workers === 1 ? '1 worker' : `${workers} workers`;
}
