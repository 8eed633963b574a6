/**
 * Each time that a control stepped in, and what came of it. A stop of trading is one trip. A band or a throttle holds orders
 * back one by one: those that follow each other within a minute are one trip, which is over with the last of them.
 */
import { US_PER_MINUTE, type InstrumentIndex, type QuoteQuanta, type SimTimeUs } from '../../base/units.ts';
import type { ExchangePort } from '../../exchange/exchange-port.ts';
import { DEFERRED_BY_HALT, DEFERRED_BY_PRICE_BAND, DEFERRED_BY_THROTTLE } from '../../exchange/fact.ts';
import type { VenueRules } from '../../exchange/venue-rules.ts';
import { StopOwners } from '../trading-stops.ts';
import type { ControlTrip, PricePoint } from './cause-record.ts';

const PAUSE_MAX_US = US_PER_MINUTE;

interface Told {
  readonly trip: ControlTrip;
  readonly accounts: Set<number>;
}

export class ControlTrips {
  readonly all: ControlTrip[] = [];
  readonly #venue: VenueRules;
  readonly #owners = new StopOwners();
  /** Stops of trading under way. */
  readonly #stops = new Map<InstrumentIndex, Told>();
  /** The latest trip of each control that holds orders back. */
  readonly #held = new Map<string, Told>();
  /** Over, unless more orders are held back, and not yet looked at as long again after. */
  readonly #over = new Set<ControlTrip>();

  constructor(venue: VenueRules) {
    this.#venue = venue;
  }

  /** A control is in another state. */
  enter(nowUs: SimTimeUs, instrument: InstrumentIndex, kind: number, state: number): void {
    this.#owners.enter(nowUs, instrument, kind, state);
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

  /** A liquidation had to wait. */
  defer(
    nowUs: SimTimeUs,
    exchange: ExchangePort,
    account: number,
    instrument: InstrumentIndex,
    reason: number,
    lots: number,
  ): void {
    if (instrument < 0) return;
    const told = this.#tripBehind(nowUs, exchange, instrument, reason);
    if (told === null) return;
    const { trip, accounts } = told;
    accounts.add(account);
    trip.deferrals += 1;
    trip.wantedLots += lots;
    trip.accounts = accounts.size;
  }

  /** Something was closed by force. */
  forced(nowUs: SimTimeUs, instrument: InstrumentIndex, value: QuoteQuanta): void {
    const stop = this.#stops.get(instrument);
    if (stop !== undefined) stop.trip.forcedDuring += value;
    for (const trip of this.#over) {
      if (trip.instrument === instrument && nowUs <= trip.untilUs + lengthOf(trip)) trip.forcedAfter += value;
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

  #tripBehind(nowUs: SimTimeUs, exchange: ExchangePort, instrument: InstrumentIndex, reason: number): Told | null {
    if (reason === DEFERRED_BY_HALT) {
      return this.#stops.get(instrument) ?? this.#beginStop('halt', nowUs, exchange, instrument, 0);
    }
    if (reason === DEFERRED_BY_THROTTLE) return this.#holdBack('throttle', nowUs, exchange, instrument);
    if (reason !== DEFERRED_BY_PRICE_BAND) return null;
    return this.#holdBack(bandsOn(this.#venue, instrument).join('|'), nowUs, exchange, instrument);
  }

  #holdBack(control: string, nowUs: SimTimeUs, exchange: ExchangePort, instrument: InstrumentIndex): Told {
    const key = `${control} ${instrument}`;
    const latest = this.#held.get(key);
    const goesOn = latest !== undefined && nowUs <= latest.trip.untilUs + PAUSE_MAX_US;
    const told = goesOn ? latest : this.#begin(control, false, nowUs, exchange, instrument, 0);
    const { trip } = told;
    endAt(trip, pointOf(nowUs, exchange, instrument));
    trip.forcedDuring += trip.forcedAfter;
    trip.forcedAfter = 0;
    this.#over.add(trip);
    this.#held.set(key, told);
    return told;
  }

  #beginStop(
    control: string,
    nowUs: SimTimeUs,
    exchange: ExchangePort,
    instrument: InstrumentIndex,
    moveLog: number,
  ): Told {
    const stop = this.#begin(control, true, nowUs, exchange, instrument, moveLog);
    this.#stops.set(instrument, stop);
    return stop;
  }

  #begin(
    control: string,
    stopsTrading: boolean,
    nowUs: SimTimeUs,
    exchange: ExchangePort,
    instrument: InstrumentIndex,
    moveLog: number,
  ): Told {
    const trip: ControlTrip = {
      control,
      stopsTrading,
      instrument,
      timeUs: nowUs,
      untilUs: nowUs,
      moveLog,
      deferrals: 0,
      accounts: 0,
      wantedLots: 0,
      atTrip: pointOf(nowUs, exchange, instrument),
      atEnd: null,
      after: null,
      forcedDuring: 0,
      forcedAfter: 0,
    };
    this.all.push(trip);
    return { trip, accounts: new Set() };
  }
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

function endAt(trip: ControlTrip, point: PricePoint): void {
  trip.untilUs = point.timeUs;
  trip.atEnd = point;
  trip.after = null;
}

/** How long after its end a trip is followed: as long as it lasted, a minute at least. */
function lengthOf({ timeUs, untilUs }: ControlTrip): SimTimeUs {
  return Math.max(PAUSE_MAX_US, untilUs - timeUs);
}

function pointOf(timeUs: SimTimeUs, exchange: ExchangePort, instrument: InstrumentIndex): PricePoint {
  return {
    timeUs,
    indexTicks: exchange.indexTicksOf(instrument),
    markTicks: exchange.markTicksOf(instrument),
    lastTicks: exchange.lastTicksOf(instrument),
  };
}
