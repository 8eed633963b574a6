/** Dutch auctions of accounts. Written from docs/exchange-rules.md, section 19. */
import type { DutchAuctionRules } from '../../src/exchange/takeover/takeover-rules.ts';
import type { Taker, TakerParts } from './reference-backstops.ts';
import { maintenanceOf, marginEquityOf, worthOf } from './reference-margin.ts';
import { handOver, largestCarried, offersOf } from './reference-taker.ts';
import { type Account, legsOf, liquidationsOffUntil, signOf, sizeOf, tell } from './reference-world.ts';

const ALL_SOLD = 1;
const TIME_OVER = 2;
const RELEASED = 3;

interface Course {
  readonly startedAt: number;
  readonly end: number;
  next: number;
}

interface Bidder {
  readonly account: Account;
  readonly reservationPpm: number;
}

export class Auction implements Taker {
  readonly #rules: DutchAuctionRules;
  readonly #parts: TakerParts;
  readonly #wake: (atUs: number, account: Account) => void;
  /** The most eager first. */
  readonly #bidders: readonly Bidder[];
  readonly #open = new Map<Account, Course>();

  constructor(rules: DutchAuctionRules, parts: TakerParts, wake: (atUs: number, account: Account) => void) {
    this.#rules = rules;
    this.#parts = parts;
    this.#wake = wake;
    this.#bidders = rules.bidders
      .map(({ name, reservationPpm }) => ({ account: parts.accountOf(name), reservationPpm }))
      .sort((one, other) => one.reservationPpm - other.reservationPpm);
  }

  keepsWaiting(account: Account): boolean {
    return this.#open.has(account);
  }

  ask(account: Account): number | null {
    const { world } = this.#parts;
    const course = this.#open.get(account);
    if (course !== undefined) return this.#look(account, course);
    const mayBid = this.#bidders.some((bidder) => bidder.account !== account && bidder.account.status === 'active');
    const equity = worthOf(world, account);
    if (equity <= 0n || !mayBid) return null;
    const end = world.now + this.#rules.discounts.at(-1)!.afterUs;
    const opened = { startedAt: world.now, end, next: world.now };
    this.#open.set(account, opened);
    tell(world, 'auctionStart', { account, value: equity, a: end });
    return this.#look(account, opened);
  }

  onTimer(account: Account): void {
    const course = this.#open.get(account);
    if (course !== undefined && this.#parts.world.now < course.end) this.#look(account, course);
  }

  release(account: Account): void {
    if (this.#open.has(account)) this.#end(account, RELEASED);
  }

  /** Bids if it is time for them, and what becomes of the auction; when the next ones are, null where it is over. */
  #look(account: Account, course: Course): number | null {
    const { world } = this.#parts;
    if (world.now < course.next) return course.next;
    const stoppedUntil = liquidationsOffUntil(world);
    if (stoppedUntil !== null) return this.#awaitBids(account, course, stoppedUntil);
    this.#bid(account, course);
    if (legsOf(world, account).length === 0) this.#end(account, ALL_SOLD);
    else if (world.now >= course.end) this.#end(account, TIME_OVER);
    else return this.#awaitBids(account, course, world.now + this.#rules.intervalUs);
    return null;
  }

  #awaitBids(account: Account, course: Course, until: number): number {
    course.next = Math.min(until, course.end);
    this.#wake(course.next, account);
    return course.next;
  }

  #end(account: Account, reason: number): void {
    const { world } = this.#parts;
    this.#open.delete(account);
    tell(world, 'auctionEnd', { account, value: worthOf(world, account), a: reason });
  }

  #bid(account: Account, course: Course): void {
    const { world } = this.#parts;
    const discount = this.#discountAfter(world.now - course.startedAt);
    for (const bidder of this.#bidders) {
      if (bidder.reservationPpm > discount) return;
      if (bidder.account === account || bidder.account.status !== 'active') continue;
      for (const { leg, lots, share } of offersOf(world, account)) {
        if (marginEquityOf(world, account) >= maintenanceOf(world, account)) return;
        if (share <= 0n) continue;
        const moneyFor = (size: bigint): bigint => {
          const part = Number(share) * (Number(size) / Number(sizeOf(lots)));
          return BigInt(Math.floor((part * discount) / 1e6));
        };
        const side = signOf(lots);
        const { inventory } = this.#rules;
        const size = largestCarried(world, bidder.account, inventory, leg, side, sizeOf(lots), moneyFor);
        if (size === 0n) continue;
        handOver(world, account, bidder.account, leg, side * size, moneyFor(size));
      }
    }
  }

  /** Ppm. */
  #discountAfter(time: number): number {
    const points = this.#rules.discounts;
    const after = points.findIndex(({ afterUs }) => afterUs > time);
    if (after < 0) return points.at(-1)!.discountPpm;
    const [from, to] = [points[after - 1]!, points[after]!];
    const risen = BigInt(to.discountPpm - from.discountPpm) * BigInt(time - from.afterUs);
    return from.discountPpm + Number(risen / BigInt(to.afterUs - from.afterUs));
  }
}
