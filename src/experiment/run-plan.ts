/**
 * What a run would cost, before anything is drawn: events, time and memory, reckoned from the scenario alone.
 *
 *   CPU of a path = ticks (a + b instruments) + accounts (c + d places) + looks x accounts x e + forced facts x f
 *   memory = shared population + threads x (engine + state + journal) + process, results and storing
 *
 * It is an estimate: how many accounts a crash will reach is what the run is for. The ends of its ranges are a calm
 * market on a fast machine and a crash that reaches everybody on a slow one.
 */
import type { AgentClass } from '../agents/agent-class.ts';
import { VENUE_ACCOUNTS } from '../exchange/accounts.ts';
import { MASS_ACCOUNTS_MIN } from '../exchange/mass-derivation.ts';
import type { Scenario } from '../scenario/scenario.ts';
import { MEMORY_COST, SPEED_RANGE, STRESS, TIME_COST } from './cost-constants.ts';

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
    /** Of each thread: its engine, its state, the journal of its path. */
    readonly perWorkerBytes: number;
    /** Process, netting, results of all paths, tables and report. */
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
  const partsOf = (end: keyof Range) => reckonMemory(size, factsPerPath[end], paths, populationPerPath);
  const expected = partsOf('expected');
  return {
    paths,
    ticksPerPath: size.ticks,
    samplesPerPath: size.samples,
    accounts: size.accounts - VENUE_ACCOUNTS,
    positions: Math.round(size.positions),
    eventsPerPath: mapRange((end) => Math.round(eventsPerPath[end])),
    factsPerPath: mapRange((end) => Math.round(factsPerPath[end])),
    threads,
    wallTimeS: mapRange((end) => {
      const speed = end === 'expected' ? 1 : SPEED_RANGE[end];
      const parallel = Math.min(threads, machine.processors);
      return reckonTime(size, eventsPerPath[end], factsPerPath[end], paths, parallel, populationPerPath) * speed;
    }),
    memory: {
      ...expected,
      peakBytes: mapRange((end) => {
        const { sharedPopulationBytes, perWorkerBytes, restBytes } = partsOf(end);
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
  const accounts = agents.classes.reduce((sum, agentClass) => sum + agentClass.accounts, VENUE_ACCOUNTS);
  const isShared = !run.populationPerPath && accounts >= MASS_ACCOUNTS_MIN;
  return Math.max(1, isShared ? workers : Math.min(workers, paths));
}

interface Size {
  readonly instruments: number;
  /** The venue's own accounts included. */
  readonly accounts: number;
  /** Accounts x instruments. */
  readonly places: number;
  readonly positions: number;
  /** Positions beyond those that have room in their account's own bytes. */
  readonly positionsBeyond: number;
  readonly ticks: number;
  readonly samples: number;
  readonly scheduledEvents: number;
  /** Looks between ticks that the interval of marks allows. */
  readonly looksMax: number;
}

function measureSize({ run, market, venue, agents }: PlannedScenario): Size {
  const { classes } = agents;
  const instruments = venue.instruments.length;
  const accounts = classes.reduce((sum, agentClass) => sum + agentClass.accounts, VENUE_ACCOUNTS);
  const sumOver = (of: (agentClass: AgentClass) => number): number =>
    classes.reduce((sum, agentClass) => sum + agentClass.accounts * of(agentClass), 0);
  const ticks = Math.floor(run.durationUs / market.tickUs);
  const samples = Math.floor(run.durationUs / run.sampleIntervalUs) + 1;
  const wakes = classes.reduce((sum, agentClass) => {
    const intervalUs = agentClass.accounts === 0 ? 0 : wakeIntervalOf(agentClass, agents.wakeIntervalUs);
    return intervalUs === 0 ? sum : sum + Math.floor(run.durationUs / intervalUs);
  }, 0);
  return {
    instruments,
    accounts,
    places: accounts * instruments,
    positions: sumOver(meanPositionsOf),
    positionsBeyond: sumOver((one) => Math.max(0, meanPositionsOf(one) - MEMORY_COST.positionsInline)),
    ticks,
    samples,
    // A tick is a price, a mark and a look.
    scheduledEvents: 3 * ticks + samples + wakes + 1,
    looksMax: run.durationUs / Math.max(1, venue.markPrice.intervalUs),
  };
}

/** Time between two looks of a class at the market; 0 for one that is only told. */
function wakeIntervalOf(agentClass: AgentClass, wakeIntervalUs: number): number {
  switch (agentClass.kind) {
    case 'marketMaker':
      return agentClass.requoteIntervalUs;
    case 'panicSeller':
    case 'dipBuyer':
      return wakeIntervalUs;
    default:
      return 0;
  }
}

function meanPositionsOf({ instrumentsPerAccount, instrumentWeights }: AgentClass): number {
  const { min, max } = instrumentsPerAccount;
  return Math.min((min + max) / 2, instrumentWeights.filter((weight) => weight > 0).length);
}

function reckonTime(
  size: Size,
  events: number,
  facts: number,
  paths: number,
  parallel: number,
  populationPerPath: boolean,
): number {
  const { accounts, places, positions, ticks, samples, instruments } = size;
  const cost = TIME_COST;
  const drawNs = accounts * cost.drawAccountNs + positions * cost.drawPositionNs;
  const netNs = accounts * cost.netAccountNs + places * cost.netPlaceNs;
  const looks = ticks + Math.min(size.looksMax, (events - size.scheduledEvents) * STRESS.looksPerEvent);
  const pathNs =
    ticks * (cost.tickNs + instruments * cost.tickInstrumentNs) +
    accounts * cost.accountNs +
    places * cost.placeNs +
    positions * cost.positionNs +
    looks * accounts * cost.lookAccountNs +
    samples * places * cost.samplePlaceNs +
    (facts - 2 * ticks) * (cost.forcedFactNs + instruments * cost.forcedFactInstrumentNs);
  const rounds = Math.ceil(paths / parallel);
  const populationNs = populationPerPath ? (rounds + 1) * (drawNs + netNs) : drawNs / parallel + netNs;
  const totalNs = populationNs + rounds * pathNs + paths * facts * cost.storeFactNs;
  return cost.startS + cost.reportS + totalNs / NS_PER_S;
}

function reckonMemory(
  { accounts, places, positionsBeyond, samples, instruments }: Size,
  facts: number,
  paths: number,
  populationPerPath: boolean,
): Omit<RunPlan['memory'], 'peakBytes'> {
  const cost = MEMORY_COST;
  const populationBytes =
    accounts * cost.sharedAccountBytes + places * cost.sharedPlaceBytes + positionsBeyond * cost.sharedPositionBytes;
  const stateBytes =
    accounts * cost.stateAccountBytes + places * cost.statePlaceBytes + positionsBeyond * cost.statePositionBytes;
  const seriesBytes = samples * instruments * cost.sampleCellBytes;
  const pathBytes = facts * cost.pathFactBytes + 2 * seriesBytes + samples * cost.sampleEventBytes;
  return {
    sharedPopulationBytes: populationPerPath ? 0 : populationBytes,
    perWorkerBytes:
      cost.threadBytes +
      stateBytes +
      pathBytes +
      (populationPerPath ? populationBytes + accounts * cost.netAccountBytes : 0),
    restBytes:
      cost.processBytes +
      cost.storeBytes +
      (populationPerPath ? 0 : accounts * cost.netAccountBytes) +
      paths * (facts * (cost.keptFactBytes + cost.storedFactBytes) + seriesBytes),
  };
}

function listSteps(populationPerPath: boolean): PlanStep[] {
  const draw: PlanStep[] = populationPerPath
    ? [{ step: 'draw and net a population a path', runsOn: 'pool' }]
    : [
        { step: 'draw accounts', runsOn: 'pool' },
        { step: 'net them to open interest', runsOn: 'main thread' },
      ];
  return [
    ...draw,
    { step: 'simulate paths', runsOn: 'pool' },
    { step: 'measures, intervals and verdicts', runsOn: 'main thread' },
    { step: 'tables, report and charts', runsOn: 'main thread' },
  ];
}

function mapRange(of: (end: keyof Range) => number): Range {
  return { low: of('low'), expected: of('expected'), high: of('high') };
}
