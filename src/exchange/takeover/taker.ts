/** What a taker of positions is asked, and what all takers do alike: look at a leg, bear it, take it. */
import type { AccountIndex, InstrumentIndex, Lots, QuoteQuanta, SimTimeUs } from '../../base/units.ts';
import { splitEquityOverLegs } from '../../margin/bankruptcy.ts';
import { ceilPpmOf, computeInitialMargin } from '../../margin/tier-table.ts';
import { statusOf } from '../account-records.ts';
import { mayLiquidate, type ExchangeContext } from '../context.ts';
import { trade } from '../ledger.ts';
import { toQuote, toSettlement } from '../settlement.ts';
import { lotsOf, STATUS_ACTIVE } from '../state.ts';
import { computeEquity, computeLegMargins, computeMarginEquity, notionalPerLotOf } from '../valuation.ts';
import type { InventoryRules } from './takeover-rules.ts';

export interface Taker {
  /**
   * Takes what it will of an account that is being taken over. Returns the time until which the account has to wait for its
   * answer, 0 when that is all.
   */
  offer(account: AccountIndex): SimTimeUs;
  /** Whether the account is waiting for its answer. */
  holds?(account: AccountIndex): boolean;
  /** The account met its margin again, or has no positions any more. */
  release?(account: AccountIndex): void;
  onTimer?(account: AccountIndex): void;
  appendState?(out: number[]): void;
}

/** A leg on offer: all of its lots (signed), and the equity behind them (negative: a deficit). */
export interface OfferedLeg {
  readonly instrument: InstrumentIndex;
  readonly lots: Lots;
  readonly share: QuoteQuanta;
}

/** An account of the venue's own that takes positions. */
export interface TakerAccount {
  readonly account: AccountIndex;
  readonly inventory: InventoryRules;
}

export function isActive({ state }: ExchangeContext, account: AccountIndex): boolean {
  return statusOf(state.records, account) === STATUS_ACTIVE;
}

/** Legs that may trade now; equity is split over all legs, by maintenance margin, as for a bankruptcy price. */
export function listOfferedLegs(context: ExchangeContext, account: AccountIndex): OfferedLeg[] {
  const { state, legMargins, legShares } = context;
  computeLegMargins(state, account, legMargins);
  splitEquityOverLegs(computeEquity(state, account), legMargins, legShares);
  const legs: OfferedLeg[] = [];
  for (let instrument = 0; instrument < state.instrumentCount; instrument += 1) {
    const lots = lotsOf(state, account, instrument);
    if (lots === 0 || state.isSpot[instrument] === 1 || !mayLiquidate(context, instrument)) continue;
    legs.push({ instrument, lots, share: legShares[instrument] });
  }
  return legs;
}

/** What a taker must have to carry its positions with some more lots (signed). */
export function computeCarryMargin(
  { state }: ExchangeContext,
  { account, inventory }: TakerAccount,
  more: ReadonlyMap<InstrumentIndex, Lots>,
): QuoteQuanta {
  let margin = 0;
  for (let i = 0; i < state.instrumentCount; i += 1) {
    if (state.isSpot[i] === 1) continue;
    const lots = lotsOf(state, account, i) + (more.get(i) ?? 0);
    if (lots === 0) continue;
    const notional = Math.abs(lots) * notionalPerLotOf(state, i);
    const own = ceilPpmOf(notional, inventory.marginPpm);
    margin += state.portfolio === null ? Math.max(own, computeInitialMargin(state.tiers[i], notional)) : own;
  }
  return margin;
}

/** Most of `lots` (signed) that the taker can carry when `gainOf(size)` comes with them: the largest size by bisection. */
export function lotsBearable(
  context: ExchangeContext,
  taker: TakerAccount,
  instrument: InstrumentIndex,
  lots: Lots,
  gainOf: (size: Lots) => QuoteQuanta,
): Lots {
  const equity = computeMarginEquity(context.state, taker.account);
  const direction = Math.sign(lots);
  const isBearable = (size: Lots): boolean =>
    equity + gainOf(size) >= computeCarryMargin(context, taker, new Map([[instrument, direction * size]]));
  let most = Math.abs(lots);
  if (most === 0 || isBearable(most)) return most;
  let least = 0;
  // Invariant: `least` is bearable (or nothing), `most` is not.
  while (most - least > 1) {
    const middle = Math.floor((least + most) / 2);
    if (isBearable(middle)) least = middle;
    else most = middle;
  }
  return least;
}

/** Hands `lots` (signed) of the account's leg to the taker, with `share` of the account's money behind them. */
export function handTo(
  context: ExchangeContext,
  taker: AccountIndex,
  account: AccountIndex,
  instrument: InstrumentIndex,
  lots: Lots,
  share: QuoteQuanta,
): void {
  const { state, facts, watch } = context;
  const value = lots * state.markPerLot[instrument] - toSettlement(state, instrument, share);
  trade(state, taker, account, instrument, lots, value);
  facts.record('positionTaken', account, instrument, lots, toQuote(state, instrument, value), share, taker);
  watch.accountChanged(account);
  watch.accountChanged(taker);
  // It may have taken more than the venue lets it carry.
  context.breachCheckIsDue = true;
}
