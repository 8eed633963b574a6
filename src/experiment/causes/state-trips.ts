/**
 * Trips of controls that neither stop trading nor hold single orders back: from the state in which they act until they are
 * out of it again. What they stop, and why, stands in `docs/controls.md`.
 */
import type { InstrumentIndex, SimTimeUs } from '../../base/units.ts';
import { ACTS_FROM, CONTROL_KINDS, CONTROL_STATES, type ControlKind } from '../../exchange/controls/control-kinds.ts';
import type { ExchangePort } from '../../exchange/exchange-port.ts';
import type { VenueRules } from '../../exchange/venue-rules.ts';
import { NO_INSTRUMENT } from '../../instruments/instrument.ts';
import type { ControlTrip } from './cause-record.ts';
import { endAt, openTrip, pointOf, releaseAt, type OpenTrip } from './open-trip.ts';

/** First state of a trip; none of a reopening auction, which is told with the stop of trading that it ends. */
function firstOf(control: ControlKind): number | undefined {
  const from: Partial<Record<ControlKind, number>> = ACTS_FROM;
  return control === 'reopening' ? undefined : from[control];
}

/** Those whose figure says how far they go, so that the largest is told; of others it says why they began. */
const GRADED: ReadonlySet<string> = new Set<ControlKind>(['openInterestMargin', 'marginSteps']);

export class StateTrips {
  readonly #open = new Map<string, OpenTrip>();
  /** Controls whose trips put liquidations off. */
  readonly #pausing: ReadonlySet<string>;
  /** A guard of theirs freezes marks. */
  readonly #freezes: boolean;

  constructor({ controls: { oracleGuard, fundMode } }: VenueRules) {
    this.#freezes = oracleGuard?.action === 'freezeMark';
    this.#pausing = new Set([
      'liquidationPause',
      ...(oracleGuard?.action === 'pauseLiquidations' ? ['oracleGuard'] : []),
      ...(fundMode?.pausesLiquidations === true ? ['fundMode'] : []),
    ]);
  }

  /** Trips under way. */
  get open(): IterableIterator<OpenTrip> {
    return this.#open.values();
  }

  /** Those under way for which liquidations wait. */
  pausing(): OpenTrip[] {
    return [...this.#open.values()].filter(({ trip }) => this.#pausing.has(trip.control));
  }

  /** Those under way for which withdrawals wait. */
  closingWithdrawals(): OpenTrip[] {
    const gate = this.#open.get(keyOf('withdrawalGate', NO_INSTRUMENT));
    return gate === undefined ? [] : [gate];
  }

  holdsMark(instrument: InstrumentIndex): boolean {
    return this.#freezes && this.#open.has(keyOf('oracleGuard', instrument));
  }

  /** A control is in another state; returns a trip that begins or ends with it. */
  enter(
    nowUs: SimTimeUs,
    exchange: ExchangePort,
    instrument: InstrumentIndex,
    kind: number,
    state: number,
    figure: number,
  ): { readonly began?: ControlTrip; readonly ended?: ControlTrip } {
    const control = CONTROL_KINDS[kind]!;
    const actsFrom = firstOf(control);
    if (actsFrom === undefined) return {};
    const key = keyOf(control, instrument);
    const under = this.#open.get(key);
    if (state < actsFrom) {
      if (under === undefined) return {};
      this.#open.delete(key);
      endAt(under.trip, pointOf(nowUs, exchange, instrument));
      if (this.#pausing.has(control)) releaseAt(under, nowUs);
      return { ended: under.trip };
    }
    const told = under ?? openTrip({ control, does: 'acts' }, nowUs, exchange, instrument);
    this.#open.set(key, told);
    const { trip } = told;
    trip.states.push(CONTROL_STATES[control][state]!);
    if (under === undefined || (GRADED.has(control) && figure > trip.figure)) trip.figure = figure;
    return under === undefined ? { began: trip } : {};
  }
}

function keyOf(control: ControlKind, instrument: InstrumentIndex): string {
  return `${control} ${instrument}`;
}
