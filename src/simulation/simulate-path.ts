/**
 * One path: assembles market, exchange, agents and kernel, runs them to the end, and returns what came of it. A path
 * that breaks a rule of the simulator ends as a failed path, with the event that broke it; it never throws for that.
 */
import type { Behaviour } from '../agents/behaviour.ts';
import { createBehaviour } from '../agents/behaviours/create-behaviour.ts';
import { listClassRanges } from '../agents/population-draw.ts';
import { InvariantError } from '../base/assert.ts';
import type { Population } from '../exchange/accounts.ts';
import { ColumnExchange, type ExchangeInput } from '../exchange/column-exchange.ts';
import type { ExchangePort } from '../exchange/exchange-port.ts';
import type { PathMemory } from '../exchange/path-memory.ts';
import { PriceProcess } from '../market/price-process.ts';
import { createStream } from '../numeric/stream.ts';
import type { Scenario } from '../scenario/scenario.ts';
import { createAgentView } from './agent-view.ts';
import { Journal } from './journal.ts';
import { Kernel, type FactObserver } from './kernel.ts';
import type { PathFailure, PathOutcome } from './path-outcome.ts';
import { totalOf, WorkCounter } from './path-work.ts';
import { prepareMarket } from './prepare-market.ts';
import { Sampler } from './sampler.ts';
import { TallyKeeper } from './tally.ts';

export interface PathInput {
  readonly scenario: Scenario;
  /** Netted population; read only. */
  readonly population: Population;
  /** Number of the path, from 0; names its random streams. */
  readonly path: number;
  /** Check every invariant after every event. */
  readonly audit?: boolean;
  readonly observer?: FactObserver;
  /** Lends large columns; not to be used for two paths at a time. */
  readonly memory?: PathMemory;
  /** Another exchange in the engine's place, for comparison. */
  readonly createExchange?: (input: ExchangeInput) => ExchangePort;
}

export function simulatePath(input: PathInput): PathOutcome {
  const { scenario, population, path } = input;
  const { venue, market, agents, run } = scenario;
  const prepared = prepareMarket(market);
  const journal = new Journal();
  const tally = new TallyKeeper(venue.instruments, population, venue.insuranceFund.initial);
  const sampler = new Sampler(venue.instruments, Math.floor(run.durationUs / run.sampleIntervalUs) + 1);
  const counter = new WorkCounter();
  const noise = createStream(run.seed, 'path', path, 'noise');
  const kernel = new Kernel({
    scenario,
    population,
    behaviours: createBehaviours(scenario),
    prices: new PriceProcess(market, venue.instruments.length, noise, prepared.correlationFactor),
    journal,
    tally,
    sampler,
    work: counter,
    audit: input.audit ?? false,
    observer: input.observer ?? null,
  });
  const createExchange = input.createExchange ?? ((parts: ExchangeInput): ExchangePort => new ColumnExchange(parts));
  const exchange = createExchange({
    venue,
    market,
    population,
    crossImpact: prepared.crossImpact,
    warningRatio: agents.warningRatio,
    facts: kernel,
    memory: input.memory,
  });
  let failure: PathFailure | null = null;
  try {
    kernel.run(exchange, createAgentView(exchange, population, venue.instruments, kernel.event));
  } catch (error) {
    failure = describeFailure(error, kernel);
  }
  tally.finish(kernel.event.timeUs, exchange);
  const columns = journal.finish();
  exchange.addTo(journal.fingerprint);
  const work = counter.finish(exchange.work());
  return {
    path,
    failure,
    digest: journal.fingerprint.digest(),
    tally: tally.tally,
    series: sampler.finish(),
    journal: columns,
    eventCount: totalOf(work.events),
    accountChecks: work.watch.accountsDerived,
    work,
  };
}

function createBehaviours(scenario: Scenario): Behaviour[] {
  const ranges = listClassRanges(scenario.agents.classes);
  return scenario.agents.classes.map((agentClass, index) =>
    createBehaviour(agentClass, ranges[index], scenario.venue.instruments.length, scenario.agents.wakeIntervalUs),
  );
}

function describeFailure(error: unknown, kernel: Kernel): PathFailure {
  return {
    kind: error instanceof InvariantError ? 'invariant' : 'error',
    message: error instanceof Error ? error.message : String(error),
    timeUs: kernel.event.timeUs,
    rank: kernel.event.rank,
    sequence: kernel.event.sequence,
  };
}
