/** Whose a stop of trading is. A control tells its state right before it stops trading; a stop without is the rolling halt's. */
import type { InstrumentIndex, SimTimeUs } from '../base/units.ts';
import { CONTROL_KINDS, CONTROL_STATES, type ControlKind } from '../exchange/controls/control-kinds.ts';

export type StopOwner = 'halt' | ControlKind;

/** States in which a control stops trading; the call before a reopening prolongs a stop of theirs. */
const STOPPING: Partial<Record<ControlKind, readonly string[]>> = {
  limitUpDown: ['pause', 'prolongedPause'],
  dynamicBreaker: ['preOpen'],
  marketWide: ['halted1', 'halted2', 'closed'],
};

/** Whether a control stops trading in a state. `kind`, `state`: as in the fact `controlState`. */
export function stopsTrading(kind: number, state: number): boolean {
  const control = CONTROL_KINDS[kind]!;
  return STOPPING[control]?.includes(CONTROL_STATES[control][state]!) === true;
}

export class StopOwners {
  #latest: { owner: StopOwner; instrument: InstrumentIndex; timeUs: SimTimeUs } | null = null;

  /** A control is in another state. */
  enter(timeUs: SimTimeUs, instrument: InstrumentIndex, kind: number, state: number): void {
    if (stopsTrading(kind, state)) this.#latest = { owner: CONTROL_KINDS[kind]!, instrument, timeUs };
  }

  /** Of a stop that begins now. */
  ownerOf(timeUs: SimTimeUs, instrument: InstrumentIndex): StopOwner {
    if (this.#latest === null || this.#latest.timeUs !== timeUs) return 'halt';
    const { owner, instrument: of } = this.#latest;
    // A control of the whole market names no instrument.
    return of === instrument || of < 0 ? owner : 'halt';
  }
}
