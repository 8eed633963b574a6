/**
 * The liquidation engine as a server: accounts wait in the order in which they fell due, and one is served at a time,
 * so many a second. An account that must try again goes back to waiting and does not hold up the others.
 */
import type { AccountIndex, SimTimeUs } from '../base/units.ts';
import { US_PER_SECOND } from '../base/units.ts';
import { FLAG_MAINTENANCE, type BreachList } from '../exchange/breach-watch.ts';

const SERVED_KEPT_MAX = 4_096;

export class LiquidationDesk {
  readonly #serviceUs: SimTimeUs;
  #waiting: AccountIndex[] = [];
  #head = 0;
  #freeAtUs: SimTimeUs = 0;
  #isScheduled = false;
  /** Everything takes so many times as long. */
  slowdown = 1;

  constructor(throughputPerSecond: number) {
    this.#serviceUs = Math.max(1, Math.round(US_PER_SECOND / throughputPerSecond));
  }

  /** Adds an account; returns when to serve, or -1 when a service is scheduled already. */
  add(account: AccountIndex, nowUs: SimTimeUs): SimTimeUs {
    this.#waiting.push(account);
    return this.#schedule(nowUs);
  }

  /** Takes the next account, -1 when nobody waits. */
  take(nowUs: SimTimeUs): AccountIndex {
    this.#isScheduled = false;
    if (this.#head === this.#waiting.length) return -1;
    const account = this.#waiting[this.#head];
    this.#head += 1;
    // Those served are dropped now and then, so that a long queue does not keep them all.
    if (this.#head === this.#waiting.length || this.#head > SERVED_KEPT_MAX) {
      this.#waiting = this.#waiting.slice(this.#head);
      this.#head = 0;
    }
    this.#freeAtUs = nowUs + this.slowed(this.#serviceUs);
    return account;
  }

  /** When to serve next, or -1 when nobody waits. */
  next(nowUs: SimTimeUs): SimTimeUs {
    return this.#head === this.#waiting.length ? -1 : this.#schedule(nowUs);
  }

  /** A time of the engine's as long as it is now. */
  slowed(us: SimTimeUs): SimTimeUs {
    return this.slowdown === 1 ? us : Math.round(us * this.slowdown);
  }

  #schedule(nowUs: SimTimeUs): SimTimeUs {
    if (this.#isScheduled) return -1;
    this.#isScheduled = true;
    return Math.max(nowUs, this.#freeAtUs);
  }
}

/** Accounts to be liquidated, the most under-margined first, ties by account. */
export function listBreached({ count, flags, accounts, equity, maintenance }: BreachList): AccountIndex[] {
  const due: number[] = [];
  for (let n = 0; n < count; n += 1) if ((flags[n] & FLAG_MAINTENANCE) !== 0) due.push(n);
  const ratioOf = (n: number): number => equity[n] / maintenance[n];
  due.sort((x, y) => ratioOf(x) - ratioOf(y) || accounts[x] - accounts[y]);
  return due.map((n) => accounts[n]);
}
