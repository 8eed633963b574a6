/**
 * The breach watch where margin is a model's business: one path of a venue with perpetuals, inverse contracts, futures,
 * options and collateral in coins, feedback and all, with the graded watch and with one that derives everybody. Both must
 * end with the same digest. Looks are also timed by themselves, for both spend the same on the rest of the path. With many accounts
 * the naive watch is asked for the first looks alone, and scaled: each costs it the same.
 */
import { performance } from 'node:perf_hooks';
import { ColumnExchange } from '../../../dist/exchange/column-exchange.js';
import { createGradedBreachWatch } from '../../../dist/exchange/graded-breach-watch.js';
import { NaiveBreachWatch } from '../../../dist/exchange/naive-breach-watch.js';
import { buildPopulation } from '../../../dist/simulation/build-population.js';
import { simulatePath } from '../../../dist/simulation/simulate-path.js';
import { figure, interleave, processorMs, ratiosOf, timeFigures } from '../harness/measure.mjs';
import { significant } from '../harness/print.mjs';
import { loadPortfolioVenue } from '../jobs/portfolio-venue.mjs';

const OURS = 'graded lazy rescan';
const NAIVE = 'naive watch';
/** Looks of the naive watch at a venue too large for a whole path of it. */
const FEW_TICKS = 3;

export function parts({ full }) {
  const versus = full
    ? { accounts: 10_000, minutes: 15, rounds: 3, naive: 'path' }
    : { accounts: 3_000, minutes: 5, rounds: 1, naive: 'path' };
  const large = { accounts: 1_000_000, minutes: 15, rounds: 1, naive: 'few looks' };
  return ['grid', 'value at risk'].flatMap((model) => [
    { name: `${model}, both watches`, model, ...versus },
    ...(full
      ? [{ name: `${model}, 1,000,000 accounts`, model, ...large, execArgv: ['--max-old-space-size=4000'] }]
      : []),
  ]);
}

export async function measure(part, options) {
  const scenario = loadPortfolioVenue(part);
  const started = performance.now();
  const { population } = buildPopulation(scenario, null);
  const populationMs = performance.now() - started;
  const contestant = (name, createWatch, of = scenario) => {
    const seen = { name, lookMs: [] };
    const createExchange = (input) => {
      let timed;
      const exchange = new ColumnExchange({
        ...input,
        createWatch: (state, warningRatio) => {
          timed = timeLooks(createWatch(state, warningRatio, input.market));
          return timed.watch;
        },
      });
      seen.timed = timed;
      return exchange;
    };
    seen.run = () => {
      const outcome = simulatePath({ scenario: of, population, path: 0, createExchange });
      if (outcome.failure !== null) throw new Error(`the path failed: ${outcome.failure.message}`);
      seen.outcome = outcome;
      seen.lookMs.push(seen.timed.spent());
      return outcome.digest;
    };
    return seen;
  };
  const isWhole = part.naive === 'path';
  const few = { ...scenario, run: { ...scenario.run, durationUs: FEW_TICKS * scenario.market.tickUs } };
  const naive = contestant(NAIVE, (state, ratio) => new NaiveBreachWatch(state, ratio), isWhole ? scenario : few);
  const ours = contestant(OURS, (state, ratio, market) =>
    createGradedBreachWatch(state, ratio, market, null, state.portfolio),
  );
  const rows = await interleave([naive, ours], options.rounds ?? part.rounds, 0, processorMs);
  return tell(part, scenario, { rows, naive, ours, populationMs });
}

/** The same watch, with the processor time that its looks take. */
function timeLooks(watch) {
  let ms = 0;
  return {
    spent: () => ms,
    watch: {
      work: watch.work,
      accountChanged: (account) => watch.accountChanged(account),
      parametersChanged: () => watch.parametersChanged(),
      collectInto(out) {
        const started = processorMs();
        watch.collectInto(out);
        ms += processorMs() - started;
      },
    },
  };
}

function tell(part, scenario, { rows, naive, ours, populationMs }) {
  const isWhole = part.naive === 'path';
  const { eventCount, journal, tally, work, digest } = ours.outcome;
  const text = (value) => value.toLocaleString('en-US');
  const looks = ({ outcome }) => outcome.work.watch.looks;
  const scale = looks(ours) / looks(naive);
  const lookRows = [ours, naive].map(({ name, lookMs }) => ({
    name: `looks of the ${name}`,
    values: lookMs.map((ms) => (name === NAIVE ? ms * scale : ms)),
  }));
  const lookFigures = lookRows.map((row, k) =>
    figure(row.name, 'ms', row.values, k === 0 ? { ratios: { 'naive looks': ratiosOf(...lookRows) } } : {}),
  );
  const perLook = ({ outcome }) => significant(outcome.work.watch.accountsDerived / looks({ outcome }), 3);
  return {
    title: `a fall under portfolio margin (${scenario.venue.portfolio.margin.family}), one path of ${part.minutes} min at one-second ticks, one thread`,
    work: `${text(part.accounts)} accounts, ${scenario.venue.instruments.length} instruments; ${text(eventCount)} events, ${text(journal.count)} facts`,
    figures: [...(isWhole ? timeFigures(rows.toReversed(), NAIVE) : timeFigures([rows[1]], NAIVE)), ...lookFigures],
    equal: [
      {
        what: 'digests',
        hashes: isWhole
          ? Object.fromEntries(rows.map(({ name, hashes }) => [name, hashes.join(' or ')]))
          : { [OURS]: digest },
      },
    ],
    notes: [
      `${text(tally.breaches)} breaches, ${text(Math.round(tally.liquidatedNotional / 1e10))} M USD liquidated, ${text(tally.deleveragings)} deleveragings`,
      `accounts derived a look: ${perLook(ours)} of ${text(part.accounts)}; ${text(work.watch.sweeps)} of ${text(work.watch.looks)} looks derived all`,
      ...(isWhole
        ? []
        : [`naive looks are scaled from the first ${text(looks(naive))}, and its digest is not compared`]),
      `population drawn and netted on this thread in ${significant(populationMs / 1000, 3)} s`,
    ],
  };
}
