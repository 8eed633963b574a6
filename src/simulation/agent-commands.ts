/** Carries agents' commands to the venue: each arrives when its delay has passed. */
import type { CommandSink } from '../agents/behaviour.ts';
import type { SimTimeUs } from '../base/units.ts';
import type { ExchangePort } from '../exchange/exchange-port.ts';
import { ORDER_PURPOSES, type OrderPurpose } from '../exchange/fact.ts';
import { RANK, type Event } from './event-queue.ts';

export class AgentCommands implements CommandSink {
  readonly #exchange: ExchangePort;
  /** The event being applied: its time is now. */
  readonly #event: Event;
  readonly #push: (timeUs: SimTimeUs, rank: number, a?: number, b?: number, c?: number, d?: number) => void;

  constructor(
    exchange: ExchangePort,
    event: Event,
    push: (timeUs: SimTimeUs, rank: number, a?: number, b?: number, c?: number, d?: number) => void,
  ) {
    this.#exchange = exchange;
    this.#event = event;
    this.#push = push;
  }

  order(account: number, instrument: number, lots: number, purpose: OrderPurpose, delayUs: SimTimeUs): void {
    const place = ORDER_PURPOSES.indexOf(purpose);
    this.#push(this.#event.timeUs + delayUs, RANK.agentOrder, account, instrument, lots, place);
  }

  deposit(account: number, amount: number, delayUs: SimTimeUs): void {
    this.#push(this.#event.timeUs + delayUs, RANK.deposit, account, amount);
  }

  quote(account: number, instrument: number, bidPpm: number, askPpm: number): void {
    this.#exchange.setQuote(account, instrument, bidPpm, askPpm);
  }

  spread(account: number, instrument: number, halfPpm: number): void {
    this.#exchange.setSpread(account, instrument, halfPpm);
  }

  offload(account: number, instrument: number, lots: number): void {
    this.#exchange.offload(account, instrument, lots);
  }

  /** An order that meets a halt waits for the reopening, here or in its auction. */
  arrive({ a: account, b: instrument, c: lots, d: purpose }: Event): void {
    const exchange = this.#exchange;
    const haltedUntilUs = exchange.haltedUntilUsOf(instrument);
    if (haltedUntilUs === 0) exchange.placeOrder(account, instrument, lots, ORDER_PURPOSES[purpose]);
    else if (exchange.keepForAuction?.(account, instrument, lots, ORDER_PURPOSES[purpose]) !== true)
      this.#push(haltedUntilUs, RANK.agentOrder, account, instrument, lots, purpose);
  }
}
