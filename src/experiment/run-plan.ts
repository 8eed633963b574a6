/**
 * What a run would cost, before anything is drawn: events, time and memory, reckoned from the scenario alone.
 *
 *   CPU of a path = ticks (a + b instruments) + accounts (c + d instruments) + forced facts (e + f instruments)
 *   time   = population / threads, then paths on the pool while the main thread stores them, then the report
 *   memory = shared population + threads x (engine + state) + process, storing and report
 *
 * Facts and samples go to the disk as they happen: no path is in memory for its length. What accounts take is asked of
 * the layouts. It is an estimate: how many accounts a crash will reach is what the run is for. The ends of its ranges
 * are a calm market on a fast machine and a crash that reaches everybody on a slow one.
 */
import type { AgentClass } from '../agents/agent-class.ts';
import { countAccounts, listAccountGroups } from '../agents/population-draw.ts';
import { ownAccountsOf } from '../exchange/reserves.ts';
import { sizePopulation, sizeRecords, VENUE_ACCOUNTS } from '../exchange/accounts.ts';
import { MASS_ACCOUNTS_MIN } from '../exchange/mass-derivation.ts';
import { sizeState } from '../exchange/state.ts';
import type { Scenario } from '../scenario/scenario.ts';
import { MEMORY_COST, MEMORY_RANGE, SPEED_RANGE, STRESS, TIME_COST } from './cost-constants.ts';

const NS_PER_S = 1e9;

export interface Range {
  readonly low: number;
  readonly expected: number;
  readonly high: number;
}

/** What a run runs on. */
export interface Machine {
  /** Threads asked for. */
  readonly workers: number;
  /** Threads that it can run at once. */
  readonly processors: number;
}

/** A step of a run, and where its work is done. */
export interface PlanStep {
  readonly step: string;
  readonly runsOn: 'pool' | 'main thread';
}

export interface RunPlan {
  readonly paths: number;
  readonly ticksPerPath: number;
  readonly samplesPerPath: number;
  /** Agents' accounts, without the venue's own. */
  readonly accounts: number;
  /** Positions at the start, if every account opens what it may. */
  readonly positions: number;
  readonly eventsPerPath: Range;
  readonly factsPerPath: Range;
  /** Threads that run paths; those that help with large populations come on top of them. */
  readonly threads: number;
  /** From the command to its end, with tables and report. */
  readonly wallTimeS: Range;
  readonly memory: {
    readonly sharedPopulationBytes: number;
    /** Of each thread: its engine, its state, and a population of its own if every path has one. */
    readonly perWorkerBytes: number;
    /** Process, netting, tables and report. */
    readonly restBytes: number;
    readonly peakBytes: Range;
  };
  readonly steps: readonly PlanStep[];
}

/** The parts of a scenario that decide what it costs. */
export type PlannedScenario = Pick<Scenario, 'run' | 'market' | 'venue' | 'agents'>;

/** `paths`: how many are run, when not all of them. */
export function planRun(scenario: PlannedScenario, machine: Machine, paths: number = scenario.run.paths): RunPlan {
  const size = measureSize(scenario);
  const eventsPerPath = mapRange((end) => size.scheduledEvents + size.accounts * STRESS.eventsPerAccount[end]);
  const factsPerPath = mapRange((end) => 2 * size.ticks + size.accounts * STRESS.factsPerAccount[end]);
  const threads = Math.max(1, Math.min(machine.workers, paths));
  const helpers = countThreads(scenario, machine.workers, paths) - threads;
  const { populationPerPath } = scenario.run;
  const pool = { threads, processors: machine.processors, populationPerPath };
  const memory = mapRange((end) => reckonMemory(size, end, factsPerPath[end], paths, pool));
  return {
    paths,
    ticksPerPath: size.ticks,
    samplesPerPath: size.samples,
    accounts: size.accounts - VENUE_ACCOUNTS,
    positions: Math.round(size.positions),
    eventsPerPath: mapRange((end) => Math.round(eventsPerPath[end])),
    factsPerPath: mapRange((end) => Math.round(factsPerPath[end])),
    threads,
    wallTimeS: mapRange((end) => reckonTime(size, factsPerPath[end], paths, pool) * SPEED_RANGE[end]),
    memory: {
      ...memory.expected,
      peakBytes: mapRange((end) => {
        const { sharedPopulationBytes, perWorkerBytes, restBytes } = memory[end];
        const helperBytes = MEMORY_COST.threadBytes + size.accounts * Uint16Array.BYTES_PER_ELEMENT;
        return sharedPopulationBytes + threads * perWorkerBytes + helpers * helperBytes + restBytes;
      }),
    },
    steps: listSteps(populationPerPath),
  };
}

/** Threads that are started: more than there are paths only where the others can help them. */
export function countThreads(
  { run, agents }: Pick<Scenario, 'run' | 'agents'>,
  workers: number,
  paths: number,
): number {
  const isShared = !run.populationPerPath && countAccounts(agents.classes) >= MASS_ACCOUNTS_MIN;
  return Math.max(1, isShared ? workers : Math.min(workers, paths));
}

interface Pool {
  readonly threads: number;
  readonly processors: number;
  readonly populationPerPath: boolean;
}

interface Size {
  readonly instruments: number;
  /** The venue's own accounts included. */
  readonly accounts: number;
  readonly positions: number;
  readonly ticks: number;
  readonly samples: number;
  readonly scheduledEvents: number;
  /** By their layouts: a population, its records alone, and a path's own state of it. */
  readonly populationBytes: number;
  readonly recordBytes: number;
  readonly stateBytes: number;
}

function measureSize({ run, market, venue, agents }: PlannedScenario): Size {
  const { classes } = agents;
  const instruments = venue.instruments.length;
  const accounts = countAccounts(classes);
  const groups = listAccountGroups(classes, venue.instruments);
  groups.push({ accounts: ownAccountsOf(venue), room: instruments });
  const recordBytes = sizeRecords(groups, instruments);
  const ticks = Math.floor(run.durationUs / market.tickUs);
  const samples = Math.floor(run.durationUs / run.sampleIntervalUs) + 1;
  const wakes = classes.reduce((sum, agentClass) => {
    const intervalUs = agentClass.accounts === 0 ? 0 : wakeIntervalOf(agentClass, agents.wakeIntervalUs);
    return intervalUs === 0 ? sum : sum + Math.floor(run.durationUs / intervalUs);
  }, 0);
  return {
    instruments,
    accounts,
    positions: classes.reduce((sum, one) => sum + one.accounts * meanPositionsOf(one), 0),
    ticks,
    samples,
    // A tick is a price, a mark and a look.
    scheduledEvents: 3 * ticks + samples + wakes + 1,
    populationBytes: sizePopulation(groups, instruments),
    recordBytes,
    stateBytes: sizeState(accounts, recordBytes),
  };
}

/** Time between two looks of a class at the market; 0 for one that is only told. */
function wakeIntervalOf(agentClass: AgentClass, wakeIntervalUs: number): number {
  switch (agentClass.kind) {
    case 'marketMaker':
      return agentClass.requoteIntervalUs;
    case 'optionSeller':
      return agentClass.rehedgeIntervalUs;
    case 'whale':
      return agentClass.exit === null ? 0 : agentClass.intervalUs;
    case 'fundAttacker':
      return agentClass.intervalUs;
    case 'panicSeller':
    case 'dipBuyer':
    case 'basisArbitrageur':
    case 'trendFollower':
    case 'herdSeller':
      return wakeIntervalUs;
    default:
      return 0;
  }
}

function meanPositionsOf({ instrumentsPerAccount, instrumentWeights }: AgentClass): number {
  const { min, max } = instrumentsPerAccount;
  return Math.min((min + max) / 2, instrumentWeights.filter((weight) => weight > 0).length);
}

/** Seconds on the machine that was measured. */
function reckonTime(size: Size, facts: number, paths: number, pool: Pool): number {
  const { accounts, positions, ticks, samples, instruments } = size;
  const cost = TIME_COST;
  const parallel = Math.min(pool.threads, pool.processors);
  const rounds = Math.ceil(paths / parallel);
  const forcedFacts = facts - 2 * ticks;
  const spawnS = (accounts * cost.spawnAccountNs + positions * cost.spawnPositionNs) / NS_PER_S;
  const simulateS =
    (ticks * (cost.tickNs + instruments * cost.tickInstrumentNs) +
      accounts * (cost.pathAccountNs + instruments * cost.pathPlaceNs) +
      forcedFacts * (cost.forcedFactNs + instruments * cost.forcedFactInstrumentNs)) /
    NS_PER_S;
  const storeS =
    (cost.storePathNs + forcedFacts * cost.storeFactNs + samples * instruments * cost.storeSampleCellNs) / NS_PER_S;
  const pathS = pool.populationPerPath ? spawnS + simulateS : simulateS;
  // The first path's population is described before any path begins.
  const populationS = pool.populationPerPath ? spawnS : spawnS / parallel;
  // The main thread stores while paths run: beside them where a processor is left for it, else at their cost.
  const pathsS = Math.max(rounds * pathS, paths * storeS, (paths * (pathS + storeS)) / pool.processors);
  return cost.startS + populationS + pathsS + Math.min(cost.warmUpS, rounds * pathS) + cost.reportS;
}

function reckonMemory(
  { accounts, ticks, populationBytes, recordBytes, stateBytes }: Size,
  end: keyof Range,
  facts: number,
  paths: number,
  { populationPerPath }: Pool,
): Omit<RunPlan['memory'], 'peakBytes'> {
  const cost = MEMORY_COST;
  const { engine, beside } = MEMORY_RANGE[end];
  // What netting wants, once for each population in the making: its memory is not given back in a hurry.
  const wantedBytes = beside * recordBytes;
  const threadBytes = engine * cost.threadBytes + stateBytes + beside * accounts * cost.watchedAccountBytes;
  const storeBytes = Math.min(cost.storeBytesMax, paths * (facts - 2 * ticks) * cost.storedFactBytes);
  const restBytes =
    engine * cost.processBytes + beside * (cost.reportBytes + storeBytes + paths * cost.pathBytes) + wantedBytes;
  if (!populationPerPath) return { sharedPopulationBytes: populationBytes, perWorkerBytes: threadBytes, restBytes };
  return {
    sharedPopulationBytes: 0,
    perWorkerBytes: threadBytes + populationBytes + wantedBytes,
    // The first path's is described before any path begins.
    restBytes: restBytes + beside * populationBytes,
  };
}

function listSteps(populationPerPath: boolean): PlanStep[] {
  return [
    { step: populationPerPath ? 'draw and net a population a path' : 'draw and net accounts', runsOn: 'pool' },
    { step: 'simulate paths', runsOn: 'pool' },
    { step: 'store paths as they end', runsOn: 'main thread' },
    { step: 'measures, intervals and verdicts', runsOn: 'main thread' },
    { step: 'report and charts', runsOn: 'main thread' },
  ];
}

function mapRange<T>(of: (end: keyof Range) => T): Readonly<Record<keyof Range, T>> {
  return { low: of('low'), expected: of('expected'), high: of('high') };
}
