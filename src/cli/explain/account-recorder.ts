/**
 * Watches one account through a path: every fact that names it, with the account as it was before and after, and what
 * happened to it without being named, as a market maker's quotes are hit by other people's orders.
 */
import type { AccountIndex, InstrumentIndex, SimTimeUs } from '../../base/units.ts';
import type { ExchangePort } from '../../exchange/exchange-port.ts';
import type { FactObserver } from '../../simulation/kernel.ts';
import type { Scenario } from '../../scenario/scenario.ts';
import {
  changeTerms,
  describeState,
  marginTermsOf,
  readHoldings,
  readMarks,
  type AccountState,
  type Holdings,
  type MarginTerms,
} from './account-state.ts';

export type Fact = Parameters<FactObserver>[2];

export interface FactEntry {
  readonly kind: 'fact';
  readonly timeUs: SimTimeUs;
  readonly fact: Fact;
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

type Step = 'hits' | 'quotes' | 'offloads';

export class AccountRecorder {
  readonly entries: Entry[] = [];
  closest: ClosestCall | null = null;
  readonly #account: AccountIndex;
  readonly #scenario: Scenario;
  /** In force now: the venue may change them. */
  #terms: MarginTerms;
  #holdings: Holdings;

  /** `start`: what the account holds when the path begins. */
  constructor(account: AccountIndex, scenario: Scenario, start: Holdings) {
    this.#account = account;
    this.#scenario = scenario;
    this.#terms = marginTermsOf(scenario);
    this.#holdings = start;
  }

  readonly observe: FactObserver = (nowUs, exchange, fact) => {
    if (fact.kind === 'marginChange') return this.#changeTerms(nowUs, exchange, fact);
    const isOwn = fact.account === this.#account || (fact.kind === 'deleveraging' && fact.a === this.#account);
    if (isOwn) this.#addFact(nowUs, exchange, fact);
    else if (this.#positionsChanged(exchange)) this.#addStep(nowUs, exchange, 'hits');
    if (isOwn || fact.kind === 'markUpdate') this.#observeMargin(nowUs, exchange);
  };

  /** Told when the account holds the instrument; the others' rates are not its business. */
  #changeTerms(nowUs: SimTimeUs, exchange: ExchangePort, fact: Fact): void {
    const before = this.#terms;
    this.#terms = changeTerms(before, this.#scenario, fact.instrument, fact.a, fact.b);
    if (exchange.lotsOf(this.#account, fact.instrument) === 0) return;
    this.#addFact(nowUs, exchange, fact, before);
    this.#observeMargin(nowUs, exchange);
  }

  #addFact(timeUs: SimTimeUs, exchange: ExchangePort, fact: Fact, termsBefore = this.#terms): void {
    if (fact.kind === 'quote') return this.#addStep(timeUs, exchange, 'quotes');
    if (fact.kind === 'offload') return this.#addStep(timeUs, exchange, 'offloads');
    const marks = readMarks(exchange);
    const before = this.#holdings;
    this.#holdings = readHoldings(exchange, this.#account);
    this.entries.push({
      kind: 'fact',
      timeUs,
      fact,
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
      after: describeState(now, readMarks(exchange), this.#terms),
    };
    if (isUnderWay) this.entries[this.entries.length - 1] = entry;
    else this.entries.push(entry);
  }

  #positionsChanged(exchange: ExchangePort): boolean {
    return this.#holdings.lots.some((lots, i: InstrumentIndex) => exchange.lotsOf(this.#account, i) !== lots);
  }

  #observeMargin(timeUs: SimTimeUs, exchange: ExchangePort): void {
    const equity = exchange.equityOf(this.#account);
    const maintenance = exchange.maintenanceOf(this.#account);
    if (maintenance === 0) return;
    const { closest } = this;
    // equity / maintenance < closest.equity / closest.maintenance, without dividing
    if (closest !== null && equity * closest.maintenance >= closest.equity * maintenance) return;
    this.closest = { timeUs, equity, maintenance };
  }
}
