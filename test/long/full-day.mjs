/**
 * One path of a shipped scenario with its classes at another size, once with the breach watch and once with a look at
 * everybody, from the compiled simulator: what a test transforms is too slow for hundreds of millions of derivations.
 * Prints one line of JSON: digests, events and the work of both.
 *
 *   node test/long/full-day.mjs <scenario file> <times as many accounts> <path>
 */
import { ColumnExchange } from '../../dist/exchange/column-exchange.js';
import { NaiveBreachWatch } from '../../dist/exchange/naive-breach-watch.js';
import { loadScenario } from '../../dist/index.js';
import { buildPopulation } from '../../dist/simulation/build-population.js';
import { simulatePath } from '../../dist/simulation/simulate-path.js';

const [file, factor, path] = [process.argv[2], ...process.argv.slice(3).map(Number)];
const { agents, market, venue, ...rest } = loadScenario(file);
/** Everything that goes with the number of accounts grows with it, so that as much breaks as in the original. */
const scenario = {
  ...rest,
  venue: {
    ...venue,
    insuranceFund: { ...venue.insuranceFund, initial: Math.round(venue.insuranceFund.initial * factor) },
  },
  agents: {
    ...agents,
    leverageStretchMax: Math.max(10, agents.leverageStretchMax),
    openInterest: agents.openInterest.map((notional) => notional * factor),
    classes: agents.classes.map((each) => ({ ...each, accounts: Math.round(each.accounts * factor) })),
  },
  market: {
    ...market,
    depth: market.depth.map((each) => ({ ...each, depthAtOnePercent: each.depthAtOnePercent * factor })),
  },
};
const { population } = buildPopulation(scenario, null);

function run(createWatch) {
  let watch;
  const outcome = simulatePath({
    scenario,
    population,
    path,
    createExchange: (input) => {
      if (createWatch === null) return new ColumnExchange(input);
      return new ColumnExchange({ ...input, createWatch: (...parts) => (watch = createWatch(...parts)) });
    },
  });
  const { failure, digest, eventCount, accountChecks, tally } = outcome;
  return { failure, digest, eventCount, accountChecks, breaches: tally.breaches, looks: watch?.work.looks };
}

const graded = run(null);
const naive = run((...parts) => new NaiveBreachWatch(...parts));
console.log(JSON.stringify({ accounts: population.accountCount, graded, naive }));
