/** A trip of a control while it lasts, and prices as they are at its beginning and its end. */
import { US_PER_MINUTE, type InstrumentIndex, type QuoteQuanta, type SimTimeUs } from '../../base/units.ts';
import type { ExchangePort } from '../../exchange/exchange-port.ts';
import { NO_INSTRUMENT } from '../../instruments/instrument.ts';
import type { ControlTrip, PricePoint } from './cause-record.ts';

/** Orders held back are one trip as long as they follow each other within this; a trip is followed for so long after its end. */
export const PAUSE_MAX_US = US_PER_MINUTE;

/** A trip, and who had to wait for it. */
export interface OpenTrip {
  readonly trip: ControlTrip;
  readonly accounts: Set<number>;
  /** Closed by force at the latest instant at which anything was. */
  readonly latest: { timeUs: SimTimeUs; value: QuoteQuanta };
}

export function openTrip(
  { control, does, moveLog = 0 }: Pick<ControlTrip, 'control' | 'does'> & { readonly moveLog?: number },
  nowUs: SimTimeUs,
  exchange: ExchangePort,
  instrument: InstrumentIndex,
): OpenTrip {
  const trip: ControlTrip = {
    control,
    does,
    instrument,
    timeUs: nowUs,
    untilUs: nowUs,
    moveLog,
    states: [],
    figure: 0,
    auction: null,
    deferrals: 0,
    accounts: 0,
    wantedLots: 0,
    commandsDelayed: 0,
    commandsLost: 0,
    fault: null,
    atTrip: pointOf(nowUs, exchange, instrument),
    atEnd: null,
    after: null,
    forcedDuring: 0,
    forcedAfter: 0,
  };
  return { trip, accounts: new Set(), latest: { timeUs: nowUs, value: 0 } };
}

/** A liquidation had to wait for it. */
export function addDeferral({ trip, accounts }: OpenTrip, account: number, lots: number): void {
  accounts.add(account);
  trip.deferrals += 1;
  trip.wantedLots += lots;
  trip.accounts = accounts.size;
}

/** Something was closed by force while it lasted. */
export function addForced({ trip, latest }: OpenTrip, nowUs: SimTimeUs, value: QuoteQuanta): void {
  if (latest.timeUs !== nowUs) latest.value = 0;
  latest.timeUs = nowUs;
  latest.value += value;
  trip.forcedDuring += value;
}

/** Who waits for it comes again at its end, which is told after everything else of that instant. */
export function releaseAt({ trip, latest }: OpenTrip, endUs: SimTimeUs): void {
  if (latest.timeUs !== endUs) return;
  trip.forcedDuring -= latest.value;
  trip.forcedAfter += latest.value;
}

export function endAt(trip: ControlTrip, point: PricePoint): void {
  trip.untilUs = point.timeUs;
  trip.atEnd = point;
  trip.after = null;
}

/** How long after its end a trip is followed: as long as it lasted, a minute at least. */
export function lengthOf({ timeUs, untilUs }: ControlTrip): SimTimeUs {
  return Math.max(PAUSE_MAX_US, untilUs - timeUs);
}

/** Prices are 0 where the trip is of the whole venue. */
export function pointOf(timeUs: SimTimeUs, exchange: ExchangePort, instrument: InstrumentIndex): PricePoint {
  const fund = exchange.fundEquity();
  if (instrument === NO_INSTRUMENT) return { timeUs, indexTicks: 0, markTicks: 0, lastTicks: 0, fund };
  return {
    timeUs,
    indexTicks: exchange.indexTicksOf(instrument),
    markTicks: exchange.markTicksOf(instrument),
    lastTicks: exchange.lastTicksOf(instrument),
    fund,
  };
}
