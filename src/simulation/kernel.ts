/**
 * The kernel: takes the earliest event, applies it to the exchange, lets agents react to what came of it, and
 * schedules what follows. It decides when things happen; what happens is the exchange's business, and what agents
 * want is theirs.
 *
 * pop event -> apply -> facts -> reactions -> schedule marks and sales that fell due -> observe -> audit
 */
import type { AgentView, Behaviour } from '../agents/behaviour.ts';
import type { SimTimeUs } from '../base/units.ts';
import { VENUE_ACCOUNTS, type Population } from '../exchange/accounts.ts';
import { createBreachList, FLAG_MAINTENANCE, FLAG_STOP, type BreachList } from '../exchange/breach-watch.ts';
import type { ExchangePort } from '../exchange/exchange-port.ts';
import { COMMANDS, type FactKind, type FactSink } from '../exchange/fact.ts';
import type { TimerSink } from '../exchange/venue-mechanism.ts';
import type { PriceProcess } from '../market/price-process.ts';
import type { Scenario } from '../scenario/scenario.ts';
import { AgentCommands, type CommandParts } from './agent-commands.ts';
import { auditFact, haltTermsOf } from './audit-fact.ts';
import { EventQueue, RANK, type Event } from './event-queue.ts';
import type { Journal } from './journal.ts';
import { deskPriorityOf, LiquidationDesk, listBreached } from './liquidation-desk.ts';
import type { WorkCounter } from './path-work.ts';
import { answer, type Reaction } from './reaction.ts';
import type { Sampler } from './sampler.ts';
import type { TallyKeeper } from './tally.ts';

/** Called for every fact with the exchange as it is right after it; `explain` looks over the kernel's shoulder here. */
export type FactObserver = (
  nowUs: SimTimeUs,
  exchange: ExchangePort,
  fact: { kind: FactKind; account: number; instrument: number; lots: number; value: number; a: number; b: number },
) => void;

export interface KernelParts {
  readonly scenario: Scenario;
  readonly population: Population;
  /** One entry a class of the scenario, in order. */
  readonly behaviours: readonly Behaviour[];
  readonly prices: PriceProcess;
  readonly journal: Journal;
  readonly tally: TallyKeeper;
  readonly sampler: Sampler;
  readonly work: WorkCounter;
  /** Check every invariant after every event. */
  readonly audit: boolean;
  readonly observer: FactObserver | null;
}

const ORDER = COMMANDS.indexOf('order');

export class Kernel implements FactSink, TimerSink {
  readonly event: Event = { timeUs: 0, rank: 0, sequence: 0, a: 0, b: 0, c: 0, d: 0 };
  readonly #parts: KernelParts;
  readonly #queue = new EventQueue();
  readonly #desk: LiquidationDesk;
  readonly #logReturns: Float64Array;
  readonly #breaches: BreachList = createBreachList();
  #exchange!: ExchangePort;
  #view!: AgentView;
  #commands!: AgentCommands;
  #reactions: Reaction[] = [];
  /** Time of the mark update under way to happen, -1 when there is none. */
  #markUpdateAtUs = -1;
  #lastMarkUs = -Infinity;
  #unwindIsScheduled = false;
  #breachCheckIsScheduled = false;

  constructor(parts: KernelParts) {
    this.#parts = parts;
    this.#desk = new LiquidationDesk(parts.scenario.venue.liquidation.throughputPerSecond);
    this.#logReturns = new Float64Array(parts.scenario.venue.instruments.length);
  }

  /** Runs the path to its end on `exchange`, which must send its facts to this kernel. */
  run(exchange: ExchangePort, view: AgentView): void {
    this.#exchange = exchange;
    this.#parts.tally.begin(exchange);
    this.#view = view;
    const push: CommandParts['push'] = (timeUs, rank, a, b, c, d) => this.#push(timeUs, rank, a, b, c, d);
    this.#commands = new AgentCommands({ ...this.#parts, exchange, event: this.event, push, facts: this });
    this.#start();
    while (this.#queue.popInto(this.event)) {
      this.#parts.work.event(this.event.rank);
      if (this.event.rank === RANK.end) break;
      exchange.advanceTo(this.event.timeUs);
      this.#apply(this.event);
      this.#react();
      this.#scheduleConsequences();
      this.#parts.tally.observeFund(this.event.timeUs, exchange.fundEquity());
      if (this.#parts.audit) exchange.audit();
    }
    exchange.audit();
  }

  #start(): void {
    const { scenario, behaviours, tally } = this.#parts;
    const { durationUs, sampleIntervalUs } = scenario.run;
    const view = this.#view;
    behaviours.forEach((behaviour, index) => {
      // A class without accounts leaves no trace, not even in the sequence of events.
      const isAwake = behaviour.wakeIntervalUs > 0 && scenario.agents.classes[index].accounts > 0;
      if (isAwake) this.#push(behaviour.wakeIntervalUs, RANK.agentWake, index);
    });
    for (let account = VENUE_ACCOUNTS; account < this.#exchange.accountCount; account += 1) {
      const stop = this.#behaviourOf(account)?.stopOf?.(view, account) ?? -Infinity;
      if (stop !== -Infinity) this.#exchange.setStop(account, stop);
    }
    tally.observeOpenInterest(this.#exchange, tally.tally.openInterestInitial);
    this.#requestMarkUpdate(0);
    this.#push(scenario.market.tickUs, RANK.referenceTick);
    for (let atUs = 0; atUs <= durationUs; atUs += sampleIntervalUs) this.#push(atUs, RANK.sample);
    this.#push(durationUs, RANK.end);
    this.#scheduleRecalibration(0);
    scenario.venue.marginChanges.forEach(({ atUs }, place) => this.#push(atUs, RANK.marginChange, place));
    this.#exchange.start();
  }

  #apply(event: Event): void {
    const exchange = this.#exchange;
    switch (event.rank) {
      case RANK.referenceTick:
        return this.#applyReferenceTick(event);
      case RANK.haltEnd:
        return exchange.resumeTrading(event.a);
      case RANK.markUpdate:
        return this.#applyMarkUpdate(event);
      case RANK.breachCheck:
        return this.#applyBreachCheck(event);
      case RANK.liquidationDue:
        return this.#addToDesk(event);
      case RANK.liquidationStep:
        return this.#applyLiquidationStep(event);
      case RANK.inventoryUnwind:
        this.#unwindIsScheduled = false;
        return exchange.unwindInventory();
      case RANK.agentWake:
        return this.#applyWake(event);
      case RANK.sample:
        return this.#parts.sampler.sample(event.timeUs, exchange, this.#parts.tally);
      case RANK.marginChange:
        return this.#applyMarginChange(event);
      case RANK.marginRecalibration:
        return this.#applyRecalibration(event);
      case RANK.venueTimer:
        return exchange.onTimer(event.a, event.b, event.c);
      default:
        return this.#commands.apply(event);
    }
  }

  #applyReferenceTick(event: Event): void {
    const { scenario, prices } = this.#parts;
    prices.advanceTo(event.timeUs, this.#logReturns);
    this.#exchange.applyReference(this.#logReturns, scenario.market.tickUs);
    this.#requestMarkUpdate(event.timeUs + scenario.venue.markPrice.latencyUs);
    this.#push(event.timeUs + scenario.market.tickUs, RANK.referenceTick);
  }

  #applyMarkUpdate(event: Event): void {
    // An earlier one was asked for meanwhile and has been done: this one is void.
    if (event.timeUs !== this.#markUpdateAtUs) return;
    this.#markUpdateAtUs = -1;
    this.#lastMarkUs = event.timeUs;
    this.#exchange.updateMarks();
    this.#parts.tally.observePrices(this.#exchange, event.timeUs);
    this.#push(event.timeUs, RANK.breachCheck);
  }

  /** New breaches fall due after the engine's latency, the most under-margined account first. */
  #applyBreachCheck(event: Event): void {
    const breaches = this.#breaches;
    this.#breachCheckIsScheduled = false;
    this.#exchange.collectBreaches(breaches);
    if (breaches.count === 0) return;
    for (let n = 0; n < breaches.count; n += 1) {
      const onlyStops = (breaches.flags[n] & (FLAG_MAINTENANCE | FLAG_STOP)) === FLAG_STOP;
      if (onlyStops) this.#reactions.push({ kind: 'stop', account: breaches.accounts[n] });
    }
    const { liquidation, liquidationPolicy } = this.#parts.scenario.venue;
    const atUs = event.timeUs + this.#desk.slowed(liquidation.latencyUs);
    for (const account of listBreached(breaches, liquidationPolicy.accountOrder))
      this.#push(atUs, RANK.liquidationDue, account);
  }

  /** Accounts may be in breach although no price has moved. */
  #applyMarginChange(event: Event): void {
    this.#exchange.changeMargins(this.#parts.scenario.venue.marginChanges[event.a]);
    this.#push(event.timeUs, RANK.breachCheck);
  }

  #applyRecalibration(event: Event): void {
    this.#exchange.recalibrateMargins();
    this.#push(event.timeUs, RANK.breachCheck);
    this.#scheduleRecalibration(event.timeUs);
  }

  #scheduleRecalibration(afterUs: SimTimeUs): void {
    const rules = this.#parts.scenario.venue.marginRecalibration;
    if (rules !== null) this.#push(afterUs + rules.intervalUs, RANK.marginRecalibration);
  }

  #applyLiquidationStep(event: Event): void {
    const downUntilUs = this.#exchange.stoppedUntilUsOf('liquidationEngine');
    if (downUntilUs > 0) return this.#push(downUntilUs, RANK.liquidationStep);
    const account = this.#desk.take(event.timeUs);
    if (account >= 0) {
      const next = this.#exchange.liquidate(account);
      if (next.kind === 'again') this.#push(next.atUs, RANK.liquidationDue, account);
    }
    this.#serve(this.#desk.next(event.timeUs));
  }

  #addToDesk({ a: account, timeUs }: Event): void {
    const { instruments, liquidationPolicy } = this.#parts.scenario.venue;
    const priority = deskPriorityOf(liquidationPolicy.accountOrder, this.#exchange, account, instruments);
    this.#serve(this.#desk.add(account, timeUs, priority));
  }

  #applyWake(event: Event): void {
    const behaviour = this.#parts.behaviours[event.a];
    behaviour.onWake?.(this.#view, this.#commands);
    this.#push(event.timeUs + behaviour.wakeIntervalUs, RANK.agentWake, event.a);
  }

  #serve(atUs: SimTimeUs): void {
    if (atUs >= 0) this.#push(atUs, RANK.liquidationStep);
  }

  /** Lets agents answer what the event did to them. */
  #react(): void {
    if (this.#reactions.length === 0) return;
    const reactions = this.#reactions;
    this.#reactions = [];
    const view = this.#view;
    for (const reaction of reactions) {
      const behaviour = this.#behaviourOf(reaction.account);
      if (behaviour !== undefined) answer(behaviour, view, reaction, this.#commands);
    }
  }

  /** Trades move marks, after a while; what a mechanism did calls for a look at everybody; inventory of the fund is sold, step by step. */
  #scheduleConsequences(): void {
    const { markPrice, insuranceFund } = this.#parts.scenario.venue;
    const nowUs = this.event.timeUs;
    if (this.#exchange.marksAreStale()) {
      this.#requestMarkUpdate(Math.max(nowUs + markPrice.latencyUs, this.#lastMarkUs + markPrice.intervalUs));
    }
    if (!this.#breachCheckIsScheduled && this.#exchange.breachCheckIsDue()) {
      this.#breachCheckIsScheduled = true;
      this.#push(nowUs, RANK.breachCheck);
    }
    if (!this.#unwindIsScheduled && this.#exchange.fundHasInventory()) {
      this.#unwindIsScheduled = true;
      this.#push(nowUs + insuranceFund.unwindIntervalUs, RANK.inventoryUnwind);
    }
  }

  #requestMarkUpdate(atUs: SimTimeUs): void {
    if (this.#markUpdateAtUs >= 0 && this.#markUpdateAtUs <= atUs) return;
    this.#markUpdateAtUs = atUs;
    this.#push(atUs, RANK.markUpdate);
  }

  #push(timeUs: SimTimeUs, rank: number, a = 0, b = 0, c = 0, d = 0): void {
    if (timeUs <= this.#parts.scenario.run.durationUs) this.#queue.push(timeUs, rank, a, b, c, d);
  }

  #behaviourOf(account: number): Behaviour | undefined {
    return this.#parts.behaviours[this.#parts.population.agentClass[account]];
  }

  record(kind: FactKind, account: number, instrument: number, lots: number, value: number, a: number, b: number): void {
    const { journal, tally, observer, audit, scenario } = this.#parts;
    if (audit) auditFact(this.#exchange, haltTermsOf(scenario.venue), kind, account, instrument, lots);
    journal.record(this.event, kind, account, instrument, lots, value, a, b);
    tally.record(this.event.timeUs, kind, account, instrument, lots, value, a, b);
    if (kind === 'haltStart') this.#push(b, RANK.haltEnd, instrument);
    else if (kind === 'faultStart' || kind === 'faultEnd') this.#desk.slowdown = this.#commands.changeFault(kind, a);
    else if (kind === 'breach' || kind === 'order') this.#reactions.push({ kind, account });
    else if (kind === 'commandLost' && b === ORDER) this.#reactions.push({ kind: 'order', account });
    else if (kind === 'marginCall') this.#reactions.push({ kind, account, equity: value, maintenance: a });
    else if (kind === 'deleveraging') this.#reactions.push({ kind: 'deleveraged', account, instrument, lots });
    if (observer !== null)
      observer(this.event.timeUs, this.#exchange, { kind, account, instrument, lots, value, a, b });
  }

  wakeAt(atUs: SimTimeUs, mechanism: number, a: number, b: number): void {
    this.#push(atUs, RANK.venueTimer, mechanism, a, b);
  }
}
