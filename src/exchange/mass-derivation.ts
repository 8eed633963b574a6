/**
 * Deriving everybody at once, with help: what the graded rescan asks of others when it has to look at all accounts, and
 * how their answers read. Accounts are cut into fixed blocks. Others derive blocks from the last one down, the rescan
 * goes up from the first and takes over what nobody has begun; where they meet, all is derived. A block is a pure
 * function of the state and its codes are taken in the order of accounts, so nothing depends on who derived what.
 */
import { LEVELS_PER_GAUGE, type RescanGauges } from './rescan-gauges.ts';

/**
 * Accounts from which on spare threads are started to help. Deriving takes about 60 ns an account and taking a code over
 * about 14, so that help can save some 10 ms of 20 in a look at so many; below, it is not worth the memory of a thread.
 */
export const MASS_ACCOUNTS_MIN = 250_000;
/** Accounts of a block: a third of a millisecond. */
export const BLOCK_ACCOUNTS = 4_096;

export const CODE_NOWHERE = 0;
export const CODE_CROSSED = 1;
/** The account waits in level code - CODE_LEVEL. */
export const CODE_LEVEL = 2;

export interface MassDerivation {
  /** Others may begin to derive the accounts from `first` up to `end`; the state must not change until all are taken. */
  begin(first: number, end: number): void;
  /** Codes of a block that others derived, by account; null: it is the caller's to derive. Asked once a block, rising. */
  take(block: number): Uint16Array | null;
}

/** Code of an account that was derived while no level has moved: as `RescanSubject.derive` gives radius and gauge. */
export function codeOf(radius: number, gauge: number, gauges: RescanGauges): number {
  if (radius < 0) return CODE_CROSSED;
  if (radius === Infinity) return CODE_NOWHERE;
  return CODE_LEVEL + gauge * LEVELS_PER_GAUGE + gauges.highestLevel(radius);
}
