/** Who asked to be woken when, in the order in which they asked, of one of two exchanges that are driven together. */
import type { ExchangePort } from '../../../src/exchange/exchange-port.ts';
import type { TimerSink } from '../../../src/exchange/venue-mechanism.ts';

interface Asked {
  readonly at: number;
  readonly mechanism: number;
  readonly a: number;
  readonly b: number;
}

const alarms = new WeakMap<ExchangePort, Alarm>();

export class Alarm implements TimerSink {
  #asked: Asked[] = [];

  static of(exchange: ExchangePort): Alarm {
    return alarms.get(exchange)!;
  }

  belongTo(exchange: ExchangePort): void {
    alarms.set(exchange, this);
  }

  wakeAt(at: number, mechanism: number, a: number, b: number): void {
    this.#asked.push({ at, mechanism, a, b });
  }

  /** Times and places of those still to come; what they note for themselves is their own business. */
  get pending(): number[][] {
    return this.#asked.map(({ at, mechanism }) => [at, mechanism]);
  }

  /** Time of the next one; Infinity without any. */
  get nextAt(): number {
    return Math.min(Infinity, ...this.#asked.map(({ at }) => at));
  }

  /** Wakes the next one, the first that asked of those at the same time. */
  wake(exchange: ExchangePort): void {
    const place = this.#asked.findIndex(({ at }) => at === this.nextAt);
    const [{ mechanism, a, b }] = this.#asked.splice(place, 1) as [Asked];
    exchange.onTimer(mechanism, a, b);
  }
}
