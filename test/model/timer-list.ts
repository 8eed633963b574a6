/** Times at which an exchange has asked to be woken, in the place of the kernel's queue. */
import type { ExchangePort } from '../../src/exchange/exchange-port.ts';
import type { TimerSink } from '../../src/exchange/venue-mechanism.ts';

interface Timer {
  readonly atUs: number;
  readonly mechanism: number;
  readonly a: number;
  readonly b: number;
}

export class TimerList implements TimerSink {
  /** What was asked for since this was last emptied, mechanisms by when they first asked: places and numbers are an exchange's own business. */
  asked: Pick<Timer, 'atUs' | 'mechanism'>[] = [];
  readonly #pending: Timer[] = [];
  readonly #known: number[] = [];

  wakeAt(atUs: number, mechanism: number, a: number, b: number): void {
    if (!this.#known.includes(mechanism)) this.#known.push(mechanism);
    this.asked.push({ atUs, mechanism: this.#known.indexOf(mechanism) });
    this.#pending.push({ atUs, mechanism, a, b });
    // Of two at the same time the one that was asked for first comes first: sorting is stable.
    this.#pending.sort((one, other) => one.atUs - other.atUs);
  }

  /** Infinity when nobody waits. */
  get nextUs(): number {
    return this.#pending[0]?.atUs ?? Infinity;
  }

  wakeNext(exchange: ExchangePort): void {
    const { mechanism, a, b } = this.#pending.shift()!;
    exchange.onTimer(mechanism, a, b);
  }
}
