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
import type { StopOwner } from '../trading-stops.ts';

export interface Control {
  readonly name: string;
  readonly label: string;
  readonly without: readonly Override[];
  readonly isOn: (venue: VenueRules) => boolean;
  /**
   * Whether a fact is a trip of it; `a` and `b` as in `exchange/fact.ts`. Null: what it does leaves no fact of its own, or it
   * stops trading, and its stops are its trips.
   */
  readonly isTrip: ((kind: FactKind, a: number, b: number) => boolean) | null;
  /** Whose stops of trading its trips are, for which need can be told; null: it does not stop trading. */
  readonly stops: StopOwner | null;
}

type RuleName = ControlKind & keyof ControlRules;

/** An entry of `venue.controls` that stops trading. */
function stoppingControl(name: RuleName, label: string): Control {
  return { ...stateControl(name, label, []), isTrip: null, stops: name };
}

/** An entry of `venue.controls` that tells its states: a trip is each time that it comes into one of these. */
function stateControl(name: RuleName, label: string, states: readonly number[]): Control {
  const place = CONTROL_KINDS.indexOf(name);
  return {
    name,
    label,
    without: [{ key: `venue.controls.${name}`, value: 'off' }],
    isOn: ({ controls }) => controls[name] !== null,
    isTrip: (kind, a, b) => kind === 'controlState' && a === place && states.includes(b),
    stops: null,
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
    isTrip: null,
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
  stoppingControl('limitUpDown', 'Limit-up/limit-down'),
  stoppingControl('dynamicBreaker', 'Dynamic breaker'),
  stoppingControl('marketWide', 'Market-wide levels'),
  // Its call prolongs the stop of another control.
  stateControl('reopening', 'Reopening auction', [1]),
  stateControl('liquidationPause', 'Pause of liquidations', [1, 2]),
  stateControl('openInterestMargin', 'Margin by open interest', [1, 2]),
  stateControl('marginSteps', 'Margin steps', [1, 2, 3, 4, 5, 6, 7, 8]),
  stateControl('withdrawalGate', 'Withdrawal gate', [1]),
  stateControl('oracleGuard', 'Oracle guard', [2]),
  stateControl('fundMode', 'Fund mode', [1]),
];

export function countTrips({ isTrip }: Control, { count, kind, a, b }: JournalColumns): number {
  if (isTrip === null) return 0;
  let trips = 0;
  for (let n = 0; n < count; n += 1) if (isTrip(FACT_KINDS[kind[n]!]!, a[n]!, b[n]!)) trips += 1;
  return trips;
}
