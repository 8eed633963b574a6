/** Trips of controls on a path, read from its facts. */
import type { InstrumentIndex, SimTimeUs } from '../../base/units.ts';
import { CONTROL_KINDS } from '../../exchange/controls/control-kinds.ts';
import { FACT_KINDS } from '../../exchange/fact.ts';
import type { JournalColumns } from '../../simulation/path-outcome.ts';
import { PAUSE_MAX_US } from '../causes/open-trip.ts';
import type { Control } from './controls.ts';

/** One time that a control stepped in. */
export interface Trip {
  /** Name of the control. */
  readonly control: string;
  /** -1: the whole venue. */
  readonly instrument: InstrumentIndex;
  readonly timeUs: SimTimeUs;
  /** Infinity: it outlasts the path. */
  readonly untilUs: SimTimeUs;
  /** Of a stop of trading, log(mark at the trip / price that it moved from); 0 of others. */
  readonly moveLog: number;
}

/** Trips of a control on a path, as `explain` tells them; none of one that stops trading. */
export function listTrips({ name, trips }: Control, journal: JournalColumns): Trip[] {
  switch (trips?.kind) {
    case undefined:
      return [];
    case 'waits':
      return listWaits(name, journal, trips.reason);
    case 'states':
      return listStays(name, journal, CONTROL_KINDS.indexOf(trips.control), trips.from);
  }
}

function listWaits(control: string, { count, kind, a, instrument, timeUs }: JournalColumns, reason: number): Trip[] {
  const wanted = FACT_KINDS.indexOf('liquidationDeferred');
  const trips: Trip[] = [];
  /** Place in `trips` of the latest one of each instrument. */
  const latest = new Map<InstrumentIndex, number>();
  for (let n = 0; n < count; n += 1) {
    if (kind[n] !== wanted || a[n] !== reason) continue;
    const [of, nowUs] = [instrument[n]!, timeUs[n]!];
    const last = trips[latest.get(of) ?? -1];
    const untilUs = nowUs + PAUSE_MAX_US;
    if (last !== undefined && nowUs <= last.untilUs) {
      trips[latest.get(of)!] = { ...last, untilUs };
      continue;
    }
    latest.set(of, trips.length);
    trips.push({ control, instrument: of, timeUs: nowUs, untilUs, moveLog: 0 });
  }
  return trips;
}

function listStays(
  name: string,
  { count, kind, a, b, instrument, timeUs }: JournalColumns,
  control: number,
  from: number,
): Trip[] {
  const wanted = FACT_KINDS.indexOf('controlState');
  const trips: Trip[] = [];
  /** Place in `trips` of the one under way of each instrument. */
  const acting = new Map<InstrumentIndex, number>();
  for (let n = 0; n < count; n += 1) {
    if (kind[n] !== wanted || a[n] !== control) continue;
    const [of, nowUs] = [instrument[n]!, timeUs[n]!];
    const place = acting.get(of);
    if (b[n]! < from) {
      acting.delete(of);
      if (place !== undefined) trips[place] = { ...trips[place]!, untilUs: nowUs };
    } else if (place === undefined) {
      acting.set(of, trips.length);
      trips.push({ control: name, instrument: of, timeUs: nowUs, untilUs: Infinity, moveLog: 0 });
    }
  }
  return trips;
}
