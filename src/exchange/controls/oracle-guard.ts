/**
 * Guard against a price that has come loose: while the book's price has been further from the index than a share for long
 * enough, liquidations stop, or the mark stands still, or the mark is the index.
 */
import { PPM_PER_UNIT, type InstrumentIndex } from '../../base/units.ts';
import type { ExchangeContext } from '../context.ts';
import type { MechanismParts, VenueMechanism } from '../venue-mechanism.ts';
import { bookTicks } from './book-ticks.ts';
import { recordControl } from './control-kinds.ts';
import type { OracleGuardRules } from './control-rules.ts';
import { MARK_FREE, MARK_FROM_INDEX, MARK_FROZEN } from './mark-guard.ts';
import { RollingStop } from './rolling-stop.ts';
import { SWITCH_PARTIES } from '../venue-switches.ts';

const [AGREEING, DEVIATING, GUARDING] = [0, 1, 2];
/** `b` of a timer that prolongs a stop; epochs are above it. */
const PROLONG = 0;

/** Whether a price is further from the index than a share of it: above index x (1 + x), or below index / (1 + x). */
export function isFarFrom(indexTicks: number, priceTicks: number, deviationPpm: number): boolean {
  const factor = PPM_PER_UNIT + deviationPpm;
  return priceTicks * PPM_PER_UNIT > indexTicks * factor || priceTicks * factor < indexTicks * PPM_PER_UNIT;
}

class OracleGuard implements VenueMechanism {
  readonly #context: ExchangeContext;
  readonly #rules: OracleGuardRules;
  readonly #wakeAt: MechanismParts['wakeAt'];
  readonly #stops: readonly RollingStop[];
  /** [rules.instruments]; a timer of an earlier epoch is void. */
  readonly #states: Uint8Array;
  readonly #epochs: Float64Array;
  readonly #isNear: Uint8Array;

  constructor({ context, wakeAt }: MechanismParts, rules: OracleGuardRules) {
    const { length } = rules.instruments;
    this.#context = context;
    this.#rules = rules;
    this.#wakeAt = wakeAt;
    this.#stops = rules.instruments.map(
      (i, place) => new RollingStop(context, SWITCH_PARTIES.oracleGuard + i, (atUs) => wakeAt(atUs, place, PROLONG)),
    );
    this.#states = new Uint8Array(length);
    this.#epochs = new Float64Array(length);
    this.#isNear = new Uint8Array(length);
  }

  afterMarks(): void {
    this.#rules.instruments.forEach((i, place) => this.#observe(i, place));
  }

  onTimer(place: number, epoch: number): void {
    if (epoch === PROLONG) return this.#stops[place].prolong();
    if (epoch !== this.#epochs[place]) return;
    this.#enter(place, this.#states[place] === DEVIATING ? GUARDING : AGREEING);
  }

  appendState(out: number[]): void {
    out.push(...this.#states, ...this.#epochs, ...this.#isNear);
  }

  #observe(i: InstrumentIndex, place: number): void {
    const { state } = this.#context;
    const isFar = isFarFrom(state.indexTicks[i], bookTicks(this.#context, i), this.#rules.deviationPpm);
    switch (this.#states[place]) {
      case AGREEING:
        if (!isFar) return;
        this.#enter(place, DEVIATING);
        return this.#wait(place);
      case DEVIATING:
        if (!isFar) this.#enter(place, AGREEING);
        return;
      default:
        if (isFar === (this.#isNear[place] === 0)) return;
        this.#isNear[place] = isFar ? 0 : 1;
        this.#epochs[place] += 1;
        if (!isFar) this.#wait(place);
    }
  }

  #wait(place: number): void {
    this.#wakeAt(this.#context.nowUs + this.#rules.confirmUs, place, this.#epochs[place]);
  }

  #enter(place: number, next: number): void {
    const i = this.#rules.instruments[place];
    const was = this.#states[place];
    this.#states[place] = next;
    this.#epochs[place] += 1;
    this.#isNear[place] = 0;
    recordControl(this.#context, 'oracleGuard', next, i);
    if (next === GUARDING || was === GUARDING) this.#act(place, i, next === GUARDING);
  }

  #act(place: number, i: InstrumentIndex, isOn: boolean): void {
    const { action } = this.#rules;
    if (action === 'pauseLiquidations') {
      if (isOn) this.#stops[place].begin();
      else this.#stops[place].end();
      return;
    }
    this.#context.markGuard!.modes[i] = isOn ? (action === 'freezeMark' ? MARK_FROZEN : MARK_FROM_INDEX) : MARK_FREE;
    this.#context.marksAreStale = true;
  }
}

export function createOracleGuard(parts: MechanismParts): VenueMechanism | null {
  const rules = parts.context.rules.controls.oracleGuard;
  return rules === null ? null : new OracleGuard(parts, rules);
}
