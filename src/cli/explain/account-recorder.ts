/**
 * Watches one account through a path: every fact that names it, with the account as it was before and after, and what
 * happened to it without being named, as a market maker's quotes are hit by other people's orders.
 */
import type { AccountIndex, InstrumentIndex, QuoteQuanta, SimTimeUs } from '../../base/units.ts';
import type { ExchangePort } from '../../exchange/exchange-port.ts';
import { NO_INSTRUMENT } from '../../instruments/instrument.ts';
import type { FactObserver } from '../../simulation/kernel.ts';
import type { Scenario } from '../../scenario/scenario.ts';
import type { AccountState, Holdings, MarginTerms, Marks } from './account-figures.ts';
import { changeTerms, describeState, marginTermsOf, readHoldings, readMarks } from './account-state.ts';
import { lookAt } from './portfolio-state.ts';

export type Fact = Parameters<FactObserver>[2];

export type MarginCause = 'schedule' | 'halt' | 'recalibration';

export interface FactEntry {
  readonly kind: 'fact';
  readonly timeUs: SimTimeUs;
  readonly fact: Fact;
  /** Quanta of coin that the account paid (-) or got by it, where the fact's instrument settles in coin; otherwise 0. */
  readonly coinChange: number;
  /** Further changes of margin, or payments of funding, at the same moment, which are told together; after this one. */
  readonly more: readonly Fact[];
  /** What made the venue change its margin; null for other facts. */
  readonly marginCause: MarginCause | null;
  readonly before: AccountState;
  readonly after: AccountState;
  /** Margin terms in force after it. */
  readonly terms: MarginTerms;
  /** Index price of the fact's instrument at that moment, ticks; 0 without an instrument. */
  readonly indexTicks: number;
}

/**
 * A market maker's routine between two of its own facts, which can be thousands of steps: its quotes were hit by
 * others, it changed them, and it handed inventory to other venues.
 */
export interface QuotingEntry {
  readonly kind: 'quoting';
  readonly timeUs: SimTimeUs;
  readonly untilUs: SimTimeUs;
  readonly hits: number;
  readonly quotes: number;
  readonly offloads: number;
  /** Net change in lots, by instrument. */
  readonly lots: readonly number[];
  /** The account at the end of it. */
  readonly after: AccountState;
}

export type Entry = FactEntry | QuotingEntry;

/** When the account came closest to liquidation: smallest equity / maintenance margin at a mark update. */
export interface ClosestCall {
  readonly timeUs: SimTimeUs;
  readonly equity: number;
  readonly maintenance: number;
}

/** They concern everybody. */
const FAULTS: ReadonlySet<string> = new Set(['faultStart', 'faultEnd']);

type Step = 'hits' | 'quotes' | 'offloads';

export class AccountRecorder {
  readonly entries: Entry[] = [];
  closest: ClosestCall | null = null;
  readonly #account: AccountIndex;
  readonly #scenario: Scenario;
  /** In force now: the venue may change them. */
  #terms: MarginTerms;
  #holdings: Holdings;
  /** As they were last brought up to date. */
  #marks: Marks;
  /** Instrument whose halt was the fact before this one. */
  #haltedJustNow = NO_INSTRUMENT;

  /** `start`: what the account holds when the path begins, and marks at that moment. */
  constructor(account: AccountIndex, scenario: Scenario, start: Holdings, marks: Marks) {
    this.#account = account;
    this.#scenario = scenario;
    this.#terms = marginTermsOf(scenario);
    this.#holdings = start;
    this.#marks = marks;
  }

  readonly observe: FactObserver = (nowUs, exchange, fact) => {
    if (fact.kind === 'markUpdate') this.#marks = readMarks(exchange, nowUs);
    if (fact.kind === 'funding') return this.#addFunding(nowUs, exchange, fact);
    if (fact.kind === 'marginChange') return this.#changeTerms(nowUs, exchange, fact);
    this.#haltedJustNow = fact.kind === 'haltStart' ? fact.instrument : NO_INSTRUMENT;
    const isOwn =
      fact.account === this.#account ||
      (fact.kind === 'deleveraging' && fact.a === this.#account) ||
      (fact.kind === 'positionTaken' && fact.b === this.#account) ||
      FAULTS.has(fact.kind);
    if (isOwn) this.#addFact(nowUs, exchange, fact);
    else if (this.#positionsChanged(exchange)) this.#addStep(nowUs, exchange, 'hits');
    if (isOwn || fact.kind === 'markUpdate') this.#observeMargin(nowUs, exchange);
  };

  /** Payments on all contracts come before their facts: what the account holds of them is told together. */
  #addFunding(nowUs: SimTimeUs, exchange: ExchangePort, fact: Fact): void {
    if (exchange.lotsOf(this.#account, fact.instrument) === 0) return;
    const last = this.entries.at(-1);
    if (last?.kind === 'fact' && last.fact.kind === 'funding' && last.timeUs === nowUs) {
      this.entries[this.entries.length - 1] = { ...last, more: [...last.more, fact] };
      return;
    }
    this.#addFact(nowUs, exchange, fact);
    this.#observeMargin(nowUs, exchange);
  }

  /** Told when the account holds the instrument; the others' rates are not its business. */
  #changeTerms(nowUs: SimTimeUs, exchange: ExchangePort, fact: Fact): void {
    const before = this.#terms;
    this.#terms = changeTerms(before, this.#scenario, fact.instrument, fact.a, fact.b);
    const cause = this.#causeOf(nowUs, fact.instrument);
    this.#haltedJustNow = NO_INSTRUMENT;
    if (exchange.lotsOf(this.#account, fact.instrument) === 0) return;
    if (this.#joinChange(nowUs, fact)) return;
    this.#addFact(nowUs, exchange, fact, before, cause);
    // Under a model what is asked in the midst of a change of several instruments holds for nobody.
    if (before.evaluator === null) this.#observeMargin(nowUs, exchange);
  }

  /** Adds a change to the one before it, if a model margins the account and both are of one moment. */
  #joinChange(nowUs: SimTimeUs, fact: Fact): boolean {
    const last = this.entries.at(-1);
    if (this.#terms.evaluator === null || last?.kind !== 'fact' || last.fact.kind !== 'marginChange') return false;
    if (last.timeUs !== nowUs) return false;
    this.entries[this.entries.length - 1] = {
      ...last,
      more: [...last.more, fact],
      after: describeState(this.#holdings, this.#marks, this.#terms),
      terms: this.#terms,
    };
    return true;
  }

  #causeOf(nowUs: SimTimeUs, instrument: InstrumentIndex): MarginCause {
    if (this.#haltedJustNow === instrument) return 'halt';
    const { marginChanges } = this.#scenario.venue;
    const isScheduled = marginChanges.some((one) => one.atUs === nowUs && one.instruments.includes(instrument));
    return isScheduled ? 'schedule' : 'recalibration';
  }

  #addFact(
    timeUs: SimTimeUs,
    exchange: ExchangePort,
    fact: Fact,
    termsBefore = this.#terms,
    marginCause: MarginCause | null = null,
  ): void {
    if (fact.kind === 'quote' || fact.kind === 'spread') return this.#addStep(timeUs, exchange, 'quotes');
    if (fact.kind === 'offload') return this.#addStep(timeUs, exchange, 'offloads');
    const marks = this.#marks;
    const before = this.#holdings;
    this.#holdings = readHoldings(exchange, this.#account);
    const coin = this.#terms.instruments[fact.instrument]?.settlesIn ?? NO_INSTRUMENT;
    this.entries.push({
      kind: 'fact',
      timeUs,
      fact,
      coinChange: coin === NO_INSTRUMENT ? 0 : this.#holdings.lots[coin]! - before.lots[coin]!,
      marginCause,
      more: [],
      before: describeState(before, marks, termsBefore),
      after: describeState(this.#holdings, marks, this.#terms),
      terms: this.#terms,
      indexTicks: fact.instrument < 0 ? 0 : exchange.indexTicksOf(fact.instrument),
    });
  }

  /** Adds a step to the stretch of routine under way, or begins one. */
  #addStep(timeUs: SimTimeUs, exchange: ExchangePort, step: Step): void {
    const now = readHoldings(exchange, this.#account);
    const change = now.lots.map((lots, i) => lots - this.#holdings.lots[i]!);
    this.#holdings = now;
    const last = this.entries.at(-1);
    const isUnderWay = last?.kind === 'quoting';
    const sofar = isUnderWay
      ? last
      : { kind: 'quoting' as const, timeUs, hits: 0, quotes: 0, offloads: 0, lots: change.map(() => 0) };
    const entry: QuotingEntry = {
      ...sofar,
      untilUs: timeUs,
      [step]: sofar[step] + 1,
      lots: sofar.lots.map((lots, i) => lots + change[i]!),
      after: describeState(now, this.#marks, this.#terms),
    };
    if (isUnderWay) this.entries[this.entries.length - 1] = entry;
    else this.entries.push(entry);
  }

  #positionsChanged(exchange: ExchangePort): boolean {
    return this.#holdings.lots.some((lots, i: InstrumentIndex) => exchange.lotsOf(this.#account, i) !== lots);
  }

  #observeMargin(timeUs: SimTimeUs, exchange: ExchangePort): void {
    const maintenance = exchange.maintenanceOf(this.#account);
    if (maintenance === 0) return;
    const equity = this.#marginEquityOf(exchange);
    const { closest } = this;
    // equity / maintenance < closest.equity / closest.maintenance, without dividing
    if (closest !== null && equity * closest.maintenance >= closest.equity * maintenance) return;
    this.closest = { timeUs, equity, maintenance };
  }

  /** What margin is compared with: with haircuts where there are any. */
  #marginEquityOf(exchange: ExchangePort): QuoteQuanta {
    const { evaluator } = this.#terms;
    if (evaluator === null) return exchange.equityOf(this.#account);
    lookAt(evaluator, readHoldings(exchange, this.#account), this.#marks, this.#terms);
    return evaluator.equity;
  }
}
