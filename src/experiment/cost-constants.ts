/**
 * What the parts of a run cost: the figures that `run-plan.ts` reckons with, and nothing else in the program.
 *
 * `node test/bench/calibrate.mjs` prints most of them in this file's form; what it does not, whole runs were fitted to. What stands here lies between a few of
 * its runs on two shared cores (AMD EPYC 2.6 GHz, Node 20.20, November 2026), which differed by up to a factor of two,
 * and was held against whole runs of the shipped scenarios. Bytes of accounts are not here: the layouts know them.
 */

/** Nanoseconds of one thread, unless the name says seconds. */
export const TIME_COST = {
  /** Drawing and netting, on the pool. */
  spawnAccountNs: 1_000,
  spawnPositionNs: 250,
  /** Once a path: the state is made, armed, audited and hashed; the digest asks every account for every instrument. */
  pathAccountNs: 450,
  pathPlaceNs: 25,
  /** A price tick with its marks and a look of the breach watch at those whom prices brought near. */
  tickNs: 4_000,
  tickInstrumentNs: 700,
  /** Each fact that is no price: its event, its orders, the accounts derived for it, and its way to the disk. */
  forcedFactNs: 3_000,
  forcedFactInstrumentNs: 350,
  /** On the main thread, while paths run: a path's rows of such facts and of instruments at samples, and its files. */
  storeFactNs: 1_200,
  storeSampleCellNs: 600,
  storePathNs: 6e6,
  /** Until a thread's code is compiled it works at half its speed: that much is lost, or less if the run is shorter. */
  warmUpS: 2,
  startS: 0.5,
  reportS: 1.5,
} as const;

/**
 * Bytes. What storing takes is what whole runs peak at beyond the rest: tables are gathered in row groups, whose room
 * fills up with the first million facts and then stays.
 */
export const MEMORY_COST = {
  /** The program with its libraries, and each thread's own engine and compiled code. */
  processBytes: 130e6,
  threadBytes: 22e6,
  /** Report and charts, or the tables' readers and writers: they follow each other. */
  reportBytes: 75e6,
  storedFactBytes: 300,
  storeBytesMax: 260e6,
  /** Result and tally of a finished path. */
  pathBytes: 4_000,
  /** Of each account on a thread, beyond `sizeState`: watch's lists (5), tally's flags (2), deleveraging's log (5). */
  watchedAccountBytes: 12,
} as const;

/**
 * How far the engine's own memory, and what lies beside populations and states, may be from what is expected. The low
 * end counts layouts, and of the engine only what an empty run shows: by it a run is refused.
 */
export const MEMORY_RANGE = {
  low: { engine: 0.6, beside: 0 },
  expected: { engine: 1, beside: 1 },
  high: { engine: 1.5, beside: 1.8 },
} as const;

/**
 * What a population adds to the schedule, for each account: from a market that stays calm to a crash that reaches most
 * accounts more than once. The shipped scenarios lie between 1.1 and 2.1 events, and between 2.3 and 3.6 facts.
 */
export const STRESS = {
  eventsPerAccount: { low: 0.1, expected: 1.6, high: 5 },
  factsPerAccount: { low: 0.1, expected: 2.7, high: 8 },
} as const;

/** How far another machine, or one that is busy, may be from the one that was measured. */
export const SPEED_RANGE = { low: 0.4, expected: 1, high: 2.5 } as const;
