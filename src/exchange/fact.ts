/**
 * Facts: what the exchange did, one record each, in the order in which it did it. The journal hashes them into the
 * path's fingerprint, `verify` compares them, and the event tables on disk are selections of them.
 *
 * Every fact has the same fields; `value` is in quanta, `lots` signed as the change of the named account's position.
 * Fields that a kind does not use are 0, an unused account or instrument is -1.
 */
import type { AccountIndex, InstrumentIndex, Lots, QuoteQuanta } from '../base/units.ts';

export const FACT_KINDS = [
  /** Outside prices changed. a: checksum of all of them. */
  'referenceTick',
  /** Mark prices changed. a: checksum of all of them. */
  'markUpdate',
  /** Equity below maintenance margin, found by the watch. value: equity, a: maintenance margin. */
  'breach',
  /** At its turn the account met its margin again. value: equity, a: maintenance margin. */
  'recovered',
  /** A liquidation order filled. value: signed cash value (buy +), a: equity before, b: maintenance margin before. */
  'liquidationFill',
  /** Fee from the liquidated account. value: fee, a: the part of it that went to the liquidator, the rest to the fund. */
  'liquidationFee',
  /** Liquidation could not trade now. a: 1 halt, 2 price band, 3 throttle, 4 cooldown,
   * 5 the policy's own price limit, 6 an auction under way, 7 pause, 8 outage; b: lots wanted. */
  'liquidationDeferred',
  /** The fund took the position. lots: position handed over, value: at what value, a: equity that came with it
   * (negative: loss to the fund), b: fund equity after. */
  'takeover',
  /** The fund paid an account's deficit as far as it could. value: paid, b: fund equity after. */
  'fundPayment',
  /** A counterparty was deleveraged. account: counterparty, lots: its change, value: its signed cash value,
   * a: account whose position was closed, b: place in the queue, from 0. */
  'deleveraging',
  /** Loss left after the whole waterfall. account: where it arose, value: amount. */
  'uncoveredLoss',
  /** A liquidated account holds no position any more. value: equity left. */
  'accountClosed',
  /** Trading stopped. a: log move that tripped it, b: simulated time of the end. */
  'haltStart',
  /** Trading resumed. */
  'haltEnd',
  /** The fund sold part of its inventory. lots, value: its trade, b: fund equity after. */
  'inventoryUnwind',
  /** Equity below the warning level. value: equity, a: maintenance margin. */
  'marginCall',
  /** Fresh money. value: amount. */
  'deposit',
  /** An agent's order. lots: filled, value: signed cash value, a: lots wanted, b: purpose (see ORDER_PURPOSES). */
  'order',
  /** A market maker changed what it quotes. a: bid share, b: ask share of its full depth, ppm. */
  'quote',
  /** The external account took inventory from a market maker. lots, value: the maker's trade. */
  'offload',
  /** Margin rates of an instrument changed. a: multiple of the scenario's maintenance rates in force now, b: of its
   * initial rates; ppm. */
  'marginChange',
  /** A balance was bought (lots +) or sold for the quote currency to bring an account out of debt. value: its signed
   * cash value. a: 1 in the asset's own book, 0 at the mark; b: lots wanted there. */
  'conversion',
  /** An account whose margin is by a model was taken over with a loss beyond its equity. value: the loss, a: what offsets
   * took off its requirement when it was breached. */
  'deficit',
  /** Funding of a perpetual was paid. value: what all payers together paid, a: rate (+ longs paid), b: what the
   * insurance fund received net of what it paid. */
  'funding',
  /** An account bore a part of another's loss. value: amount, a: account where it arose, b: place in WATERFALL_STAGES. */
  'lossShare',
  /** A stage of the waterfall other than fund and deleveraging bore a loss. account: where it arose, value: amount, a: place in
   * WATERFALL_STAGES, b: rate (ppm), loss per unit or money left behind the stage. */
  'lossStage',
  /** A fund of some instruments paid a deficit. value: paid, a: account of the fund, b: its equity after. */
  'groupFundPayment',
  /** What was left of an account liquidated to the end went to a fund. value: amount, a: account of the fund, b: its equity after. */
  'surplus',
  /** Money from outside for the fund. value: amount, b: fund equity after. */
  'fundInflow',
  /** The fund stands back (a 1) or pays again (a 0). value: its equity, at least 0, b: its peak of the window. */
  'fundTrigger',
  /** Part of a withdrawal that stayed behind. value: amount, a: rate in ppm, b: what was to be withdrawn. */
  'exitHaircut',
  /** Providers have taken most of an instrument's depth away because its own mark is wild, or have brought it back. a: share
   * of the depth that is left, b: realised / ordinary volatility of the mark. */
  'depthWithdrawn',
  'depthRestored',
  /** A market maker changed how far from the mid it quotes. a: half-spread, ppm of the price. */
  'spread',
  /** Somebody other than the fund took the position, or part of it. lots: handed over, value: at what value, a: money of the
   * account that came with it, b: who took it. */
  'positionTaken',
  /** An account was put up for auction. value: equity, a: simulated time of the end. */
  'auctionStart',
  /** value: equity left, a: 1 all sold, 2 time over, 3 it is not to be taken over any more. */
  'auctionEnd',
  /** A control is in another state. instrument: the one it is about, -1: all; value: a figure of its own (see
   * docs/controls.md), a: its kind (CONTROL_KINDS), b: the state (CONTROL_STATES). */
  'controlState',
  /** A call auction. lots: traded, value: at what value, a: price in ticks, b: orders that took part. */
  'auction',
  /** An operational fault began. a: its place in the scenario's list, b: accounts under liquidation. */
  'faultStart',
  /** It is over; same fields. */
  'faultEnd',
  /** An account asked for money to be paid out. value: amount. */
  'withdrawalRequest',
  /** The request's turn came. value: paid, a: asked for, b: time that it waited, us. */
  'withdrawal',
  /** A fault keeps a command from arriving until its end. instrument, lots: of an order, value: its notional at the mark,
   * or the amount of money; a: place of the fault, -1 when another control stopped it; b: command (see COMMANDS). */
  'commandDelayed',
  /** A fault made a command get lost; same fields. */
  'commandLost',
] as const;

export type FactKind = (typeof FACT_KINDS)[number];

export const DEFERRED_BY_HALT = 1;
export const DEFERRED_BY_PRICE_BAND = 2;
export const DEFERRED_BY_THROTTLE = 3;
export const DEFERRED_BY_COOLDOWN = 4;
export const DEFERRED_BY_LIMIT = 5;
export const DEFERRED_BY_AUCTION = 6;
/** Liquidations are off at the venue. */
export const DEFERRED_BY_PAUSE = 7;
/** Matching is down. */
export const DEFERRED_BY_OUTAGE = 8;

/** What an agent may ask of the venue; the index is what facts carry. */
export const COMMANDS = ['order', 'deposit', 'withdrawal'] as const;
export type Command = (typeof COMMANDS)[number];

/** Why an agent sent an order; the index is what facts carry. */
export const ORDER_PURPOSES = [
  'stopLoss',
  'panicSale',
  'dipPurchase',
  'rehedge',
  'whaleExit',
  'basisTrade',
  'deltaHedge',
  'trendEntry',
  'trendStop',
  'herdSale',
  'attack',
] as const;
export type OrderPurpose = (typeof ORDER_PURPOSES)[number];

/** Receives facts as they happen. */
export interface FactSink {
  record(
    kind: FactKind,
    account: AccountIndex,
    instrument: InstrumentIndex,
    lots: Lots,
    value: QuoteQuanta,
    a: number,
    b: number,
  ): void;
}
