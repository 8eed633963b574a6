/** Wall time by phase of a run, from the population on. One at a time: entering one ends the one before. */
import type { Io } from '../io.ts';

export type PhaseName = 'population' | 'paths' | 'tables' | 'report';

export type PhaseTimes = Readonly<Partial<Record<PhaseName, number>>>;

export class PhaseClock {
  readonly #io: Pick<Io, 'elapsedMs'>;
  readonly #timesMs: Partial<Record<PhaseName, number>> = {};
  #phase: PhaseName = 'population';
  #sinceMs: number;

  constructor(io: Pick<Io, 'elapsedMs'>) {
    this.#io = io;
    this.#sinceMs = io.elapsedMs();
  }

  enter(phase: PhaseName): void {
    const nowMs = this.#io.elapsedMs();
    this.#timesMs[this.#phase] = (this.#timesMs[this.#phase] ?? 0) + nowMs - this.#sinceMs;
    this.#phase = phase;
    this.#sinceMs = nowMs;
  }

  /** Milliseconds of the phases so far, the current one up to now. */
  read(): PhaseTimes {
    this.enter(this.#phase);
    return { ...this.#timesMs };
  }
}
