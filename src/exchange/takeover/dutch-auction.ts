/**
 * Auctions of accounts: the discount on what an account still has grows with time, and bidders take its legs once it is as
 * large as they ask for, as far as their money goes. What nobody has taken at the end goes on down.
 *
 * none -> open (an account that still has equity is offered) -> ended: sold, over, or the account met its margin again
 */
import type { AccountIndex, Ppm, QuoteQuanta, SimTimeUs } from '../../base/units.ts';
import { PPM_PER_UNIT } from '../../base/units.ts';
import { NONE, type ExchangeContext } from '../context.ts';
import { pauseEnd } from '../liquidation/pause-end.ts';
import { computeEquity, computeMaintenance, computeMarginEquity, hasPosition, isLiquidatable } from '../valuation.ts';
import { handTo, isActive, listOfferedLegs, lotsBearable, type Taker, type TakerAccount } from './taker.ts';
import type { BidderRules, DutchAuctionRules } from './takeover-rules.ts';

/** How an auction ended: what the fact `auctionEnd` carries. */
export const AUCTION_SOLD = 1;
export const AUCTION_OVER = 2;
export const AUCTION_RELEASED = 3;

interface Auction {
  readonly startUs: SimTimeUs;
  readonly endUs: SimTimeUs;
  nextUs: SimTimeUs;
}

export class DutchAuction implements Taker {
  readonly #context: ExchangeContext;
  readonly #rules: DutchAuctionRules;
  /** By what they ask for, least first; ties in the scenario's order. */
  readonly #bidders: readonly (TakerAccount & { readonly rules: BidderRules })[];
  readonly #wakeAt: (atUs: SimTimeUs, account: AccountIndex) => void;
  readonly #open = new Map<AccountIndex, Auction>();

  constructor(
    context: ExchangeContext,
    rules: DutchAuctionRules,
    bidders: readonly (TakerAccount & { readonly rules: BidderRules })[],
    wakeAt: (atUs: SimTimeUs, account: AccountIndex) => void,
  ) {
    this.#context = context;
    this.#rules = rules;
    this.#bidders = bidders.toSorted((x, y) => x.rules.reservationPpm - y.rules.reservationPpm);
    this.#wakeAt = wakeAt;
  }

  offer(account: AccountIndex): SimTimeUs {
    const auction = this.#open.get(account) ?? this.#start(account);
    if (auction === null) return 0;
    this.#advance(account, auction);
    return this.#open.has(account) ? auction.nextUs : 0;
  }

  holds(account: AccountIndex): boolean {
    return this.#open.has(account);
  }

  release(account: AccountIndex): void {
    if (this.#open.has(account)) this.#end(account, AUCTION_RELEASED);
  }

  onTimer(account: AccountIndex): void {
    const auction = this.#open.get(account);
    // At the end the account's own turn decides what becomes of it; it comes at this same time, or soon after.
    if (auction === undefined || this.#context.nowUs >= auction.endUs) return;
    // Its turn has taken these bids already.
    if (this.#context.nowUs < auction.nextUs) return;
    const pausedUntilUs = pauseEnd(this.#context);
    if (pausedUntilUs === 0) return this.#advance(account, auction);
    // Nobody is sold out of anything while liquidations are off; the discount goes on rising meanwhile.
    auction.nextUs = Math.min(pausedUntilUs, auction.endUs);
    this.#wakeAt(auction.nextUs, account);
  }

  appendState(out: number[]): void {
    for (const [account, { startUs, nextUs }] of this.#open) out.push(account, startUs, nextUs);
  }

  /** Null where there is nothing to sell at a discount, or nobody to buy it. */
  #start(account: AccountIndex): Auction | null {
    const { state, nowUs, facts } = this.#context;
    const equity = computeEquity(state, account);
    const hasBidder = this.#bidders.some((one) => one.account !== account && isActive(this.#context, one.account));
    if (equity <= 0 || !hasBidder) return null;
    const endUs = nowUs + this.#rules.discounts.at(-1)!.afterUs;
    const auction: Auction = { startUs: nowUs, endUs, nextUs: nowUs };
    this.#open.set(account, auction);
    facts.record('auctionStart', account, NONE, 0, equity, endUs, 0);
    return auction;
  }

  /** Asks for bids when it is time to. */
  #advance(account: AccountIndex, auction: Auction): void {
    const { state, nowUs } = this.#context;
    if (nowUs < auction.nextUs) return;
    this.#takeBids(account, discountAt(this.#rules, nowUs - auction.startUs));
    if (!hasPosition(state, account)) return this.#end(account, AUCTION_SOLD);
    if (nowUs >= auction.endUs) return this.#end(account, AUCTION_OVER);
    auction.nextUs = Math.min(nowUs + this.#rules.intervalUs, auction.endUs);
    this.#wakeAt(auction.nextUs, account);
  }

  #takeBids(account: AccountIndex, discountPpm: Ppm): void {
    const context = this.#context;
    for (const bidder of this.#bidders) {
      if (bidder.rules.reservationPpm > discountPpm) return;
      if (bidder.account === account || !isActive(context, bidder.account)) continue;
      for (const { instrument, lots, share } of listOfferedLegs(context, account)) {
        // One that meets its margin again keeps what it has left.
        if (!this.#isDue(account)) return;
        // What an account owes is nobody's to buy.
        if (share <= 0) continue;
        const gainOf = (size: number): QuoteQuanta =>
          Math.floor((share * (size / Math.abs(lots)) * discountPpm) / PPM_PER_UNIT);
        const size = lotsBearable(context, bidder, instrument, lots, gainOf);
        if (size > 0) {
          handTo(context, bidder.account, account, instrument, Math.sign(lots) * size, gainOf(size));
        }
      }
    }
  }

  #isDue(account: AccountIndex): boolean {
    const { state } = this.#context;
    return isLiquidatable(computeMarginEquity(state, account), computeMaintenance(state, account));
  }

  #end(account: AccountIndex, how: number): void {
    const { state, facts } = this.#context;
    this.#open.delete(account);
    facts.record('auctionEnd', account, NONE, 0, computeEquity(state, account), how, 0);
  }
}

/** Straight between the points, rounded down. */
export function discountAt({ discounts }: Pick<DutchAuctionRules, 'discounts'>, elapsedUs: SimTimeUs): Ppm {
  let from = discounts[0];
  for (const to of discounts) {
    if (elapsedUs < to.afterUs) {
      const risen = (to.discountPpm - from.discountPpm) * (elapsedUs - from.afterUs);
      return from.discountPpm + Math.floor(risen / (to.afterUs - from.afterUs));
    }
    from = to;
  }
  return from.discountPpm;
}
