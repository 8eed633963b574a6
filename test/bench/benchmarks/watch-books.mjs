/**
 * The breach watch on books and prices that do not suit it: it must never be much slower than looking at everybody.
 * Each case runs both on the same ticks in turns, and both must find the same.
 */
import { interleave, processorMs, ratiosOf, timeFigures } from '../harness/measure.mjs';
import { runTicks } from '../jobs/day.mjs';
import { crashWindow } from '../jobs/prices.mjs';
import { createWatchJob, describeJob } from '../jobs/watch-job.mjs';

const OURS = 'graded lazy rescan';
const NAIVE = 'naive sweep';
/** Slower than the naive sweep by more than this is a defect. */
const SLOWEST = 0.8;

const BASE = { positions: 5, instruments: 20 };
const CASES = [
  { name: 'one position', positions: 1 },
  { name: 'five positions' },
  { name: 'twenty positions', positions: 20 },
  { name: 'fifty positions', positions: 50, instruments: 60 },
  { name: 'all long', sides: 'long' },
  { name: 'hedged books', sides: 'mixed' },
  { name: 'all at maximum leverage', atMaximum: true },
  { name: 'wiped out and refilled', refill: true },
  { name: 'maximum leverage, refilled', atMaximum: true, refill: true },
  { name: 'volatility x 4', volatility: 4 },
  { name: 'prices in turn', arrival: 'inTurn' },
];

/** A second is a tick at full size; small, ten seconds. Positions looked at by the naive sweep are alike for all. */
export function parts({ full }) {
  const size = full ? { ticks: 86_400, window: 900, held: 1_500_000 } : { ticks: 8_640, window: 1_500, held: 60_000 };
  return CASES.map((given) => {
    const part = { ...BASE, ...given, ...size, rounds: full ? 5 : 3 };
    return { ...part, accounts: Math.round(size.held / part.positions) };
  });
}

export async function measure(part, options) {
  const job = await createWatchJob(part);
  const ticks = { ...crashWindow(part.ticks, part.window), refill: part.refill ?? false };
  let breaches = 0;
  const pass = (watch) => ({
    prepare: () => watch.reset(),
    run: () => {
      const hash = runTicks(watch, job.folded, job.tape, ticks);
      breaches = hash.count;
      return String(hash);
    },
  });
  const rows = await interleave(
    [
      { name: OURS, ...pass(job.lazy) },
      { name: NAIVE, ...pass(job.naive) },
    ],
    options.rounds ?? part.rounds,
    1,
    processorMs,
  );
  const { accountsDerived, sweeps } = job.lazy.work;
  const slow = Math.max(...ratiosOf(...rows)) < SLOWEST;
  return {
    title: 'the watch where it should find it hard',
    work: `${describeJob({ ...part, ticks: ticks.count })} in the crash`,
    figures: timeFigures(rows, NAIVE),
    equal: [
      { what: 'breaches', hashes: Object.fromEntries(rows.map(({ name, hashes }) => [name, hashes.join(' or ')])) },
    ],
    notes: [
      `${breaches.toLocaleString('en-US')} breaches; ${Math.round(accountsDerived / ticks.count)} accounts derived a tick, ${sweeps} ticks derived all`,
      ...(slow ? [`slower than the naive sweep by more than a fifth in every round`] : []),
    ],
  };
}
