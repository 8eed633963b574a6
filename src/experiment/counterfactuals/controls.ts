/**
 * What a run can be compared without: each control of the venue, and liquidations themselves. One entry here is all that a
 * new control needs to be measured: the keys that switch it off, whether it is on, and which facts are its trips.
 */
import { CONTROL_KINDS, type ControlKind } from '../../exchange/controls/control-kinds.ts';
import type { ControlRules } from '../../exchange/controls/control-rules.ts';
import { FACT_KINDS, DEFERRED_BY_PRICE_BAND, DEFERRED_BY_THROTTLE, type FactKind } from '../../exchange/fact.ts';
import type { VenueRules } from '../../exchange/venue-rules.ts';
import type { Override } from '../../scenario/overrides.ts';
import type { JournalColumns } from '../../simulation/path-outcome.ts';

export interface Control {
  readonly name: string;
  readonly label: string;
  readonly without: readonly Override[];
  readonly isOn: (venue: VenueRules) => boolean;
  /** Whether a fact is a trip of it; `a` and `b` as in `exchange/fact.ts`. Null: what it does leaves no fact of its own. */
  readonly isTrip: ((kind: FactKind, a: number, b: number) => boolean) | null;
  /** Whose halts its trips are, for which need can be told; null: it does not stop trading. */
  readonly stops: 'halt' | ControlKind | null;
}

/** An entry of `venue.controls` that tells its states: a trip is each time that it comes into one of these. */
function stateControl(
  name: ControlKind,
  label: string,
  rule: Exclude<keyof ControlRules, 'session'>,
  states: readonly number[],
  stopsTrading = false,
): Control {
  const place = CONTROL_KINDS.indexOf(name);
  return {
    name,
    label,
    without: [{ key: `venue.controls.${rule}`, value: 'off' }],
    isOn: ({ controls }) => controls[rule] !== null,
    isTrip: (kind, a, b) => kind === 'controlState' && a === place && states.includes(b),
    stops: stopsTrading ? name : null,
  };
}

export const CONTROLS: readonly Control[] = [
  {
    name: 'liquidations',
    label: 'Liquidations',
    without: [{ key: 'venue.liquidation.enabled', value: 'false' }],
    isOn: ({ liquidation }) => liquidation.enabled,
    isTrip: (kind) => kind === 'breach',
    stops: null,
  },
  {
    name: 'halt',
    label: 'Trading halts',
    without: [{ key: 'venue.circuitBreakers.halt', value: 'off' }],
    isOn: ({ halt }) => halt !== null,
    isTrip: (kind) => kind === 'haltStart',
    stops: 'halt',
  },
  {
    name: 'priceBand',
    label: 'Price band',
    without: [{ key: 'venue.circuitBreakers.priceBand', value: 'off' }],
    isOn: ({ priceBand }) => priceBand !== null,
    isTrip: (kind, a) => kind === 'liquidationDeferred' && a === DEFERRED_BY_PRICE_BAND,
    stops: null,
  },
  {
    name: 'throttle',
    label: 'Liquidation throttle',
    without: [{ key: 'venue.circuitBreakers.throttle', value: 'off' }],
    isOn: ({ throttle }) => throttle !== null,
    isTrip: (kind, a) => kind === 'liquidationDeferred' && a === DEFERRED_BY_THROTTLE,
    stops: null,
  },
  {
    name: 'orderBand',
    label: 'Order band',
    without: [{ key: 'venue.controls.orderBand', value: 'off' }],
    isOn: ({ controls }) => controls.orderBand !== null,
    // It holds back the orders of agents too, and those of liquidations with the same reason as the price band.
    isTrip: null,
    stops: null,
  },
  stateControl('limitUpDown', 'Limit-up/limit-down', 'limitUpDown', [1, 2, 3], true),
  stateControl('dynamicBreaker', 'Dynamic breaker', 'dynamicBreaker', [1], true),
  stateControl('marketWide', 'Market-wide levels', 'marketWide', [1, 3, 5], true),
  stateControl('reopening', 'Reopening auction', 'reopening', [1], true),
  stateControl('liquidationPause', 'Pause of liquidations', 'liquidationPause', [1, 2]),
  stateControl('openInterestMargin', 'Margin by open interest', 'openInterestMargin', [1, 2]),
  stateControl('marginSteps', 'Margin steps', 'marginSteps', [1, 2, 3, 4, 5, 6, 7, 8]),
  stateControl('withdrawalGate', 'Withdrawal gate', 'withdrawalGate', [1]),
  stateControl('oracleGuard', 'Oracle guard', 'oracleGuard', [2]),
  stateControl('fundMode', 'Fund mode', 'fundMode', [1]),
];

export function countTrips({ isTrip }: Control, { count, kind, a, b }: JournalColumns): number {
  if (isTrip === null) return 0;
  let trips = 0;
  for (let n = 0; n < count; n += 1) if (isTrip(FACT_KINDS[kind[n]!]!, a[n]!, b[n]!)) trips += 1;
  return trips;
}
