/**
 * Random commands for an exchange, drawn from what it shows: halts end when they are due, and accounts that are under
 * liquidation are liquidated when it is their time. Some kinds of command are left out of some sequences altogether.
 */
import { ROLE_MAKER, VENUE_ACCOUNTS } from '../../src/exchange/accounts.ts';
import type { BreachList } from '../../src/exchange/breach-watch.ts';
import { NO_CONTROLS } from '../../src/exchange/controls/control-rules.ts';
import type { ExchangePort } from '../../src/exchange/exchange-port.ts';
import { ORDER_PURPOSES } from '../../src/exchange/fact.ts';
import { ownAccountsOf } from '../../src/exchange/reserves.ts';
import { endOf, type FaultRules } from '../../src/exchange/faults/fault-rules.ts';
import { log } from '../../src/numeric/math.ts';
import type { Fact } from './differential-run.ts';
import { type Draw, drawMarginChange, type RandomInput } from './random-venue.ts';
import type { TimerList } from './timer-list.ts';

/** A command: what it is called in a report, and its effect on one exchange. */
export interface Command {
  readonly name: string;
  readonly apply: (exchange: ExchangePort, breaches: BreachList, timers: TimerList) => unknown;
}

/** Draws what happens next from what the engine shows, so that halts end when they are due and the due are liquidated. */
export class Script {
  readonly #draw: Draw;
  readonly #engine: ExchangePort;
  readonly #input: RandomInput;
  readonly #logReturns: number[];
  readonly #weights: readonly (readonly [number, () => Command | null])[];
  readonly #due = new Map<number, number>();
  /** Ends of halts that were told, with the instrument. */
  readonly #haltEnds: [number, number][] = [];
  readonly #calm: boolean;
  readonly #isControlled: boolean;
  #now = 0;
  /** Nobody liquidates before then. */
  #engineDownUntil = 0;
  #faultAt = -1;

  readonly #timers: TimerList;
  #isStarted = false;

  constructor(draw: Draw, engine: ExchangePort, input: RandomInput, timers: TimerList) {
    this.#timers = timers;
    this.#draw = draw;
    this.#engine = engine;
    this.#input = input;
    this.#logReturns = input.venue.instruments.map(() => 0);
    this.#isControlled = input.venue.controls !== NO_CONTROLS;
    this.#calm = draw.chance(0.2);
    const often = (weight: number) => (draw.chance(0.2) ? 0 : weight * draw.between(0.5, 2));
    this.#weights = [
      [4, () => this.#advance()],
      [2, () => this.#move()],
      [4, () => UPDATE_MARKS],
      [4, () => COLLECT],
      [12, () => this.#liquidate()],
      [often(1.5), () => UNWIND],
      [often(2), () => this.#order()],
      [often(1), () => this.#deposit()],
      [often(1), () => this.#quote()],
      [often(1), () => this.#offload()],
      [often(0.5), () => this.#spread()],
      [often(1), () => this.#stop()],
      [often(0.5), () => this.#changeMargins()],
      ...(input.venue.marginRecalibration === null ? [] : [[0.5, () => RECALIBRATE] as const]),
      ...(input.venue.withdrawals === null ? [] : [[often(2), () => this.#withdraw()] as const]),
      ...(input.venue.portfolio === null ? [] : [[0.3, () => MEASURE] as const, [4, () => this.#order()] as const]),
    ];
  }

  /** Accounts that the last command found below a threshold, and which; ends of halts that it told. */
  learn(listed: readonly number[], flags: readonly number[], facts: readonly Fact[]): void {
    for (const [place, account] of listed.entries()) if ((flags[place]! & 1) !== 0) this.#due.set(account, this.#now);
    for (const [kind, , instrument, , , place, end] of facts) {
      if (kind === 'haltStart' && end < NEVER) this.#haltEnds.push([end, instrument]);
      if (kind === 'faultStart') this.#begin(this.#input.venue.faults[place]!);
      // A fault changes as the last thing at its instant: no other price comes then.
      if (kind === 'faultStart' || kind === 'faultEnd') this.#faultAt = this.#now;
    }
  }

  #begin(fault: FaultRules): void {
    if (fault.kind === 'liquidationDown') this.#engineDownUntil = Math.max(this.#engineDownUntil, endOf(fault));
  }

  next(): Command {
    if (!this.#isStarted) {
      this.#isStarted = true;
      return START;
    }
    // Nothing but a reopening happens at the end of a halt; who asks what holds an instrument then would ask in vain.
    if (this.#isControlled && this.#haltEnds.some(([end]) => end <= this.#now)) return this.#advance();
    for (;;) {
      const total = this.#weights.reduce((sum, [weight]) => sum + weight, 0);
      let point = this.#draw.between(0, total);
      const chosen = this.#weights.find(([weight]) => (point -= weight) < 0);
      const command = chosen?.[1]() ?? null;
      if (command !== null) return command;
    }
  }

  #instrument(): number {
    return this.#draw.whole(0, this.#engine.instrumentCount - 1);
  }

  #agent(): number {
    // The venue's further accounts, that for rounding among them, stand after the agents.
    const agents = this.#engine.accountCount - ownAccountsOf(this.#input.venue);
    return this.#draw.whole(VENUE_ACCOUNTS, agents - 1);
  }

  /** Time moves on, but never past the end of a halt or a time to be woken at: that comes first. */
  #advance(): Command {
    const [earliest] = this.#haltEnds.sort(([one], [other]) => one - other);
    if (earliest !== undefined && earliest[0] <= this.#now) {
      const [, instrument] = earliest;
      this.#haltEnds.shift();
      return { name: `resumeTrading(${instrument})`, apply: (exchange) => exchange.resumeTrading(instrument) };
    }
    if (this.#timers.nextUs <= this.#now) return WAKE;
    const end = Math.min(earliest?.[0] ?? Infinity, this.#timers.nextUs);
    const nextDue = Math.min(...[...this.#due.values()].filter((at) => at > this.#now));
    const step = this.#draw.chance(0.1) ? 0 : this.#draw.magnitude(1, 100_000_000);
    const to = this.#draw.chance(0.4) && nextDue < Infinity ? nextDue : this.#now + step;
    this.#now = Math.min(end, this.#draw.chance(0.2) && end < Infinity ? end : to);
    const at = this.#now;
    return { name: `advanceTo(${at})`, apply: (exchange) => exchange.advanceTo(at) };
  }

  #move(): Command | null {
    if (this.#faultAt === this.#now) return null;
    const crashes = this.#draw.chance(this.#calm ? 0.02 : 0.3);
    const common = crashes ? log(1 - this.#draw.between(0.05, 0.6)) * this.#draw.of([1, 1, -0.5]) : 0;
    for (const i of this.#logReturns.keys()) {
      const own = this.#draw.between(-0.01, 0.01);
      const moved = this.#logReturns[i]! + own + common * this.#draw.between(0.3, 1);
      // Falls of one after the other must not take a price to nothing, nor rises without end.
      this.#logReturns[i] = Math.max(-3, Math.min(1.5, moved));
    }
    const returns = Float64Array.from(this.#logReturns);
    return {
      name: `applyReference(${returns.join(', ')})`,
      apply: (exchange) => exchange.applyReference(returns, 1_000_000),
    };
  }

  #liquidate(): Command | null {
    if (this.#now < this.#engineDownUntil) return null;
    const due = [...this.#due].filter(([, at]) => at <= this.#now).map(([account]) => account);
    if (due.length === 0) return null;
    const account = this.#draw.of(due);
    return {
      name: `liquidate(${account})`,
      apply: (exchange) => {
        const next = exchange.liquidate(account);
        if (next.kind === 'done') this.#due.delete(account);
        else this.#due.set(account, next.atUs);
        return next;
      },
    };
  }

  #order(): Command {
    const [account, instrument, purpose] = [this.#agent(), this.#instrument(), this.#draw.of(ORDER_PURPOSES)];
    const held = this.#engine.lotsOf(account, instrument);
    const lots = this.#draw.of([-held, -2 * held, -Math.round(held / 3), this.#draw.whole(-20, 20), held]);
    if (this.#input.venue.controls.reopening !== null && this.#engine.haltedUntilUsOf(instrument) > 0) {
      const name = `keepForAuction(${account}, ${instrument}, ${lots}, ${purpose})`;
      return { name, apply: (exchange) => exchange.keepForAuction!(account, instrument, lots, purpose) };
    }
    const name = `placeOrder(${account}, ${instrument}, ${lots}, ${purpose})`;
    return { name, apply: (exchange) => exchange.placeOrder(account, instrument, lots, purpose) };
  }

  #deposit(): Command {
    const account = this.#agent();
    const amount = this.#draw.magnitude(1, 1 + Math.abs(this.#engine.equityOf(account)));
    return { name: `deposit(${account}, ${amount})`, apply: (exchange) => exchange.deposit(account, amount) };
  }

  #withdraw(): Command | null {
    if (this.#engine.stoppedUntilUsOf('withdrawals') > 0) return null;
    const account = this.#agent();
    const equity = Math.max(1, this.#engine.equityOf(account));
    const amount = this.#draw.of([equity, Math.ceil(equity / 10), this.#draw.magnitude(1, 1 + equity), 2 * equity]);
    const askedAt = Math.max(0, this.#now - this.#draw.magnitude(1, 10_000_000));
    const name = `withdraw(${account}, ${amount}, ${askedAt})`;
    return { name, apply: (exchange) => exchange.withdraw(account, amount, askedAt) };
  }

  #maker(): number | null {
    const makers = [...this.#input.population.role.keys()].filter((a) => this.#input.population.role[a] === ROLE_MAKER);
    return makers.length === 0 ? null : this.#draw.of(makers);
  }

  #quote(): Command | null {
    const [maker, instrument] = [this.#maker(), this.#instrument()];
    if (maker === null) return null;
    const [bid, ask] = [this.#draw.of([0, 1, 500_000, 1_000_000]), this.#draw.of([0, 1, 500_000, 1_000_000])];
    const name = `setQuote(${maker}, ${instrument}, ${bid}, ${ask})`;
    return { name, apply: (exchange) => exchange.setQuote(maker, instrument, bid, ask) };
  }

  #spread(): Command | null {
    const [maker, instrument] = [this.#maker(), this.#instrument()];
    if (maker === null) return null;
    const half = this.#draw.of([0, 1, 500, 20_000, 100_000]);
    const name = `setSpread(${maker}, ${instrument}, ${half})`;
    return { name, apply: (exchange) => exchange.setSpread(maker, instrument, half) };
  }

  #offload(): Command | null {
    const [maker, instrument] = [this.#maker(), this.#instrument()];
    if (maker === null) return null;
    const held = this.#engine.lotsOf(maker, instrument);
    const lots = this.#draw.of([-held, -held, Math.round(-held / 2), this.#draw.whole(-5, 5)]);
    const name = `offload(${maker}, ${instrument}, ${lots})`;
    return { name, apply: (exchange) => exchange.offload(maker, instrument, lots) };
  }

  #changeMargins(): Command {
    const change = drawMarginChange(this.#draw, this.#engine.instrumentCount);
    return { name: `changeMargins(${JSON.stringify(change)})`, apply: (exchange) => exchange.changeMargins(change) };
  }

  #stop(): Command {
    const account = this.#agent();
    const equity = this.#draw.chance(0.1)
      ? -Infinity
      : Math.round(this.#engine.equityOf(account) * this.#draw.between(0.2, 1.1));
    return { name: `setStop(${account}, ${equity})`, apply: (exchange) => exchange.setStop(account, equity) };
  }
}

/** Halts of the rest of the run end then. */
const NEVER = Number.MAX_SAFE_INTEGER;
const START: Command = { name: 'start()', apply: (exchange) => exchange.start() };
const WAKE: Command = { name: 'onTimer()', apply: (exchange, _, timers) => timers.wakeNext(exchange) };
const UPDATE_MARKS: Command = { name: 'updateMarks()', apply: (exchange) => exchange.updateMarks() };
const UNWIND: Command = { name: 'unwindInventory()', apply: (exchange) => exchange.unwindInventory() };
const COLLECT: Command = { name: 'collectBreaches()', apply: (exchange, list) => exchange.collectBreaches(list) };
const RECALIBRATE: Command = { name: 'recalibrateMargins()', apply: (exchange) => exchange.recalibrateMargins() };
const MEASURE: Command = { name: 'measureMargin()', apply: (exchange) => exchange.measureMargin() };
