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
import type { MassDerivation } from '../exchange/mass-derivation.ts';
import type { PathMemory } from '../exchange/path-memory.ts';
import { listTakerAccounts } from '../exchange/takeover/backstops.ts';
import { PriceProcess } from '../market/price-process.ts';
import { createStream } from '../numeric/stream.ts';
import type { Scenario } from '../scenario/scenario.ts';
import { createAgentView } from './agent-view.ts';
import { StoreError, type FactStore, type SampleStore } from './fact-store.ts';
import { Journal } from './journal.ts';
import { Kernel, type FactObserver } from './kernel.ts';
import { MemoryFacts, MemorySamples } from './memory-stores.ts';
import type { PathFailure, PathOutcome, PathResult } from './path-outcome.ts';
import { totalOf, WorkCounter } from './path-work.ts';
import { prepareMarket } from './prepare-market.ts';
import { Sampler } from './sampler.ts';
import { sumPrefunded } from '../exchange/loss/prefunded.ts';
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
  /** Helps when everybody has to be looked at; attached to the same memory. */
  readonly mass?: MassDerivation;
  /** Another exchange in the engine's place, for comparison. */
  readonly createExchange?: (input: ExchangeInput) => ExchangePort;
}

/** Where the facts and samples of a path go. */
export interface PathStores {
  readonly facts: FactStore;
  readonly samples: SampleStore;
}

/** A path with all of its facts and samples in memory. */
export function simulatePath(input: PathInput): PathOutcome {
  const { venue, run } = input.scenario;
  const facts = new MemoryFacts();
  const samples = new MemorySamples(venue.instruments.length, Math.floor(run.durationUs / run.sampleIntervalUs) + 1);
  const result = simulatePathInto({ facts, samples }, input);
  return { ...result, series: samples.finish(), journal: facts.finish() };
}

/**
 * A path whose facts and samples leave as they happen: memory does not grow with its length.
 *
 * @throws StoreError when a store cannot take any more
 */
export function simulatePathInto(stores: PathStores, input: PathInput): PathResult {
  const { scenario, population, path } = input;
  const { venue, market, agents, run } = scenario;
  const prepared = prepareMarket(market);
  const journal = new Journal(stores.facts);
  const tally = new TallyKeeper(
    venue.instruments,
    population,
    venue.insuranceFund.initial,
    sumPrefunded(venue),
    listTakerAccounts(venue, population.accountCount),
  );
  const sampler = new Sampler(venue.instruments, stores.samples);
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
    timers: kernel,
    deleveragingStarts: createStream(run.seed, 'path', path, 'deleveraging'),
    memory: input.memory,
    mass: input.mass,
  });
  let failure: PathFailure | null = null;
  try {
    kernel.run(exchange, createAgentView(exchange, population, venue, kernel.event, tally.tally));
  } catch (error) {
    if (error instanceof StoreError) throw error;
    failure = describeFailure(error, kernel);
  }
  tally.finish(kernel.event.timeUs, exchange);
  exchange.addTo(journal.fingerprint);
  const work = counter.finish(exchange.work(), journal.countsByKind);
  return {
    path,
    failure,
    digest: journal.fingerprint.digest(),
    tally: tally.tally,
    margin: tally.margin?.record ?? null,
    coMovement: tally.coMovement.finish(),
    controls: tally.controls.records,
    eventCount: totalOf(work.events),
    accountChecks: work.watch.accountsDerived,
    work,
    factCount: journal.count,
    prices: journal.prices,
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
