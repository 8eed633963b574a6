/** Reopening by call auction in the reference exchange. Written from docs/controls.md, "Reopening". */
import { ORDER_PURPOSES, type OrderPurpose } from '../../../src/exchange/fact.ts';
import { splitProportionally } from '../../../src/numeric/rounding.ts';
import { maintenanceOf, marginEquityOf, toQuote, worthOf } from '../reference-margin.ts';
import { chargeFee, policyLimit } from '../reference-policy.ts';
import { cooldownEnd, isByShare, wantedLots } from '../reference-sizing.ts';
import { tradeInverse } from '../reference-settlement.ts';
import {
  bandLimit,
  bankruptcyLimit,
  crossOver,
  fillableLots,
  orderTerms,
  providersOf,
  sharesByMaintenance,
  stricterLimit,
  weightsFor,
} from '../reference-orders.ts';
import {
  type Account,
  FIRST_AGENT,
  floorOfPpm,
  type Instrument,
  liquidationsOffUntil,
  lotsOf,
  outageEnd,
  sizeOf,
  tell,
  trade,
  type World,
} from '../reference-world.ts';
import { bookTicks, type Control, tellState } from './control.ts';
import type { ReferenceControls } from './reference-controls.ts';

interface Kept {
  readonly account: Account;
  readonly lots: bigint;
  readonly purpose: OrderPurpose;
}

interface Bid {
  readonly account: Account;
  /** Signed; 0: it takes no part. */
  readonly lots: bigint;
  readonly limit: number;
  filled: bigint;
  readonly tellOf: (bid: Bid, value: bigint) => void;
}

/** Whoever asks the book is nobody who quotes in it. */
const NOBODY = {} as Account;

export class Reopening implements Control {
  readonly isAsked = true;
  readonly #world: World;
  readonly #all: ReferenceControls;
  readonly #callUs: number;
  readonly #calls = new Map<Instrument, number>();
  readonly #kept = new Map<Instrument, Kept[]>();

  constructor(all: ReferenceControls, callUs: number) {
    this.#all = all;
    this.#world = all.world;
    this.#callUs = callUs;
  }

  isCalling(instrument: Instrument): boolean {
    return (this.#calls.get(instrument) ?? 0) > this.#world.now;
  }

  keep(account: Account, instrument: Instrument, lots: bigint, purpose: OrderPurpose): void {
    const kept = this.#kept.get(instrument) ?? [];
    this.#kept.set(instrument, kept);
    kept.push({ account, lots, purpose });
  }

  /** The end of a halt or a call has come, and `isHeld` says whether another halt goes on; true where the instrument stays closed. */
  staysClosed(instrument: Instrument, isHeld: boolean): boolean {
    const until = this.#calls.get(instrument);
    if (isHeld) {
      if (until === undefined || until > this.#world.now) return true;
      this.#calls.delete(instrument);
      tellState(this.#world, 'reopening', 'continuous', 0, instrument);
      return true;
    }
    if (until === undefined) {
      const end = this.#world.now + this.#callUs;
      this.#calls.set(instrument, end);
      tellState(this.#world, 'reopening', 'call', 0, instrument);
      this.#all.holds.closeUntil(instrument, end, 0);
      return true;
    }
    if (until > this.#world.now) return true;
    const outage = outageEnd(this.#world, instrument);
    if (outage !== null) {
      this.#calls.set(instrument, outage);
      this.#all.holds.closeUntil(instrument, outage, 0);
      return true;
    }
    this.#calls.delete(instrument);
    return false;
  }

  /** The instrument is no longer halted. */
  uncross(instrument: Instrument): void {
    const kept = this.#kept.get(instrument) ?? [];
    this.#kept.delete(instrument);
    const bids = this.#liquidations(instrument);
    const later: Kept[] = [];
    for (const order of kept) {
      if (bids.some(({ account }) => account === order.account)) later.push(order);
      else bids.push(this.#bidOf(instrument, order));
    }
    this.#auction(instrument, bids);
    tellState(this.#world, 'reopening', 'continuous', 0, instrument);
    for (const { account, lots, purpose } of later) this.#all.placeOrder(account, instrument, lots, purpose);
  }

  #liquidations(instrument: Instrument): Bid[] {
    const world = this.#world;
    const isOff = !world.venue.liquidation.enabled || liquidationsOffUntil(world) !== null;
    if (instrument.isSpot || isOff) return [];
    const bids: Bid[] = [];
    for (const account of world.accounts.slice(FIRST_AGENT)) {
      const held = lotsOf(account, instrument);
      if (account.status !== 'liquidating' || held === 0n || this.#mustWait(account)) continue;
      const [worth, equity, maintenance] = [
        worthOf(world, account),
        marginEquityOf(world, account),
        maintenanceOf(world, account),
      ];
      if (equity >= maintenance) continue;
      if (worth <= floorOfPpm(maintenance, world.venue.liquidation.takeoverEquitySharePpm)) continue;
      const isBuy = held < 0n;
      const size = wantedLots(world, account, instrument);
      const byShare = isByShare(world, account, instrument);
      const share = sharesByMaintenance(world, account, worth).get(instrument)!;
      const bankruptcy = bankruptcyLimit(account, instrument, share);
      const own = policyLimit(world, account, instrument, { equity: worth, maintenance, bankruptcy });
      const limit = stricterLimit(isBuy, own, bandLimit(world, instrument, isBuy));
      const tellOf = ({ filled }: Bid, value: bigint): void => {
        if (filled === 0n) return;
        tell(world, 'liquidationFill', { account, instrument, lots: filled, value, a: worth, b: maintenance });
        chargeFee(world, account, instrument, value, { equity: worth, maintenance });
        if (byShare && lotsOf(account, instrument) !== 0n) world.steppedByShareAt.set(account, world.now);
      };
      bids.push({ account, lots: isBuy ? size : -size, limit, filled: 0n, tellOf });
    }
    return bids;
  }

  /** Up for auction with takers, or in a cooldown that it waits out. */
  #mustWait(account: Account): boolean {
    const { sizing } = this.#world.venue.liquidation;
    const waits = sizing.kind === 'fractionCooldown' && sizing.during === 'wait';
    return (waits && cooldownEnd(this.#world, account) > 0) || this.#world.backstops?.keepsWaiting(account) === true;
  }

  #bidOf(instrument: Instrument, { account, lots, purpose }: Kept): Bid {
    const world = this.#world;
    const { wanted, limit } = orderTerms(world, account, instrument, lots);
    const tellOf = ({ filled }: Bid, value: bigint): void =>
      tell(world, 'order', {
        account,
        instrument,
        lots: filled,
        value,
        a: wanted,
        b: ORDER_PURPOSES.indexOf(purpose),
      });
    return { account, lots: limit === null ? 0n : wanted, limit: limit ?? 0, filled: 0n, tellOf };
  }

  #auction(instrument: Instrument, bids: readonly Bid[]): void {
    const world = this.#world;
    const buys = bids.filter(({ lots }) => lots > 0n);
    const sells = bids.filter(({ lots }) => lots < 0n);
    const price = this.#priceOf(instrument, buys, sells);
    const { demand, supply } = this.#sidesAt(instrument, buys, sells, price);
    const traded = demand < supply ? demand : supply;
    const fill = (side: readonly Bid[], sign: bigint): void => {
      let left = traded;
      for (const bid of side) {
        const isIn = sign > 0n ? bid.limit >= price : bid.limit <= price;
        const size = !isIn ? 0n : sizeOf(bid.lots) < left ? sizeOf(bid.lots) : left;
        left -= size;
        bid.filled = sign * size;
      }
    };
    fill(buys, 1n);
    fill(sells, -1n);
    this.#settle(instrument, buys, sells, price);
    const { lotNotional } = instrument.terms;
    const valueOf = (lots: bigint): bigint => {
      // Nobody trades a spot asset here, of which a lot may be worth parts of a quantum.
      if (lots === 0n) return 0n;
      if (lotNotional > 0) return lots * BigInt(lotNotional);
      return toQuote(instrument, lots * BigInt(price) * BigInt(instrument.k));
    };
    const taking = buys.length + sells.length;
    tell(world, 'auction', { instrument, lots: traded, value: valueOf(traded), a: price, b: taking });
    for (const bid of bids) bid.tellOf(bid, valueOf(bid.filled));
  }

  #sidesAt(instrument: Instrument, buys: readonly Bid[], sells: readonly Bid[], price: number) {
    let demand = fillableLots(this.#world, NOBODY, instrument, false, price);
    let supply = fillableLots(this.#world, NOBODY, instrument, true, price);
    for (const { lots, limit } of buys) if (limit >= price) demand += lots;
    for (const { lots, limit } of sells) if (limit <= price) supply -= lots;
    return { demand, supply };
  }

  #priceOf(instrument: Instrument, buys: readonly Bid[], sells: readonly Bid[]): number {
    const own = bookTicks(instrument);
    const least = Math.max(1, Math.ceil(own / 8), bandLimit(this.#world, instrument, false));
    const most = Math.max(least, Math.min(8 * own, bandLimit(this.#world, instrument, true)));
    const excessAt = (price: number): bigint => {
      const { demand, supply } = this.#sidesAt(instrument, buys, sells, price);
      return demand - supply;
    };
    // The excess of demand never rises with the price: both ends are found by halving.
    const firstWhere = (holds: (price: number) => boolean): number => {
      let [low, high] = [least, most + 1];
      while (low < high) {
        const middle = Math.floor((low + high) / 2);
        if (holds(middle)) high = middle;
        else low = middle + 1;
      }
      return low;
    };
    const upper = firstWhere((price) => excessAt(price) < 0n) - 1;
    const lower = firstWhere((price) => excessAt(price) <= 0n);
    if (lower <= upper) return Math.min(upper, Math.max(lower, own));
    if (upper < least) return lower;
    if (lower > most) return upper;
    const tradedAt = (price: number): bigint => {
      const { demand, supply } = this.#sidesAt(instrument, buys, sells, price);
      return demand < supply ? demand : supply;
    };
    if (tradedAt(upper) !== tradedAt(lower)) return tradedAt(upper) > tradedAt(lower) ? upper : lower;
    return Math.abs(lower - own) < Math.abs(upper - own) ? lower : upper;
  }

  #settle(instrument: Instrument, buys: readonly Bid[], sells: readonly Bid[], price: number): void {
    const left = new Map([...buys, ...sells].map((bid) => [bid, sizeOf(bid.filled)]));
    const book = (account: Account, other: Account, lots: bigint): void => {
      if (instrument.terms.lotNotional > 0) tradeInverse(this.#world, account, other, instrument, lots, price);
      else trade(account, other, instrument, lots, lots * BigInt(price) * BigInt(instrument.k));
    };
    for (const buy of buys) {
      for (const sell of sells) {
        const [wanted, offered] = [left.get(buy)!, left.get(sell)!];
        const lots = wanted < offered ? wanted : offered;
        if (lots === 0n) continue;
        book(buy.account, sell.account, lots);
        left.set(buy, wanted - lots);
        left.set(sell, offered - lots);
      }
    }
    let net = 0n;
    for (const [bid, size] of left) {
      if (size === 0n) continue;
      const { account } = bid;
      const isBuy = bid.filled > 0n;
      const weights = weightsFor(this.#world, account, instrument, isBuy);
      if (weights.every((weight) => weight === 0)) {
        bid.filled -= isBuy ? size : -size;
        continue;
      }
      const parts = weights.map(() => 0);
      splitProportionally(Number(size), weights, parts);
      for (const [place, provider] of providersOf(this.#world).entries()) {
        const part = BigInt(isBuy ? parts[place]! : -parts[place]!);
        if (part !== 0n) book(account, provider, part);
      }
      net += isBuy ? size : -size;
    }
    if (net === 0n) return;
    instrument.book.take(Number(net));
    crossOver(this.#world, instrument);
  }
}
