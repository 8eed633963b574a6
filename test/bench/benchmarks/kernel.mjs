/**
 * Events a second of processor time. Queue: the hold model, in which each event that leaves puts in its successor, so that the number
 * of pending ones stays. Kernel: a day of outside prices, mark updates and breach checks in which nobody breaches, once
 * with an exchange that does nothing at all and once with the real one, whose facts are hashed.
 */
import { buildPopulation } from '../../../dist/simulation/build-population.js';
import { EventQueue } from '../../../dist/simulation/event-queue.js';
import { simulatePath } from '../../../dist/simulation/simulate-path.js';
import { loadScenario } from '../../../dist/index.js';
import { figure, interleave, processorMs, ratiosOf } from '../harness/measure.mjs';
import { IdleExchange } from '../jobs/idle-exchange.mjs';
import { ObjectHeap } from '../jobs/object-heap.mjs';

const OURS = 'event queue';
const NAIVE = 'heap of objects';
const RANKS = 12;

export function parts({ full }) {
  const [events, rounds, tick] = full ? [5_000_000, 7, '100 ms'] : [300_000, 3, '2 s'];
  return [
    ...[2, 1_000, 100_000].map((pending) => ({
      name: `${pending.toLocaleString('en-US')} pending`,
      pending,
      events,
      rounds,
    })),
    { name: 'kernel', tick, rounds },
  ];
}

export function measure(part, options) {
  const rounds = options.rounds ?? part.rounds;
  return part.pending === undefined ? measureKernel(part, rounds) : measureQueue(part, rounds);
}

async function measureQueue({ pending, events }, rounds) {
  const rows = await interleave(
    [
      { name: OURS, run: () => hold(new EventQueue(), pending, events) },
      { name: NAIVE, run: () => hold(new ObjectHeap(), pending, events) },
    ],
    rounds,
    2,
    processorMs,
  );
  return {
    title: 'hold model: each event schedules its successor',
    work: `${events.toLocaleString('en-US')} events`,
    figures: rows.map((row) => rateFigure(row, events, row === rows[0] ? { [NAIVE]: ratiosOf(...rows) } : undefined)),
    equal: [{ what: 'order of events', hashes: hashesOf(rows) }],
    notes: [],
  };
}

/** Delays come from a small generator of 32 bits: its cost is the same for both queues and next to nothing. */
function hold(queue, pending, events) {
  const out = { timeUs: 0, rank: 0, sequence: 0, a: 0, b: 0, c: 0, d: 0 };
  let state = 12_345;
  const draw = () => (state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0);
  let hash = 0;
  for (let n = 0; n < pending; n += 1) queue.push(draw() % 1_000_000, n % RANKS, n);
  for (let n = 0; n < events; n += 1) {
    queue.popInto(out);
    hash = (Math.imul(hash ^ out.a, 16_777_619) + out.rank) >>> 0;
    queue.push(out.timeUs + (draw() >>> 12), draw() % RANKS, out.a);
  }
  return hash.toString(16).padStart(8, '0');
}

async function measureKernel({ tick }, rounds) {
  const scenario = loadScenario('scenarios/reference/one-cascade.yaml', {
    overrides: [
      { key: 'market.prices.jumps', value: '[]' },
      { key: 'market.tick', value: tick },
      { key: 'run.duration', value: '24 h' },
      { key: 'run.sampleInterval', value: '1 h' },
    ],
  });
  const { population } = buildPopulation(scenario, null);
  const counts = { events: 0 };
  const run = (more) => {
    const outcome = simulatePath({ scenario, population, path: 0, ...more });
    if (outcome.failure !== null) throw new Error(outcome.failure.message);
    counts.events = outcome.eventCount;
    return outcome.digest;
  };
  const rows = await interleave(
    [
      { name: 'kernel, idle exchange', run: () => run({ createExchange: (input) => new IdleExchange(input) }) },
      { name: 'kernel, real exchange', run: () => run({}) },
    ],
    rounds,
    1,
    processorMs,
  );
  return {
    title: 'a day without a breach',
    work: `${counts.events.toLocaleString('en-US')} events: prices every ${tick}, marks, breach checks; 4 accounts, 1 instrument`,
    figures: rows.map((row) => rateFigure(row, counts.events)),
    equal: rows.map(({ name, hashes }) => ({ what: `${name}: digests`, hashes: { ...hashes } })),
    notes: [],
  };
}

function rateFigure({ name, values, hashes }, events, ratios) {
  const rates = values.map((ms) => events / (ms / 1000));
  return figure(name, 'events/s', rates, { hash: hashes.join(' or '), ...(ratios === undefined ? {} : { ratios }) });
}

function hashesOf(rows) {
  return Object.fromEntries(rows.map(({ name, hashes }) => [name, hashes.join(' or ')]));
}
