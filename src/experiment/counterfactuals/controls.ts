/**
 * What a run can be compared without: each control of the venue, and liquidations themselves. One entry here is all that a
 * new control needs to be measured: the keys that switch it off, whether it is on, and what its trips are.
 */
import type { InstrumentIndex, SimTimeUs } from '../../base/units.ts';
import { CONTROL_KINDS, type ControlKind } from '../../exchange/controls/control-kinds.ts';
import type { ControlRules } from '../../exchange/controls/control-rules.ts';
import { FACT_KINDS, DEFERRED_BY_PRICE_BAND, DEFERRED_BY_THROTTLE, type FactKind } from '../../exchange/fact.ts';
import type { VenueRules } from '../../exchange/venue-rules.ts';
import type { Override } from '../../scenario/overrides.ts';
import type { JournalColumns } from '../../simulation/path-outcome.ts';
import { PAUSE_MAX_US } from '../causes/open-trip.ts';
import type { StopOwner } from '../trading-stops.ts';

export interface Control {
  readonly name: string;
  readonly label: string;
  readonly without: readonly Override[];
  readonly isOn: (venue: VenueRules) => boolean;
  /** What its trips are. Null: what it does leaves no fact of its own, or it stops trading, and its stops are its trips. */
  readonly trips: Trips | null;
  /** Whose stops of trading its trips are, for which need can be told; null: it does not stop trading. */
  readonly stops: StopOwner | null;
}

type Trips =
  | { readonly kind: 'facts'; readonly of: FactKind }
  /** Liquidations that wait for a reason, one trip an instrument as long as they follow each other within a minute. */
  | { readonly kind: 'waits'; readonly reason: number }
  /** From a state in which it acts, `from` or beyond, until it is out of it again; an instrument at a time. */
  | { readonly kind: 'states'; readonly control: ControlKind; readonly from: number };

type RuleName = ControlKind & keyof ControlRules;

/** An entry of `venue.controls` that stops trading. */
function stoppingControl(name: RuleName, label: string): Control {
  return { ...stateControl(name, label, 0), trips: null, stops: name };
}

/** An entry of `venue.controls` that tells its states, and acts from one of them on. */
function stateControl(name: RuleName, label: string, from: number): Control {
  return {
    name,
    label,
    without: [{ key: `venue.controls.${name}`, value: 'off' }],
    isOn: ({ controls }) => controls[name] !== null,
    trips: { kind: 'states', control: name, from },
    stops: null,
  };
}

export const CONTROLS: readonly Control[] = [
  {
    name: 'liquidations',
    label: 'Liquidations',
    without: [{ key: 'venue.liquidation.enabled', value: 'false' }],
    isOn: ({ liquidation }) => liquidation.enabled,
    trips: { kind: 'facts', of: 'breach' },
    stops: null,
  },
  {
    name: 'halt',
    label: 'Trading halts',
    without: [{ key: 'venue.circuitBreakers.halt', value: 'off' }],
    isOn: ({ halt }) => halt !== null,
    trips: null,
    stops: 'halt',
  },
  {
    name: 'priceBand',
    label: 'Price band',
    without: [{ key: 'venue.circuitBreakers.priceBand', value: 'off' }],
    isOn: ({ priceBand }) => priceBand !== null,
    trips: { kind: 'waits', reason: DEFERRED_BY_PRICE_BAND },
    stops: null,
  },
  {
    name: 'throttle',
    label: 'Liquidation throttle',
    without: [{ key: 'venue.circuitBreakers.throttle', value: 'off' }],
    isOn: ({ throttle }) => throttle !== null,
    trips: { kind: 'waits', reason: DEFERRED_BY_THROTTLE },
    stops: null,
  },
  {
    name: 'orderBand',
    label: 'Order band',
    without: [{ key: 'venue.controls.orderBand', value: 'off' }],
    isOn: ({ controls }) => controls.orderBand !== null,
    // It holds back the orders of agents too, and those of liquidations with the same reason as the price band.
    trips: null,
    stops: null,
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

/** Trips on a path, counted as `explain` tells them. */
export function countTrips({ trips }: Control, journal: JournalColumns): number {
  switch (trips?.kind) {
    case undefined:
      return 0;
    case 'facts':
      return countFacts(journal, FACT_KINDS.indexOf(trips.of));
    case 'waits':
      return countWaits(journal, trips.reason);
    case 'states':
      return countStays(journal, CONTROL_KINDS.indexOf(trips.control), trips.from);
  }
}

function countFacts({ count, kind }: JournalColumns, wanted: number): number {
  let facts = 0;
  for (let n = 0; n < count; n += 1) if (kind[n] === wanted) facts += 1;
  return facts;
}

function countWaits({ count, kind, a, instrument, timeUs }: JournalColumns, reason: number): number {
  const wanted = FACT_KINDS.indexOf('liquidationDeferred');
  const latestUs = new Map<InstrumentIndex, SimTimeUs>();
  let trips = 0;
  for (let n = 0; n < count; n += 1) {
    if (kind[n] !== wanted || a[n] !== reason) continue;
    const lastUs = latestUs.get(instrument[n]!);
    if (lastUs === undefined || timeUs[n]! > lastUs + PAUSE_MAX_US) trips += 1;
    latestUs.set(instrument[n]!, timeUs[n]!);
  }
  return trips;
}

function countStays({ count, kind, a, b, instrument }: JournalColumns, control: number, from: number): number {
  const wanted = FACT_KINDS.indexOf('controlState');
  const acting = new Set<InstrumentIndex>();
  let trips = 0;
  for (let n = 0; n < count; n += 1) {
    if (kind[n] !== wanted || a[n] !== control) continue;
    if (b[n]! < from) acting.delete(instrument[n]!);
    else if (!acting.has(instrument[n]!)) {
      acting.add(instrument[n]!);
      trips += 1;
    }
  }
  return trips;
}
