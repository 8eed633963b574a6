/**
 * The breach watch: which accounts have crossed a threshold that somebody waits for. One small interface, so that a
 * watch that need not visit every account can replace the naive one, with the naive one as its oracle: both must
 * flag the same accounts at the same events.
 */
import type { AccountIndex, QuoteQuanta } from '../base/units.ts';
import { hasStop, isWarned } from './account-records.ts';
import type { ExchangeState } from './state.ts';
import { isLiquidatable } from './valuation.ts';

/** Equity below maintenance margin. */
export const FLAG_MAINTENANCE = 1;
/** Equity below the warning ratio times maintenance margin. */
export const FLAG_WARNING = 2;
/** Equity below the account's own stop. */
export const FLAG_STOP = 4;

/** Accounts with at least one crossed threshold, by rising index, with the figures that decided it. */
export interface BreachList {
  count: number;
  /** Columns grow as needed: do not keep them. */
  accounts: Int32Array;
  flags: Uint8Array;
  equity: Float64Array;
  maintenance: Float64Array;
}

/** What a watch has done so far: why a path is slow, and nothing that its results depend on. */
export interface WatchWork {
  /** Times that `collectInto` was called. */
  looks: number;
  /** Accounts whose equity and maintenance margin were computed: in all, and most in one look. */
  accountsDerived: number;
  accountsDerivedMax: number;
  /** Looks by accounts derived: [0] none, [k] from 2^(k-1) to 2^k - 1. */
  readonly looksByDerived: number[];
  /** Levels of an index that were passed on the way to the accounts that they hold. */
  levelsScanned: number;
  /** Looks that went through every account, derived or not. */
  sweeps: number;
  /** Changed accounts that needed another place in an index. */
  accountsReplaced: number;
  /** Pieces of a look that other threads did. */
  handOvers: number;
}

export interface BreachWatch {
  readonly work: Readonly<WatchWork>;
  /** Fills `out` with every active account below a threshold at the current mark prices. */
  collectInto(out: BreachList): void;
  /** An account's cash, positions, status or own thresholds changed. */
  accountChanged(account: AccountIndex): void;
  /** Margin rates changed: nothing that follows from them holds any more. */
  parametersChanged(): void;
}

const CAPACITY_INITIAL = 256;
/** None, and one for each power of two that an index of an account can reach. */
const DERIVED_BINS = 32;

export function createWatchWork(): WatchWork {
  return {
    looks: 0,
    accountsDerived: 0,
    accountsDerivedMax: 0,
    looksByDerived: Array<number>(DERIVED_BINS).fill(0),
    levelsScanned: 0,
    sweeps: 0,
    accountsReplaced: 0,
    handOvers: 0,
  };
}

/** One look is done; it derived `accounts`. */
export function countLook(work: WatchWork, accounts: number): void {
  work.looks += 1;
  work.accountsDerived += accounts;
  work.accountsDerivedMax = Math.max(work.accountsDerivedMax, accounts);
  work.looksByDerived[32 - Math.clz32(accounts)] += 1;
}

export function createBreachList(): BreachList {
  return {
    count: 0,
    accounts: new Int32Array(CAPACITY_INITIAL),
    flags: new Uint8Array(CAPACITY_INITIAL),
    equity: new Float64Array(CAPACITY_INITIAL),
    maintenance: new Float64Array(CAPACITY_INITIAL),
  };
}

/** Which thresholds an account with these figures has crossed: a sum of flags, 0 for none. */
export function flagsOf(
  state: Pick<ExchangeState, 'records' | 'stopEquity'>,
  account: AccountIndex,
  equity: QuoteQuanta,
  maintenance: QuoteQuanta,
  warningRatio: number,
): number {
  let flags = 0;
  if (isLiquidatable(equity, maintenance)) flags |= FLAG_MAINTENANCE;
  if (equity < warningRatio * maintenance && !isWarned(state.records, account)) flags |= FLAG_WARNING;
  if (hasStop(state.records, account) && equity < state.stopEquity[account]) flags |= FLAG_STOP;
  return flags;
}

/** Appends one account to the list. */
export function appendBreach(
  out: BreachList,
  account: AccountIndex,
  flags: number,
  equity: QuoteQuanta,
  maintenance: QuoteQuanta,
): void {
  const n = out.count;
  if (n === out.accounts.length) grow(out);
  out.accounts[n] = account;
  out.flags[n] = flags;
  out.equity[n] = equity;
  out.maintenance[n] = maintenance;
  out.count = n + 1;
}

function grow(list: BreachList): void {
  const capacity = 2 * list.accounts.length;
  const { accounts, flags, equity, maintenance } = list;
  list.accounts = new Int32Array(capacity);
  list.flags = new Uint8Array(capacity);
  list.equity = new Float64Array(capacity);
  list.maintenance = new Float64Array(capacity);
  list.accounts.set(accounts);
  list.flags.set(flags);
  list.equity.set(equity);
  list.maintenance.set(maintenance);
}
