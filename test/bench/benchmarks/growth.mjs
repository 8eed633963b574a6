/**
 * How cost grows: the same job again and again with one number changed, each in its turn. The watch alone against the
 * naive sweep, which is timed on a window and scaled to the day; and the whole simulator. Processor time, so that
 * other load does not bend the curves. Each point runs in a process of its own; `--curves` draws what comes out.
 */
import { buildPopulation } from '../../../dist/simulation/build-population.js';
import { simulatePath } from '../../../dist/simulation/simulate-path.js';
import { figure, interleave, processorMs, ratiosOf } from '../harness/measure.mjs';
import { runTicks } from '../jobs/day.mjs';
import { loadOctober } from '../jobs/october.mjs';
import { crashWindow } from '../jobs/prices.mjs';
import { createWatchJob, describeJob } from '../jobs/watch-job.mjs';

const OURS = 'graded lazy rescan';
const NAIVE = 'naive sweep';
const SIMULATOR = 'whole simulator';
const SECONDS_A_DAY = 86_400;

/** What is varied, and over which values; all else stays as in the middle of the job. */
const WATCH = {
  accounts: { small: [1_000, 10_000], full: [1_000, 3_000, 10_000, 30_000, 100_000, 300_000, 1_000_000] },
  positions: { small: [1, 10], full: [1, 2, 5, 10, 20, 50, 100] },
  instruments: { small: [5, 50], full: [1, 2, 5, 10, 20, 50, 100] },
  ticks: { small: [864, 8_640], full: [864, 2_880, 8_640, 28_800, 86_400] },
  volatility: { small: [0.5, 4], full: [0.1, 0.3, 1, 3, 10] },
  leverage: { small: [5, 100], full: [1.5, 3, 10, 30, 100] },
};
const SIMULATED = {
  accounts: { small: [5_000], full: [10_000, 30_000, 100_000, 300_000, 1_000_000] },
  ticks: { small: [2_880], full: [864, 2_880, 8_640, 28_800, 86_400] },
  instruments: { small: [4], full: [1, 3, 10, 30, 100] },
};

export function parts({ full }) {
  const size = full ? 'full' : 'small';
  const points = (of, varied, rounds, base) =>
    Object.entries(varied).flatMap(([vary, values]) =>
      values[size].map((value) => ({ name: `${of}, ${vary} ${value}`, of, vary, value, rounds, full, base })),
    );
  const simulated = simulatedBase(full);
  return [
    ...points('watch', WATCH, full ? 5 : 1, describeJob(watchedBase(full))),
    ...points('simulator', SIMULATED, full ? 3 : 1, describeSimulated(simulated, 24)),
  ];
}

function watchedBase(full) {
  return { accounts: full ? 100_000 : 10_000, positions: 5, instruments: 20, ticks: full ? 28_800 : 4_320 };
}

function simulatedBase(full) {
  return { accounts: full ? 30_000 : 5_000, tick: full ? '10 s' : '60 s' };
}

function describeSimulated({ accounts, tick }, instruments) {
  return `${accounts.toLocaleString('en-US')} accounts, ${instruments} instruments, prices every ${tick}`;
}

export function measure(part, options) {
  return part.of === 'watch' ? measureWatch(part, options) : measureSimulator(part, options);
}

async function measureWatch({ vary, value, rounds, full }, options) {
  const terms = { ...watchedBase(full), ...(vary === 'leverage' ? { leverageMax: value } : { [vary]: value }) };
  // As many positions as there are instruments at most, and as many instruments as positions at least.
  if (vary === 'positions') terms.instruments = Math.max(20, value);
  if (vary === 'instruments') terms.positions = Math.min(5, value);
  const job = await createWatchJob(terms);
  const day = { from: 0, count: terms.ticks };
  const window = crashWindow(terms.ticks, Math.max(20, Math.round(1e8 / (terms.accounts * terms.positions))));
  const pass = (watch, ticks) => ({
    prepare: () => watch.reset(),
    run: () => String(runTicks(watch, job.folded, job.tape, ticks)),
  });
  const [ours, check, naive] = await interleave(
    [
      { name: OURS, ...pass(job.lazy, day) },
      { name: `${OURS}, window`, ...pass(job.lazy, window) },
      { name: NAIVE, ...pass(job.naive, window) },
    ],
    options.rounds ?? rounds,
    1,
    processorMs,
  );
  naive.values = naive.values.map((ms) => (ms * terms.ticks) / window.count);
  return {
    title: 'cost of the watch over a day',
    work: describeJob(terms),
    figures: [
      figure(OURS, 'ms', ours.values, { hash: ours.hashes.join(' or '), ratios: { [NAIVE]: ratiosOf(ours, naive) } }),
      figure(NAIVE, 'ms', naive.values),
    ],
    equal: [{ what: 'breaches in the window', hashes: { [OURS]: check.hashes.join(), [NAIVE]: naive.hashes.join() } }],
    notes: [`the naive sweep is scaled from ${window.count} ticks in the crash`],
  };
}

async function measureSimulator({ vary, value, rounds, full }, options) {
  const terms = simulatedBase(full);
  if (vary === 'ticks') terms.tick = `${SECONDS_A_DAY / value} s`;
  else terms[vary] = value;
  const scenario = loadOctober(terms);
  const { population } = buildPopulation(scenario, null);
  let events = 0;
  const run = () => {
    const outcome = simulatePath({ scenario, population, path: 0 });
    if (outcome.failure !== null) throw new Error(`the path failed: ${outcome.failure.message}`);
    events = outcome.eventCount;
    return outcome.digest;
  };
  const isLong = !full || terms.accounts > 100_000;
  const [row] = await interleave(
    [{ name: SIMULATOR, run }],
    isLong ? 1 : (options.rounds ?? rounds),
    isLong ? 0 : 1,
    processorMs,
  );
  return {
    title: 'cost of one path of the whole simulator over a day',
    work: `October 2025, ${describeSimulated(terms, scenario.venue.instruments.length)}`,
    figures: [figure(SIMULATOR, 'ms', row.values, { hash: row.hashes.join(' or ') })],
    equal: [{ what: 'digests', hashes: { ...row.hashes } }],
    notes: [`${events.toLocaleString('en-US')} events`],
  };
}
