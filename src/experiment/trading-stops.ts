/** Whose a stop of trading is. A control tells its state right before it stops trading; a stop without is the rolling halt's. */
import type { InstrumentIndex, SimTimeUs } from '../base/units.ts';
import { CONTROL_KINDS, type ControlKind } from '../exchange/controls/control-kinds.ts';

export type StopOwner = 'halt' | ControlKind;

/** Controls that stop trading; the call before a reopening prolongs a stop of theirs. */
const STOPPING: readonly StopOwner[] = ['limitUpDown', 'dynamicBreaker', 'marketWide'];

export class StopOwners {
  #latest: { owner: StopOwner; instrument: InstrumentIndex; timeUs: SimTimeUs } | null = null;

  /** A control is in another state. `kind`, `state`: as in the fact `controlState`. */
  enter(timeUs: SimTimeUs, instrument: InstrumentIndex, kind: number, state: number): void {
    const owner = CONTROL_KINDS[kind]!;
    if (state !== 0 && STOPPING.includes(owner)) this.#latest = { owner, instrument, timeUs };
  }

  /** Of a stop that begins now. */
  ownerOf(timeUs: SimTimeUs, instrument: InstrumentIndex): StopOwner {
    if (this.#latest === null || this.#latest.timeUs !== timeUs) return 'halt';
    const { owner, instrument: of } = this.#latest;
    // A control of the whole market names no instrument.
    return of === instrument || of < 0 ? owner : 'halt';
  }
}
