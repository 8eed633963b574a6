/** What a guard makes of the mark that the venue's rule computes. */
import type { InstrumentIndex, Ticks } from '../../base/units.ts';
import type { ExchangeState } from '../state.ts';

export const MARK_FREE = 0;
export const MARK_FROZEN = 1;
export const MARK_FROM_INDEX = 2;

export class MarkGuard {
  readonly #state: ExchangeState;
  /** [instrumentCount] one of the constants above. */
  readonly modes: Uint8Array;

  constructor(state: ExchangeState) {
    this.#state = state;
    this.modes = new Uint8Array(state.instrumentCount);
  }

  markOf(instrument: InstrumentIndex, computedTicks: Ticks): Ticks {
    if (this.modes[instrument] === MARK_FREE) return computedTicks;
    const { markTicks, indexTicks } = this.#state;
    return this.modes[instrument] === MARK_FROZEN ? markTicks[instrument] : indexTicks[instrument];
  }
}
