/**
 * What the simulation asks of an exchange. The kernel schedules, the exchange changes state; nothing else crosses.
 * A second implementation, written from the rules with plain objects, stands in the tests as its oracle.
 */
import type { Fingerprint } from '../base/fingerprint.ts';
import type { AccountIndex, InstrumentIndex, Lots, Ppm, QuoteQuanta, SimTimeUs, Ticks } from '../base/units.ts';
import type { BreachList, WatchWork } from './breach-watch.ts';
import type { OrderPurpose } from './fact.ts';
import type { LossRecord } from './loss/loss-book.ts';
import type { MarginChange } from './venue-rules.ts';
import type { Service } from './venue-switches.ts';

/** What comes after a liquidation step: nothing, or another step at `atUs`. */
export type LiquidationNext = { readonly kind: 'done' } | { readonly kind: 'again'; readonly atUs: SimTimeUs };

/** Counters that no result depends on. */
export interface ExchangeWork {
  readonly watch: Readonly<WatchWork>;
  /** Passes over everybody that rankings for auto-deleveraging took. */
  readonly rankingPasses: number;
}

/** What all accounts together are required to hold; quanta. */
export interface MarginMeasure {
  /** Of accounts with a position, after haircuts. */
  readonly equity: QuoteQuanta;
  /** By model. */
  readonly initial: readonly QuoteQuanta[];
  readonly maintenance: readonly QuoteQuanta[];
  /** Maintenance margin that all positions would need alone, by the venue's model. */
  readonly standalone: QuoteQuanta;
}

export interface ExchangePort {
  readonly accountCount: number;
  readonly instrumentCount: number;

  /** Time zero: what happens by the clock of the venue asks to be woken. */
  start(): void;
  /** Moves simulated time on; books recover. Called before every other transition, with rising times. */
  advanceTo(nowUs: SimTimeUs): void;
  /** New outside prices, as log returns since the start [instrumentCount], one tick of `tickUs` after the last. */
  applyReference(logReturns: Float64Array, tickUs: SimTimeUs): void;
  /** Brings mark prices up to date, trips halts and keeps the fund solvent. */
  updateMarks(): void;
  /** Accounts below a threshold at the current marks. Records margin calls; breached accounts become liquidating. */
  collectBreaches(out: BreachList): void;
  /** One liquidation step of a liquidating account, re-derived from the state as it is now. */
  liquidate(account: AccountIndex): LiquidationNext;
  /** Models that `measureMargin` measures by, the venue's own first; none where margin stays as it is. */
  readonly marginModels: readonly string[];
  measureMargin(): MarginMeasure;
  /** Sells part of the fund's inventory. */
  unwindInventory(): void;
  /** One of the venue's mechanisms asked to be woken now. */
  onTimer(mechanism: number, a: number, b: number): void;
  /** Ends a halt. */
  resumeTrading(instrument: InstrumentIndex): void;
  /** Keeps an agent's order that meets a halt for the auction at its end; false where trading just goes on then. */
  keepForAuction?(account: AccountIndex, instrument: InstrumentIndex, lots: Lots, purpose: OrderPurpose): boolean;
  /** Sets margin rates of some instruments to a multiple of the scenario's own. */
  changeMargins(change: Omit<MarginChange, 'atUs'>): void;
  /** The venue's own estimate of volatility sets margin rates anew. */
  recalibrateMargins(): void;
  /** An agent's market order; fills what it can. */
  placeOrder(account: AccountIndex, instrument: InstrumentIndex, lots: Lots, purpose: OrderPurpose): void;
  /** Fresh money for an account. */
  deposit(account: AccountIndex, amount: QuoteQuanta): void;
  /** Pays an account what it asked for at `askedAtUs`, as far as it is free. */
  withdraw(account: AccountIndex, amount: QuoteQuanta, askedAtUs: SimTimeUs): void;
  /** A market maker's quotes from now on, as shares of its full depth. */
  setQuote(account: AccountIndex, instrument: InstrumentIndex, bidPpm: Ppm, askPpm: Ppm): void;
  /** How far from the mid a market maker quotes from now on, ppm of the price. */
  setSpread(account: AccountIndex, instrument: InstrumentIndex, halfPpm: Ppm): void;
  /** A market maker hands inventory (signed: its own trade) to the external account, as far as the rate allows. */
  offload(account: AccountIndex, instrument: InstrumentIndex, lots: Lots): void;
  /** Sets the equity below which the account's own stop triggers; -Infinity for none. */
  setStop(account: AccountIndex, equity: QuoteQuanta): void;

  equityOf(account: AccountIndex): QuoteQuanta;
  maintenanceOf(account: AccountIndex): QuoteQuanta;
  cashOf(account: AccountIndex): QuoteQuanta;
  lotsOf(account: AccountIndex, instrument: InstrumentIndex): Lots;
  costOf(account: AccountIndex, instrument: InstrumentIndex): QuoteQuanta;
  isActive(account: AccountIndex): boolean;
  markTicksOf(instrument: InstrumentIndex): Ticks;
  indexTicksOf(instrument: InstrumentIndex): Ticks;
  /** Notional of one lot at the mark, quanta of the quote currency. */
  notionalPerLotOf(instrument: InstrumentIndex): QuoteQuanta;
  /** Price at which the book would trade now, ticks, not rounded. */
  lastTicksOf(instrument: InstrumentIndex): number;
  /** log(price of the book / outside price), and how the last order in that book changed it. */
  displacementLogOf(instrument: InstrumentIndex): number;
  lastMoveLogOf(instrument: InstrumentIndex): number;
  /** One side's open lots over all accounts; 0 for a spot asset, whose balances are no positions. */
  openInterestOf(instrument: InstrumentIndex): Lots;
  haltedUntilUsOf(instrument: InstrumentIndex): SimTimeUs;
  /**
   * Rate of the next funding payment as it stands now: a share of notional for one funding interval, longs pay shorts
   * where it is positive. 0 without funding.
   */
  fundingRateOf(instrument: InstrumentIndex): number;
  /** Time until which a service is off as far as is known, 0 when it is on. */
  stoppedUntilUsOf(service: Exclude<Service, 'matching'>): SimTimeUs;
  /** The same of matching in one instrument, for other reasons than a halt. */
  matchingStoppedUntilUsOf(instrument: InstrumentIndex): SimTimeUs;
  fundEquity(): QuoteQuanta;
  fundHasInventory(): boolean;
  /** True when a trade or a reopening since the last mark update may have moved a mark. */
  marksAreStale(): boolean;
  /** True when accounts may have been left below a threshold although no mark has moved since the last look. */
  breachCheckIsDue(): boolean;
  /** What it has done so far, for those who ask why a path is slow. */
  work(): ExchangeWork;

  /** Losses beyond accounts' equity, and what deleveraging asked of whom, so far. */
  lossRecord?(): LossRecord;

  /** Throws InvariantError unless every invariant holds now. */
  audit(): void;
  /** Adds accounts, prices, halts and books to a fingerprint. */
  addTo(fingerprint: Fingerprint): void;
}
