/**
 * Random scenarios in which every family of mechanisms is on or off, each by draws of its own: margin by tiers or a model, marks,
 * funding, sharing of losses, liquidation policies and takers, controls, operational faults, and withdrawals with bank runs.
 */
import type { AgentClass, BankRunRules } from '../../src/agents/agent-class.ts';
import type { FaultKind, FaultRules, OracleFault } from '../../src/exchange/faults/fault-rules.ts';
import { createStream } from '../../src/numeric/stream.ts';
import type { Scenario } from '../../src/scenario/scenario.ts';
import { withControlledVenue } from '../model/controls/random-controls.ts';
import { withLiquidation } from '../model/random-liquidation.ts';
import { withLosses } from '../model/random-losses.ts';
import { drawPortfolioScenario, drawScenario } from '../model/random-scenario.ts';
import { Draw } from '../model/random-venue.ts';

const SECOND_US = 1_000_000;

export function drawMechanisms(seed: string): Scenario {
  const draw = new Draw(createStream(seed, 'mechanisms'));
  const plain = withSpreads(draw.chance(0.3) ? drawPortfolioScenario(seed) : drawScenario(seed), draw);
  const liquidating = draw.chance(0.5) ? withCooldowns(withLiquidation(plain), draw) : plain;
  const sharing = draw.chance(0.6) ? withSharedLosses(liquidating) : liquidating;
  const controlled = draw.chance(0.5) ? withControlledVenue(sharing) : sharing;
  const faulty = draw.chance(0.5) ? withFaults(controlled, draw) : controlled;
  return draw.chance(0.5) ? withWithdrawals(faulty, draw) : faulty;
}

/** Half of the market makers quote around the mid. */
function withSpreads(scenario: Scenario, draw: Draw): Scenario {
  const classes = scenario.agents.classes.map((each): AgentClass => {
    if (each.kind !== 'marketMaker' || draw.chance(0.5)) return each;
    const widening = { stressWidening: draw.of([0, 4]), inventoryWidening: draw.of([0, 2]) };
    const spread = {
      half: 0.001,
      volatilityMultiple: draw.of([0, 1]),
      lookbackUs: 5 * SECOND_US,
      ...widening,
      max: 0.02,
    };
    return { ...each, spread };
  });
  return { ...scenario, agents: { ...scenario.agents, classes } };
}

/** Where legs are sized one by one some wait between two steps by a share, longer than the engine would. */
function withCooldowns(scenario: Scenario, draw: Draw): Scenario {
  const { liquidationPolicy, liquidation } = scenario.venue;
  if (liquidationPolicy.legOrder === 'proRata' || draw.chance(0.6)) return scenario;
  const sizing = { kind: 'fractionCooldown', sharePpm: 200_000, above: 0, during: 'wait' } as const;
  const cooldownUs = liquidation.stepIntervalUs * draw.of([2, 10]);
  const venue: Scenario['venue'] = {
    ...scenario.venue,
    liquidation: { ...liquidation, sizing: { ...sizing, cooldownUs }, wholeBelow: 0 },
    liquidationPolicy: { ...liquidationPolicy, stepCap: null },
  };
  return { ...scenario, venue };
}

/** What takes positions over keeps its accounts. */
function withSharedLosses(scenario: Scenario): Scenario {
  const shared = withLosses(scenario);
  return { ...shared, venue: { ...shared.venue, reserves: [...scenario.venue.reserves, ...shared.venue.reserves] } };
}

type When = Pick<FaultRules, 'atUs' | 'durationUs'>;

/** A fault of each kind, so that one that is added cannot be forgotten here. */
const FAULTS: Readonly<Record<FaultKind, (draw: Draw, scenario: Scenario, when: When) => FaultRules>> = {
  oracle: (draw, scenario, when) => ({
    kind: 'oracle',
    ...when,
    ...drawOracle(draw, scenario),
  }),
  matchingDown: (draw, scenario, when) => ({
    kind: 'matchingDown',
    ...when,
    instruments: someOf(draw, scenario.venue.instruments.length),
    orders: draw.of(['wait', 'refuse'] as const),
  }),
  liquidationDown: (_, __, when) => ({ kind: 'liquidationDown', ...when }),
  withdrawalsClosed: (_, __, when) => ({ kind: 'withdrawalsClosed', ...when }),
  depositsClosed: (_, __, when) => ({ kind: 'depositsClosed', ...when }),
  liquidationSlow: (draw, _, when) => ({ kind: 'liquidationSlow', ...when, factor: draw.of([1, 3, 50]) }),
  depositsSlow: (draw, _, when) => ({
    kind: 'depositsSlow',
    ...when,
    delayUs: draw.magnitude(1, 20 * SECOND_US),
  }),
  agentsCutOff: (draw, scenario, when) => ({
    kind: 'agentsCutOff',
    ...when,
    classes: someOf(draw, scenario.agents.classes.length),
    sharePpm: draw.of([300_000, 1_000_000]),
    commands: draw.of(['wait', 'lose'] as const),
  }),
};

/** What an oracle can show, by kind, for so many instruments. */
export const ORACLE_ERRORS: Readonly<
  Record<OracleFault['error']['kind'], (draw: Draw, ticks: readonly number[]) => OracleFault['error']>
> = {
  late: (draw) => ({ kind: 'late', delayUs: draw.magnitude(1, 20 * SECOND_US) }),
  stale: () => ({ kind: 'stale' }),
  factor: (draw) => ({ kind: 'factor', factor: draw.of([0.5, 0.95, 1.2]) }),
  offset: (draw, ticks) => {
    const share = draw.of([-0.1, 0.05]);
    return { kind: 'offset', ticks: ticks.map((price) => share * price) };
  },
  price: (draw, ticks) => {
    const share = draw.of([0.7, 1]);
    return { kind: 'price', ticks: ticks.map((price) => Math.max(1, share * price)) };
  },
  ownVenue: (draw) => ({ kind: 'ownVenue', weight: draw.of([0.2, 0.5]) }),
};

export const FAULT_KINDS = Object.keys(FAULTS) as FaultKind[];

function drawOracle(draw: Draw, { venue }: Scenario): Pick<OracleFault, 'instruments' | 'error'> {
  const instruments = someOf(draw, venue.instruments.length).filter((i) => venue.instruments[i]!.follows < 0);
  const named = instruments.length === 0 ? [0] : instruments;
  const kind = draw.of(Object.keys(ORACLE_ERRORS) as OracleFault['error']['kind'][]);
  const ticks = named.map((i) => venue.instruments[i]!.priceInitialTicks);
  return { instruments: named, error: ORACLE_ERRORS[kind](draw, ticks) };
}

function withFaults(scenario: Scenario, draw: Draw): Scenario {
  const { durationUs } = scenario.run;
  const faults = Array.from({ length: draw.whole(1, 5) }, () => {
    const atUs = draw.whole(0, durationUs - 2);
    const when = { atUs, durationUs: draw.whole(1, durationUs - atUs - 1) };
    return FAULTS[draw.of(FAULT_KINDS)](draw, scenario, when);
  });
  // An index that follows a book which nothing holds goes wherever that goes, beyond all whole numbers.
  const follows = faults.some((fault) => fault.kind === 'oracle' && fault.error.kind === 'ownVenue');
  const priceBand = follows ? (scenario.venue.priceBand ?? { widthLog: 0.1 }) : scenario.venue.priceBand;
  return { ...scenario, venue: { ...scenario.venue, faults, priceBand } };
}

/** Some classes run for their money when prices fall or the fund shrinks. */
function withWithdrawals(scenario: Scenario, draw: Draw): Scenario {
  const withdrawals = { latencyUs: draw.of([0, SECOND_US]), throughputPerSecond: draw.of([0.5, 10]) };
  const classes = scenario.agents.classes.map((each): AgentClass => {
    if (!draw.chance(0.6)) return each;
    const least = draw.of([0.01, 0.05]);
    const bankRun: BankRunRules = {
      sharePpm: draw.of([200_000, 1_000_000]),
      fallLog: { min: least, max: least + draw.of([0, 0.2]) },
      lookbackUs: draw.of([10, 60]) * SECOND_US,
      fundLossShare: draw.of([null, 0.1]),
    };
    return { ...each, bankRun };
  });
  return {
    ...scenario,
    venue: { ...scenario.venue, withdrawals },
    agents: { ...scenario.agents, classes },
  };
}

function someOf(draw: Draw, count: number): number[] {
  const chosen = Array.from({ length: count }, (_, n) => n).filter(() => draw.chance(0.6));
  return chosen.length === 0 ? [draw.whole(0, count - 1)] : chosen;
}
