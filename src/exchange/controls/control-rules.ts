/** What a scenario says of the venue's controls; what each rule does stands in the module of its name. */
import type { InstrumentIndex, Ppm, QuoteQuanta, SimTimeUs, Ticks } from '../../base/units.ts';

/** Trading hours on the clock of the run; rules for the opening and the close go by them. */
export interface SessionRules {
  readonly openUs: SimTimeUs;
  readonly closeUs: SimTimeUs;
}

export interface LimitUpDownRules {
  /** Rising. */
  readonly instruments: readonly InstrumentIndex[];
  readonly tier: 1 | 2;
  /** The reference is the mean of prices over this long, and moves when the mean is this far from it. */
  readonly windowUs: SimTimeUs;
  readonly referenceStepPpm: Ppm;
  readonly limitStateUs: SimTimeUs;
  readonly pauseUs: SimTimeUs;
  readonly extensionUs: SimTimeUs;
  readonly extensionsMax: number;
  /** Bands are twice as wide in the first 15 and the last 25 minutes; Amendment 18 takes most of that back. */
  readonly doubles: boolean;
  readonly amendment18: boolean;
  readonly liquidationsAllowed: boolean;
}

export interface DynamicBreakerRules {
  readonly instruments: readonly InstrumentIndex[];
  /** [instruments] distance from the window's high or low at which trading stops, whole ticks. */
  readonly variantTicks: readonly Ticks[];
  readonly windowUs: SimTimeUs;
  readonly preOpenUs: SimTimeUs;
  /** Within `lateUs` of the close the stop is this short. */
  readonly latePreOpenUs: SimTimeUs;
  readonly lateUs: SimTimeUs;
  readonly liquidationsAllowed: boolean;
}

export interface MarketWideRules {
  /** The index is the mean of mark / prior close over these. */
  readonly basket: readonly InstrumentIndex[];
  /** [basket] prior closes, ticks. */
  readonly priorTicks: readonly number[];
  /** Declines of levels 1 to 3, rising. */
  readonly declinesPpm: readonly [Ppm, Ppm, Ppm];
  readonly haltUs: SimTimeUs;
  /** Levels 1 and 2 stop trading only before this; level 3 at any time, for the rest of the run. */
  readonly cutoffUs: SimTimeUs;
  readonly liquidationsAllowed: boolean;
}

export interface OrderBandRules {
  readonly around: 'mark' | 'index';
  /** Lowest and highest price at which an order may fill, as shares of that price. */
  readonly lowPpm: Ppm;
  readonly highPpm: Ppm;
}

/** Null: trading goes on where the book stands. */
export interface ReopeningRules {
  readonly callUs: SimTimeUs;
}

export interface LiquidationPauseRules {
  /** Fund below this share of its highest equity in the window; null: not looked at. */
  readonly fundSharePpm: Ppm | null;
  readonly fundWindowUs: SimTimeUs;
  /** Notional of liquidation orders within the window above which they stop; null: not looked at. */
  readonly notionalMax: QuoteQuanta | null;
  readonly rateWindowUs: SimTimeUs;
  readonly onMarketWideHalt: boolean;
  readonly pauseUs: SimTimeUs;
  /** How often it is prolonged while the fund is still below its share; 0: never. */
  readonly extensionsMax: number;
}

export interface OpenInterestMarginRules {
  readonly instruments: readonly InstrumentIndex[];
  /** [instruments] notional of open interest, quanta. */
  readonly lower: readonly QuoteQuanta[];
  readonly upper: readonly QuoteQuanta[];
  /** Shares of the way to 100 % are whole numbers of steps, rounded up. */
  readonly stepPpm: Ppm;
}

export interface MarginStepsRules {
  readonly instruments: readonly InstrumentIndex[];
  readonly by: 'volatility' | 'openInterest';
  /** Rising thresholds, annual volatility or multiple of the open interest at the start, and the rates' multiples. */
  readonly steps: readonly { readonly above: number; readonly multiplePpm: Ppm }[];
  readonly intervalUs: SimTimeUs;
  /** Intervals over which volatility is measured. */
  readonly windowIntervals: number;
  /** So long a measure must have been below a step before the step is taken back. */
  readonly holdUs: SimTimeUs;
  readonly initialOnly: boolean;
}

export interface WithdrawalGateRules {
  readonly fundSharePpm: Ppm | null;
  readonly fundWindowUs: SimTimeUs;
  readonly onMarketWideHalt: boolean;
  /** A fall of an index against its high of the window; null: not looked at. */
  readonly fallPpm: Ppm | null;
  readonly fallWindowUs: SimTimeUs;
  readonly closedUs: SimTimeUs;
}

export interface OracleGuardRules {
  readonly instruments: readonly InstrumentIndex[];
  readonly deviationPpm: Ppm;
  /** So long the venue's price must be that far from its index, and so long it must be closer again. */
  readonly confirmUs: SimTimeUs;
  readonly action: 'pauseLiquidations' | 'freezeMark' | 'markFromIndex';
}

export interface FundModeRules {
  readonly sharePpm: Ppm;
  readonly windowUs: SimTimeUs;
  /** The mode ends when the fund is back at this share of the equity that it fell from, */
  readonly recoverPpm: Ppm;
  /** or after this long; null: only then. */
  readonly longestUs: SimTimeUs | null;
  /** Least margin multiple while it lasts; 1,000,000: none. */
  readonly marginMultiplePpm: Ppm;
  readonly pausesLiquidations: boolean;
  readonly closeOnly: boolean;
}

/** Null: off. */
export interface ControlRules {
  readonly session: SessionRules;
  readonly limitUpDown: LimitUpDownRules | null;
  readonly dynamicBreaker: DynamicBreakerRules | null;
  readonly marketWide: MarketWideRules | null;
  readonly orderBand: OrderBandRules | null;
  readonly reopening: ReopeningRules | null;
  readonly liquidationPause: LiquidationPauseRules | null;
  readonly openInterestMargin: OpenInterestMarginRules | null;
  readonly marginSteps: MarginStepsRules | null;
  readonly withdrawalGate: WithdrawalGateRules | null;
  readonly oracleGuard: OracleGuardRules | null;
  readonly fundMode: FundModeRules | null;
}

export const NO_CONTROLS: ControlRules = Object.freeze({
  session: { openUs: 0, closeUs: Number.MAX_SAFE_INTEGER },
  limitUpDown: null,
  dynamicBreaker: null,
  marketWide: null,
  orderBand: null,
  reopening: null,
  liquidationPause: null,
  openInterestMargin: null,
  marginSteps: null,
  withdrawalGate: null,
  oracleGuard: null,
  fundMode: null,
});
