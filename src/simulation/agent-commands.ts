/**
 * Carries agents' commands to the venue: each arrives when its delay has passed, unless a fault is in its way. What a fault
 * delays arrives at its end, and is looked at anew then; what it loses is gone.
 */
import type { CommandSink } from '../agents/behaviour.ts';
import { assert } from '../base/assert.ts';
import { US_PER_SECOND, type AccountIndex, type SimTimeUs } from '../base/units.ts';
import type { Population } from '../exchange/accounts.ts';
import type { ExchangePort } from '../exchange/exchange-port.ts';
import { COMMANDS, ORDER_PURPOSES, type Command, type FactSink, type OrderPurpose } from '../exchange/fact.ts';
import type { FaultKind } from '../exchange/faults/fault-rules.ts';
import type { Scenario } from '../scenario/scenario.ts';
import { AccessFaults, NO_DELAY, NO_FAULT, type Hindrance } from './access-faults.ts';
import { RANK, type Event } from './event-queue.ts';
import { WithdrawalDesk } from './withdrawal-desk.ts';

/** Between two looks at a service that is off for nobody knows how long. */
const LOOK_AGAIN_US = US_PER_SECOND;
/** On a deposit that has served the delay of slow transfers. */
const DELAY_SERVED = 1;

/** When to look again at what is off until `untilUs`. */
export function lookAgainAt(untilUs: SimTimeUs, nowUs: SimTimeUs): SimTimeUs {
  return untilUs === Infinity ? nowUs + LOOK_AGAIN_US : untilUs;
}

export interface CommandParts {
  readonly exchange: ExchangePort;
  /** The event being applied: its time is now. */
  readonly event: Event;
  readonly push: (timeUs: SimTimeUs, rank: number, a?: number, b?: number, c?: number, d?: number) => void;
  readonly facts: FactSink;
  readonly scenario: Scenario;
  readonly population: Population;
}

/** What a command is about, as facts tell it. */
interface About {
  readonly command: Command;
  readonly instrument: number;
  readonly lots: number;
  readonly value: number;
}

/** What a maker wants to stand in the book; null: as it is. */
interface Quote {
  readonly sizes: { readonly bidPpm: number; readonly askPpm: number } | null;
  readonly halfPpm: number | null;
}

const UNCHANGED: Quote = { sizes: null, halfPpm: null };

export class AgentCommands implements CommandSink {
  readonly #parts: CommandParts;
  readonly #exchange: ExchangePort;
  readonly #event: Event;
  readonly #push: CommandParts['push'];
  /** Null where the scenario has no faults. */
  readonly #faults: AccessFaults | null;
  readonly #desk: WithdrawalDesk | null;
  /** By account and instrument: the last quote that could not reach the venue yet. */
  readonly #heldQuotes = new Map<number, Quote>();

  constructor(parts: CommandParts) {
    this.#parts = parts;
    this.#exchange = parts.exchange;
    this.#event = parts.event;
    this.#push = parts.push;
    const { venue, run } = parts.scenario;
    this.#faults = venue.faults.length === 0 ? null : new AccessFaults(venue.faults, parts.population, run.seed);
    this.#desk = venue.withdrawals === null ? null : new WithdrawalDesk(venue.withdrawals);
  }

  /** Takes one of its own events when its time has come. */
  apply(event: Event): void {
    switch (event.rank) {
      case RANK.agentOrder:
        return this.#arriveOrder(event);
      case RANK.deposit:
        return this.#arriveDeposit(event);
      case RANK.withdrawalRequest:
        return this.#arriveWithdrawal(event);
      case RANK.withdrawal:
        return this.#serveWithdrawal(event);
      case RANK.heldQuote:
        return this.#releaseQuote(event);
      default:
        assert(false, `no event of rank ${event.rank} is known`);
    }
  }

  /** A fault begins or ends; returns by how much the liquidation engine is slowed from now on. */
  changeFault(kind: 'faultStart' | 'faultEnd', place: number): number {
    const faults = this.#faults!;
    if (kind === 'faultStart') faults.begin(place);
    else faults.end(place);
    return faults.liquidationSlowdown();
  }

  order(account: number, instrument: number, lots: number, purpose: OrderPurpose, delayUs: SimTimeUs): void {
    const place = ORDER_PURPOSES.indexOf(purpose);
    this.#push(this.#event.timeUs + delayUs, RANK.agentOrder, account, instrument, lots, place);
  }

  deposit(account: number, amount: number, delayUs: SimTimeUs): void {
    this.#push(this.#event.timeUs + delayUs, RANK.deposit, account, amount);
  }

  withdraw(account: number, amount: number, delayUs: SimTimeUs): void {
    if (this.#desk !== null) this.#push(this.#event.timeUs + delayUs, RANK.withdrawalRequest, account, amount);
  }

  /** A maker that cannot be heard quotes anew as soon as it can: only its last quote counts. */
  quote(account: number, instrument: number, bidPpm: number, askPpm: number): void {
    if (!this.#holds(account, instrument, { sizes: { bidPpm, askPpm } }))
      this.#exchange.setQuote(account, instrument, bidPpm, askPpm);
  }

  spread(account: number, instrument: number, halfPpm: number): void {
    if (!this.#holds(account, instrument, { halfPpm })) this.#exchange.setSpread(account, instrument, halfPpm);
  }

  /** Keeps what cannot reach the venue now; false where it can. */
  #holds(account: AccountIndex, instrument: number, wanted: Partial<Quote>): boolean {
    const untilUs = this.#quotesHeldUntilUs(account, instrument);
    const key = this.#quoteKey(account, instrument);
    const held = this.#heldQuotes.get(key);
    if (untilUs === 0) {
      // What is said at the moment at which the older quote could be heard again is the last word.
      const superseded: Partial<Quote> = 'sizes' in wanted ? { sizes: null } : { halfPpm: null };
      if (held !== undefined) this.#heldQuotes.set(key, { ...held, ...superseded });
      return false;
    }
    if (held === undefined) this.#push(lookAgainAt(untilUs, this.#event.timeUs), RANK.heldQuote, account, instrument);
    this.#heldQuotes.set(key, { ...(held ?? UNCHANGED), ...wanted });
    return true;
  }

  /** A quote that was held back has its chance. */
  #releaseQuote({ a: account, b: instrument }: Event): void {
    const key = this.#quoteKey(account, instrument);
    const { sizes, halfPpm } = this.#heldQuotes.get(key)!;
    this.#heldQuotes.delete(key);
    if (sizes !== null) this.quote(account, instrument, sizes.bidPpm, sizes.askPpm);
    if (halfPpm !== null) this.spread(account, instrument, halfPpm);
  }

  offload(account: number, instrument: number, lots: number): void {
    const isCutOff = this.#hindranceOf(account) !== null;
    if (!isCutOff) this.#exchange.offload(account, instrument, lots);
  }

  /** An order that meets a halt waits for the reopening, here or in its auction. */
  #arriveOrder(event: Event): void {
    const { a: account, b: instrument, c: lots, d: purpose } = event;
    if (this.#isHindered(event, this.#orderHindrance(account, instrument))) return;
    const exchange = this.#exchange;
    const haltedUntilUs = exchange.haltedUntilUsOf(instrument);
    if (haltedUntilUs === 0) exchange.placeOrder(account, instrument, lots, ORDER_PURPOSES[purpose]);
    else if (exchange.keepForAuction?.(account, instrument, lots, ORDER_PURPOSES[purpose]) !== true)
      this.#push(haltedUntilUs, RANK.agentOrder, account, instrument, lots, purpose);
  }

  #arriveDeposit(event: Event): void {
    const { a: account, b: amount } = event;
    const closedUntilUs = this.#exchange.stoppedUntilUsOf('deposits');
    const closed = closedUntilUs === 0 ? null : this.#hindranceBy('depositsClosed', closedUntilUs);
    if (this.#isHindered(event, this.#hindranceOf(account) ?? closed ?? this.#slownessOf(event))) return;
    this.#exchange.deposit(account, amount);
  }

  #arriveWithdrawal(event: Event): void {
    const { a: account, b: amount, timeUs } = event;
    if (this.#isHindered(event, this.#hindranceOf(account))) return;
    this.#parts.facts.record('withdrawalRequest', account, -1, 0, amount, 0, 0);
    this.#serveAt(this.#desk!.add({ account, amount, askedAtUs: timeUs }));
  }

  /** One request at the desk; a closed desk serves when it opens. */
  #serveWithdrawal({ timeUs }: Event): void {
    const closedUntilUs = this.#exchange.stoppedUntilUsOf('withdrawals');
    if (closedUntilUs > 0) return this.#serveAt(lookAgainAt(closedUntilUs, timeUs));
    const { account, amount, askedAtUs } = this.#desk!.take(timeUs);
    this.#exchange.withdraw(account, amount, askedAtUs);
    this.#serveAt(this.#desk!.next());
  }

  #serveAt(atUs: SimTimeUs): void {
    if (atUs >= 0) this.#push(atUs, RANK.withdrawal);
  }

  #hindranceOf(account: AccountIndex): Hindrance | null {
    return this.#faults?.hindranceOf(account, this.#event.timeUs) ?? null;
  }

  #orderHindrance(account: AccountIndex, instrument: number): Hindrance | null {
    const cutOff = this.#hindranceOf(account);
    if (cutOff !== null) return cutOff;
    const downUntilUs = this.#exchange.matchingStoppedUntilUsOf(instrument);
    if (downUntilUs === 0) return null;
    const outage = this.#faults?.outageOf(instrument, this.#event.timeUs);
    return outage ?? { place: NO_FAULT, untilUs: downUntilUs, isLost: false };
  }

  /** Of a service that stands still: by a fault of that kind, or by another control. */
  #hindranceBy(kind: FaultKind, untilUs: SimTimeUs): Hindrance {
    return { place: this.#faults?.placeOf(kind, this.#event.timeUs) ?? NO_FAULT, untilUs, isLost: false };
  }

  /** Slow transfers, once for each deposit: it carries a mark from then on. */
  #slownessOf(event: Event): Hindrance | null {
    const { place, delayUs } = this.#faults?.depositDelay(event.timeUs) ?? NO_DELAY;
    if (delayUs === 0 || event.c === DELAY_SERVED) return null;
    event.c = DELAY_SERVED;
    return { place, untilUs: event.timeUs + delayUs, isLost: false };
  }

  #quotesHeldUntilUs(account: AccountIndex, instrument: number): SimTimeUs {
    const cutOffUntilUs = this.#hindranceOf(account)?.untilUs ?? 0;
    return Math.max(cutOffUntilUs, this.#exchange.matchingStoppedUntilUsOf(instrument));
  }

  /** Records what is in the way of the command, and sends it on its way again unless it is lost. */
  #isHindered(event: Event, hindrance: Hindrance | null): boolean {
    if (hindrance === null) return false;
    const { place, untilUs, isLost } = hindrance;
    const { command, instrument, lots, value } = this.#aboutOf(event);
    const kind = isLost ? 'commandLost' : 'commandDelayed';
    this.#parts.facts.record(kind, event.a, instrument, lots, value, place, COMMANDS.indexOf(command));
    if (!isLost) this.#push(lookAgainAt(untilUs, event.timeUs), event.rank, event.a, event.b, event.c, event.d);
    return true;
  }

  #aboutOf({ rank, b, c }: Event): About {
    if (rank === RANK.agentOrder) {
      const value = Math.abs(c) * this.#exchange.notionalPerLotOf(b);
      return { command: 'order', instrument: b, lots: c, value };
    }
    const command = rank === RANK.deposit ? 'deposit' : 'withdrawal';
    return { command, instrument: -1, lots: 0, value: b };
  }

  #quoteKey(account: AccountIndex, instrument: number): number {
    return account * this.#exchange.instrumentCount + instrument;
  }
}
