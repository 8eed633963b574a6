/**
 * The venue's desk for withdrawals: requests wait for their latency, then one is processed at a time, so many a second, in
 * the order in which they arrived. While the desk is closed nobody is served and nobody loses their place.
 */
import type { AccountIndex, QuoteQuanta, SimTimeUs } from '../base/units.ts';
import { US_PER_SECOND } from '../base/units.ts';
import type { WithdrawalRules } from '../exchange/withdrawals/withdrawal-rules.ts';

export interface WithdrawalRequest {
  readonly account: AccountIndex;
  readonly amount: QuoteQuanta;
  readonly askedAtUs: SimTimeUs;
}

const SERVED_KEPT_MAX = 4_096;

export class WithdrawalDesk {
  readonly #latencyUs: SimTimeUs;
  readonly #serviceUs: SimTimeUs;
  #waiting: WithdrawalRequest[] = [];
  #head = 0;
  #freeAtUs: SimTimeUs = 0;
  #isScheduled = false;

  constructor({ latencyUs, throughputPerSecond }: WithdrawalRules) {
    this.#latencyUs = latencyUs;
    this.#serviceUs = Math.max(1, Math.round(US_PER_SECOND / throughputPerSecond));
  }

  get waitingCount(): number {
    return this.#waiting.length - this.#head;
  }

  /** Adds a request that arrives now; returns when to serve, or -1 when a service is scheduled already. */
  add(request: WithdrawalRequest): SimTimeUs {
    this.#waiting.push(request);
    return this.#schedule();
  }

  /** Takes the request whose turn it is; called at the time that was asked for, with the desk open. */
  take(nowUs: SimTimeUs): WithdrawalRequest {
    const request = this.#waiting[this.#head];
    this.#head += 1;
    this.#isScheduled = false;
    this.#freeAtUs = nowUs + this.#serviceUs;
    if (this.#head > SERVED_KEPT_MAX) {
      this.#waiting = this.#waiting.slice(this.#head);
      this.#head = 0;
    }
    return request;
  }

  /** When to serve next, or -1 when nobody waits. */
  next(): SimTimeUs {
    return this.waitingCount === 0 ? -1 : this.#schedule();
  }

  #schedule(): SimTimeUs {
    if (this.#isScheduled) return -1;
    this.#isScheduled = true;
    return Math.max(this.#waiting[this.#head].askedAtUs + this.#latencyUs, this.#freeAtUs);
  }
}
