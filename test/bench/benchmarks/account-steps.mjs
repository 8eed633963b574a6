/**
 * The job of simulators without feedback, counted as they count: traders with one position in one asset whose price is
 * known beforehand, each looked at in every step of every path under each of two margin models (a flat maintenance rate,
 * and twice that rate). An account-step is one trader in one step of one path under one model, whether anything had to
 * be computed for it or not; the naive row computes every one. Others' steps also trade: the figures show what order
 * of magnitude the checking has, not who is better.
 */
import { figure, interleave, median, processorMs, ratiosOf } from '../harness/measure.mjs';
import { drawBooks } from '../jobs/books.mjs';
import { createTape, runTicks } from '../jobs/day.mjs';
import { foldBooks } from '../jobs/folded.mjs';
import { BreachHash } from '../jobs/hash.mjs';
import { createLazyWatch } from '../jobs/lazy-watch.mjs';
import { createNaiveSweep } from '../jobs/naive-sweep.mjs';
import { drawPrices } from '../jobs/prices.mjs';

const OURS = 'graded lazy rescan';
const NAIVE = 'naive sweep';
const TRADERS = 2_000;
const STEPS = 7_200;
const MODELS = [1, 2];

export function parts({ full }) {
  return [{ name: 'one asset', paths: full ? 100 : 5, rounds: full ? 5 : 3 }];
}

export async function measure(part, options) {
  const jobs = await prepareJobs(part.paths);
  const accountSteps = TRADERS * STEPS * part.paths * MODELS.length;
  const rows = await interleave(
    [
      { name: OURS, run: () => runAll(jobs, 'lazy') },
      { name: NAIVE, run: () => runAll(jobs, 'naive') },
    ],
    options.rounds ?? part.rounds,
    1,
    processorMs,
  );
  const text = (value) => value.toLocaleString('en-US');
  const [ours, naive] = rows;
  return {
    title: 'one asset, no feedback: account-steps a second on one core',
    work: `${text(TRADERS)} traders x ${text(STEPS)} steps x ${part.paths} paths x ${MODELS.length} models = ${text(accountSteps)} account-steps`,
    figures: rows.map((row) => {
      const rates = row.values.map((ms) => accountSteps / (ms / 1000));
      const ratios = row === ours ? { [NAIVE]: ratiosOf(ours, naive) } : {};
      return figure(row.name, 'account-steps/s', rates, { hash: row.hashes.join(' or '), ratios });
    }),
    equal: [{ what: 'breaches', hashes: { [OURS]: ours.hashes.join(), [NAIVE]: naive.hashes.join() } }],
    notes: [
      `prices are drawn before and not timed, accounts are set up in each run; ${(median(ours.values) / 1000).toFixed(3)} s in all`,
    ],
  };
}

/** One pair of watches a model, over prices that are exchanged from path to path. */
async function prepareJobs(paths) {
  const markets = Array.from({ length: paths }, (_, path) =>
    drawPrices({ seed: `account-steps-${path}`, instruments: 1, ticks: STEPS }),
  );
  const books = drawBooks({ seed: 'account-steps', accounts: TRADERS, positions: 1, first: markets[0].first });
  const jobs = [];
  for (const model of MODELS) {
    const ownMarkets = markets.map((market) => ({ ...market, rates: market.rates.map((rate) => rate * model) }));
    const folded = foldBooks(books, ownMarkets[0]);
    // The watches keep the columns of one tape; each path's prices come in through them.
    const { present, signals } = createTape(ownMarkets[0]);
    const lazy = await createLazyWatch(folded, present, signals);
    const naive = await createNaiveSweep(folded, signals);
    jobs.push({ folded, markets: ownMarkets, present, signals, lazy, naive });
  }
  return jobs;
}

function runAll(jobs, which) {
  const all = new BreachHash();
  for (const { folded, markets, present, signals, ...watches } of jobs) {
    const watch = watches[which];
    for (const market of markets) {
      watch.reset();
      const hash = runTicks(watch, folded, createTape(market, present, signals), { from: 0, count: STEPS });
      all.add(hash.count, Number.parseInt(String(hash).slice(0, 8), 16));
    }
  }
  return String(all);
}
