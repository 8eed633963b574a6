/**
 * The breach watch where margin is a model's business: one path of a venue with perpetuals, inverse contracts, futures,
 * options and collateral in coins, feedback and all, with the graded watch and with one that derives everybody. Both must
 * end with the same digest. What both spend on the rest of the path (repricing options above all) is in both figures.
 */
import { performance } from 'node:perf_hooks';
import { ColumnExchange } from '../../../dist/exchange/column-exchange.js';
import { NaiveBreachWatch } from '../../../dist/exchange/naive-breach-watch.js';
import { buildPopulation } from '../../../dist/simulation/build-population.js';
import { simulatePath } from '../../../dist/simulation/simulate-path.js';
import { interleave, processorMs, timeFigures } from '../harness/measure.mjs';
import { significant } from '../harness/print.mjs';
import { loadPortfolioVenue } from '../jobs/portfolio-venue.mjs';

const OURS = 'graded lazy rescan';
const NAIVE = 'naive watch';

export function parts({ full }) {
  const execArgv = ['--max-old-space-size=4000'];
  const versus = full ? { accounts: 50_000, minutes: 30, rounds: 2 } : { accounts: 5_000, minutes: 15, rounds: 1 };
  return ['grid', 'value at risk'].flatMap((model) => [
    { name: `${model}, both watches`, model, ...versus, naive: true },
    ...(full ? [{ name: `${model}, 1,000,000 accounts`, model, accounts: 1_000_000, minutes: 30, rounds: 1, execArgv }] : []),
  ]);
}

export async function measure(part, options) {
  const scenario = loadPortfolioVenue(part);
  const started = performance.now();
  const { population } = buildPopulation(scenario, null);
  const populationMs = performance.now() - started;
  const seen = {};
  const run = (name, more) => {
    const outcome = simulatePath({ scenario, population, path: 0, ...more });
    if (outcome.failure !== null) throw new Error(`the path failed: ${outcome.failure.message}`);
    seen[name] = outcome;
    return outcome.digest;
  };
  const createExchange = (input) =>
    new ColumnExchange({ ...input, createWatch: (state, warningRatio) => new NaiveBreachWatch(state, warningRatio) });
  const ours = { name: OURS, run: () => run(OURS, {}) };
  const contestants = part.naive ? [{ name: NAIVE, run: () => run(NAIVE, { createExchange }) }, ours] : [ours];
  const rows = await interleave(contestants, options.rounds ?? part.rounds, 0, processorMs);
  const { eventCount, journal, tally, work } = seen[OURS];
  const text = (value) => value.toLocaleString('en-US');
  const perLook = ({ work: { watch } }) => significant(watch.accountsDerived / watch.looks, 3);
  return {
    title: `a fall under portfolio margin (${scenario.venue.portfolio.margin.family}), one path of ${part.minutes} min at one-second ticks, one thread`,
    work: `${text(part.accounts)} accounts, ${scenario.venue.instruments.length} instruments; ${text(eventCount)} events, ${text(journal.count)} facts`,
    figures: timeFigures(rows.toReversed(), NAIVE),
    equal: [
      { what: 'digests', hashes: Object.fromEntries(rows.map(({ name, hashes }) => [name, hashes.join(' or ')])) },
    ],
    notes: [
      `${text(tally.breaches)} breaches, ${text(Math.round(tally.liquidatedNotional / 1e10))} M USD liquidated, ${text(tally.deleveragings)} deleveragings`,
      `accounts derived a look: ${Object.entries(seen)
        .map(([name, outcome]) => `${perLook(outcome)} (${name})`)
        .join(', ')}; ${work.watch.sweeps} looks of the graded one derived all`,
      `population drawn and netted on this thread in ${significant(populationMs / 1000, 3)} s`,
    ],
  };
}
