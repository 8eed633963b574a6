/**
 * Benchmarks: what a run costs and how it scales with workers. Prints the work done, a fingerprint of the result, and
 * ratios measured inside this one process run; absolute times on a shared machine mean little.
 *
 *   npm run bench              small: 6 paths, also run in CI so that it does not rot
 *   npm run bench -- --full    the default scenario as it ships
 *   npm run bench -- --json F  also writes the figures to a file
 */
import { writeFileSync } from 'node:fs';
import { performance } from 'node:perf_hooks';
import { loadScenario, runEnsemble, simulate } from '../../dist/index.js';

const SCENARIO = 'scenarios/historical/black-thursday-2020.yaml';
const full = process.argv.includes('--full');
const jsonAt = process.argv.indexOf('--json');
const rounds = full ? 3 : 1;
const scenario = loadScenario(SCENARIO, full ? {} : { paths: 6 });

const median = (values) => values.toSorted((x, y) => x - y)[Math.floor((values.length - 1) / 2)];
const seconds = (ms) => (ms / 1000).toFixed(2);

async function timeEnsemble(workers) {
  const started = performance.now();
  let firstPathMs = 0;
  let populationMs = 0;
  const result = await runEnsemble(scenario, {
    workers,
    onProgress: ({ stage, pathsDone }) => {
      if (stage === 'population') populationMs = performance.now() - started;
      if (pathsDone === 1 && firstPathMs === 0) firstPathMs = performance.now() - started;
    },
  });
  const wallMs = performance.now() - started;
  const events = result.outcomes.reduce((sum, outcome) => sum + outcome.eventCount, 0);
  const checks = result.outcomes.reduce((sum, outcome) => sum + outcome.accountChecks, 0);
  return { workers, wallMs, populationMs, firstPathMs, events, checks, fingerprint: result.summary.fingerprint };
}

const serialStart = performance.now();
const one = simulate(scenario, { path: 0 });
const serialMs = performance.now() - serialStart;
console.log(
  `one path on this thread: ${seconds(serialMs)} s, ${one.eventCount} events, ${one.accountChecks} account checks`,
);
console.log(
  `  ${Math.round(one.eventCount / (serialMs / 1000))} events/s, ${(one.accountChecks / serialMs / 1000).toFixed(1)} M account checks/s, digest ${one.digest.slice(0, 16)}`,
);

// Interleaved, so that a machine that slows down slows both.
const rows = [];
for (let round = 0; round < rounds; round += 1) {
  for (const workers of [1, 2]) {
    const row = await timeEnsemble(workers);
    rows.push(row);
    console.log(
      `${row.workers} worker(s): ${seconds(row.wallMs)} s for ${scenario.run.paths} paths, population ${seconds(row.populationMs)} s, first path ${seconds(row.firstPathMs)} s, ${row.events} events, ${row.checks} account checks, fingerprint ${row.fingerprint.slice(0, 16)}`,
    );
  }
}
const wallOf = (workers) => median(rows.filter((row) => row.workers === workers).map((row) => row.wallMs));
const speedup = wallOf(1) / wallOf(2);
const peakMemoryMb = Math.round(process.resourceUsage().maxRSS / 1024);
const fingerprints = new Set(rows.map((row) => row.fingerprint));
console.log(`speed-up from 1 to 2 workers, fork to result: ${speedup.toFixed(2)}x (median of ${rounds})`);
console.log(`peak memory of the process: ${peakMemoryMb} MB`);
console.log(fingerprints.size === 1 ? 'all fingerprints equal' : 'FINGERPRINTS DIFFER');
if (jsonAt > 0)
  writeFileSync(process.argv[jsonAt + 1], JSON.stringify({ full, speedup, peakMemoryMb, serialMs, rows }, null, 2));
if (fingerprints.size !== 1) process.exitCode = 1;
