/**
 * What a run can be compared without: each control of the venue, and liquidations themselves. One entry here is all that a
 * new control needs to be measured: the keys that switch it off, whether it is on, and what its trips are.
 */
import { ACTS_FROM, type ControlKind } from '../../exchange/controls/control-kinds.ts';
import type { ControlRules } from '../../exchange/controls/control-rules.ts';
import { DEFERRED_BY_PRICE_BAND, DEFERRED_BY_THROTTLE } from '../../exchange/fact.ts';
import type { VenueRules } from '../../exchange/venue-rules.ts';
import type { Override } from '../../scenario/overrides.ts';

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

/** In facts; `list-trips.ts` reads them. */
type Trips =
  /** Liquidations that wait for a reason, one trip an instrument until none has waited for a minute. */
  | { readonly kind: 'waits'; readonly reason: number }
  /** From a state in which it acts, `from` or beyond, until it is out of it again; an instrument at a time. */
  | { readonly kind: 'states'; readonly control: ControlKind; readonly from: number };

type RuleName = ControlKind & keyof ControlRules;

/** An entry of `venue.controls` that stops trading. */
function stoppingControl(name: RuleName, label: string): Control {
  return { ...entryOf(name, label), trips: null, stops: true };
}

/** An entry of `venue.controls` that tells its states, and acts from one of them on. */
function stateControl(name: RuleName & keyof typeof ACTS_FROM, label: string): Control {
  return { ...entryOf(name, label), trips: { kind: 'states', control: name, from: ACTS_FROM[name] }, stops: false };
}

function entryOf(name: keyof ControlRules, label: string): Pick<Control, 'name' | 'label' | 'without' | 'isOn'> {
  return {
    name,
    label,
    without: [{ key: `venue.controls.${name}`, value: 'off' }],
    isOn: ({ controls }) => controls[name] !== null,
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
  // It holds back the orders of agents too, and those of liquidations with the same reason as the price band.
  { ...entryOf('orderBand', 'Order band'), trips: null, stops: false },
  stoppingControl('limitUpDown', 'Limit-up/limit-down'),
  stoppingControl('dynamicBreaker', 'Dynamic breaker'),
  stoppingControl('marketWide', 'Market-wide levels'),
  // Its call prolongs the stop of another control.
  stateControl('reopening', 'Reopening auction'),
  stateControl('liquidationPause', 'Pause of liquidations'),
  stateControl('openInterestMargin', 'Margin by open interest'),
  stateControl('marginSteps', 'Margin steps'),
  stateControl('withdrawalGate', 'Withdrawal gate'),
  stateControl('oracleGuard', 'Oracle guard'),
  stateControl('fundMode', 'Fund mode'),
];
