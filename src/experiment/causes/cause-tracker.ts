/**
 * Looks over the kernel's shoulder at one path and keeps what its causes are: who displaced which price, what each
 * breached account lost to whom, and who bore what was left. Facts are not changed by it; it reads the exchange.
 */
import {
  PPM_PER_UNIT,
  type AccountIndex,
  type InstrumentIndex,
  type QuoteQuanta,
  type SimTimeUs,
} from '../../base/units.ts';
import { INSURANCE_FUND, VENUE_ACCOUNTS, type Population } from '../../exchange/accounts.ts';
import type { ExchangePort } from '../../exchange/exchange-port.ts';
import { NO_INSTRUMENT } from '../../instruments/instrument.ts';
import type { Scenario } from '../../scenario/scenario.ts';
import type { FactObserver } from '../../simulation/kernel.ts';
import { prepareMarket } from '../../simulation/prepare-market.ts';
import { noteLoss, settleBadDebt } from './bad-debt.ts';
import { BookFills } from './book-fills.ts';
import { splitRest } from './breach-rest.ts';
import { CauseBook } from './cause.ts';
import type { BadDebt, Breach, CauseRecord } from './cause-record.ts';
import { ControlTrips } from './control-trips.ts';
import { isMisled } from './fault-trips.ts';
import { FillLog } from './fill-log.ts';
import { findParent, requirementRaisedBy } from './find-parent.ts';
import { FundBooks } from './fund-books.ts';
import { InstrumentBuckets } from './instrument-buckets.ts';
import { bear, deleverage, handOver, noBearers, pay } from './loss-bearers.ts';
import { settleLoose, sumOf } from './loss-parts.ts';
import { initialSnapshot, markValueOf, takeSnapshot, type MarkSnapshot } from './mark-snapshot.ts';
import { noPayments, type WatchedAccount } from './watched-account.ts';
import { WatchedAccounts } from './watched-accounts.ts';
import { byCause, byInstrument, totalOf, whole } from './whole-parts.ts';

type Fact = Parameters<FactObserver>[2];

export class CauseTracker {
  readonly #scenario: Scenario;
  readonly #causes = new CauseBook();
  readonly #fills: FillLog;
  readonly #bookFills: BookFills;
  readonly #fund: FundBooks;
  readonly #buckets: InstrumentBuckets;
  readonly #trips: ControlTrips;
  readonly #watched: WatchedAccounts;
  readonly #breaches: Breach[] = [];
  readonly #latestBreach = new Map<AccountIndex, number>();
  readonly #badDebts: BadDebt[] = [];
  /** Instruments with a fund of their own. */
  readonly #grouped: ReadonlySet<InstrumentIndex>;
  readonly #multiples: number[];
  #before: MarkSnapshot;
  #now: MarkSnapshot;

  constructor(scenario: Scenario, population: Population) {
    const { venue, market, run } = scenario;
    this.#scenario = scenario;
    this.#fills = new FillLog(market.impact, prepareMarket(market).crossImpact, venue.instruments.length);
    this.#bookFills = new BookFills(this.#causes, this.#fills);
    const start = initialSnapshot(venue.instruments);
    this.#watched = new WatchedAccounts(population, venue.instruments, start);
    this.#grouped = new Set(venue.loss.groups.flatMap(({ instruments }) => instruments));
    this.#before = start;
    this.#now = start;
    this.#fund = new FundBooks(venue.insuranceFund.initial, venue.instruments, start);
    this.#buckets = new InstrumentBuckets(venue.instruments.length, run);
    this.#trips = new ControlTrips(venue);
    this.#multiples = venue.instruments.map(() => 1);
  }

  readonly observe: FactObserver = (nowUs, exchange, fact) => {
    this.#watched.meetMakers(this.#now, exchange);
    if (fact.kind === 'markUpdate') return this.#takeMarks(nowUs, exchange);
    const cause = this.#bookFills.take(nowUs, exchange, fact);
    if (cause !== null) this.#buckets.trade(nowUs, exchange, cause, fact.instrument, fact.value);
    this.#takeFact(nowUs, exchange, fact);
  };

  /** `fundFinal`: the fund's equity when the path ended. */
  finish(fundFinal: QuoteQuanta): CauseRecord {
    for (const one of this.#watched.all) this.#endEpisode(one);
    this.#trips.finish(this.#scenario.run.durationUs);
    return {
      durationUs: this.#scenario.run.durationUs,
      breaches: this.#breaches,
      badDebts: this.#badDebts,
      fund: this.#fund.finish(fundFinal, this.#now, this.#causes.all),
      instruments: this.#buckets.all,
      trips: this.#trips.all,
    };
  }

  #takeMarks(nowUs: SimTimeUs, exchange: ExchangePort): void {
    const { venue } = this.#scenario;
    this.#before = this.#now;
    this.#now = takeSnapshot(this.#now, nowUs, exchange, venue.instruments, this.#fills, {
      ownWeight: venue.markPrice.ownVenueWeight,
      stands: (i) => exchange.haltedUntilUsOf(i) > 0 || this.#trips.holdsMark(i),
      isMisled: (i) => isMisled(venue.faults, i, nowUs),
    });
    this.#watched.followMakers(this.#now, exchange);
    this.#buckets.observe(nowUs, exchange);
    this.#trips.observe(nowUs, exchange);
  }

  #takeFact(nowUs: SimTimeUs, exchange: ExchangePort, fact: Fact): void {
    const { kind, account, instrument, lots, value, a } = fact;
    pay(fact, (payer) => this.#watched.paymentsOf(payer));
    switch (kind) {
      case 'breach':
        return this.#takeBreach(nowUs, exchange, account);
      case 'recovered':
        return this.#takeEnd(nowUs, exchange, account, 'recovered');
      case 'accountClosed':
        return this.#takeEnd(nowUs, exchange, account, 'liquidated');
      case 'order':
      case 'conversion':
        return lots === 0 ? undefined : this.#takeTrade(exchange, account, instrument, lots, value);
      case 'liquidationFill':
        this.#takeTrade(exchange, account, instrument, lots, value);
        return this.#countForced(nowUs, account, instrument, value);
      case 'takeover':
        return this.#takeTakeover(nowUs, exchange, fact);
      case 'deleveraging':
        return this.#takeDeleveraging(nowUs, exchange, fact);
      case 'positionTaken':
        return this.#takePosition(nowUs, exchange, fact);
      case 'liquidationFee': {
        const one = this.#watch(exchange, account, instrument, 0);
        bear(fact, one.episode, this.#fund);
        // Part of it may be the liquidator's, or belong to a fund of some instruments.
        const isOurs = !this.#grouped.has(instrument);
        return isOurs ? this.#fund.fee(value - a) : undefined;
      }
      case 'inventoryUnwind':
        if (account !== INSURANCE_FUND) return this.#takeTrade(exchange, account, instrument, lots, value);
        return this.#fund.sell(
          instrument,
          value - lots * markValueOf(this.#scenario.venue.instruments, instrument, this.#now),
          this.#now,
          exchange,
        );
      case 'marginChange':
        this.#multiples[instrument] = a / PPM_PER_UNIT;
        return;
      case 'haltStart':
      case 'haltEnd':
      case 'controlState':
      case 'auction':
      case 'liquidationDeferred':
      case 'faultStart':
      case 'faultEnd':
      case 'commandDelayed':
      case 'commandLost':
      case 'withdrawalRequest':
        return this.#trips.take(nowUs, exchange, fact);
      case 'funding': {
        const { instruments, funding } = this.#scenario.venue;
        const ticks =
          funding?.notional === 'index' ? exchange.indexTicksOf(instrument) : exchange.markTicksOf(instrument);
        const perLot = Math.abs(markValueOf(instruments, instrument, this.#now, ticks));
        if (a !== 0) this.#watched.payFunding(exchange, instrument, a, perLot);
        return bear(fact, null, this.#fund);
      }
      default: {
        const one = this.#watched.find(account);
        bear(fact, one?.episode ?? null, this.#fund);
        if (one !== undefined) noteLoss(one, this.#now, exchange);
      }
    }
  }

  #takeBreach(nowUs: SimTimeUs, exchange: ExchangePort, account: AccountIndex): void {
    const one = this.#watch(exchange, account, NO_INSTRUMENT, 0);
    const step = one.followInTwo(this.#before, this.#now);
    one.read(exchange);
    settleLoose(one.parts, this.#now);
    const equity = exchange.equityOf(account);
    const maintenance = exchange.maintenanceOf(account);
    const outside = byInstrument(one.parts.outside);
    const displacement = byInstrument(one.parts.displacement);
    const rest = one.equitySince - equity - totalOf(outside) - totalOf(displacement);
    const requirementRaised = requirementRaisedBy(this.#multiples, exchange, one.lots, maintenance);
    const restParts = splitRest(rest, one.parts, one.payments);
    const contenders = { parts: one.parts, requirementRaised, rest, restParts };
    const place = this.#breaches.length;
    this.#breaches.push({
      place,
      timeUs: nowUs,
      account,
      equity,
      maintenance,
      sinceUs: one.sinceUs,
      equitySince: one.equitySince,
      outside,
      oracleError: whole(sumOf(one.parts.error)),
      displacement,
      causes: byCause(one.parts, this.#causes.all, totalOf(displacement)),
      rest,
      restParts,
      requirementRaised,
      parent: findParent(contenders, this.#causes.all, (other) => this.#latestBreach.get(other) ?? -1),
      forced: 0,
      outcome: 'open',
    });
    this.#latestBreach.set(account, place);
    const gap = step.outside.slice();
    step.outside.fill(0);
    settleLoose(step, this.#now);
    const lost = step.total + sumOf(gap);
    const equityBefore = Math.round(equity + lost);
    one.forget();
    one.episode = {
      breach: place,
      timeUs: nowUs,
      equityBefore,
      gap,
      parts: step,
      payments: noPayments(),
      bearers: noBearers(),
      borne: null,
    };
  }

  #takeTakeover(nowUs: SimTimeUs, exchange: ExchangePort, { account, instrument, lots, value, a }: Fact): void {
    const one = this.#watch(exchange, account, instrument, -lots);
    one.read(exchange);
    handOver(one.episode, a, 'fund');
    noteLoss(one, this.#now, exchange);
    this.#fund.takeOver(a, this.#now, exchange);
    this.#countForced(nowUs, account, instrument, value);
  }

  /** As a takeover, but by an account of the venue that is watched like others. */
  #takePosition(nowUs: SimTimeUs, exchange: ExchangePort, { account, instrument, lots, value, a, b }: Fact): void {
    const one = this.#watch(exchange, account, instrument, -lots);
    one.read(exchange);
    handOver(one.episode, a, 'takers');
    noteLoss(one, this.#now, exchange);
    this.#takeTrade(exchange, b, instrument, lots, value);
    this.#countForced(nowUs, account, instrument, value);
  }

  /** The counterparty's trade, and that of the account whose position went. */
  #takeDeleveraging(nowUs: SimTimeUs, exchange: ExchangePort, { account, instrument, lots, value, a }: Fact): void {
    const given = value - lots * markValueOf(this.#scenario.venue.instruments, instrument, this.#now);
    this.#takeTrade(exchange, account, instrument, lots, value);
    if (a === INSURANCE_FUND) return this.#fund.sell(instrument, -given, this.#now, exchange);
    const one = this.#watch(exchange, a, instrument, -lots);
    one.read(exchange);
    deleverage(one.episode, Math.round(given) + 0);
    noteLoss(one, this.#now, exchange);
    this.#countForced(nowUs, a, instrument, value);
  }

  #takeTrade(
    exchange: ExchangePort,
    account: AccountIndex,
    instrument: InstrumentIndex,
    lots: number,
    value: QuoteQuanta,
  ): void {
    if (account < VENUE_ACCOUNTS) return;
    const one = this.#watch(exchange, account, instrument, lots);
    one.read(exchange);
    one.addTrade(instrument, value - lots * markValueOf(this.#scenario.venue.instruments, instrument, this.#now));
  }

  #takeEnd(nowUs: SimTimeUs, exchange: ExchangePort, account: AccountIndex, outcome: 'recovered' | 'liquidated'): void {
    const one = this.#watch(exchange, account, NO_INSTRUMENT, 0);
    one.follow(this.#now);
    one.read(exchange);
    const equity = exchange.equityOf(account);
    const breach = this.#breaches[this.#latestBreach.get(account) ?? -1];
    if (breach !== undefined) breach.outcome = outcome;
    this.#endEpisode(one);
    one.begin(nowUs, equity);
  }

  #endEpisode(one: WatchedAccount): void {
    if (one.episode === null) return;
    const settled = settleBadDebt(one.account, one.episode, this.#causes);
    if (settled !== null) this.#badDebts.push(settled);
    one.episode = null;
  }

  #watch(exchange: ExchangePort, account: AccountIndex, instrument: InstrumentIndex, change: number): WatchedAccount {
    return this.#watched.at(this.#now, exchange, account, instrument, change);
  }

  #countForced(nowUs: SimTimeUs, account: AccountIndex, instrument: InstrumentIndex, value: QuoteQuanta): void {
    const breach = this.#breaches[this.#latestBreach.get(account) ?? -1];
    if (breach !== undefined) breach.forced += Math.abs(value);
    this.#trips.forced(nowUs, instrument, Math.abs(value));
  }
}
