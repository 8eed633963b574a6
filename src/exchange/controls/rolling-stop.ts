/**
 * A stop of liquidations whose end is not known: it is prolonged by slices, so that those who wait know when to come
 * again. Whether it goes on is decided a microsecond before a slice ends, for timers come last at their instant.
 */
import { US_PER_SECOND, type SimTimeUs } from '../../base/units.ts';
import type { ExchangeContext } from '../context.ts';

const SLICE_US: SimTimeUs = 10 * US_PER_SECOND;

export class RollingStop {
  readonly #context: ExchangeContext;
  readonly #party: number;
  readonly #wake: (atUs: SimTimeUs) => void;
  #isOn = false;
  /** When the slice under way is looked at. */
  #dueUs = 0;

  /** `wake` asks for `prolong` at a time. */
  constructor(context: ExchangeContext, party: number, wake: (atUs: SimTimeUs) => void) {
    this.#context = context;
    this.#party = party;
    this.#wake = wake;
  }

  begin(): void {
    if (this.#isOn) return;
    this.#isOn = true;
    this.#nextSlice(this.#context.nowUs);
  }

  prolong(): void {
    if (this.#isOn && this.#context.nowUs === this.#dueUs) this.#nextSlice(this.#dueUs + 1);
  }

  end(): void {
    this.#isOn = false;
    this.#context.switches.release('liquidations', this.#party);
  }

  #nextSlice(fromUs: SimTimeUs): void {
    this.#context.switches.stop('liquidations', this.#party, fromUs + SLICE_US);
    this.#dueUs = fromUs + SLICE_US - 1;
    this.#wake(this.#dueUs);
  }
}
