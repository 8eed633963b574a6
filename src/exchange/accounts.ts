/**
 * Who holds accounts on the venue, and the columns that describe them at the start.
 *
 * The first accounts belong to the venue itself, in this fixed order; agents follow. Every account has the same
 * columns, so that conservation is one sum over all of them.
 */
import { allocateColumns, openColumns, sizeColumns } from '../base/columns.ts';
import type { AccountIndex } from '../base/units.ts';
import { DOUBLES_PER_LINE, layOut, linesOf, openRecords, type AccountRecords } from './account-records.ts';

/** Pays for losses beyond accounts' equity; holds positions that it took over. */
export const INSURANCE_FUND: AccountIndex = 0;
/** Arbitrage with other venues: unlimited in money, limited in rate, reported apart. */
export const EXTERNAL_LIQUIDITY: AccountIndex = 1;
/** Loss that no step of the waterfall bore, as a negative balance. */
export const UNCOVERED_LOSS: AccountIndex = 2;
/** Money that came from outside during the run (deposits), as a negative balance. */
export const OUTSIDE_WORLD: AccountIndex = 3;
/** Number of accounts that belong to the venue; the first agent follows. */
export const VENUE_ACCOUNTS = 4;

/** `role` column: what an account may do and how it is treated. */
export const ROLE_VENUE = 0;
export const ROLE_TRADER = 1;
export const ROLE_MAKER = 2;
/** A trader whose profit is reported: it means to take money from the insurance fund. */
export const ROLE_ADVERSARY = 3;

const COLUMNS = {
  lines: 'uint32',
  records: 'float64',
  equity: 'float64',
  role: 'uint8',
  agentClass: 'uint16',
  trigger: 'float64',
  appetite: 'float64',
  reactionUs: 'float64',
} as const;

/** `agentClass` of the venue's own accounts. */
export const NO_CLASS = 0xffff;

/**
 * The population at time zero, over shared memory. Built once, read by every path, never written afterwards. All
 * columns are [accountCount].
 */
export interface Population {
  readonly accountCount: number;
  readonly instrumentCount: number;
  readonly buffer: SharedArrayBuffer;
  /** Who holds how many lots of what; the rest of the records is filled in by each path in its own copy. */
  readonly records: AccountRecords;
  /** Quanta; equity at the start, when every position is at its entry price. */
  readonly equity: Float64Array;
  readonly role: Uint8Array;
  /** Index into the scenario's classes, NO_CLASS for the venue's own accounts. */
  readonly agentClass: Uint16Array;
  /** Meaning by kind of agent: stop-loss equity (quanta), price move (log) or share at which it acts; 0 when unused. */
  readonly trigger: Float64Array;
  /** Meaning by kind of agent: limit of further payments (quanta) or leverage to buy with; 0 when unused. */
  readonly appetite: Float64Array;
  /** Microseconds from what the agent sees to its order. */
  readonly reactionUs: Float64Array;
}

/** A run of accounts with equal room for positions. */
export interface AccountGroup {
  readonly accounts: number;
  /** Most instruments that each of them can ever hold. */
  readonly room: number;
}

/** Bytes that `allocatePopulation` takes for these groups, the venue's own accounts included. */
export function sizePopulation(groups: readonly AccountGroup[], instrumentCount: number): number {
  return sizeColumns(COLUMNS, lengthsOf([venueGroup(instrumentCount), ...groups]));
}

/** Bytes of its records alone. */
export function sizeRecords(groups: readonly AccountGroup[], instrumentCount: number): number {
  return lengthsOf([venueGroup(instrumentCount), ...groups]).records * Float64Array.BYTES_PER_ELEMENT;
}

/**
 * Zeroed columns for the venue's own accounts, which can hold every instrument, then the groups in order, then `ownAccounts` more
 * of the venue's own: its reserves, and where it has a margin model the last one, for what rounding of contracts in coin leaves over.
 */
export function allocatePopulation(
  groups: readonly AccountGroup[],
  instrumentCount: number,
  ownAccounts = 0,
): Population {
  const all = [venueGroup(instrumentCount), ...groups];
  if (ownAccounts > 0) all.push({ accounts: ownAccounts, room: instrumentCount });
  const population = openPopulation(allocateColumns(COLUMNS, lengthsOf(all)), instrumentCount);
  let account = 0;
  let line = 0;
  for (const { accounts, room } of all) {
    for (const end = account + accounts; account < end; account += 1) {
      line = layOut(population.records, account, line, room);
    }
  }
  population.role.fill(ROLE_VENUE, 0, VENUE_ACCOUNTS);
  population.agentClass.fill(NO_CLASS, 0, VENUE_ACCOUNTS);
  population.role.fill(ROLE_VENUE, population.accountCount - ownAccounts);
  population.agentClass.fill(NO_CLASS, population.accountCount - ownAccounts);
  return population;
}

/** Views of a population in shared memory; throws when the buffer holds something else. */
export function openPopulation(buffer: SharedArrayBuffer, instrumentCount: number): Population {
  const { lines, records, ...columns } = openColumns(buffer, COLUMNS);
  return {
    accountCount: lines.length,
    instrumentCount,
    buffer,
    records: openRecords(lines, records),
    ...columns,
  };
}

function venueGroup(instrumentCount: number): AccountGroup {
  return { accounts: VENUE_ACCOUNTS, room: instrumentCount };
}

function lengthsOf(groups: readonly AccountGroup[]): Record<keyof typeof COLUMNS, number> {
  let count = 0;
  let lines = 0;
  for (const { accounts, room } of groups) {
    count += accounts;
    lines += accounts * linesOf(room);
  }
  const each = { lines: count, equity: count, role: count, agentClass: count };
  return { ...each, trigger: count, appetite: count, reactionUs: count, records: lines * DOUBLES_PER_LINE };
}
