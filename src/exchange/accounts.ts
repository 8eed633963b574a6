/**
 * Who holds accounts on the venue, and the columns that describe them at the start.
 *
 * The first accounts belong to the venue itself, in this fixed order; agents follow. Every account has the same
 * columns, so that conservation is one sum over all of them.
 */
import { allocateColumns, openColumns } from '../base/columns.ts';
import type { AccountIndex } from '../base/units.ts';

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

const COLUMN_COUNT = 7;

/**
 * The population at time zero, over shared memory. Built once, read by every path, never written afterwards.
 * `lots` is [accountCount x instrumentCount], account-major, + long; all other columns are [accountCount].
 */
export interface Population {
  readonly accountCount: number;
  readonly instrumentCount: number;
  readonly buffer: SharedArrayBuffer;
  /** Quanta; equity at the start, when every position is at its entry price. */
  readonly equity: Float64Array;
  readonly lots: Float64Array;
  readonly role: Float64Array;
  /** Index into the scenario's classes, -1 for the venue's own accounts. */
  readonly agentClass: Float64Array;
  /** Meaning by kind of agent: stop-loss equity (quanta) or price-fall trigger (log); 0 when unused. */
  readonly trigger: Float64Array;
  /** Meaning by kind of agent: limit of further payments (quanta) or leverage to buy with; 0 when unused. */
  readonly appetite: Float64Array;
  /** Microseconds from what the agent sees to its order. */
  readonly reactionUs: Float64Array;
}

/** Zeroed columns for `accountCount` accounts, the venue's own included. */
export function allocatePopulation(accountCount: number, instrumentCount: number): Population {
  const lengths = [accountCount, accountCount * instrumentCount, ...Array<number>(5).fill(accountCount)];
  const { buffer } = allocateColumns(lengths);
  return openPopulation(buffer, instrumentCount);
}

/** Views of a population in shared memory; throws when the buffer holds something else. */
export function openPopulation(buffer: SharedArrayBuffer, instrumentCount: number): Population {
  const [equity, lots, role, agentClass, trigger, appetite, reactionUs] = openColumns(buffer, COLUMN_COUNT);
  return {
    accountCount: equity!.length,
    instrumentCount,
    buffer,
    equity: equity!,
    lots: lots!,
    role: role!,
    agentClass: agentClass!,
    trigger: trigger!,
    appetite: appetite!,
    reactionUs: reactionUs!,
  };
}
