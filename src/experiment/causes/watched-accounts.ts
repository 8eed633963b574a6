/** The accounts a trace of causes follows: those that trade by force or lose a position, and the liquidity providers. */
import type { AccountIndex, InstrumentIndex } from '../../base/units.ts';
import { ROLE_MAKER, VENUE_ACCOUNTS, type Population } from '../../exchange/accounts.ts';
import type { ExchangePort } from '../../exchange/exchange-port.ts';
import { NO_INSTRUMENT, type Instrument } from '../../instruments/instrument.ts';
import type { MarkSnapshot } from './mark-snapshot.ts';
import { lotsBefore, noPayments, WatchedAccount, type Payments } from './watched-account.ts';

export class WatchedAccounts {
  readonly #population: Population;
  readonly #instruments: readonly Instrument[];
  readonly #start: MarkSnapshot;
  readonly #accounts = new Map<AccountIndex, WatchedAccount>();
  readonly #makers: WatchedAccount[] = [];
  #makersAreKnown = false;
  /** Of accounts that are not followed yet. */
  readonly #payments = new Map<AccountIndex, Payments>();
  /** By instrument: funding of one lot since the start; + longs paid. */
  readonly #fundingPerLot: number[];

  /** `start`: the marks everybody's first equity is valued at. */
  constructor(population: Population, instruments: readonly Instrument[], start: MarkSnapshot) {
    this.#population = population;
    this.#instruments = instruments;
    this.#start = start;
    this.#fundingPerLot = instruments.map(() => 0);
  }

  get all(): IterableIterator<WatchedAccount> {
    return this.#accounts.values();
  }

  find(account: AccountIndex): WatchedAccount | undefined {
    return this.#accounts.get(account);
  }

  /** The account, brought up to the marks of `now`; `change`: what the fact under way did to its position. */
  at(
    now: MarkSnapshot,
    exchange: ExchangePort,
    account: AccountIndex,
    instrument: InstrumentIndex,
    change: number,
  ): WatchedAccount {
    let one = this.#accounts.get(account);
    if (one === undefined) {
      const lots = lotsBefore(exchange, account, instrument, change);
      const equity = this.#population.equity[account] ?? 0;
      one = new WatchedAccount(
        account,
        this.#instruments,
        lots,
        equity,
        this.#start,
        this.#takePayments(account, lots),
      );
      this.#accounts.set(account, one);
      // A breach looks at the last two marks one by one.
      if (instrument === NO_INSTRUMENT) return one;
    }
    if (instrument !== NO_INSTRUMENT) one.follow(now);
    return one;
  }

  /** `perLot`: what a unit of the rate is on one lot; + longs pay. */
  payFunding(exchange: ExchangePort, instrument: InstrumentIndex, rate: number, perLot: number): void {
    this.#fundingPerLot[instrument]! += perLot * rate;
    for (const { account, paying } of this.#accounts.values()) {
      paying.funding += exchange.lotsOf(account, instrument) * perLot * rate;
    }
  }

  /** Where the payments of an account are kept, whether it is followed or not. */
  paymentsOf(account: AccountIndex): Payments {
    const found = this.#accounts.get(account)?.paying ?? this.#payments.get(account);
    if (found !== undefined) return found;
    const payments = noPayments();
    this.#payments.set(account, payments);
    return payments;
  }

  /** Since the start, of an account that is followed from now on: it has held `lots` all the time. */
  #takePayments(account: AccountIndex, lots: readonly number[]): Payments {
    const payments = this.#payments.get(account) ?? noPayments();
    this.#payments.delete(account);
    lots.forEach((held, i) => (payments.funding += held * this.#fundingPerLot[i]!));
    return payments;
  }

  /** Providers are followed from the first fact on: their own margin stress withdraws depth before anybody liquidates them. */
  meetMakers(now: MarkSnapshot, exchange: ExchangePort): void {
    if (this.#makersAreKnown) return;
    this.#makersAreKnown = true;
    const { role, accountCount } = this.#population;
    for (let account = VENUE_ACCOUNTS; account < accountCount; account += 1) {
      if (role[account] === ROLE_MAKER) this.#makers.push(this.at(now, exchange, account, NO_INSTRUMENT, 0));
    }
  }

  followMakers(now: MarkSnapshot, exchange: ExchangePort): void {
    for (const maker of this.#makers) {
      maker.follow(now, false);
      maker.read(exchange);
    }
  }
}
