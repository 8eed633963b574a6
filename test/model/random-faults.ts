/**
 * Random operational faults, withdrawals and haircuts on them for random venues and scenarios of every kind, by draws of
 * their own. Faults overlap, begin together and end together.
 */
import type { AgentClass } from '../../src/agents/agent-class.ts';
import type { WaterfallStage } from '../../src/exchange/loss/loss-rules.ts';
import type { FaultRules, OracleFault } from '../../src/exchange/faults/fault-rules.ts';
import type { WithdrawalRules } from '../../src/exchange/withdrawals/withdrawal-rules.ts';
import type { VenueRules } from '../../src/exchange/venue-rules.ts';
import { log } from '../../src/numeric/math.ts';
import { createStream } from '../../src/numeric/stream.ts';
import type { Scenario } from '../../src/scenario/scenario.ts';
import {
  drawControlledInput,
  drawMixedInput,
  drawMixedScenario,
  withControlledVenue,
} from './controls/random-controls.ts';
import { drawLiquidationInput } from './random-liquidation.ts';
import { drawLossInput } from './random-losses.ts';
import { drawPortfolioInput } from './random-portfolio.ts';
import { drawPortfolioScenario, drawScenario } from './random-scenario.ts';
import { Draw, drawInput, type RandomInput } from './random-venue.ts';

const SECOND_US = 1_000_000;
const ACCOUNT_ORDERS = ['equityRatio', 'firstInFirstOut', 'largestShortfall', 'largestNotional'] as const;

const INPUTS = [
  drawInput,
  drawInput,
  drawLossInput,
  drawLossInput,
  drawLiquidationInput,
  drawAuctionInput,
  drawControlledInput,
  drawPortfolioInput,
  drawMixedInput,
];

function hasAuctions({ takeover }: VenueRules): boolean {
  return takeover.takers.some(({ kind }) => kind === 'dutchAuction');
}

/** A venue whose takers hold auctions, if it can be had in a few attempts. */
function drawAuctionInput(draw: Draw): RandomInput {
  let input = drawLiquidationInput(draw);
  for (let n = 0; n < 4 && !hasAuctions(input.venue); n += 1) input = drawLiquidationInput(draw);
  return input;
}

/** A venue of any kind on which things break, and that pays out. */
export function drawFaultyInput(draw: Draw): RandomInput {
  return breakThings(draw, draw.of(INPUTS)(draw));
}

/** The same on a venue whose takers hold auctions; only long sequences come to the midst of one. */
export function drawFaultyAuctionInput(draw: Draw): RandomInput {
  return breakThings(draw, drawAuctionInput(draw));
}

function breakThings(draw: Draw, input: RandomInput): RandomInput {
  const { venue } = input;
  const atUs = (): number => draw.of([0, draw.magnitude(1, 300 * SECOND_US), draw.whole(1, 40) * SECOND_US]);
  const lengthUs = (): number => draw.of([draw.magnitude(1, 200 * SECOND_US), draw.whole(1, 30) * SECOND_US]);
  const faults = drawFaults(draw, venue, draw.of([0, 2, 4, 8]), { atUs, lengthUs, classes: 0 });
  // In the midst of auctions.
  if (hasAuctions(venue)) {
    const everyUs = draw.of([1, 4, 15]) * SECOND_US;
    for (let n = 1; n <= 5; n += 1) {
      faults.push({ kind: 'liquidationDown', atUs: n * everyUs, durationUs: everyUs / 2 });
    }
  }
  return { ...input, venue: { ...payingOut(draw, venue), faults, ...drawThinDefences(draw, venue) } };
}

/**
 * Loss is left uncovered often enough to be shared by those who leave, and accounts are up for auction when things break;
 * liquidations are off in a few venues.
 */
function drawThinDefences(draw: Draw, venue: VenueRules): Partial<VenueRules> {
  const { liquidation, insuranceFund } = venue;
  const takeoverEquitySharePpm =
    hasAuctions(venue) && draw.chance(0.7) ? 1_000_000 : liquidation.takeoverEquitySharePpm;
  const initial = Math.round(insuranceFund.initial * draw.of([0, 0.01, 1]));
  return {
    liquidation: { ...liquidation, takeoverEquitySharePpm, enabled: !draw.chance(0.04) },
    insuranceFund: { ...insuranceFund, initial },
  };
}

function payingOut(draw: Draw, venue: VenueRules): VenueRules {
  const withdrawals: WithdrawalRules | null = draw.chance(0.2)
    ? null
    : { latencyUs: draw.of([0, 1, 3 * SECOND_US]), throughputPerSecond: draw.of([1, 3, 1_000]) };
  const none: WaterfallStage[] = draw.chance(0.4) ? ['clawback'] : [];
  const kept = draw.chance(0.4) ? none : venue.waterfall.filter((stage) => stage !== 'withdrawalHaircut');
  return { ...venue, withdrawals, waterfall: draw.chance(0.6) ? [...kept, 'withdrawalHaircut'] : kept };
}

interface Times {
  readonly atUs: () => number;
  readonly lengthUs: () => number;
  /** Of agents in the scenario. */
  readonly classes: number;
}

function drawFaults(draw: Draw, venue: VenueRules, count: number, times: Times): FaultRules[] {
  const faults: FaultRules[] = [];
  for (let n = 0; n < count; n += 1) {
    const last = faults.at(-1);
    const atUs = last !== undefined && draw.chance(0.3) ? last.atUs + draw.of([0, last.durationUs]) : times.atUs();
    faults.push(drawFault(draw, venue, { atUs, durationUs: Math.max(1, times.lengthUs()) }, times.classes));
  }
  return faults;
}

const KINDS = [
  'oracle',
  'oracle',
  'oracle',
  'matchingDown',
  'matchingDown',
  'matchingDown',
  'matchingDown',
  'liquidationDown',
  'liquidationDown',
  'liquidationDown',
  'withdrawalsClosed',
  'depositsClosed',
  'liquidationSlow',
  'depositsSlow',
  'agentsCutOff',
] as const;

/** More of what agents' commands meet, where there are any. */
const OF_COMMANDS = [
  'agentsCutOff',
  'agentsCutOff',
  'agentsCutOff',
  'agentsCutOff',
  'depositsClosed',
  'depositsSlow',
] as const;

function drawFault(
  draw: Draw,
  venue: VenueRules,
  when: { atUs: number; durationUs: number },
  classes: number,
): FaultRules {
  const all = [...venue.instruments.keys()];
  const some = (of: readonly number[]): number[] => {
    const chosen = of.filter(() => draw.chance(0.7));
    return chosen.length === 0 ? [of[0]!] : chosen;
  };
  const kind = draw.of(classes === 0 ? KINDS : [...KINDS, ...OF_COMMANDS]);
  switch (kind) {
    case 'oracle': {
      const instruments = some(all.filter((i) => venue.instruments[i]!.follows < 0));
      return { ...when, kind, instruments, error: drawError(draw, venue, instruments) };
    }
    case 'matchingDown':
      return { ...when, kind, instruments: some(all), orders: draw.of(['wait', 'refuse']) };
    case 'liquidationSlow':
      return { ...when, kind, factor: draw.of([1, 1.5, 10]) };
    case 'depositsSlow':
      return { ...when, kind, delayUs: draw.magnitude(1, 20 * SECOND_US) };
    case 'agentsCutOff':
      return {
        ...when,
        kind,
        classes: Array.from({ length: classes }, (_, place) => place).filter(() => draw.chance(0.6)),
        sharePpm: draw.of([0, 500_000, 1_000_000]),
        commands: draw.of(['wait', 'lose']),
      };
    default:
      return { ...when, kind };
  }
}

function drawError(draw: Draw, venue: VenueRules, instruments: readonly number[]): OracleFault['error'] {
  const ticksOf = (share: number): number[] =>
    instruments.map((i) => venue.instruments[i]!.priceInitialTicks * share * draw.between(0.9, 1.1));
  return draw.of<OracleFault['error']>([
    { kind: 'late', delayUs: draw.magnitude(1, 60 * SECOND_US) },
    { kind: 'stale' },
    { kind: 'late', delayUs: draw.magnitude(1, 5 * SECOND_US) },
    { kind: 'stale' },
    { kind: 'factor', factor: draw.of([0.5, 0.9, 1.05, 3]) },
    { kind: 'offset', ticks: ticksOf(draw.of([-1.5, -0.1, 0.02])) },
    { kind: 'price', ticks: ticksOf(draw.of([0.4, 0.95, 1.1])) },
    { kind: 'ownVenue', weight: draw.of([0.1, 0.5, 1]) },
  ]);
}

/** A random scenario of any contracts, under any policy, on which things break and accounts run for their money. */
export function drawFaultyScenario(seed: string): Scenario {
  const draw = new Draw(createStream(seed, 'faults'));
  const made = draw.of([drawScenario, drawPortfolioScenario, drawMixedScenario])(seed);
  const scenario = draw.chance(0.4) ? withControlledVenue(made) : made;
  const { durationUs } = scenario.run;
  const atUs = (): number => draw.of([draw.whole(0, durationUs - 1), draw.whole(0, 19) * SECOND_US]);
  const lengthUs = (): number => draw.of([draw.magnitude(1, durationUs), draw.whole(1, 20) * SECOND_US]);
  const { classes } = scenario.agents;
  const accountOrder = draw.of(ACCOUNT_ORDERS);
  const { liquidationPolicy } = scenario.venue;
  const policy = { ...liquidationPolicy, accountOrder };
  const venue = payingOut(draw, { ...withSwitches(scenario.venue, seed), liquidationPolicy: policy });
  const times = { atUs, lengthUs, classes: classes.length };
  return {
    ...scenario,
    venue: { ...venue, faults: drawFaults(draw, venue, draw.of([0, 1, 2, 4, 8]), times) },
    agents: { ...scenario.agents, classes: classes.map((each) => withRun(draw, each, venue)) },
  };
}

/** Liquidations that are off, and halts that raise margins, by draws of their own. */
function withSwitches(venue: VenueRules, seed: string): VenueRules {
  const draw = new Draw(createStream(seed, 'switches'));
  const { liquidation, halt } = venue;
  return {
    ...venue,
    liquidation: { ...liquidation, enabled: !draw.chance(0.05) },
    halt: halt && { ...halt, marginMultiplePpm: draw.of([1_000_000, 1_500_000]) },
  };
}

function withRun(draw: Draw, agentClass: AgentClass, { withdrawals }: VenueRules): AgentClass {
  if (withdrawals === null || draw.chance(0.4)) return agentClass;
  const min = -log(1 - draw.of([0.001, 0.02, 0.1]));
  return {
    ...agentClass,
    bankRun: {
      fallLog: { min, max: min * draw.of([1, 5]) },
      lookbackUs: draw.of([5, 60]) * SECOND_US,
      fundLossShare: draw.of([null, 0.01, 0.5]),
      sharePpm: draw.of([100_000, 500_000, 1_000_000]),
    },
  };
}
