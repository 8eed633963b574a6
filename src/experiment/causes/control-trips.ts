/**
 * Each time that a control stepped in, and what came of it. A halt is one trip. A band or a throttle holds orders back
 * one by one: those that follow each other within a minute are one trip.
 */
import { US_PER_MINUTE, type InstrumentIndex, type QuoteQuanta, type SimTimeUs } from '../../base/units.ts';
import type { ExchangePort } from '../../exchange/exchange-port.ts';
import { CONTROL_KINDS } from '../../exchange/controls/control-kinds.ts';
import { DEFERRED_BY_HALT, DEFERRED_BY_PRICE_BAND, DEFERRED_BY_THROTTLE } from '../../exchange/fact.ts';
import type { ControlTrip, PricePoint } from './cause-record.ts';

const PAUSE_MAX_US = US_PER_MINUTE;

/** Controls that stop trading, by the place of their kind. */
const STOPPING: ReadonlySet<string> = new Set(['limitUpDown', 'dynamicBreaker', 'marketWide', 'reopening']);

/** Control behind a deferral, by reason. */
const CONTROL_OF: Readonly<Record<number, string>> = {
  [DEFERRED_BY_HALT]: 'halt',
  [DEFERRED_BY_PRICE_BAND]: 'priceBand',
  [DEFERRED_BY_THROTTLE]: 'throttle',
};

interface Open {
  readonly trip: ControlTrip;
  readonly accounts: Set<number>;
}

export class ControlTrips {
  readonly all: ControlTrip[] = [];
  readonly #open = new Map<string, Open>();
  #entered = { control: '', instrument: -1, timeUs: -1 };
  /** Ended, and not yet looked at as long again after. */
  #ended: ControlTrip[] = [];

  /** A control is in another state: a halt that follows at the same instant is its own. */
  enter(nowUs: SimTimeUs, instrument: InstrumentIndex, kind: number, state: number): void {
    const control = CONTROL_KINDS[kind]!;
    if (state !== 0 && STOPPING.has(control)) this.#entered = { control, instrument, timeUs: nowUs };
  }

  halt(nowUs: SimTimeUs, exchange: ExchangePort, instrument: InstrumentIndex, moveLog: number, untilUs: number): void {
    const { control, timeUs, instrument: of } = this.#entered;
    const name = timeUs === nowUs && (of === instrument || of < 0) ? control : 'halt';
    // One that begins while another lasts prolongs it: trading stops once.
    const open = this.#stopOf(instrument) ?? this.#begin(name, nowUs, exchange, instrument, moveLog);
    open.trip.untilUs = untilUs;
  }

  resume(nowUs: SimTimeUs, exchange: ExchangePort, instrument: InstrumentIndex): void {
    const open = this.#stopOf(instrument);
    if (open !== undefined) this.#end(open, nowUs, pointOf(nowUs, exchange, instrument));
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
    const control = CONTROL_OF[reason];
    if (control === undefined || instrument < 0) return;
    const found = control === 'halt' ? this.#stopOf(instrument) : this.#open.get(keyOf(control, instrument));
    const open = found ?? this.#begin(control, nowUs, exchange, instrument, 0);
    open.trip.deferrals += 1;
    open.trip.wantedLots += lots;
    open.accounts.add(account);
    open.trip.accounts = open.accounts.size;
    if (!isStop(open.trip)) open.trip.untilUs = nowUs;
  }

  /** Something was closed by force. */
  forced(nowUs: SimTimeUs, instrument: InstrumentIndex, value: QuoteQuanta): void {
    for (const { trip } of this.#open.values()) if (trip.instrument === instrument) trip.forcedDuring += value;
    for (const trip of this.#ended) {
      if (trip.instrument === instrument && nowUs <= trip.untilUs + lengthOf(trip)) trip.forcedAfter += value;
    }
  }

  /** At a mark update. */
  observe(nowUs: SimTimeUs, exchange: ExchangePort): void {
    for (const open of this.#open.values()) {
      const { trip } = open;
      const isOver = !isStop(trip) && nowUs > trip.untilUs + PAUSE_MAX_US;
      if (isOver) this.#end(open, trip.untilUs, pointOf(nowUs, exchange, trip.instrument));
    }
    if (this.#ended.length === 0) return;
    this.#ended = this.#ended.filter((trip) => {
      if (nowUs < trip.untilUs + lengthOf(trip)) return true;
      trip.after = pointOf(nowUs, exchange, trip.instrument);
      return false;
    });
  }

  #stopOf(instrument: InstrumentIndex): Open | undefined {
    for (const open of this.#open.values()) if (open.trip.instrument === instrument && isStop(open.trip)) return open;
    return undefined;
  }

  #begin(
    control: string,
    nowUs: SimTimeUs,
    exchange: ExchangePort,
    instrument: InstrumentIndex,
    moveLog: number,
  ): Open {
    const trip: ControlTrip = {
      control,
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
    const open = { trip, accounts: new Set<number>() };
    this.#open.set(keyOf(control, instrument), open);
    this.all.push(trip);
    return open;
  }

  #end({ trip }: Open, untilUs: SimTimeUs, point: PricePoint): void {
    trip.untilUs = untilUs;
    trip.atEnd = point;
    this.#open.delete(keyOf(trip.control, trip.instrument));
    this.#ended.push(trip);
  }
}

/** How long after its end a trip is followed: as long as it lasted, a minute at least. */
function lengthOf({ timeUs, untilUs }: ControlTrip): SimTimeUs {
  return Math.max(PAUSE_MAX_US, untilUs - timeUs);
}

function isStop({ control }: ControlTrip): boolean {
  return control === 'halt' || STOPPING.has(control);
}

function keyOf(control: string, instrument: InstrumentIndex): string {
  return `${control} ${instrument}`;
}

function pointOf(timeUs: SimTimeUs, exchange: ExchangePort, instrument: InstrumentIndex): PricePoint {
  return {
    timeUs,
    indexTicks: exchange.indexTicksOf(instrument),
    markTicks: exchange.markTicksOf(instrument),
    lastTicks: exchange.lastTicksOf(instrument),
  };
}
