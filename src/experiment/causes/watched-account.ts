/** One account on its way: what it lost since it was last healthy, and since its breach, if it is in one. */
import type { AccountIndex, Lots, QuoteQuanta, SimTimeUs } from '../../base/units.ts';
import type { ExchangePort } from '../../exchange/exchange-port.ts';
import type { Instrument } from '../../instruments/instrument.ts';
import type { LossBearers } from './cause-record.ts';
import { accrue, LossParts } from './loss-parts.ts';
import type { MarkSnapshot } from './mark-snapshot.ts';

/** From a breach to the end of the liquidation. */
export interface Episode {
  readonly breach: number;
  readonly timeUs: SimTimeUs;
  /** At the last mark at which it met its margin. */
  readonly equityBefore: QuoteQuanta;
  /** Outside loss of the move that breached it, by instrument. */
  readonly gap: readonly number[];
  readonly parts: LossParts;
  readonly payments: Payments;
  readonly bearers: LossBearers;
  /** As it stood when others bore something of its loss last: what it won or lost after that is no part of it. */
  borne: BorneLoss | null;
}

export interface BorneLoss {
  readonly loss: QuoteQuanta;
  /** What was left to the account after it; below zero where more is still to be borne. */
  readonly equity: QuoteQuanta;
  readonly parts: LossParts;
  readonly payments: Payments;
}

/** Money that moved without a price moving, quanta; not rounded where a price is behind it. */
export interface Payments {
  /** Deposits less withdrawals: there was that much more to lose. */
  paidIn: QuoteQuanta;
  /** Losses: liquidation fees; funding; value below the mark at which others had its positions, and what was left at the end; of others. */
  fees: QuoteQuanta;
  funding: number;
  handedOver: number;
  shared: QuoteQuanta;
}

export function noPayments(): Payments {
  return { paidIn: 0, fees: 0, funding: 0, handedOver: 0, shared: 0 };
}

export class WatchedAccount {
  readonly account: AccountIndex;
  episode: Episode | null = null;
  /** Since it was last healthy, until it is breached. */
  parts: LossParts;
  payments: Payments;
  sinceUs: SimTimeUs = 0;
  equitySince: QuoteQuanta;
  readonly #instruments: readonly Instrument[];
  readonly #lots: Lots[];
  #at: MarkSnapshot;
  /** The last step, and where it began. */
  #step: { readonly from: MarkSnapshot; readonly parts: LossParts } | null = null;

  constructor(
    account: AccountIndex,
    instruments: readonly Instrument[],
    lots: readonly Lots[],
    equity: QuoteQuanta,
    at: MarkSnapshot,
    payments: Payments = noPayments(),
  ) {
    this.account = account;
    this.#instruments = instruments;
    this.#lots = [...lots];
    this.equitySince = equity;
    this.#at = at;
    this.parts = new LossParts(instruments.length);
    this.payments = payments;
  }

  get lots(): readonly Lots[] {
    return this.#lots;
  }

  /** What it pays and is paid from now on goes here. */
  get paying(): Payments {
    return this.episode?.payments ?? this.payments;
  }

  /** Takes the moves of marks up to `to` in. */
  follow(to: MarkSnapshot, byCause = true): void {
    if (this.#at !== to) this.#followTo(to, byCause);
  }

  /** Returns what they cost since the last time. */
  #followTo(to: MarkSnapshot, byCause: boolean): LossParts {
    // One that is followed from update to update does so in one place.
    const step = (byCause ? null : this.#step?.parts.cleared()) ?? new LossParts(this.#instruments.length);
    accrue(step, this.#instruments, this.#lots, this.#at, to, byCause);
    this.#step = { from: this.#at, parts: step };
    this.#at = to;
    (this.episode?.parts ?? this.parts).add(step);
    return step;
  }

  /** As `follow`, but returns what the last move of marks, from `before` to `now`, cost. */
  followInTwo(before: MarkSnapshot, now: MarkSnapshot): LossParts {
    if (this.#at === now) {
      // It was followed already: its last step may be that move.
      const parts = new LossParts(this.#instruments.length);
      if (this.#step?.from === before) parts.add(this.#step.parts);
      return parts;
    }
    this.follow(before);
    return this.#followTo(now, true);
  }

  /** Looks at what it holds now. */
  read(exchange: ExchangePort): void {
    for (let i = 0; i < this.#lots.length; i += 1) this.#lots[i] = exchange.lotsOf(this.account, i);
  }

  /** A trade of its own: what it lost by it against the mark. */
  addTrade(instrument: number, loss: number): void {
    (this.episode?.parts ?? this.parts).trades[instrument]! += loss;
  }

  /** What it lost until now is told; nothing more is asked of it until it is healthy again. */
  forget(): void {
    this.parts = new LossParts(this.#instruments.length);
    this.payments = noPayments();
  }

  /** It is healthy, or flat, from now on. */
  begin(nowUs: SimTimeUs, equity: QuoteQuanta): void {
    this.forget();
    this.sinceUs = nowUs;
    this.equitySince = equity;
    this.episode = null;
  }
}

/** Lots that an account held before a fact that changed one position by `change`. */
export function lotsBefore(exchange: ExchangePort, account: AccountIndex, instrument: number, change: Lots): Lots[] {
  return Array.from({ length: exchange.instrumentCount }, (_, i) => {
    const held = exchange.lotsOf(account, i);
    return i === instrument ? held - change : held;
  });
}
