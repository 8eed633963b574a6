/**
 * The exchange's state: accounts as compact records, costs beside them, and what is known of each instrument. Only
 * modules of `exchange/` write it, and only `ledger.ts` writes settled money, lots and costs.
 *
 * Invariant: sum over accounts of lots is zero for each instrument, and the sum of settled money is the money that
 * the path started with, less what positions cost. Both hold exactly: every figure is a whole number below 2^53.
 */
import { assert } from '../base/assert.ts';
import { PPM_PER_UNIT, type AccountIndex, type InstrumentIndex, type Lots, type QuoteQuanta } from '../base/units.ts';
import { NO_INSTRUMENT, valuePerLot, type Instrument } from '../instruments/instrument.ts';
import { buildTierColumns, type TierColumns } from '../margin/tier-table.ts';
import {
  DOUBLES_PER_LINE,
  findPosition,
  firstIdOf,
  firstPositionOf,
  openRecords,
  positionsOf,
  setHasStop,
  setLots,
  SETTLED_DOUBLE,
  type AccountRecords,
} from './account-records.ts';
import { EXTERNAL_LIQUIDITY, INSURANCE_FUND, OUTSIDE_WORLD, type Population } from './accounts.ts';
import type { AccountMargin } from './account-margin.ts';
import { ChangeLog } from './change-log.ts';
import { PathMemory } from './path-memory.ts';
import type { VenueRules } from './venue-rules.ts';

/** Account is trading as usual. */
export const STATUS_ACTIVE = 0;
/** A liquidation of the account is under way. */
export const STATUS_LIQUIDATING = 1;
/** The account was liquidated and holds no position any more; it may trade again only after a deposit. */
export const STATUS_CLOSED = 2;

/** [instrumentCount] each: multiples of the scenario's own margin rates that are in force. */
export interface MarginMultiples {
  readonly maintenancePpm: Float64Array;
  readonly initialPpm: Float64Array;
}

export interface ExchangeState {
  readonly accountCount: number;
  readonly instrumentCount: number;
  readonly instruments: readonly Instrument[];
  /** [instrumentCount] margin tables in force, and how they came from the scenario's; see `margin-terms.ts`. */
  readonly tiers: TierColumns[];
  readonly marginMultiples: MarginMultiples;
  /** This path's own copy, over shared memory. */
  readonly records: AccountRecords;
  /** Laid out like `records.doubles`: signed value at which the open lots of a position were entered, quanta. */
  readonly costs: Float64Array;
  /** [accountCount] equity below which an agent's own stop triggers; read where the record says that there is one. */
  readonly stopEquity: Float64Array;
  /** Accounts that the ledger has touched. */
  readonly changes: ChangeLog;
  /** [instrumentCount] lots of all longs, the venue's own accounts included. */
  readonly longLots: Float64Array;
  /** Money that left the venue by withdrawals so far. */
  paidOut: QuoteQuanta;
  /** Rises whenever a mark changes. */
  markVersion: number;
  /** [instrumentCount] whole ticks. */
  readonly markTicks: Float64Array;
  /** [instrumentCount] spot instrument in which each settles, NO_INSTRUMENT for the quote currency. */
  readonly settlesIn: Int32Array;
  /** [instrumentCount] 1: positions are balances of an asset, not contracts. */
  readonly isSpot: Uint8Array;
  /** Null where margin is that of `tiers` and everything settles in the quote currency. */
  portfolio: AccountMargin | null;
  /**
   * [instrumentCount] value of one lot at the mark, quanta of what it settles in: a whole number, but for a spot
   * asset. Always in step with `markTicks`.
   */
  readonly markPerLot: Float64Array;
  /** [instrumentCount] outside price, whole ticks. */
  readonly indexTicks: Float64Array;
  /** [instrumentCount] simulated time until which trading is stopped, 0 when it is not. */
  readonly haltedUntilUs: Float64Array;
  /** [instrumentCount] rate at which funding would be paid now, a share of notional; see `readable-exchange.ts`. */
  readonly fundingRates: Float64Array;
}

/** Columns of a path's state that threads which help it read, by the names under which memory lends them. */
export interface SharedState extends Readonly<Record<string, SharedArrayBuffer>> {
  readonly records: SharedArrayBuffer;
  readonly stops: SharedArrayBuffer;
  /** [instrumentCount] mark of a lot. */
  readonly marks: SharedArrayBuffer;
  /** [2 x instrumentCount] maintenance multiples, then initial ones. */
  readonly multiples: SharedArrayBuffer;
}

/** Memory for the shared columns of one path. */
export function allocateSharedState(
  population: Pick<Population, 'accountCount' | 'instrumentCount' | 'records'>,
): SharedState {
  const { accountCount, instrumentCount, records } = population;
  return {
    records: PathMemory.allocate(records.doubles.length),
    stops: PathMemory.allocate(accountCount),
    marks: PathMemory.allocate(instrumentCount),
    multiples: PathMemory.allocate(2 * instrumentCount),
  };
}

/** Bytes that a path takes for its own state of a population, by its records' bytes: a copy, costs and stops. */
export function sizeState(accountCount: number, recordBytes: number): number {
  return 2 * recordBytes + accountCount * Float64Array.BYTES_PER_ELEMENT;
}

/**
 * State at time zero: everybody holds what the population says, entered at the initial mark price. Its large columns
 * are lent by `memory`, until the next state is.
 */
export function createState(
  venue: VenueRules,
  population: Population,
  memory: PathMemory = new PathMemory(),
): ExchangeState {
  const instrumentCount = venue.instruments.length;
  const perInstrument = (): Float64Array => new Float64Array(instrumentCount);
  const records = copyRecords(population.records, memory);
  const multiples = memory.lend('multiples', 2 * instrumentCount).fill(PPM_PER_UNIT);
  const state: ExchangeState = {
    accountCount: population.accountCount,
    instrumentCount,
    instruments: venue.instruments,
    tiers: venue.tiers.map(buildTierColumns),
    marginMultiples: {
      maintenancePpm: multiples.subarray(0, instrumentCount),
      initialPpm: multiples.subarray(instrumentCount),
    },
    records,
    costs: memory.lend('costs', population.records.doubles.length),
    stopEquity: memory.lend('stops', population.accountCount).fill(-Infinity),
    changes: new ChangeLog(records),
    longLots: perInstrument(),
    paidOut: 0,
    markVersion: 0,
    markTicks: perInstrument(),
    markPerLot: memory.lend('marks', instrumentCount),
    indexTicks: perInstrument(),
    haltedUntilUs: perInstrument(),
    fundingRates: perInstrument(),
    settlesIn: Int32Array.from(venue.instruments, ({ settlesIn }) => settlesIn),
    isSpot: Uint8Array.from(venue.instruments, ({ contract }) => (contract.kind === 'spot' ? 1 : 0)),
    portfolio: null,
  };
  venue.instruments.forEach((instrument, i) => {
    state.indexTicks[i] = instrument.priceInitialTicks;
    setMark(state, i, instrument.priceInitialTicks);
  });
  for (let account = 0; account < population.accountCount; account += 1) {
    enter(state, account, initialCashOf(account, venue, population));
  }
  if (venue.portfolio !== null) bringBalances(state);
  return state;
}

/** Lines stay the population's own: a record's place never changes. */
function copyRecords({ lines, doubles }: AccountRecords, memory: PathMemory): AccountRecords {
  const copy = memory.lend('records', doubles.length);
  copy.set(doubles);
  return openRecords(lines, copy);
}

/** Enters an account's positions at the mark; `cash` is what it brings. */
function enter(state: ExchangeState, account: AccountIndex, cash: QuoteQuanta): void {
  const { records, costs, markPerLot, longLots } = state;
  const first = firstPositionOf(records, account);
  const ids = firstIdOf(records, account);
  let settled = cash;
  for (let k = 0; k < positionsOf(records, account); k += 1) {
    const i = records.bytes[ids + k];
    const lots = records.doubles[first + k];
    if (lots > 0) longLots[i] += lots;
    // A balance is part of the equity that the account brings.
    if (state.isSpot[i] === 1) {
      settled -= Math.ceil(lots * markPerLot[i]);
      continue;
    }
    const cost = lots * markPerLot[i];
    costs[first + k] = cost;
    if (state.settlesIn[i] === NO_INSTRUMENT) settled -= cost;
  }
  records.doubles[records.lines[account] * DOUBLES_PER_LINE + SETTLED_DOUBLE] = settled;
}

/** What coin-settled positions cost is owed in coin, and balances come from the outside world. */
function bringBalances(state: ExchangeState): void {
  const { records, costs, isSpot, settlesIn } = state;
  const brought = new Float64Array(state.instrumentCount);
  for (let account = 0; account < state.accountCount; account += 1) {
    const first = firstPositionOf(records, account);
    const ids = firstIdOf(records, account);
    for (let k = 0; k < positionsOf(records, account); k += 1) {
      const i = records.bytes[ids + k];
      if (isSpot[i] === 1) brought[i] += records.doubles[first + k];
    }
    for (let k = 0; k < positionsOf(records, account); k += 1) {
      const coin = settlesIn[records.bytes[ids + k]];
      if (coin === NO_INSTRUMENT || costs[first + k] === 0) continue;
      const balance = findPosition(records, account, coin);
      assert(balance >= 0, 'an account with a coin-settled position has a balance of the coin');
      records.doubles[balance] -= costs[first + k];
    }
  }
  for (let i = 0; i < state.instrumentCount; i += 1) {
    if (isSpot[i] === 1) setLots(records, OUTSIDE_WORLD, i, -brought[i]);
  }
  recountLongs(state);
}

/** Longs of balances after all that was owed in coin was booked. */
function recountLongs(state: ExchangeState): void {
  const { records, longLots, isSpot } = state;
  for (let i = 0; i < state.instrumentCount; i += 1) if (isSpot[i] === 1) longLots[i] = 0;
  for (let account = 0; account < state.accountCount; account += 1) {
    const first = firstPositionOf(records, account);
    const ids = firstIdOf(records, account);
    for (let k = 0; k < positionsOf(records, account); k += 1) {
      const i = records.bytes[ids + k];
      if (isSpot[i] === 1) longLots[i] += Math.max(0, records.doubles[first + k]);
    }
  }
}

function initialCashOf(account: AccountIndex, venue: VenueRules, population: Population): QuoteQuanta {
  if (account === INSURANCE_FUND) return venue.insuranceFund.initial;
  return account === EXTERNAL_LIQUIDITY ? 0 : population.equity[account];
}

/** Sets one mark price and the value that follows from it. */
export function setMark(state: ExchangeState, instrument: number, ticks: number): void {
  if (state.markTicks[instrument] === ticks) return;
  state.markVersion += 1;
  state.markTicks[instrument] = ticks;
  const terms = state.instruments[instrument];
  const coin = terms.settlesIn;
  const coinQuantum = coin === NO_INSTRUMENT ? 0 : state.instruments[coin].lotSizeUnits;
  state.markPerLot[instrument] = valuePerLot(terms, ticks, coinQuantum);
}

export function lotsOf(state: ExchangeState, account: AccountIndex, instrument: InstrumentIndex): Lots {
  const position = findPosition(state.records, account, instrument);
  return position < 0 ? 0 : state.records.doubles[position];
}

/** Signed value at which the open lots were entered. */
export function costOf(state: ExchangeState, account: AccountIndex, instrument: InstrumentIndex): QuoteQuanta {
  const position = findPosition(state.records, account, instrument);
  return position < 0 ? 0 : state.costs[position];
}

/** Cash minus the cost of all open lots. */
export function settledOf(state: ExchangeState, account: AccountIndex): QuoteQuanta {
  return state.records.doubles[state.records.lines[account] * DOUBLES_PER_LINE + SETTLED_DOUBLE];
}

/** Settled money as people count it: what is left when every position closes at its cost. */
export function cashOf(state: ExchangeState, account: AccountIndex): QuoteQuanta {
  const { records, costs } = state;
  const first = firstPositionOf(records, account);
  const ids = firstIdOf(records, account);
  let cash = settledOf(state, account);
  for (let k = 0; k < positionsOf(records, account); k += 1) {
    // What coin-settled positions cost is no money of the quote currency.
    if (state.settlesIn[records.bytes[ids + k]] === NO_INSTRUMENT) cash += costs[first + k];
  }
  return cash;
}

/** Sets an account's own stop; -Infinity for none. */
export function setStop(state: ExchangeState, account: AccountIndex, equity: QuoteQuanta): void {
  state.stopEquity[account] = equity;
  setHasStop(state.records, account, equity !== -Infinity);
}
