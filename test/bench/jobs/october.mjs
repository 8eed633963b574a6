/**
 * October 2025 scaled to many accounts: the shipped scenario with every class but the market makers multiplied. A
 * larger venue up to twenty times its size, open interest, depth, fund and makers alike; beyond that more accounts
 * share the same money, because sums of money must stay below 2^53 quanta. The engine's throughput grows with the number
 * of accounts, so that they are served within the same time.
 */
import { loadScenario } from '../../../dist/index.js';
import { withInstruments } from './instruments.mjs';

const FILE = 'scenarios/historical/october-2025.yaml';
const VENUE_FACTOR_MAX = 20;
/** Few accounts may by chance hold little of a small coin: their leverage in it may be stretched further than in the file. */
const STRETCH_MAX = 30;

/**
 * @param terms `accounts`: about so many; `hours` that the path lasts; `tick`: time between two outside prices, as text;
 *   `instruments`: how many, the scenario's own when absent
 */
export function loadOctober({ accounts, hours = 24, tick = '1 s', instruments }) {
  const loaded = loadScenario(FILE, {
    paths: 1,
    overrides: [
      { key: 'run.duration', value: '24 h' },
      { key: 'market.tick', value: tick },
      // Must be shorter than a tick.
      { key: 'venue.markPrice.latency', value: '500 ms' },
    ],
  });
  const scenario = instruments === undefined ? loaded : withInstruments(loaded, instruments);
  const many = scenario.agents.classes.filter(({ kind }) => kind !== 'marketMaker');
  const shipped = many.reduce((sum, agentClass) => sum + agentClass.accounts, 0);
  const factor = accounts / shipped;
  const venueFactor = Math.min(factor, VENUE_FACTOR_MAX);
  return {
    ...scenario,
    // A shorter run than its waypoints is refused in a file; cut off here.
    run: { ...scenario.run, durationUs: hours * 3_600_000_000 },
    venue: scaleVenue(scenario.venue, factor, venueFactor),
    market: scaleMarket(scenario.market, venueFactor),
    agents: {
      ...scenario.agents,
      leverageStretchMax: STRETCH_MAX,
      openInterest: scenario.agents.openInterest.map((amount) => Math.round(amount * venueFactor)),
      classes: scenario.agents.classes.map((agentClass) =>
        agentClass.kind === 'marketMaker'
          ? { ...agentClass, equity: scaled(agentClass.equity, venueFactor) }
          : {
              ...agentClass,
              accounts: Math.round(agentClass.accounts * factor),
              equity: scaled(agentClass.equity, venueFactor / factor),
            },
      ),
    },
  };
}

function scaleVenue(venue, factor, venueFactor) {
  const { liquidation, insuranceFund } = venue;
  return {
    ...venue,
    liquidation: {
      ...liquidation,
      throughputPerSecond: Math.max(1, Math.round(liquidation.throughputPerSecond * factor)),
    },
    insuranceFund: { ...insuranceFund, initial: Math.round(insuranceFund.initial * venueFactor) },
  };
}

function scaleMarket(market, venueFactor) {
  return {
    ...market,
    depth: market.depth.map((depth) => ({
      ...depth,
      depthAtOnePercent: Math.round(depth.depthAtOnePercent * venueFactor),
    })),
    external: {
      ...market.external,
      absorptionPerHour: Math.round(market.external.absorptionPerHour * venueFactor),
    },
  };
}

/** An amount of money multiplied; its shape stays. */
function scaled(amount, by) {
  return {
    ...amount,
    median: Math.round(amount.median * by),
    min: Math.round(amount.min * by),
    max: Math.round(amount.max * by),
    tail: amount.tail === null ? null : { ...amount.tail, start: Math.round(amount.tail.start * by) },
  };
}
