/**
 * One path of the whole simulator on one thread, feedback and all: impact, liquidations, fund, deleveraging, agents,
 * journal. October 2025 scaled to many accounts, at one-second ticks. A shorter part runs the same path with the watch
 * that derives everybody: both must end with the same digest.
 */
import { performance } from 'node:perf_hooks';
import { ColumnExchange } from '../../../dist/exchange/column-exchange.js';
import { NaiveBreachWatch } from '../../../dist/exchange/naive-breach-watch.js';
import { buildPopulation } from '../../../dist/simulation/build-population.js';
import { simulatePath } from '../../../dist/simulation/simulate-path.js';
import { figure, interleave, processorMs, timeFigures } from '../harness/measure.mjs';
import { significant } from '../harness/print.mjs';
import { loadOctober } from '../jobs/october.mjs';

const OURS = 'graded lazy rescan';
const NAIVE = 'naive watch';

export function parts({ full, huge }) {
  const versus = full
    ? { accounts: 20_000, hours: 2.5, rounds: 3, warmUps: 1 }
    : { accounts: 10_000, hours: 1, rounds: 1, warmUps: 0 };
  const days = huge ? [10_000_000] : full ? [20_000, 1_000_000] : [20_000];
  return [
    ...(huge ? [] : [{ name: 'both watches', ...versus, naive: true }]),
    ...days.map((accounts) => ({
      name: `${accounts.toLocaleString('en-US')} accounts`,
      accounts,
      hours: 24,
      rounds: full && accounts <= 100_000 ? 3 : 1,
      warmUps: full && accounts <= 100_000 ? 1 : 0,
      // A day of a venue with a million accounts has more facts than the default heap has room for.
      execArgv: [`--max-old-space-size=${accounts > 1_000_000 ? 12_000 : 4_000}`],
    })),
  ];
}

export async function measure(part, options) {
  const scenario = loadOctober(part);
  const started = performance.now();
  const { population } = buildPopulation(scenario, null);
  const populationMs = performance.now() - started;
  const seen = {};
  const run = (more) => {
    const outcome = simulatePath({ scenario, population, path: 0, ...more });
    if (outcome.failure !== null) throw new Error(`the path failed: ${outcome.failure.message}`);
    Object.assign(seen, {
      events: outcome.eventCount,
      facts: outcome.journal.count,
      breaches: outcome.tally.breaches,
      liquidated: outcome.tally.liquidatedNotional,
      deleveragings: outcome.tally.deleveragings,
      derived: outcome.accountChecks,
    });
    return outcome.digest;
  };
  const ours = { name: OURS, run: () => run({}) };
  const createExchange = (input) =>
    new ColumnExchange({ ...input, createWatch: (state, warningRatio) => new NaiveBreachWatch(state, warningRatio) });
  // Ours last: what is told below is what it saw.
  const contestants = part.naive ? [{ name: NAIVE, run: () => run({ createExchange }) }, ours] : [ours];
  const rows = await interleave(contestants, options.rounds ?? part.rounds, part.warmUps, processorMs);
  const text = (value) => value.toLocaleString('en-US');
  const rates = rows.at(-1).values.map((ms) => seen.events / (ms / 1000));
  return {
    title: `October 2025, one path of ${part.hours} h at one-second ticks, one thread`,
    work: `${text(part.accounts)} accounts, ${scenario.venue.instruments.length} instruments; ${text(seen.events)} events, ${text(seen.facts)} facts`,
    figures: [...timeFigures(rows.toReversed(), NAIVE), figure('events of it', 'events/s', rates)],
    equal: [
      { what: 'digests', hashes: Object.fromEntries(rows.map(({ name, hashes }) => [name, hashes.join(' or ')])) },
    ],
    notes: [
      `${text(seen.breaches)} breaches, ${text(Math.round(seen.liquidated / 1e10))} M USD liquidated, ${text(seen.deleveragings)} deleveragings; ${text(seen.derived)} accounts derived`,
      `population drawn and netted on this thread in ${significant(populationMs / 1000, 3)} s; ${significant(part.accounts / populationMs / 1000, 3)} M accounts/s`,
      ...(part.warmUps === 0 ? ['no warm-up: the first path of its process'] : []),
    ],
  };
}
