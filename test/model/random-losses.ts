/**
 * Random rules of sharing losses for random venues and scenarios, by draws of their own: any waterfall, funds of instruments,
 * a clearing house, the drawdown trigger, and every ranking, price and allocation of deleveraging.
 */
import { VENUE_ACCOUNTS } from '../../src/exchange/accounts.ts';
import {
  DEFAULT_FUND_RESERVE,
  type FundMembers,
  type LossRules,
  SKIN_RESERVE,
  SKIN_SECOND_RESERVE,
  WATERFALL_STAGES,
  type WaterfallStage,
} from '../../src/exchange/loss/loss-rules.ts';
import type { AutoDeleveragingRules, VenueRules } from '../../src/exchange/venue-rules.ts';
import { DELEVERAGING_ALLOCATIONS } from '../../src/margin/deleveraging-allocation.ts';
import { DELEVERAGING_RANKINGS } from '../../src/margin/deleveraging-rank.ts';
import { createStream } from '../../src/numeric/stream.ts';
import type { Scenario } from '../../src/scenario/scenario.ts';
import { drawPortfolioInput } from './random-portfolio.ts';
import { drawPortfolioScenario, drawScenario } from './random-scenario.ts';
import { Draw, drawInput, type RandomInput } from './random-venue.ts';
import { withReserves } from './reserve-accounts.ts';

type Drawn = Pick<VenueRules, 'waterfall' | 'autoDeleveraging' | 'reserves' | 'loss'>;

/** A venue of linear perpetuals or, now and then, of any contracts, that shares losses. */
export function drawLossInput(draw: Draw): RandomInput {
  const input = draw.chance(0.3) ? drawPortfolioInput(draw) : drawInput(draw);
  const { venue, population } = input;
  const agents = population.accountCount - VENUE_ACCOUNTS - (venue.portfolio === null ? 0 : 1);
  const equities = population.equity.subarray(VENUE_ACCOUNTS, VENUE_ACCOUNTS + agents);
  const drawn = drawLosses(draw, agents, Math.max(...equities), venue.instruments.length, 1);
  const sharing = { ...venue, ...drawn, ...drawThinDefences(draw, venue) };
  return { ...input, venue: sharing, population: withReserves(population, VENUE_ACCOUNTS + agents, sharing) };
}

/** What keeps losses away is mostly off, or small: there is nothing to share otherwise. */
function drawThinDefences(draw: Draw, { insuranceFund, priceBand, halt, throttle }: VenueRules): Partial<VenueRules> {
  const initial = Math.round(insuranceFund.initial * draw.of([0, 0.01, 0.1, 1]));
  return {
    insuranceFund: { ...insuranceFund, initial },
    priceBand: draw.chance(0.7) ? null : priceBand,
    halt: draw.chance(0.7) ? null : halt,
    throttle: draw.chance(0.7) ? null : throttle,
  };
}

/** A random scenario of any contracts, or none but linear perpetuals, on a venue that shares losses. */
export function drawLossScenario(seed: string): Scenario {
  const draw = new Draw(createStream(seed, 'kind of venue'));
  return withLosses(draw.chance(0.25) ? drawPortfolioScenario(seed) : drawScenario(seed));
}

/** The same scenario on a venue that shares losses. */
export function withLosses(scenario: Scenario): Scenario {
  const draw = new Draw(createStream(scenario.run.seed, 'losses'));
  const { classes } = scenario.agents;
  const agents = classes.reduce((sum, { accounts }) => sum + accounts, 0);
  const equityMax = Math.max(...classes.map(({ equity }) => equity.max));
  const drawn = drawLosses(draw, agents, equityMax, scenario.venue.instruments.length, 1_000_000);
  return { ...scenario, venue: { ...scenario.venue, ...drawn } };
}

/** `grainUs`: times by the venue's clock are multiples of it. */
function drawLosses(draw: Draw, agents: number, equityMax: number, instruments: number, grainUs: number): Drawn {
  const waterfall = drawWaterfall(draw);
  const groups = drawGroups(draw, instruments);
  const members = drawMembers(draw, agents, Math.max(2, Math.round(equityMax / 10)));
  const clearing = members.reduce((sum, { first, end, contribution }) => sum + (end - first) * contribution, 0);
  const own = (): number => draw.of([0, 1, Math.round(equityMax / 20)]);
  const period = draw.of([Infinity, draw.whole(5, 60) * Math.max(grainUs, 500_000)]);
  return {
    waterfall,
    autoDeleveraging: drawDeleveraging(draw),
    reserves: [
      ...groups.map(({ reserve }) => ({ name: reserve, initial: own() })),
      { name: DEFAULT_FUND_RESERVE, initial: clearing },
      { name: SKIN_RESERVE, initial: own() },
      { name: SKIN_SECOND_RESERVE, initial: own() },
    ],
    loss: {
      trigger: drawTrigger(draw, grainUs),
      surplusSharePpm: draw.of([0, 1, 333_333, 1_000_000]),
      inflow: draw.chance(0.6)
        ? null
        : { amount: draw.magnitude(1, equityMax), intervalUs: draw.whole(1, 40) * Math.max(grainUs, 500_000) },
      groups,
      clawbackPeriodUs: period,
      defaultFund: { members, assessmentPpm: draw.of([0, 1, 500_000, 2_000_000]) },
    },
  };
}

function drawTrigger(draw: Draw, grainUs: number): LossRules['trigger'] {
  if (draw.chance(0.4)) return null;
  const windowUs = draw.magnitude(Math.max(1, grainUs / 10), 600_000_000);
  return { windowUs, drawdownPpm: draw.of([1, 10_000, 300_000, 1_000_000]) };
}

/** Any stages in any order; the one after which a loss stays where it is comes last. */
function drawWaterfall(draw: Draw): WaterfallStage[] {
  const rest: WaterfallStage[] = WATERFALL_STAGES.filter((stage) => stage !== 'withdrawalHaircut');
  const order: WaterfallStage[] = draw.chance(0.6) ? ['insuranceFund', 'autoDeleveraging'] : [];
  const more = draw.whole(0, 4);
  for (let n = 0; n < more; n += 1) {
    const open = rest.filter((stage) => !order.includes(stage));
    order.splice(draw.whole(0, order.length), 0, draw.of(open));
  }
  if (draw.chance(0.1)) order.push('withdrawalHaircut');
  return order;
}

function drawDeleveraging(draw: Draw): AutoDeleveragingRules {
  return {
    ranking: draw.of(DELEVERAGING_RANKINGS),
    price: draw.of(['bankruptcy', 'bankruptcy', 'mark', 'previousMark']),
    ...(draw.chance(0.3) ? {} : { allocation: draw.of(DELEVERAGING_ALLOCATIONS) }),
  };
}

/** No instrument is in two of them. */
function drawGroups(draw: Draw, instruments: number): LossRules['groups'] {
  const count = draw.of([0, 1, 2]);
  const members = Array.from({ length: count }, (): number[] => []);
  for (let i = 0; i < instruments; i += 1) if (count > 0 && draw.chance(0.7)) draw.of(members).push(i);
  return members
    .map((group, n) => ({ reserve: `fund ${n}`, instruments: group }))
    .filter(({ instruments: group }) => group.length > 0);
}

function drawMembers(draw: Draw, agents: number, contributionMax: number): FundMembers[] {
  const middle = draw.whole(0, agents);
  const end = draw.whole(middle, agents);
  return [
    { first: 0, end: middle, contribution: draw.magnitude(1, contributionMax) },
    { first: middle, end, contribution: draw.magnitude(1, contributionMax) },
  ]
    .filter((block) => block.end > block.first)
    .map((block) => ({ ...block, first: VENUE_ACCOUNTS + block.first, end: VENUE_ACCOUNTS + block.end }));
}
