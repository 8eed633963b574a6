/** What a path's causes come to, in whole quanta: parts add up to what they are parts of, exactly. */
import type { AccountIndex, InstrumentIndex, Lots, QuoteQuanta, SimTimeUs } from '../../base/units.ts';
import type { WaterfallStage } from '../../exchange/loss/loss-rules.ts';
import type { Cause } from './cause.ts';

/** Loss that one cause is behind, over all instruments, quanta; + is a loss. */
export interface CauseLoss {
  readonly cause: Cause;
  readonly loss: QuoteQuanta;
}

/** Losses by cause: the largest, and what all others come to. */
export interface CauseLosses {
  readonly largest: readonly CauseLoss[];
  readonly others: { readonly count: number; readonly loss: QuoteQuanta };
}

/** Loss where the price of one instrument moved, quanta; + is a loss. */
export interface InstrumentLoss {
  readonly instrument: InstrumentIndex;
  readonly loss: QuoteQuanta;
}

/** Whose doing a breach was. `breach`: place of the liquidation's own breach in the record. */
export type Parent =
  | { readonly kind: 'outside' }
  /** The outside price as the venue saw it, but most of that was the error of its oracle. */
  | { readonly kind: 'oracle' }
  /** The venue had raised what it asks for. */
  | { readonly kind: 'requirement' }
  /** Neither prices nor the requirement: money that it took out, funding, losses of others that it bore; or else its own trades. */
  | { readonly kind: 'withdrawal' | 'funding' | 'shared' | 'own' }
  | Exclude<Cause, { kind: 'liquidation' }>
  | { readonly kind: 'liquidation'; readonly account: AccountIndex; readonly breach: number };

export interface Breach {
  readonly place: number;
  readonly timeUs: SimTimeUs;
  readonly account: AccountIndex;
  readonly equity: QuoteQuanta;
  readonly maintenance: QuoteQuanta;
  /** When it was last healthy: since then the fall counts. */
  readonly sinceUs: SimTimeUs;
  readonly equitySince: QuoteQuanta;
  /** equitySince - equity = outside + displacement + rest, exactly; displacement is that of all causes together. */
  readonly outside: readonly InstrumentLoss[];
  /** Of the outside moves, the error of an oracle at fault. */
  readonly oracleError: QuoteQuanta;
  readonly displacement: readonly InstrumentLoss[];
  readonly causes: CauseLosses;
  readonly rest: QuoteQuanta;
  /** What the rest is made of; the parts add up to it, exactly. */
  readonly restParts: BreachRest;
  /** Part of the requirement that multiples of the venue's rates are behind. */
  readonly requirementRaised: QuoteQuanta;
  readonly parent: Parent;
  /** What its liquidation then closed, at trade value. */
  forced: QuoteQuanta;
  outcome: 'liquidated' | 'recovered' | 'open';
}

/** Quanta; + is a loss. */
export interface BreachRest {
  /** Own trades, against the mark. */
  readonly trades: QuoteQuanta;
  /** What mark rules and whole ticks add to outside price and book. */
  readonly marks: QuoteQuanta;
  /** Withdrawals less deposits. */
  readonly paidOut: QuoteQuanta;
  readonly funding: QuoteQuanta;
  /** Losses of others that it bore. */
  readonly shared: QuoteQuanta;
  /** Fills of its quotes by others, what came with positions that it took over, fees, rounding. */
  readonly other: QuoteQuanta;
}

/** Loss that went beyond an account's equity, by who bore it. */
export interface BadDebt {
  readonly breach: number;
  readonly account: AccountIndex;
  readonly timeUs: SimTimeUs;
  readonly bearers: LossBearers;
  /** Sum of the bearers = gap + latency + impact of others + its own + marks + orders + payments + rest, exactly. */
  readonly parts: BadDebtParts;
}

/** Paid by the fund, funds of some instruments, whoever took the position, other stages of the waterfall, counterparties. */
export interface LossBearers {
  fund: QuoteQuanta;
  groupFunds: QuoteQuanta;
  takers: QuoteQuanta;
  /** By name of the stage. */
  readonly stages: Partial<Record<WaterfallStage, QuoteQuanta>>;
  counterparties: QuoteQuanta;
  uncovered: QuoteQuanta;
}

export interface BadDebtParts {
  /** Outside move from the last mark at which margin was met to the one at which it was not. */
  readonly gap: QuoteQuanta;
  /** Outside move from then on, while the engine took its time. */
  readonly latency: QuoteQuanta;
  /** Displacement by others' orders, and by its own. */
  readonly impactOfOthers: QuoteQuanta;
  readonly impactOfOwn: QuoteQuanta;
  /** The same by cause, its own among them. */
  readonly causes: CauseLosses;
  /** What mark rules and whole ticks add to outside price and book. */
  readonly marks: QuoteQuanta;
  /** Own orders filled away from the mark. */
  readonly orders: QuoteQuanta;
  /** Liquidation fees. */
  readonly fees: QuoteQuanta;
  readonly funding: QuoteQuanta;
  /** Value below the mark at which others took its positions; and what was left of it and had to be given up. */
  readonly handedOver: QuoteQuanta;
  /** Losses of others that it bore. */
  readonly shared: QuoteQuanta;
  readonly rest: QuoteQuanta;
  /** Gap, latency, impact, marks and orders by the instrument whose price it was. */
  readonly instruments: readonly InstrumentLoss[];
}

/**
 * final - initial = fees + surplus + inflows + funding + equity taken over - deficits - paid - inventory's losses + loss
 * borne for it by others and by nobody + rest.
 */
export interface FundRecord {
  readonly initial: QuoteQuanta;
  readonly final: QuoteQuanta;
  readonly fees: QuoteQuanta;
  /** What liquidated accounts had left, money from outside, funding received on its inventory. */
  readonly surplus: QuoteQuanta;
  readonly inflows: QuoteQuanta;
  readonly funding: QuoteQuanta;
  readonly equityTakenOver: QuoteQuanta;
  readonly deficitsTakenOver: QuoteQuanta;
  readonly deficitsPaid: QuoteQuanta;
  /** On what it held: outside moves, displacement by cause, what mark rules and ticks add, its own sales against the mark. */
  readonly inventoryOutside: QuoteQuanta;
  readonly inventoryImpact: CauseLosses;
  readonly inventoryMarks: QuoteQuanta;
  readonly inventorySales: QuoteQuanta;
  /** Its own insolvency, borne by stages of the waterfall, and by nobody. */
  readonly borneByOthers: QuoteQuanta;
  readonly uncovered: QuoteQuanta;
  readonly rest: QuoteQuanta;
}

/** One instrument over a stretch of time; prices at its end. */
export interface InstrumentBucket {
  readonly untilUs: SimTimeUs;
  indexTicks: number;
  markTicks: number;
  displacementLog: number;
  /** Signed trade value, quanta (- sold): liquidations, the fund and others who took positions over, agents' own orders. */
  liquidations: QuoteQuanta;
  fund: QuoteQuanta;
  orders: QuoteQuanta;
  haltedUs: SimTimeUs;
}

/**
 * One time that a control stepped in: it stopped trading, or held back a run of orders, or was in a state in which it acts;
 * or an operational fault while it lasted.
 */
export interface ControlTrip {
  /** Of a fault its kind; `a|b` where bands of several could have held the orders back: which was strictest is not recorded. */
  readonly control: string;
  readonly does: 'stopsTrading' | 'holdsOrders' | 'acts' | 'fails';
  /** -1: the whole venue. */
  readonly instrument: InstrumentIndex;
  readonly timeUs: SimTimeUs;
  untilUs: SimTimeUs;
  /** log move that tripped it, where there is one. */
  readonly moveLog: number;
  /** It came into, one after the other, and its figure (docs/controls.md): of margins the highest, of others the first. */
  readonly states: string[];
  figure: number;
  /** Call auction that a stop of trading ended with. */
  auction: { readonly priceTicks: number; readonly lots: Lots } | null;
  /** Liquidations that it made wait, accounts among them, lots that they wanted. */
  deferrals: number;
  accounts: number;
  wantedLots: Lots;
  /** Orders, deposits and withdrawals of agents that it kept waiting, and that it made get lost. */
  commandsDelayed: number;
  commandsLost: number;
  /** Of a fault: its place in the scenario's list, and accounts under liquidation at both ends. */
  fault: {
    readonly place: number;
    readonly liquidatingAtTrip: number;
    readonly liquidatingAtEnd: number | null;
  } | null;
  /** At the trip and when it ended: index, mark, price of the book; ticks. */
  readonly atTrip: PricePoint;
  atEnd: PricePoint | null;
  /** As long again after the end, a minute at least. */
  after: PricePoint | null;
  /** Closed by force, quanta: during the trip, and as long again after its end. */
  forcedDuring: QuoteQuanta;
  forcedAfter: QuoteQuanta;
}

export interface PricePoint {
  readonly timeUs: SimTimeUs;
  readonly indexTicks: number;
  readonly markTicks: number;
  readonly lastTicks: number;
  /** Equity of the insurance fund, quanta. */
  readonly fund: QuoteQuanta;
}

export interface CauseRecord {
  readonly durationUs: SimTimeUs;
  readonly breaches: readonly Breach[];
  readonly badDebts: readonly BadDebt[];
  readonly fund: FundRecord;
  readonly instruments: readonly (readonly InstrumentBucket[])[];
  readonly trips: readonly ControlTrip[];
}
