/**
 * Reopening by call auction: orders that meet a halt are gathered, a call follows the last halt, and at its end all trade
 * at one price, liquidation orders first, the book last. Agents' orders of which nothing or only a part fills are done with;
 * accounts under liquidation go on at their next step. Marks follow from where the book then stands.
 *
 * An account has one order in an auction: its liquidation's, or the first that it sent. Others are placed right after it.
 */
import type { AccountIndex, InstrumentIndex, Lots, QuoteQuanta, SimTimeUs, Ticks } from '../../base/units.ts';
import { floorPpmOf } from '../../margin/tier-table.ts';
import { statusOf } from '../account-records.ts';
import { VENUE_ACCOUNTS } from '../accounts.ts';
import { orderTermsOf, placeAgentOrder } from '../agent-order.ts';
import { NONE, type ExchangeContext } from '../context.ts';
import { ORDER_PURPOSES, type OrderPurpose } from '../fact.ts';
import { settleFill } from '../liquidation/liquidation-fee.ts';
import { policyLimit } from '../liquidation/liquidation-limit.ts';
import { pauseEnd } from '../liquidation/pause-end.ts';
import { listTradableLegs } from '../liquidation/leg-order.ts';
import { cooldownUntilUs, notePartialFill, sizeOrder, sizeProRata } from '../liquidation/order-size.ts';
import { bandLimit, bankruptcyLimit, stricterLimit } from '../order-limit.ts';
import { toQuote, tradeAt, valueAt } from '../settlement.ts';
import { lotsOf, STATUS_LIQUIDATING } from '../state.ts';
import { computeEquity, computeMaintenance, computeMarginEquity, isLiquidatable } from '../valuation.ts';
import type { MechanismParts, VenueMechanism } from '../venue-mechanism.ts';
import { findUncrossing, type AuctionOrder } from './auction-price.ts';
import { bookTicks } from './book-ticks.ts';
import { recordControl } from './control-kinds.ts';
import type { Call } from './halt-board.ts';

/** Ends of the range in which a price is looked for, as a multiple of the book's own. */
const RANGE = 8;

interface Gathered {
  readonly account: AccountIndex;
  readonly lots: Lots;
  readonly purpose: OrderPurpose;
}

/** An order in the auction. */
interface Bid extends AuctionOrder {
  readonly account: AccountIndex;
  readonly wanted: Lots;
  /** -1: a liquidation. */
  readonly purpose: number;
  readonly equity: QuoteQuanta;
  readonly maintenance: QuoteQuanta;
}

class ReopeningAuction implements VenueMechanism, Call {
  readonly #context: ExchangeContext;
  readonly #callUs: number;
  /** [instruments] in the order in which they arrived. */
  readonly #gathered: Gathered[][];

  constructor(context: ExchangeContext, callUs: number) {
    this.#context = context;
    this.#callUs = callUs;
    this.#gathered = Array.from({ length: context.state.instrumentCount }, () => []);
    context.halts.call = this;
  }

  gather(account: AccountIndex, instrument: InstrumentIndex, lots: Lots, purpose: OrderPurpose): void {
    this.#gathered[instrument].push({ account, lots, purpose });
  }

  begin(instrument: InstrumentIndex): number {
    recordControl(this.#context, 'reopening', 1, instrument);
    return this.#context.nowUs + this.#callUs;
  }

  /** An outage of matching keeps the call open. */
  prolong(instrument: InstrumentIndex): SimTimeUs {
    const { switches, nowUs } = this.#context;
    const downUntilUs = switches.matchingStoppedUntilUs(instrument, nowUs);
    return downUntilUs === Infinity ? nowUs + this.#callUs : downUntilUs;
  }

  breakOff(instrument: InstrumentIndex): void {
    recordControl(this.#context, 'reopening', 0, instrument);
  }

  uncross(instrument: InstrumentIndex): void {
    const context = this.#context;
    const gathered = this.#gathered[instrument];
    this.#gathered[instrument] = [];
    const bids = listLiquidations(context, instrument);
    const taking = new Set(bids.map(({ account }) => account));
    const later: Gathered[] = [];
    for (const order of gathered) {
      if (taking.has(order.account)) later.push(order);
      else bids.push(bidOf(context, instrument, order));
      taking.add(order.account);
    }
    trade(context, instrument, bids);
    recordControl(context, 'reopening', 0, instrument);
    for (const { account, lots, purpose } of later) placeAgentOrder(context, account, instrument, lots, purpose);
  }

  appendState(out: number[]): void {
    for (const orders of this.#gathered) {
      out.push(orders.length);
      for (const { account, lots, purpose } of orders) out.push(account, lots, ORDER_PURPOSES.indexOf(purpose));
    }
  }
}

/** Accounts under liquidation that hold the instrument, by index, as their next step would send them. */
function listLiquidations(context: ExchangeContext, instrument: InstrumentIndex): Bid[] {
  const { state, rules } = context;
  const bids: Bid[] = [];
  const isOff = !rules.liquidation.enabled || pauseEnd(context) > 0;
  if (state.isSpot[instrument] === 1 || isOff) return bids;
  for (let account = VENUE_ACCOUNTS; account < state.accountCount; account += 1) {
    if (statusOf(state.records, account) !== STATUS_LIQUIDATING) continue;
    const held = lotsOf(state, account, instrument);
    // An account that is up for auction waits for its bids, and one that is cooling for its time.
    if (held === 0 || context.backstop?.holds(account) === true || cooldownUntilUs(context, account) > 0) continue;
    const maintenance = computeMaintenance(state, account);
    if (!isLiquidatable(computeMarginEquity(state, account), maintenance)) continue;
    const equity = computeEquity(state, account);
    if (equity <= floorPpmOf(maintenance, rules.liquidation.takeoverEquitySharePpm)) continue;
    const direction = held > 0 ? -1 : 1;
    const wanted = direction * sizeOfLeg(context, account, instrument, maintenance);
    const bankruptcy = bankruptcyLimit(context, account, instrument, equity);
    const own = policyLimit(context, account, instrument, bankruptcy, equity, maintenance);
    const limitTicks = stricterLimit(direction, own, bandLimit(context, instrument, direction));
    bids.push({ account, lots: wanted, wanted, limitTicks, purpose: NONE, equity, maintenance });
  }
  return bids;
}

/** Under `proRata` its share of all legs that may trade, as a step would size it. */
function sizeOfLeg(
  context: ExchangeContext,
  account: AccountIndex,
  instrument: InstrumentIndex,
  maintenance: QuoteQuanta,
): Lots {
  if (context.rules.liquidationPolicy.legOrder !== 'proRata') {
    return sizeOrder(context, account, instrument, maintenance);
  }
  // The instrument is no longer halted, so it is one of them.
  const legs = listTradableLegs(context, account);
  return sizeProRata(context, account, legs, maintenance)[legs.indexOf(instrument)];
}

function bidOf(context: ExchangeContext, instrument: InstrumentIndex, { account, lots, purpose }: Gathered): Bid {
  const { wanted, limit } = orderTermsOf(context, account, instrument, lots);
  const place = ORDER_PURPOSES.indexOf(purpose);
  const isOut = limit === null;
  return {
    account,
    lots: isOut ? 0 : wanted,
    wanted,
    limitTicks: limit ?? 0,
    purpose: place,
    equity: 0,
    maintenance: 0,
  };
}

function trade(context: ExchangeContext, instrument: InstrumentIndex, bids: readonly Bid[]): void {
  const { state, facts, execution } = context;
  const price = bookTicks(context, instrument);
  const lotsWithin = (direction: 1 | -1, limit: Ticks): Lots =>
    execution.lotsWithin(NONE, instrument, direction, limit);
  const low = Math.max(1, Math.ceil(price / RANGE), bandLimit(context, instrument, -1));
  const high = Math.max(low, Math.min(Math.floor(price * RANGE), bandLimit(context, instrument, 1)));
  const { priceTicks, lots } = findUncrossing(bids, { priceTicks: price, lotsWithin }, low, high);
  const fills = allot(bids, priceTicks, lots);
  settle(context, instrument, bids, fills, priceTicks);
  const inQuote = (value: number): QuoteQuanta =>
    state.instruments[instrument].lotNotional > 0 ? value : toQuote(state, instrument, value);
  const value = inQuote(valueAt(state, instrument, lots, priceTicks));
  const taking = bids.filter((bid) => bid.lots !== 0).length;
  facts.record('auction', NONE, instrument, lots, value, priceTicks, taking);
  bids.forEach((bid, n) => {
    const cash = inQuote(valueAt(state, instrument, fills[n], priceTicks)) + 0;
    if (bid.purpose >= 0) {
      facts.record('order', bid.account, instrument, fills[n], cash, bid.wanted, bid.purpose);
    } else if (fills[n] !== 0) {
      facts.record('liquidationFill', bid.account, instrument, fills[n], cash, bid.equity, bid.maintenance);
      settleFill(context, bid.account, instrument, Math.abs(cash), bid);
      notePartialFill(context, bid.account, instrument, lotsOf(context.state, bid.account, instrument) - fills[n]);
    }
  });
}

/** What each order gets of `lots` on its side, signed, in the order of the list. */
function allot(bids: readonly Bid[], priceTicks: Ticks, lots: Lots): Lots[] {
  const left = { buys: lots, sells: lots };
  return bids.map((bid) => {
    const side = bid.lots > 0 ? 'buys' : 'sells';
    const isIn = bid.lots > 0 ? bid.limitTicks >= priceTicks : bid.limitTicks <= priceTicks;
    if (bid.lots === 0 || !isIn) return 0;
    const size = Math.min(Math.abs(bid.lots), left[side]);
    left[side] -= size;
    return (bid.lots > 0 ? size : -size) + 0;
  });
}

/**
 * Books buyers against sellers in the order of the list, and what is left of the longer side against the book. A provider whose
 * quotes are the only ones there does not fill its own order: its fill becomes less.
 */
function settle(
  context: ExchangeContext,
  instrument: InstrumentIndex,
  bids: readonly Bid[],
  fills: Lots[],
  priceTicks: Ticks,
): void {
  const { state, execution, watch } = context;
  const left = fills.slice();
  let seller = 0;
  let net = 0;
  for (let buyer = 0; buyer < bids.length; buyer += 1) {
    while (left[buyer] > 0) {
      while (seller < bids.length && left[seller] >= 0) seller += 1;
      if (seller === bids.length) break;
      const size = Math.min(left[buyer], -left[seller]);
      tradeAt(state, bids[buyer].account, bids[seller].account, instrument, size, priceTicks);
      left[buyer] -= size;
      left[seller] += size;
    }
  }
  bids.forEach(({ account }, n) => {
    if (fills[n] !== 0) watch.accountChanged(account);
    if (left[n] === 0) return;
    if (execution.settleAt(account, instrument, left[n], priceTicks)) net += left[n];
    else fills[n] -= left[n];
  });
  if (net !== 0) execution.walk(instrument, net);
}

export function createReopeningAuction({ context }: MechanismParts): VenueMechanism | null {
  const rules = context.rules.controls.reopening;
  return rules === null ? null : new ReopeningAuction(context, rules.callUs);
}
