/**
 * What a run can be compared without: each control of the venue, and liquidations themselves. One entry here is all that a
 * new control needs to be measured: the keys that switch it off, whether it is on, and what its trips are.
 */
import type { InstrumentIndex, SimTimeUs } from '../../base/units.ts';
import { CONTROL_KINDS, type ControlKind } from '../../exchange/controls/control-kinds.ts';
import type { ControlRules } from '../../exchange/controls/control-rules.ts';
import { FACT_KINDS, DEFERRED_BY_PRICE_BAND, DEFERRED_BY_THROTTLE } from '../../exchange/fact.ts';
import type { VenueRules } from '../../exchange/venue-rules.ts';
import type { Override } from '../../scenario/overrides.ts';
import type { JournalColumns } from '../../simulation/path-outcome.ts';
import { PAUSE_MAX_US } from '../causes/open-trip.ts';

export interface Control {
  readonly name: string;
  readonly label: string;
  readonly without: readonly Override[];
  readonly isOn: (venue: VenueRules) => boolean;
  /** What its trips are. Null: what it does leaves no fact of its own, or it stops trading, and its stops are its trips. */
  readonly trips: Trips | null;
  /** Whether its stops of trading are its trips. */
  readonly stops: boolean;
}

type Trips =
  /** Liquidations that wait for a reason, one trip an instrument until none has waited for a minute. */
  | { readonly kind: 'waits'; readonly reason: number }
  /** From a state in which it acts, `from` or beyond, until it is out of it again; an instrument at a time. */
  | { readonly kind: 'states'; readonly control: ControlKind; readonly from: number };

type RuleName = ControlKind & keyof ControlRules;

/** An entry of `venue.controls` that stops trading. */
function stoppingControl(name: RuleName, label: string): Control {
  return { ...stateControl(name, label, 0), trips: null, stops: true };
}

/** An entry of `venue.controls` that tells its states, and acts from one of them on. */
function stateControl(name: RuleName, label: string, from: number): Control {
  return {
    name,
    label,
    without: [{ key: `venue.controls.${name}`, value: 'off' }],
    isOn: ({ controls }) => controls[name] !== null,
    trips: { kind: 'states', control: name, from },
    stops: false,
  };
}

export const CONTROLS: readonly Control[] = [
  {
    name: 'liquidations',
    label: 'Liquidations',
    without: [{ key: 'venue.liquidation.enabled', value: 'false' }],
    isOn: ({ liquidation }) => liquidation.enabled,
    // What they did is told as amplification.
    trips: null,
    stops: false,
  },
  {
    name: 'halt',
    label: 'Trading halts',
    without: [{ key: 'venue.circuitBreakers.halt', value: 'off' }],
    isOn: ({ halt }) => halt !== null,
    trips: null,
    stops: true,
  },
  {
    name: 'priceBand',
    label: 'Price band',
    without: [{ key: 'venue.circuitBreakers.priceBand', value: 'off' }],
    isOn: ({ priceBand }) => priceBand !== null,
    trips: { kind: 'waits', reason: DEFERRED_BY_PRICE_BAND },
    stops: false,
  },
  {
    name: 'throttle',
    label: 'Liquidation throttle',
    without: [{ key: 'venue.circuitBreakers.throttle', value: 'off' }],
    isOn: ({ throttle }) => throttle !== null,
    trips: { kind: 'waits', reason: DEFERRED_BY_THROTTLE },
    stops: false,
  },
  {
    name: 'orderBand',
    label: 'Order band',
    without: [{ key: 'venue.controls.orderBand', value: 'off' }],
    isOn: ({ controls }) => controls.orderBand !== null,
    // It holds back the orders of agents too, and those of liquidations with the same reason as the price band.
    trips: null,
    stops: false,
  },
  stoppingControl('limitUpDown', 'Limit-up/limit-down'),
  stoppingControl('dynamicBreaker', 'Dynamic breaker'),
  stoppingControl('marketWide', 'Market-wide levels'),
  // Its call prolongs the stop of another control.
  stateControl('reopening', 'Reopening auction', 1),
  stateControl('liquidationPause', 'Pause of liquidations', 1),
  stateControl('openInterestMargin', 'Margin by open interest', 1),
  stateControl('marginSteps', 'Margin steps', 1),
  stateControl('withdrawalGate', 'Withdrawal gate', 1),
  stateControl('oracleGuard', 'Oracle guard', 2),
  stateControl('fundMode', 'Fund mode', 1),
];

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
