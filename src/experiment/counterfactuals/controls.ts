/**
 * What a run can be compared without: each control of the venue, and liquidations themselves. One entry here is all that a
 * new control needs to be measured: the keys that switch it off, whether it is on, and which facts are its trips.
 */
import { FACT_KINDS, DEFERRED_BY_PRICE_BAND, DEFERRED_BY_THROTTLE, type FactKind } from '../../exchange/fact.ts';
import type { VenueRules } from '../../exchange/venue-rules.ts';
import type { Override } from '../../scenario/overrides.ts';
import type { JournalColumns } from '../../simulation/path-outcome.ts';

export interface Control {
  readonly name: string;
  readonly label: string;
  readonly without: readonly Override[];
  readonly isOn: (venue: VenueRules) => boolean;
  /** Whether a fact is a trip of it; `a` as in `exchange/fact.ts`. */
  readonly isTrip: (kind: FactKind, a: number) => boolean;
  /** Whether its trips are halts, for which need can be told. */
  readonly stopsTrading: boolean;
}

export const CONTROLS: readonly Control[] = [
  {
    name: 'liquidations',
    label: 'Liquidations',
    without: [{ key: 'venue.liquidation.enabled', value: 'false' }],
    isOn: ({ liquidation }) => liquidation.enabled,
    isTrip: (kind) => kind === 'breach',
    stopsTrading: false,
  },
  {
    name: 'halt',
    label: 'Trading halts',
    without: [{ key: 'venue.circuitBreakers.halt', value: 'off' }],
    isOn: ({ halt }) => halt !== null,
    isTrip: (kind) => kind === 'haltStart',
    stopsTrading: true,
  },
  {
    name: 'priceBand',
    label: 'Price band',
    without: [{ key: 'venue.circuitBreakers.priceBand', value: 'off' }],
    isOn: ({ priceBand }) => priceBand !== null,
    isTrip: (kind, a) => kind === 'liquidationDeferred' && a === DEFERRED_BY_PRICE_BAND,
    stopsTrading: false,
  },
  {
    name: 'throttle',
    label: 'Liquidation throttle',
    without: [{ key: 'venue.circuitBreakers.throttle', value: 'off' }],
    isOn: ({ throttle }) => throttle !== null,
    isTrip: (kind, a) => kind === 'liquidationDeferred' && a === DEFERRED_BY_THROTTLE,
    stopsTrading: false,
  },
];

export function countTrips({ isTrip }: Control, { count, kind, a }: JournalColumns): number {
  let trips = 0;
  for (let n = 0; n < count; n += 1) if (isTrip(FACT_KINDS[kind[n]!]!, a[n]!)) trips += 1;
  return trips;
}
