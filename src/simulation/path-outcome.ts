/**
 * What one path leaves behind: its fingerprint, its tally, samples over time and the journal of facts. Typed arrays
 * throughout, so that a worker hands it over without copying.
 */
import type { AccountIndex, QuoteQuanta, SimTimeUs } from '../base/units.ts';
import type { LossTally } from './loss-tally.ts';
import type { CoMovementRecord } from './co-movement.ts';
import type { ControlRecord } from './control-record.ts';
import type { MarginRecord } from './margin-record.ts';
import type { PathWork } from './path-work.ts';

/** Facts in order, one element a fact in each column; see `exchange/fact.ts` for their meaning. */
export interface JournalColumns {
  readonly count: number;
  readonly timeUs: Float64Array;
  readonly rank: Uint8Array;
  /** Sequence number of the event that caused the fact. */
  readonly sequence: Float64Array;
  /** Index into FACT_KINDS. */
  readonly kind: Uint8Array;
  readonly account: Int32Array;
  readonly instrument: Int16Array;
  readonly lots: Float64Array;
  readonly value: Float64Array;
  readonly a: Float64Array;
  readonly b: Float64Array;
}

/**
 * Facts as files keep them: price facts are missing, and a running checksum over them stands in each of the others.
 * Columns may have room for more than `count` facts.
 */
export interface StoredFacts extends JournalColumns {
  /** Place of the fact among all of its path, from 0; price facts leave gaps. */
  readonly n: Int32Array;
  /** Checksum over the path's price facts before this one; a whole number below 2^53. */
  readonly prices: Float64Array;
}

/** State at regular times; matrices are [count x instrumentCount], row-major, one row a sample. */
export interface SeriesColumns {
  readonly count: number;
  readonly instrumentCount: number;
  readonly timeUs: Float64Array;
  /** Quanta. */
  readonly fundEquity: Float64Array;
  /** Quanta, cumulative. */
  readonly uncoveredLoss: Float64Array;
  /** Ticks: outside price, mark price, price at which the book would trade. */
  readonly indexTicks: Float64Array;
  readonly markTicks: Float64Array;
  readonly lastTicks: Float64Array;
  /** One side's open interest at the mark, quanta. */
  readonly openInterest: Float64Array;
  /** Cumulative notional, quanta: liquidation fills, and positions closed by deleveraging. */
  readonly liquidated: Float64Array;
  readonly deleveraged: Float64Array;
  /** 1 while trading is halted. */
  readonly halted: Float64Array;
}

/** Sums and extremes of one path, derived from its facts. Money in quanta, times in microseconds, -1: never. */
export interface PathTally extends LossTally {
  fundInitial: QuoteQuanta;
  fundMin: QuoteQuanta;
  fundMinAtUs: SimTimeUs;
  fundFinal: QuoteQuanta;
  /** Liquidation fees received. */
  fundFees: QuoteQuanta;
  /** Equity that came with positions taken over, and deficits that came with them. */
  fundTakeoverGain: QuoteQuanta;
  fundTakeoverLoss: QuoteQuanta;
  fundDeficitsPaid: QuoteQuanta;
  breaches: number;
  /** Accounts that were breached at least once, that met their margin again, and that lost every position. */
  accountsLiquidated: number;
  recoveries: number;
  accountsClosed: number;
  liquidationOrders: number;
  liquidatedNotional: QuoteQuanta;
  /** The part of it that closed longs. */
  liquidatedLongNotional: QuoteQuanta;
  liquidatedByInstrument: QuoteQuanta[];
  /** Most notional that liquidation orders filled in one calendar minute of simulated time, and its start. */
  liquidatedMinuteMax: QuoteQuanta;
  liquidatedMinuteMaxAtUs: SimTimeUs;
  liquidationsDeferred: number;
  takeovers: number;
  takeoverNotional: QuoteQuanta;
  /** Positions that others than the fund took over, in whole or part, and their notional. */
  positionsTaken: number;
  takenNotional: QuoteQuanta;
  /** What these takers have at the end beyond what they started with, all together. */
  takerGain: QuoteQuanta;
  /** Takers that fell below their own maintenance margin at least once. */
  takersLiquidated: number;
  auctions: number;
  /** Auctions that ended with positions left over. */
  auctionsUnsold: number;
  deleveragings: number;
  accountsDeleveraged: number;
  deleveragedNotional: QuoteQuanta;
  deleveragedByInstrument: QuoteQuanta[];
  uncoveredLoss: QuoteQuanta;
  halts: number;
  /** Halted time summed over instruments. */
  haltedUs: SimTimeUs;
  marginCalls: number;
  deposits: QuoteQuanta;
  /** Money that agents asked to be paid out, what was paid, and the longest that a request waited for its turn. */
  withdrawalsAsked: QuoteQuanta;
  withdrawalsPaid: QuoteQuanta;
  withdrawalWaitMaxUs: SimTimeUs;
  /** Operational faults that began. */
  faults: number;
  /** Notional of agents' orders that faults delayed (each time that they did), and that they made lost. */
  ordersDelayed: QuoteQuanta;
  ordersLost: QuoteQuanta;
  /** The same of deposits and requests for withdrawals; money. */
  transfersDelayed: QuoteQuanta;
  transfersLost: QuoteQuanta;
  /** Notional that agents' own orders filled, in the order of ORDER_PURPOSES. */
  orderedByPurpose: QuoteQuanta[];
  /** Inventory that market makers handed to the external account. */
  offloadedNotional: QuoteQuanta;
  makersLiquidated: number;
  /** Funding that payers paid, and what the insurance fund received of it net of what it paid. */
  fundingPaid: QuoteQuanta;
  fundFunding: QuoteQuanta;
  /** Equity at the end minus at the start of all accounts that attack the fund together. */
  adversaryProfit: QuoteQuanta;
  firstBreachAtUs: SimTimeUs;
  firstTakeoverAtUs: SimTimeUs;
  firstTakerBreachAtUs: SimTimeUs;
  firstDeleveragingAtUs: SimTimeUs;
  firstUncoveredLossAtUs: SimTimeUs;
  firstHaltAtUs: SimTimeUs;
  /** Lowest log(mark / initial mark), lowest log(index / initial index), and lowest log(book's price / index) by instrument, at mark updates. */
  markLowLog: number[];
  indexLowLog: number[];
  dislocationLowLog: number[];
  /** The highest of the same, at least 0. */
  markHighLog: number[];
  indexHighLog: number[];
  dislocationHighLog: number[];
  /** Funding that longs paid (+) or received (-) in all. */
  longFundingByInstrument: QuoteQuanta[];
  openInterestInitial: QuoteQuanta[];
  openInterestFinal: QuoteQuanta[];
}

export interface PathFailure {
  /** 'invariant': a rule of the simulator broke; 'error': anything else. */
  readonly kind: 'invariant' | 'error';
  readonly message: string;
  /** Key of the event that was being applied. */
  readonly timeUs: SimTimeUs;
  readonly rank: number;
  readonly sequence: number;
}

/** What a path comes to: small, whatever its length. */
export interface PathResult {
  readonly path: number;
  readonly failure: PathFailure | null;
  /** SHA-256 over the applied facts and the final state; of what was applied when the path failed. */
  readonly digest: string;
  readonly tally: PathTally;
  /** Margin over time; null where margin stays as it is, and for a path that was read back from disk. */
  readonly margin: MarginRecord | null;
  /** How prices moved together; null where there is nothing to compare, left out for a path that was read back from disk. */
  readonly coMovement?: CoMovementRecord | null;
  /** Controls that left their first state; none of a path that was read back from disk. */
  readonly controls: readonly ControlRecord[];
  readonly eventCount: number;
  /** Accounts that the breach watch derived. */
  readonly accountChecks: number;
  readonly work: PathWork;
  /** Facts of the path, price facts among them. */
  readonly factCount: number;
  /** Checksum over all price facts of the path. */
  readonly prices: number;
}

/** A path with what it left over time. */
export interface PathOutcome extends PathResult {
  readonly series: SeriesColumns;
  /** Every fact; of a path whose facts went to disk, those that a report tells (see `results/highlights.ts`). */
  readonly journal: JournalColumns;
}

/** What the population looks like, told once a run. */
export interface PopulationSummary {
  readonly accounts: number;
  readonly equity: QuoteQuanta;
  /** Gross notional of both sides / equity. */
  readonly leverage: number;
  readonly classes: readonly {
    readonly name: string;
    readonly kind: string;
    readonly firstAccount: AccountIndex;
    readonly accounts: number;
    readonly equity: QuoteQuanta;
    readonly longNotional: QuoteQuanta;
    readonly shortNotional: QuoteQuanta;
    /** By how much netting stretched (above 1) or shrank the class's positions to meet open interest. */
    readonly stretch: number;
  }[];
}
