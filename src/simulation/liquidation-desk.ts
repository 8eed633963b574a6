/**
 * The liquidation engine as a server: accounts wait in the order in which they fell due, or by a figure that they had
 * then, and one is served at a time, so many a second. An account that must try again goes back to waiting and does not
 * hold up the others.
 */
import type { AccountIndex, SimTimeUs } from '../base/units.ts';
import { US_PER_SECOND } from '../base/units.ts';
import { FLAG_MAINTENANCE, type BreachList } from '../exchange/breach-watch.ts';
import type { ExchangePort } from '../exchange/exchange-port.ts';
import type { AccountOrder } from '../exchange/liquidation/liquidation-policy.ts';
import type { Instrument } from '../instruments/instrument.ts';

const SERVED_KEPT_MAX = 4_096;

export class LiquidationDesk {
  readonly #serviceUs: SimTimeUs;
  #waiting: AccountIndex[] = [];
  /** Of those who wait, largest first. */
  #priorities: number[] = [];
  #head = 0;
  #freeAtUs: SimTimeUs = 0;
  #isScheduled = false;
  /** Everything takes so many times as long. */
  slowdown = 1;

  constructor(throughputPerSecond: number) {
    this.#serviceUs = Math.max(1, Math.round(US_PER_SECOND / throughputPerSecond));
  }

  /**
   * Adds an account; returns when to serve, or -1 when a service is scheduled already. `priority`: a larger one is served
   * first, equal ones in the order in which they came.
   */
  add(account: AccountIndex, nowUs: SimTimeUs, priority = 0): SimTimeUs {
    const place = this.#placeOf(priority);
    if (place === this.#waiting.length) {
      this.#waiting.push(account);
      this.#priorities.push(priority);
    } else {
      this.#waiting.splice(place, 0, account);
      this.#priorities.splice(place, 0, priority);
    }
    return this.#schedule(nowUs);
  }

  /** Behind all who wait with this priority or a larger one. */
  #placeOf(priority: number): number {
    let low = this.#head;
    let high = this.#priorities.length;
    if (high === low || this.#priorities[high - 1] >= priority) return high;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (this.#priorities[middle] >= priority) low = middle + 1;
      else high = middle;
    }
    return low;
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
      this.#priorities = this.#priorities.slice(this.#head);
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

/** Accounts to be liquidated as a look found them: the most under-margined first, ties by account, or by account alone. */
export function listBreached(
  { count, flags, accounts, equity, maintenance }: BreachList,
  order: AccountOrder = 'equityRatio',
): AccountIndex[] {
  const due: number[] = [];
  for (let n = 0; n < count; n += 1) if ((flags[n] & FLAG_MAINTENANCE) !== 0) due.push(n);
  const ratioOf = (n: number): number => equity[n] / maintenance[n];
  const compare = order === 'equityRatio' ? (x: number, y: number): number => ratioOf(x) - ratioOf(y) : (): number => 0;
  due.sort((x, y) => compare(x, y) || accounts[x] - accounts[y]);
  return due.map((n) => accounts[n]);
}

/** What an account that falls due now is ranked by; the same for all where the queue keeps the order of arrival. */
export function deskPriorityOf(
  order: AccountOrder,
  exchange: Pick<ExchangePort, 'equityOf' | 'maintenanceOf' | 'lotsOf' | 'notionalPerLotOf'>,
  account: AccountIndex,
  instruments: readonly Pick<Instrument, 'contract'>[],
): number {
  switch (order) {
    case 'largestShortfall':
      return exchange.maintenanceOf(account) - exchange.equityOf(account);
    case 'largestNotional':
      return instruments.reduce((sum, { contract }, i) => {
        if (contract.kind === 'spot') return sum;
        return sum + Math.abs(exchange.lotsOf(account, i)) * exchange.notionalPerLotOf(i);
      }, 0);
    default:
      return 0;
  }
}
