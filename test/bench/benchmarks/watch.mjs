/**
 * The breach watch alone: a whole day of prices with a crash, accounts taken out as they breach. The naive versions
 * look at everybody at every tick, which costs the same at each; at full size they are timed on a window in the crash
 * and scaled to the day. Everybody's hash over that window must be the same, and the day's wherever the day was run.
 */
import { performance } from 'node:perf_hooks';
import { figure, interleave, median, ratiosOf } from '../harness/measure.mjs';
import { significant } from '../harness/print.mjs';
import { runTicks } from '../jobs/day.mjs';
import { crashWindow } from '../jobs/prices.mjs';
import { createWatchJob, describeJob } from '../jobs/watch-job.mjs';
import { buildOpponent } from '../opponent/opponent.mjs';

const OURS = 'graded lazy rescan';
const NAIVE = 'naive sweep';
const METHODS = [
  { name: 'C, literal, 1 thread', method: 'literal', threads: 1 },
  { name: 'C, folded, 1 thread', method: 'folded', threads: 1 },
  { name: 'C, folded, 2 threads', method: 'folded', threads: 2 },
  { name: 'C, AVX-512 filter, 1 thread', method: 'filter', threads: 1 },
];

export function parts({ full }) {
  const sizes = full
    ? { accounts: 1_000_000, ticks: 86_400, window: 600, dayIsAffordable: false }
    : { accounts: 100_000, ticks: 8_640, window: 1_440, dayIsAffordable: true };
  return [{ name: 'day', positions: 5, instruments: 20, rounds: 5, ...sizes }];
}

export async function measure(part, options) {
  const job = await createWatchJob(part);
  const day = { from: 0, count: part.ticks };
  const window = crashWindow(part.ticks, part.window);
  const pass = (watch, ticks) => ({
    prepare: () => watch.reset(),
    run: () => String(runTicks(watch, job.folded, job.tape, ticks)),
  });
  const opponent = options.opponent ? openOpponent(job, options) : { contestants: [], notes: [] };
  const rows = await interleave(
    [
      { name: `${OURS}, day`, ...pass(job.lazy, day) },
      { name: OURS, ...pass(job.lazy, window) },
      { name: NAIVE, ...pass(job.naive, window) },
      ...opponent.contestants.map(({ name, runOver }) => ({ name, run: () => runOver(window) })),
    ],
    options.rounds ?? part.rounds,
  );
  const [ours, ...overWindow] = rows;
  const others = overWindow.slice(1).map(({ name, values, hashes }) => ({
    name,
    values: values.map((value) => (value * part.ticks) / window.count),
    hashes,
  }));
  const equal = [
    { what: 'breaches in the window', hashes: hashesOf(overWindow) },
    { what: 'breaches of the day', hashes: { [OURS]: ours.hashes.join(), ...wholeDay(part, job, opponent, day) } },
  ];
  opponent.close?.();
  const ratios = Object.fromEntries(others.map((other) => [other.name, ratiosOf(ours, other)]));
  return {
    title: 'who falls below maintenance margin, and when, over a day of prices',
    work: describeJob(part),
    figures: [
      figure(OURS, 'ms', ours.values, { hash: ours.hashes.join(' or '), ratios }),
      ...others.map(({ name, values }) => figure(name, 'ms', values)),
    ],
    equal,
    notes: [
      `all but the first are scaled from ${window.count} ticks in the crash, over which everybody's breaches hash to ${overWindow[0].hashes.join(' or ')}`,
      `day's hash also from: ${Object.keys(equal[1].hashes).slice(1).join(', ') || 'nobody (use --opponent)'}`,
      ...opponent.notes,
      ...describeWork(job, part, day),
    ],
  };
}

function hashesOf(rows) {
  return Object.fromEntries(rows.map(({ name, hashes }) => [name, hashes.join(' or ')]));
}

/** Hashes of the whole day from those who can run it in bearable time. */
function wholeDay({ dayIsAffordable }, job, { contestants }, day) {
  const hashes = {};
  if (dayIsAffordable) {
    job.naive.reset();
    hashes[NAIVE] = String(runTicks(job.naive, job.folded, job.tape, day));
  }
  const fastest = contestants.at(-1);
  if (fastest !== undefined) hashes[fastest.name] = fastest.runOver(day, 1).hash;
  return hashes;
}

function openOpponent(job, { keep }) {
  const { missing, run, writeJob, close } = buildOpponent(keep ?? null);
  if (missing !== undefined) return { contestants: [], notes: [`no C program: ${missing}`] };
  writeJob(job);
  // The first of two rounds brings memory and threads in; over a whole day that does not matter.
  const runOver = (method, threads, ticks, rounds = 2) => {
    const result = run({ method, threads, books: job.books, ...ticks, rounds });
    return result === null ? null : { ms: result.ms.at(-1), hash: result.hash };
  };
  const able = METHODS.filter(({ method }) => runOver(method, 1, { from: 0, count: 1 }) !== null);
  const notes = able.length < METHODS.length ? ['no AVX-512 on this machine: the filter was left out'] : [];
  const contestants = able.map(({ name, method, threads }) => ({
    name,
    runOver: (ticks, rounds) => runOver(method, threads, ticks, rounds),
  }));
  return { contestants, notes, close };
}

/** What the watch looked at, and how long single ticks took; a pass of its own, because reading the clock costs. */
function describeWork({ lazy, folded, tape }, { accounts, ticks }, day) {
  const latencies = new Float64Array(ticks);
  let tick = 0;
  lazy.reset();
  const timed = {
    breached: lazy.breached,
    setConstant: (account, value) => lazy.setConstant(account, value),
    collect() {
      const started = performance.now();
      const count = lazy.collect();
      latencies[tick++] = performance.now() - started;
      return count;
    },
  };
  const { count } = runTicks(timed, folded, tape, day);
  const { accountsDerived, sweeps } = lazy.work;
  const placed = latencies[0];
  const sorted = latencies.subarray(1).toSorted();
  const at = (share) => sorted[Math.floor(share * (sorted.length - 1))];
  const us = (ms) => `${significant(ms * 1000, 3)} us`;
  return [
    `${count.toLocaleString('en-US')} breaches; ${significant((accountsDerived - accounts) / ticks, 3)} accounts derived a tick, ${sweeps} ticks derived all; ${lazy.bytesPerAccount} bytes an account`,
    `first tick (places everybody) ${significant(placed, 3)} ms; then median ${us(median(sorted))}, 99th percentile ${us(at(0.99))}, slowest ${us(sorted.at(-1))}`,
  ];
}
