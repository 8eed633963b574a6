/**
 * What the parts of a run cost: the figures that `run-plan.ts` reckons with, and nothing else in the program.
 *
 * Times lie between two runs of `node test/bench/calibrate.mjs`, one of them on a busy machine (2 shared cores, AMD EPYC
 * 2.6 GHz, Node 20.20, November 2026); they differed by up to a factor of two. The script prints this file's names, so that
 * a change of the state's layout or of the breach watch takes a paste.
 */

/** Nanoseconds of one thread, unless the name says seconds. An account's places are the instruments it could hold. */
export const TIME_COST = {
  /** Drawing, on the pool, and netting, on the main thread. */
  drawAccountNs: 750,
  drawPositionNs: 170,
  netAccountNs: 250,
  netPlaceNs: 30,
  /** A price tick with its marks and its breach check, in which nothing is found. */
  tickNs: 4_000,
  tickInstrumentNs: 600,
  /** Once a path: the state is made, audited and hashed. */
  accountNs: 0,
  placeNs: 125,
  positionNs: 150,
  /** Each account at each look of the breach watch, derived or not. */
  lookAccountNs: 1.5,
  /** Each place at each sample. */
  samplePlaceNs: 9,
  /** Each fact that is neither price nor mark, with its event, its orders and the accounts derived for it. */
  forcedFactNs: 5_000,
  forcedFactInstrumentNs: 1_200,
  /** Tables of each fact; the program's and its threads' start; report and charts. */
  storeFactNs: 2_500,
  startS: 1.1,
  reportS: 4,
} as const;

/**
 * Bytes. Those of accounts, places and samples follow from the layouts named beside them; the script's slopes are only a
 * check on them, for they scatter by half. Process, threads and facts of a path are the script's; what storing takes is
 * the difference between 2 and 32 stored paths of Black Thursday, and netting what was left of a slope.
 */
export const MEMORY_COST = {
  /** The program with its libraries, and each thread's own engine and compiled code. */
  processBytes: 110e6,
  threadBytes: 24e6,
  /** exchange/accounts.ts: six columns and the lots. */
  sharedAccountBytes: 48,
  sharedPlaceBytes: 8,
  /** What netting takes for itself, once. */
  netAccountBytes: 75,
  /** exchange/state.ts (32 + 16 a place), the watch's distances (8) and list (21), the tally's flags (2). */
  stateAccountBytes: 63,
  statePlaceBytes: 16,
  /** Positions that have room in an account's own bytes, and what each further one takes; 0: places have room for all. */
  positionsInline: 0,
  sharedPositionBytes: 0,
  statePositionBytes: 0,
  /** simulation/journal.ts: while a path runs, its columns double; afterwards they are kept until the end. */
  pathFactBytes: 50,
  keptFactBytes: 63,
  /** simulation/sampler.ts: seven figures a cell, twice at the end of a path; and the sample's event in the queue. */
  sampleCellBytes: 56,
  sampleEventBytes: 56,
  /** Tables on their way to the disk, report and charts. */
  storedFactBytes: 150,
  storeBytes: 60e6,
} as const;

/**
 * What a population adds to the schedule, for each account: from a market that stays calm to a crash that reaches most
 * accounts more than once. The shipped scenarios lie between 1.2 and 2.1 events, and between 2.5 and 3.6 facts.
 */
export const STRESS = {
  eventsPerAccount: { low: 0.1, expected: 2, high: 5 },
  factsPerAccount: { low: 0.1, expected: 3, high: 8 },
  /** Looks of the watch an event, for orders move marks. */
  looksPerEvent: 0.07,
} as const;

/** How far another machine, or one that is busy, may be from the one that was measured. */
export const SPEED_RANGE = { low: 0.6, high: 2 } as const;
