/** Operational faults while they last, told like trips of controls: what waited for them, what was closed meanwhile and after. */
import type { InstrumentIndex, SimTimeUs } from '../../base/units.ts';
import type { ExchangePort } from '../../exchange/exchange-port.ts';
import { endOf, type FaultRules } from '../../exchange/faults/fault-rules.ts';
import { NO_INSTRUMENT } from '../../instruments/instrument.ts';
import type { ControlTrip } from './cause-record.ts';
import { endAt, openTrip, pointOf, releaseAt, type OpenTrip } from './open-trip.ts';

export class FaultTrips {
  readonly #faults: readonly FaultRules[];
  /** Under way, by place in the scenario. */
  readonly #open = new Map<number, OpenTrip>();

  constructor(faults: readonly FaultRules[]) {
    this.#faults = faults;
  }

  get open(): IterableIterator<OpenTrip> {
    return this.#open.values();
  }

  /** Undefined when it is not in force. */
  find(place: number): OpenTrip | undefined {
    return this.#open.get(place);
  }

  /** Those for which orders of the instrument do not trade. */
  stoppingMatching(instrument: InstrumentIndex): OpenTrip[] {
    return this.#openWhere((fault) => fault.kind === 'matchingDown' && fault.instruments.includes(instrument));
  }

  /** Those for which withdrawals wait. */
  closingWithdrawals(): OpenTrip[] {
    return this.#openWhere(({ kind }) => kind === 'withdrawalsClosed');
  }

  /** `liquidating`: accounts under liquidation at that moment. */
  begin(nowUs: SimTimeUs, exchange: ExchangePort, place: number, liquidating: number): ControlTrip {
    const fault = this.#faults[place]!;
    const told = openTrip({ control: fault.kind, does: 'fails' }, nowUs, exchange, instrumentOf(fault));
    told.trip.fault = { place, liquidatingAtTrip: liquidating, liquidatingAtEnd: null };
    this.#open.set(place, told);
    return told.trip;
  }

  end(nowUs: SimTimeUs, exchange: ExchangePort, place: number, liquidating: number): ControlTrip | undefined {
    const told = this.#open.get(place);
    if (told === undefined) return undefined;
    const { trip } = told;
    this.#open.delete(place);
    trip.fault = { ...trip.fault!, liquidatingAtEnd: liquidating };
    endAt(trip, pointOf(nowUs, exchange, trip.instrument));
    releaseAt(told, nowUs);
    return trip;
  }

  #openWhere(holds: (fault: FaultRules) => boolean): OpenTrip[] {
    return [...this.#open].flatMap(([place, one]) => (holds(this.#faults[place]!) ? [one] : []));
  }
}

/** Whether an oracle is at fault about the instrument at that moment. */
export function isMisled(faults: readonly FaultRules[], instrument: InstrumentIndex, nowUs: SimTimeUs): boolean {
  return faults.some(
    (fault) =>
      fault.kind === 'oracle' && fault.atUs <= nowUs && nowUs < endOf(fault) && fault.instruments.includes(instrument),
  );
}

/** The one instrument that it is about; of several, or none, the whole venue. */
function instrumentOf(fault: FaultRules): InstrumentIndex {
  if (!('instruments' in fault) || fault.instruments.length !== 1) return NO_INSTRUMENT;
  return fault.instruments[0]!;
}
