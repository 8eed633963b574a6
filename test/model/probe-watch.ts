/** Which of some named places random sequences have been to. */
import type { Step } from './differential-run.ts';

export type Probe = (step: Step) => boolean;
export type Probes = Readonly<Record<string, Probe>>;

export class ProbeWatch {
  readonly #missing: Map<string, Probe>;

  constructor(probes: Probes) {
    this.#missing = new Map(Object.entries(probes));
  }

  /** Names of the places where no sequence has been. */
  get missing(): string[] {
    return [...this.#missing.keys()];
  }

  readonly look = (step: Step): void => {
    for (const [name, isReached] of this.#missing) if (isReached(step)) this.#missing.delete(name);
  };
}
