/**
 * Small random scenarios for the whole simulator, by seed: a random venue and market, a price that falls and comes
 * back, and a few accounts of random classes. What the agents do not hold against each other, the external account
 * holds.
 */
import { DRAWN_APART, type AgentClass, type AgentClassBase } from '../../src/agents/agent-class.ts';
import { drawBlock, listBlocks } from '../../src/agents/population-draw.ts';
import { lotsIn, setLots } from '../../src/exchange/account-records.ts';
import { EXTERNAL_LIQUIDITY, type Population } from '../../src/exchange/accounts.ts';
import { log } from '../../src/numeric/math.ts';
import { createStream } from '../../src/numeric/stream.ts';
import type { PriceComponent } from '../../src/market/market-rules.ts';
import type { Scenario } from '../../src/scenario/scenario.ts';
import { populationStream, populationTermsOf, preparePopulation } from '../../src/simulation/build-population.ts';
import { uniform } from '../agents/classes.ts';
import { drawFlow } from './random-flows.ts';
import { drawPortfolioInput, isSpot, notionalsOf } from './random-portfolio.ts';
import { withMarkMechanisms } from './random-marks.ts';
import { Draw, drawInput, drawMarginChange, type RandomInput } from './random-venue.ts';

const SECOND_US = 1_000_000;

/** The same on a venue of any contracts, whose accounts bring coin and hedge. */
export function drawPortfolioScenario(seed: string): Scenario {
  const draw = new Draw(createStream(seed, 'books'));
  const scenario = drawScenario(seed, drawPortfolioInput);
  const { instruments } = scenario.venue;
  if (scenario.venue.portfolio === null) return scenario;
  const spots = [...instruments.keys()].filter((i) => isSpot(instruments[i]!));
  const contracts = [...instruments.keys()].filter((i) => !isSpot(instruments[i]!));
  const classes = scenario.agents.classes.map((each): AgentClass => {
    // Flows were drawn for these contracts already.
    if (each.name.startsWith('flow ')) return each;
    return {
      ...each,
      instrumentWeights: each.instrumentWeights.map((weight, i) => (isSpot(instruments[i]!) ? 0 : weight)),
      instrumentsPerAccount: { min: 1, max: Math.min(each.instrumentsPerAccount.max, contracts.length) },
      collateral: spots
        .filter(() => draw.chance(0.5))
        .map((instrument) => ({ instrument, sharePpm: draw.of([50_000, 300_000]) })),
      hedge: draw.chance(0.3)
        ? { instrument: draw.of(contracts), sharePpm: draw.of([500_000, 1_000_000]), measure: 'notional' as const }
        : null,
    };
  });
  return { ...scenario, agents: { ...scenario.agents, classes } };
}

export function drawScenario(seed: string, drawVenue: (draw: Draw) => RandomInput = drawInput): Scenario {
  const draw = new Draw(createStream(seed, 'scenario'));
  const { venue, market } = drawVenue(draw);
  const lotValues = notionalsOf(venue.instruments);
  const equityMax = Math.max(...lotValues) * draw.magnitude(2, 1_000);
  const drawn = Array.from({ length: draw.whole(2, 6) }, (_, n) => drawClass(draw, n, lotValues.length, equityMax));
  const flows = new Draw(createStream(seed, 'flows'));
  const classes = [
    ...drawn,
    ...Array.from({ length: flows.whole(0, 1) }, (_, n) => drawFlow(flows, n, venue.instruments, equityMax)),
  ];
  const accounts = classes.reduce((sum, agentClass) => sum + agentClass.accounts, 0);
  const thickness = draw.of([0.01, 0.1, 1]);
  const durationUs = draw.whole(20, 120) * SECOND_US;
  // Of a stream of their own: what else a seed stands for does not depend on them.
  const changes = new Draw(createStream(seed, 'margin changes'));
  return {
    name: seed,
    title: seed,
    description: '',
    sources: [],
    startTime: null,
    venue: {
      ...withMarkMechanisms(venue, seed),
      marginChanges: Array.from({ length: changes.of([0, 0, 1, 2, 4]) }, () => ({
        atUs: changes.whole(0, durationUs - 1),
        ...drawMarginChange(changes, lotValues.length),
      })),
      markPrice: { ...venue.markPrice, latencyUs: draw.of([0, 1, 400_000]), intervalUs: draw.of([1, 100_000]) },
      liquidation: {
        ...venue.liquidation,
        latencyUs: draw.of([0, 50_000, 2_000_000]),
        stepIntervalUs: draw.magnitude(100_000, 5_000_000),
        retryIntervalUs: draw.magnitude(100_000, 5_000_000),
        throughputPerSecond: draw.of([1, 20, 1_000]),
        wholeBelow: draw.of([0, lotValues[0]!]),
      },
      insuranceFund: {
        ...venue.insuranceFund,
        initial: draw.of([0, Math.round(equityMax / 10), Math.round(equityMax * accounts)]),
        unwindIntervalUs: draw.magnitude(100_000, 10_000_000),
        unwindSharePpm: draw.of([100_000, 1_000_000]),
      },
      throttle: venue.throttle && { notionalMax: draw.magnitude(1, equityMax * accounts), windowUs: SECOND_US },
    },
    market: {
      ...market,
      components: drawFall(draw, lotValues.length, durationUs),
      noise: market.noise && { ...market.noise, volatilityAnnual: lotValues.map(() => draw.of([1, 10, 60])) },
      depth: market.depth.map(({ exponent }) => ({
        depthAtOnePercent: Math.round(equityMax * accounts * thickness),
        exponent,
      })),
    },
    agents: {
      classes,
      openInterest: lotValues.map(() => 0),
      leverageStretchMax: 1,
      warningRatio: draw.of([1, 1.5, 3]),
      wakeIntervalUs: draw.of([1, 5]) * SECOND_US,
    },
    run: { seed, paths: 1, durationUs, sampleIntervalUs: 10 * SECOND_US, populationPerPath: false },
    thresholds: [],
    digest: '',
    resolved: null,
    venuePreset: null,
    warnings: [],
  };
}

function drawFall(draw: Draw, instruments: number, durationUs: number): PriceComponent[] {
  const fallOf = (): number[] =>
    Array.from({ length: instruments }, () => log(1 - draw.between(0.05, 0.6)) * draw.of([1, 1, 1, -0.5]));
  const atUs = draw.whole(1, durationUs / 2);
  const components: PriceComponent[] = [{ kind: 'ramp', fromUs: 0, toUs: atUs, logReturns: fallOf() }];
  if (draw.chance(0.5)) components.push({ kind: 'jump', atUs, logReturns: fallOf() });
  const back = fallOf().map((fall) => -fall);
  if (draw.chance(0.5)) components.push({ kind: 'ramp', fromUs: atUs, toUs: durationUs, logReturns: back });
  return components;
}

const KINDS = ['leveragedDirectional', 'hedger', 'marketMaker', 'panicSeller', 'dipBuyer', 'marginCallPayer'] as const;

function drawClass(draw: Draw, place: number, instruments: number, equityMax: number): AgentClass {
  const base: AgentClassBase = {
    name: `class ${place}`,
    accounts: draw.whole(1, 8),
    equity: uniform(equityMax / 20, equityMax),
    leverage: uniform(1, draw.of([5, 20, 100])),
    longSharePpm: draw.of([0, 300_000, 900_000, 1_000_000]),
    instrumentWeights: Array.from({ length: instruments }, () => draw.between(0.1, 1)),
    instrumentsPerAccount: { min: 1, max: draw.whole(1, instruments) },
    reactionUs: uniform(0, draw.of([0, 3 * SECOND_US])),
    collateral: [],
    hedge: null,
    ...DRAWN_APART,
  };
  const fall = { drawdownTrigger: uniform(0.01, 0.3), lookbackUs: draw.of([5, 60]) * SECOND_US };
  const topUp = { topUpRatio: draw.between(1.1, 3), topUpLimitShare: draw.between(0, 2) };
  const kind = draw.of(KINDS);
  switch (kind) {
    case 'leveragedDirectional':
      return { ...base, kind, stopLossProbabilityPpm: 700_000, stopLossEquityShare: uniform(0.2, 0.95) };
    case 'hedger':
      return { ...base, kind, rehedgeSharePpm: draw.of([300_000, 1_000_000]), ...topUp };
    case 'marketMaker': {
      const stress = { stressRatioStart: 0.3, stressRatioFull: 0.8 };
      return { ...base, kind, inventoryLimit: draw.between(0.5, 10), ...stress, requoteIntervalUs: SECOND_US };
    }
    case 'panicSeller':
      return { ...base, kind, ...fall, sellSharePpm: draw.of([300_000, 1_000_000]) };
    case 'dipBuyer':
      return { ...base, kind, ...fall, buyLeverage: uniform(1, 10) };
    case 'marginCallPayer':
      return { ...base, kind, payProbabilityPpm: 700_000, ...topUp };
  }
}

/** The population as drawn; the external account takes the other side, so that it nets to zero. */
export function drawPopulation(scenario: Scenario): Population {
  const population = preparePopulation(scenario);
  const terms = populationTermsOf(scenario);
  for (const block of listBlocks(terms.classes)) drawBlock(terms, block, populationStream(scenario, null), population);
  const { records } = population;
  for (const [i, terms] of scenario.venue.instruments.entries()) {
    // Balances come from outside; who is on the other side of everything needs one to settle in.
    if (isSpot(terms)) setLots(records, EXTERNAL_LIQUIDITY, i, 0);
    if (isSpot(terms)) continue;
    let net = 0;
    for (let account = 0; account < population.accountCount; account += 1) net += lotsIn(records, account, i);
    setLots(records, EXTERNAL_LIQUIDITY, i, lotsIn(records, EXTERNAL_LIQUIDITY, i) - net);
  }
  return population;
}
