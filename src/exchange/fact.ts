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
  /** Fee from the liquidated account to the insurance fund. value: fee. */
  'liquidationFee',
  /** Liquidation could not trade now. a: 1 halt, 2 price band, 3 throttle, 4 outage of matching; b: lots wanted. */
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
   * cash value. */
  'conversion',
  /** An account whose margin is by a model was taken over with a loss beyond its equity. value: the loss, a: what offsets
   * took off its requirement when it was breached. */
  'deficit',
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
/** Matching is down. */
export const DEFERRED_BY_OUTAGE = 4;

/** What an agent may ask of the venue; the index is what facts carry. */
export const COMMANDS = ['order', 'deposit', 'withdrawal'] as const;
export type Command = (typeof COMMANDS)[number];

/** Why an agent sent an order; the index is what facts carry. */
export const ORDER_PURPOSES = ['stopLoss', 'panicSale', 'dipPurchase', 'rehedge'] as const;
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
