/**
 * Each time that a control stepped in, and what came of it. A stop of trading is one trip. A band or a throttle holds orders
 * back one by one: those that follow each other within a minute are one trip, which is over with the last of them. Other
 * controls are told from the state in which they act to the end of it, and operational faults from their beginning to theirs.
 */
import type { InstrumentIndex, QuoteQuanta, SimTimeUs } from '../../base/units.ts';
import { CONTROL_KINDS, CONTROL_STATES } from '../../exchange/controls/control-kinds.ts';
import type { ExchangePort } from '../../exchange/exchange-port.ts';
import {
  DEFERRED_BY_HALT,
  DEFERRED_BY_OUTAGE,
  DEFERRED_BY_PAUSE,
  DEFERRED_BY_PRICE_BAND,
  DEFERRED_BY_THROTTLE,
} from '../../exchange/fact.ts';
import type { FactObserver } from '../../simulation/kernel.ts';
import type { VenueRules } from '../../exchange/venue-rules.ts';
import { NO_INSTRUMENT } from '../../instruments/instrument.ts';
import { StopOwners, stopsTrading, type StopOwner } from '../trading-stops.ts';
import type { ControlTrip } from './cause-record.ts';
import {
  addDeferral,
  addForced,
  endAt,
  lengthOf,
  openTrip,
  PAUSE_MAX_US,
  pointOf,
  type OpenTrip,
} from './open-trip.ts';
import { FaultTrips } from './fault-trips.ts';
import { StateTrips } from './state-trips.ts';

type Fact = Parameters<FactObserver>[2];

export class ControlTrips {
  readonly all: ControlTrip[] = [];
  readonly #venue: VenueRules;
  readonly #owners = new StopOwners();
  readonly #states: StateTrips;
  readonly #faults: FaultTrips;
  /** The state in which each control stopped trading last, by its name and instrument. */
  readonly #latest = new Map<string, string>();
  /** Stops of trading under way. */
  readonly #stops = new Map<InstrumentIndex, OpenTrip>();
  /** The latest trip of each control that holds orders back. */
  readonly #held = new Map<string, OpenTrip>();
  /** Over, unless more orders are held back, and not yet looked at as long again after. */
  readonly #over = new Set<ControlTrip>();

  constructor(venue: VenueRules) {
    this.#venue = venue;
    this.#states = new StateTrips(venue);
    this.#faults = new FaultTrips(venue.faults);
  }

  /** A fact about a control or a fault; others change nothing. */
  take(nowUs: SimTimeUs, exchange: ExchangePort, { kind, account, instrument, lots, value, a, b }: Fact): void {
    switch (kind) {
      case 'haltStart':
        return this.halt(nowUs, exchange, instrument, a, b);
      case 'haltEnd':
        return this.resume(nowUs, exchange, instrument);
      case 'controlState':
        return this.enter(nowUs, exchange, instrument, a, b, value);
      case 'auction':
        return this.auction(instrument, a, lots);
      case 'liquidationDeferred':
        return this.defer(nowUs, exchange, account, instrument, a, b);
      case 'faultStart':
        return this.breakDown(nowUs, exchange, a, b);
      case 'faultEnd':
        return this.mend(nowUs, exchange, a, b);
      case 'commandDelayed':
      case 'commandLost':
        return this.hinder(a, kind === 'commandLost');
      case 'withdrawalRequest':
        return this.askForMoney();
      default:
    }
  }

  /** A control is in another state, with a figure of its own. */
  enter(
    nowUs: SimTimeUs,
    exchange: ExchangePort,
    instrument: InstrumentIndex,
    kind: number,
    state: number,
    figure: number,
  ): void {
    const control = CONTROL_KINDS[kind]!;
    const name = CONTROL_STATES[control][state]!;
    this.#owners.enter(nowUs, instrument, kind, state);
    if (stopsTrading(kind, state)) {
      this.#latest.set(`${control} ${instrument}`, name);
      for (const { trip } of this.#stops.values()) {
        if (trip.control === control && isOf(instrument, trip.instrument)) trip.states.push(name);
      }
    }
    const { began, ended } = this.#states.enter(nowUs, exchange, instrument, kind, state, figure);
    if (began !== undefined) this.all.push(began);
    if (ended !== undefined) this.#over.add(ended);
  }

  /** An operational fault begins; `place`: in the scenario's list. */
  breakDown(nowUs: SimTimeUs, exchange: ExchangePort, place: number, liquidating: number): void {
    this.all.push(this.#faults.begin(nowUs, exchange, place, liquidating));
  }

  /** The fault is over. */
  mend(nowUs: SimTimeUs, exchange: ExchangePort, place: number, liquidating: number): void {
    const ended = this.#faults.end(nowUs, exchange, place, liquidating);
    if (ended !== undefined) this.#over.add(ended);
  }

  /** A fault kept what an agent asked for from arriving; `place`: in the scenario's list. */
  hinder(place: number, isLost: boolean): void {
    const trip = this.#faults.find(place)?.trip;
    if (trip === undefined) return;
    if (isLost) trip.commandsLost += 1;
    else trip.commandsDelayed += 1;
  }

  /** An agent asks for money: where nothing is paid out, that waits. */
  askForMoney(): void {
    const closing = [...this.#states.closingWithdrawals(), ...this.#faults.closingWithdrawals()];
    for (const { trip } of closing) trip.commandsDelayed += 1;
  }

  /** Whether a control keeps the instrument's mark where it is. */
  holdsMark(instrument: InstrumentIndex): boolean {
    return this.#states.holdsMark(instrument);
  }

  halt(nowUs: SimTimeUs, exchange: ExchangePort, instrument: InstrumentIndex, moveLog: number, untilUs: number): void {
    const owner = this.#owners.ownerOf(nowUs, instrument);
    // One that begins while another lasts prolongs it: trading stops once.
    const stop = this.#stops.get(instrument) ?? this.#beginStop(owner, nowUs, exchange, instrument, moveLog);
    stop.trip.untilUs = untilUs;
  }

  resume(nowUs: SimTimeUs, exchange: ExchangePort, instrument: InstrumentIndex): void {
    const stop = this.#stops.get(instrument);
    if (stop === undefined) return;
    this.#stops.delete(instrument);
    endAt(stop.trip, pointOf(nowUs, exchange, instrument));
    this.#over.add(stop.trip);
  }

  /** A call auction: the last act of a stop, which is not over yet. */
  auction(instrument: InstrumentIndex, priceTicks: number, lots: number): void {
    const stop = this.#stops.get(instrument);
    if (stop !== undefined) stop.trip.auction = { priceTicks, lots };
  }

  /** A liquidation had to wait. */
  defer(
    nowUs: SimTimeUs,
    exchange: ExchangePort,
    account: number,
    instrument: InstrumentIndex,
    reason: number,
    lots: number,
  ): void {
    for (const trip of this.#tripsBehind(nowUs, exchange, instrument, reason)) addDeferral(trip, account, lots);
  }

  /** Something was closed by force. */
  forced(nowUs: SimTimeUs, instrument: InstrumentIndex, value: QuoteQuanta): void {
    const stop = this.#stops.get(instrument);
    if (stop !== undefined) addForced(stop, nowUs, value);
    for (const open of [...this.#states.open, ...this.#faults.open]) {
      if (isOf(open.trip.instrument, instrument)) addForced(open, nowUs, value);
    }
    for (const trip of this.#over) {
      if (isOf(trip.instrument, instrument) && nowUs <= trip.untilUs + lengthOf(trip)) trip.forcedAfter += value;
    }
  }

  /** At a mark update. */
  observe(nowUs: SimTimeUs, exchange: ExchangePort): void {
    for (const trip of this.#over) {
      if (nowUs < trip.untilUs + lengthOf(trip)) continue;
      trip.after = pointOf(nowUs, exchange, trip.instrument);
      this.#over.delete(trip);
    }
  }

  /** The path is over; what still lasts lasts until then. */
  finish(endUs: SimTimeUs): void {
    for (const { trip } of [...this.#states.open, ...this.#faults.open, ...this.#stops.values()]) trip.untilUs = endUs;
  }

  #tripsBehind(nowUs: SimTimeUs, exchange: ExchangePort, instrument: InstrumentIndex, reason: number): OpenTrip[] {
    if (reason === DEFERRED_BY_PAUSE) return this.#states.pausing();
    if (instrument === NO_INSTRUMENT) return [];
    if (reason === DEFERRED_BY_OUTAGE) return this.#faults.stoppingMatching(instrument);
    if (reason === DEFERRED_BY_HALT) {
      return [this.#stops.get(instrument) ?? this.#beginStop('halt', nowUs, exchange, instrument, 0)];
    }
    if (reason === DEFERRED_BY_THROTTLE) return [this.#holdBack('throttle', nowUs, exchange, instrument)];
    if (reason !== DEFERRED_BY_PRICE_BAND) return [];
    return [this.#holdBack(bandsOn(this.#venue, instrument).join('|'), nowUs, exchange, instrument)];
  }

  #holdBack(control: string, nowUs: SimTimeUs, exchange: ExchangePort, instrument: InstrumentIndex): OpenTrip {
    const key = `${control} ${instrument}`;
    const latest = this.#held.get(key);
    const goesOn = latest !== undefined && nowUs <= latest.trip.untilUs + PAUSE_MAX_US;
    const told = goesOn ? latest : this.#begin({ control, does: 'holdsOrders' }, nowUs, exchange, instrument);
    const { trip } = told;
    endAt(trip, pointOf(nowUs, exchange, instrument));
    trip.forcedDuring += trip.forcedAfter;
    trip.forcedAfter = 0;
    this.#over.add(trip);
    this.#held.set(key, told);
    return told;
  }

  #beginStop(
    control: StopOwner,
    nowUs: SimTimeUs,
    exchange: ExchangePort,
    instrument: InstrumentIndex,
    moveLog: number,
  ): OpenTrip {
    const stop = this.#begin({ control, does: 'stopsTrading', moveLog }, nowUs, exchange, instrument);
    const state = this.#latest.get(`${control} ${instrument}`) ?? this.#latest.get(`${control} ${NO_INSTRUMENT}`);
    if (state !== undefined) stop.trip.states.push(state);
    this.#stops.set(instrument, stop);
    return stop;
  }

  #begin(
    what: Parameters<typeof openTrip>[0],
    nowUs: SimTimeUs,
    exchange: ExchangePort,
    instrument: InstrumentIndex,
  ): OpenTrip {
    const told = openTrip(what, nowUs, exchange, instrument);
    this.all.push(told.trip);
    return told;
  }
}

/** Whether something of `whole` is of one instrument: -1 stands for all. */
function isOf(whole: InstrumentIndex, instrument: InstrumentIndex): boolean {
  return whole === NO_INSTRUMENT || whole === instrument;
}

/** Controls whose bands orders of the instrument must fill within: they hold orders back for one and the same reason. */
function bandsOn({ priceBand, controls }: VenueRules, instrument: InstrumentIndex): string[] {
  const { orderBand, limitUpDown } = controls;
  return [
    ...(priceBand === null ? [] : ['priceBand']),
    ...(orderBand === null ? [] : ['orderBand']),
    ...(limitUpDown?.instruments.includes(instrument) === true ? ['limitUpDown'] : []),
  ];
}
