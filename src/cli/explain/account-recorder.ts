/**
 * Watches one account through a path: every fact that names it, with the account as it was before and after, and what
 * happened to it without being named, as a market maker's quotes are hit by other people's orders.
 */
import type { AccountIndex, InstrumentIndex, SimTimeUs } from '../../base/units.ts';
import type { ExchangePort } from '../../exchange/exchange-port.ts';
import type { FactKind } from '../../exchange/fact.ts';
import type { FactObserver } from '../../simulation/kernel.ts';
import {
  describeState,
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
  /** Index price of the fact's instrument at that moment, ticks; 0 without an instrument. */
  readonly indexTicks: number;
}

/** The account's quotes were hit this often between two of its own facts. */
export interface HitsEntry {
  readonly kind: 'quotesHit';
  readonly timeUs: SimTimeUs;
  readonly untilUs: SimTimeUs;
  readonly hits: number;
  /** Net change in lots, by instrument. */
  readonly lots: readonly number[];
}

/** Changes of quotes and small hand-overs in a row: a market maker makes thousands. */
export interface RoutineEntry {
  readonly kind: 'routine';
  readonly timeUs: SimTimeUs;
  readonly untilUs: SimTimeUs;
  readonly quotes: number;
  readonly offloads: number;
  readonly last: Fact;
}

export type Entry = FactEntry | HitsEntry | RoutineEntry;

/** When the account came closest to liquidation: smallest equity / maintenance margin at a mark update. */
export interface ClosestCall {
  readonly timeUs: SimTimeUs;
  readonly equity: number;
  readonly maintenance: number;
}

const ROUTINE: ReadonlySet<FactKind> = new Set<FactKind>(['quote', 'offload']);

export class AccountRecorder {
  readonly entries: Entry[] = [];
  closest: ClosestCall | null = null;
  readonly #account: AccountIndex;
  readonly #terms: MarginTerms;
  #holdings: Holdings;

  /** `start`: what the account holds when the path begins. */
  constructor(account: AccountIndex, terms: MarginTerms, start: Holdings) {
    this.#account = account;
    this.#terms = terms;
    this.#holdings = start;
  }

  readonly observe: FactObserver = (nowUs, exchange, fact) => {
    const isOwn = fact.account === this.#account || (fact.kind === 'deleveraging' && fact.a === this.#account);
    if (isOwn) this.#addFact(nowUs, exchange, fact);
    else if (this.#positionsChanged(exchange)) this.#addHit(nowUs, exchange);
    if (isOwn || fact.kind === 'markUpdate') this.#observeMargin(nowUs, exchange);
  };

  #addFact(timeUs: SimTimeUs, exchange: ExchangePort, fact: Fact): void {
    const marks = readMarks(exchange);
    const before = this.#holdings;
    this.#holdings = readHoldings(exchange, this.#account);
    if (ROUTINE.has(fact.kind)) {
      this.#addRoutine(timeUs, fact);
      return;
    }
    this.entries.push({
      kind: 'fact',
      timeUs,
      fact,
      before: describeState(before, marks, this.#terms),
      after: describeState(this.#holdings, marks, this.#terms),
      indexTicks: fact.instrument < 0 ? 0 : exchange.indexTicksOf(fact.instrument),
    });
  }

  #addRoutine(timeUs: SimTimeUs, fact: Fact): void {
    const last = this.entries.at(-1);
    const quotes = fact.kind === 'quote' ? 1 : 0;
    if (last?.kind === 'routine') {
      const entry = { ...last, untilUs: timeUs, quotes: last.quotes + quotes, offloads: last.offloads + 1 - quotes };
      this.entries[this.entries.length - 1] = { ...entry, last: fact };
    } else {
      this.entries.push({ kind: 'routine', timeUs, untilUs: timeUs, quotes, offloads: 1 - quotes, last: fact });
    }
  }

  #addHit(timeUs: SimTimeUs, exchange: ExchangePort): void {
    const now = readHoldings(exchange, this.#account);
    const change = now.lots.map((lots, i) => lots - this.#holdings.lots[i]!);
    this.#holdings = now;
    const last = this.entries.at(-1);
    if (last?.kind === 'quotesHit') {
      const lots = last.lots.map((sofar, i) => sofar + change[i]!);
      this.entries[this.entries.length - 1] = { ...last, untilUs: timeUs, hits: last.hits + 1, lots };
    } else {
      this.entries.push({ kind: 'quotesHit', timeUs, untilUs: timeUs, hits: 1, lots: change });
    }
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
