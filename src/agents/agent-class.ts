/**
 * What a scenario says about its agents: classes of accounts, how they are drawn and how they behave. Pure data in
 * the simulator's units.
 */
import type { InstrumentIndex, Ppm, QuoteQuanta, SimTimeUs } from '../base/units.ts';
import type { AgentClassBase, AmountDistribution } from './agent-class-base.ts';

export {
  DRAWN_APART,
  type AgentClassBase,
  type AmountDistribution,
  type BankRunRules,
  type CollateralShare,
  type HedgeRules,
  type ListedAccount,
  type LongShareBySize,
} from './agent-class-base.ts';

/** Holds leveraged positions; some have a stop-loss. */
export interface LeveragedDirectionalClass extends AgentClassBase {
  readonly kind: 'leveragedDirectional';
  /** Chance that an account has a stop-loss, and the share of its initial equity at which it closes everything. */
  readonly stopLossProbabilityPpm: Ppm;
  readonly stopLossEquityShare: AmountDistribution;
}

/** Holds one leg here against an offsetting leg outside; opens again what auto-deleveraging took, and tops up. */
export interface HedgerClass extends AgentClassBase {
  readonly kind: 'hedger';
  readonly rehedgeSharePpm: Ppm;
  /** Equity / maintenance margin that a payment on a margin call aims for. */
  readonly topUpRatio: number;
  /** Most that it adds in all, as a multiple of its initial equity. */
  readonly topUpLimitShare: number;
}

/** Quotes in the book with its own capital; withdraws under margin stress or with too much inventory. */
export interface MarketMakerClass extends AgentClassBase {
  readonly kind: 'marketMaker';
  /** Gross notional / equity at which it stops adding to its inventory in an instrument. */
  readonly inventoryLimit: number;
  /** Maintenance margin / equity above which it begins to withdraw, and above which it quotes nothing. */
  readonly stressRatioStart: number;
  readonly stressRatioFull: number;
  readonly requoteIntervalUs: SimTimeUs;
  /** How far from the mid it quotes; null or left out: at the mid. */
  readonly spread?: MakerSpreadRules | null;
}

/** See `behaviours/maker-spread.ts` for the formula. Half-spreads are shares of the price. */
export interface MakerSpreadRules {
  readonly half: number;
  readonly volatilityMultiple: number;
  readonly lookbackUs: SimTimeUs;
  readonly stressWidening: number;
  readonly inventoryWidening: number;
  readonly max: number;
}

/** Sells what it holds once the price has fallen far enough, fast enough. */
export interface PanicSellerClass extends AgentClassBase {
  readonly kind: 'panicSeller';
  /** Fall from the highest mark within the lookback at which it sells, a positive share (0.1 = 10 %). */
  readonly drawdownTrigger: AmountDistribution;
  readonly lookbackUs: SimTimeUs;
  /** Share of the position that it sells. */
  readonly sellSharePpm: Ppm;
}

/** Starts flat with cash; buys once the price has fallen far enough from the start. */
export interface DipBuyerClass extends AgentClassBase {
  readonly kind: 'dipBuyer';
  readonly drawdownTrigger: AmountDistribution;
  readonly lookbackUs: SimTimeUs;
  /** Notional / equity of the position that it opens. */
  readonly buyLeverage: AmountDistribution;
}

/** Leveraged, but answers a margin call with fresh money, with some probability and up to a limit. */
export interface MarginCallPayerClass extends AgentClassBase {
  readonly kind: 'marginCallPayer';
  /** Called when equity < warningRatio x maintenance margin. */
  readonly payProbabilityPpm: Ppm;
  /** Equity / maintenance margin that a payment aims for. */
  readonly topUpRatio: number;
  /** Most that it adds in all, as a multiple of its initial equity. */
  readonly topUpLimitShare: number;
}

/** How a large position is worked out: what is left of it after a share x of the time. */
export type ExitSchedule =
  /** 1 - x. */
  | { readonly kind: 'proportional' }
  /** sinh(urgency (1 - x)) / sinh(urgency): Almgren and Chriss's optimal path, urgency = kappa T. */
  | { readonly kind: 'almgrenChriss'; readonly urgency: number };

export interface WhaleExit {
  readonly atUs: SimTimeUs;
  readonly overUs: SimTimeUs;
  readonly schedule: ExitSchedule;
}

/** A few accounts with one concentrated position each, of a stated size. */
export interface WhaleClass extends AgentClassBase {
  readonly kind: 'whale';
  /** Null: it holds on. */
  readonly exit: WhaleExit | null;
  /** Time between two child orders. */
  readonly intervalUs: SimTimeUs;
}

/** Starts flat; trades one leg against another, or against a leg outside, while the two are apart. */
export interface BasisArbitrageurClass extends AgentClassBase {
  readonly kind: 'basisArbitrageur';
  readonly leg: InstrumentIndex;
  /** NO_INSTRUMENT for a leg outside the venue, which costs nothing and is not shown. */
  readonly against: InstrumentIndex;
  /** Spread, log, at which an account enters. */
  readonly entryBasis: AmountDistribution;
  /** Spread on its own side at which a class leaves. */
  readonly exitBasis: number;
  /** Difference of funding rates at which it enters and leaves; null: it does not look at funding. */
  readonly funding: { readonly entryRate: number; readonly exitRate: number } | null;
  /** Notional of one leg / equity. */
  readonly tradeLeverage: AmountDistribution;
  /** Maintenance margin / equity above which it unwinds. */
  readonly stressRatio: number;
}

/** Short options with a hedge of their delta, which it keeps up. */
export interface OptionSellerClass extends AgentClassBase {
  readonly kind: 'optionSeller';
  readonly rehedgeIntervalUs: SimTimeUs;
  /** Hedges when the delta that is not hedged exceeds this share of the options' notional. */
  readonly deltaBand: number;
}

/** Starts flat; trades breakouts from a range, with a trailing stop. */
export interface TrendFollowerClass extends AgentClassBase {
  readonly kind: 'trendFollower';
  readonly lookbackUs: SimTimeUs;
  readonly directions: 'both' | 'long' | 'short';
  /** Move against it from the best mark since it entered, a positive share. */
  readonly trailingStop: AmountDistribution;
  /** Notional / equity of a position. */
  readonly tradeLeverage: AmountDistribution;
  /** How often an account may enter in all. */
  readonly entriesMax: number;
}

/** Leaves positions when it sees others being liquidated on its side. */
export interface HerdSellerClass extends AgentClassBase {
  readonly kind: 'herdSeller';
  /** Notional liquidated on its side as a share of all open interest, or accounts liquidated as a share of all accounts. */
  readonly watches: 'notional' | 'accounts';
  readonly windowUs: SimTimeUs;
  /** Share at which an account leaves. */
  readonly trigger: AmountDistribution;
  /** Fall of a price within the window at which everybody of the class sells its longs as well; null: looks at nothing else. */
  readonly drawdown: number | null;
  /** Share of each position that it gives up. */
  readonly sellSharePpm: Ppm;
}

/**
 * An adversary with three accounts a group: a winner and a loser with opposite positions, and one that pushes the price.
 * Accounts of the class stand in that order, group by group.
 */
export interface FundAttackerClass extends AgentClassBase {
  readonly kind: 'fundAttacker';
  readonly instrument: InstrumentIndex;
  /** 1: the winner is long and the price is pushed up. */
  readonly direction: 1 | -1;
  /** Notional / equity of winner and loser, and of what the third account pushes with; 0: it has none. */
  readonly positionLeverage: number;
  readonly pushLeverage: number;
  readonly openAtUs: SimTimeUs;
  readonly pushAtUs: SimTimeUs;
  /** Orders that the push is cut into, one each `intervalUs`. */
  readonly pushOrders: number;
  readonly intervalUs: SimTimeUs;
  /** From the loser's liquidation to the first order out. */
  readonly exitDelayUs: SimTimeUs;
  /** From the first push to leaving without success. */
  readonly giveUpAfterUs: SimTimeUs;
}

export type AgentClass =
  | LeveragedDirectionalClass
  | HedgerClass
  | MarketMakerClass
  | PanicSellerClass
  | DipBuyerClass
  | MarginCallPayerClass
  | WhaleClass
  | BasisArbitrageurClass
  | OptionSellerClass
  | TrendFollowerClass
  | HerdSellerClass
  | FundAttackerClass;

/** Kinds that hold nothing at the start. */
const FLAT_KINDS: ReadonlySet<AgentKind> = new Set<AgentKind>([
  'marketMaker',
  'dipBuyer',
  'basisArbitrageur',
  'trendFollower',
  'fundAttacker',
]);

export function startsFlat({ kind }: AgentClass): boolean {
  return FLAT_KINDS.has(kind);
}

export type AgentKind = AgentClass['kind'];

export interface AgentRules {
  readonly classes: readonly AgentClass[];
  /** Open interest to meet for each instrument: one side's notional at the initial price, in quanta. */
  readonly openInterest: readonly QuoteQuanta[];
  /** Most that netting may stretch or shrink a class's leverage to meet the open interest (1.5: by a half). */
  readonly leverageStretchMax: number;
  /** Accounts are told when equity < warningRatio x maintenance margin. */
  readonly warningRatio: number;
  /** Time between two looks of price-watching agents at the market. */
  readonly wakeIntervalUs: SimTimeUs;
}
