/**
 * What a behaviour may see and do. Behaviours decide; the kernel applies what they ask for, after the delay that
 * their reaction takes. They have no clock, no files, no random numbers (whatever is personal about an agent was drawn
 * with it) and change nothing but their own memory.
 */
import type { AccountIndex, InstrumentIndex, Lots, Ppm, QuoteQuanta, SimTimeUs } from '../base/units.ts';
import type { OrderPurpose } from '../exchange/fact.ts';

/** What a venue tells everybody about liquidations: sums since the start. */
export interface LiquidationFeed {
  /** Different accounts that were liquidated. */
  readonly accounts: number;
  /** Notional of liquidation orders that closed longs, and shorts; quanta. */
  readonly longNotional: QuoteQuanta;
  readonly shortNotional: QuoteQuanta;
}

/** Read-only sight of the market and of an agent's own account. */
export interface AgentView {
  readonly nowUs: SimTimeUs;
  readonly instrumentCount: number;
  /** A spot asset: what is held of it is collateral, not a position to trade. */
  isAsset(instrument: InstrumentIndex): boolean;
  /** Mark price in ticks. */
  markTicksOf(instrument: InstrumentIndex): number;
  /** Outside price in ticks: the index that the mark leans on. */
  indexTicksOf(instrument: InstrumentIndex): number;
  /** What one lot gains, to first order, when its underlying doubles: its notional, of an option delta x that; signed. */
  deltaPerLotOf(instrument: InstrumentIndex): QuoteQuanta;
  /** True while trading is halted: an order would wait. */
  isHalted(instrument: InstrumentIndex): boolean;
  /** One side's open lots over all accounts. */
  openInterestOf(instrument: InstrumentIndex): Lots;
  /** Accounts on the venue that are not its own. */
  readonly accountCount: number;
  /** The venue's liquidation feed, since the start. */
  readonly liquidations: LiquidationFeed;
  /** Value of one lot at the mark. */
  markPerLotOf(instrument: InstrumentIndex): QuoteQuanta;
  /** Rate of the next funding payment as it stands, share of notional for one funding interval: + longs pay. */
  fundingRateOf(instrument: InstrumentIndex): number;
  lotsOf(account: AccountIndex, instrument: InstrumentIndex): Lots;
  equityOf(account: AccountIndex): QuoteQuanta;
  maintenanceOf(account: AccountIndex): QuoteQuanta;
  /** False while the account is being liquidated and after it was. */
  isActive(account: AccountIndex): boolean;
  /** Loss of the insurance fund so far, as a share of what it started with, 0 to 1; 0 for a fund that starts empty. */
  readonly fundLossShare: number;
  /** Personal parameters of the population; see `Population`. */
  triggerOf(account: AccountIndex): number;
  appetiteOf(account: AccountIndex): number;
  reactionUsOf(account: AccountIndex): SimTimeUs;
}

/** Takes commands; `delayUs` is simulated time until the command arrives at the venue. */
export interface CommandSink {
  order(
    account: AccountIndex,
    instrument: InstrumentIndex,
    lots: Lots,
    purpose: OrderPurpose,
    delayUs: SimTimeUs,
  ): void;
  deposit(account: AccountIndex, amount: QuoteQuanta, delayUs: SimTimeUs): void;
  /** Asks for money to be paid out: what of it is free is. */
  withdraw(account: AccountIndex, amount: QuoteQuanta, delayUs: SimTimeUs): void;
  quote(account: AccountIndex, instrument: InstrumentIndex, bidPpm: Ppm, askPpm: Ppm): void;
  /** How far from the mid the account quotes from now on, ppm of the price. */
  spread(account: AccountIndex, instrument: InstrumentIndex, halfPpm: Ppm): void;
  offload(account: AccountIndex, instrument: InstrumentIndex, lots: Lots): void;
}

/** One class of agents at work. Absent reactions are reactions that the class does not have. */
export interface Behaviour {
  /** Time between two calls of `onWake`; 0 when the class does not watch the market. */
  readonly wakeIntervalUs: SimTimeUs;
  onWake?(view: AgentView, commands: CommandSink): void;
  /** Equity fell below the warning level. */
  onMarginCall?(
    view: AgentView,
    account: AccountIndex,
    equity: QuoteQuanta,
    maintenance: QuoteQuanta,
    commands: CommandSink,
  ): void;
  /** The venue began to liquidate the account; what it quoted is gone from the book. */
  onBreach?(account: AccountIndex): void;
  /** Equity fell below the account's own stop. */
  onStop?(view: AgentView, account: AccountIndex, commands: CommandSink): void;
  /** `lots` (signed change of the position) were closed by auto-deleveraging. */
  onDeleveraged?(
    view: AgentView,
    account: AccountIndex,
    instrument: InstrumentIndex,
    lots: Lots,
    commands: CommandSink,
  ): void;
  /** An order of the account has arrived, filled or not. */
  onOrder?(account: AccountIndex): void;
  /** Equity at which `onStop` is wanted for the account, or -Infinity. */
  stopOf?(view: AgentView, account: AccountIndex): QuoteQuanta;
}

/** The accounts of one class: [first, end). */
export interface AccountRange {
  readonly first: AccountIndex;
  readonly end: AccountIndex;
}
