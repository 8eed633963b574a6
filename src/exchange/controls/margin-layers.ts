/**
 * Margin multiples by who asks for them: what the schedule, a halt or recalibration set, and what controls raise them to for a
 * while. The highest is in force, so a control that ends takes back its own raise and nobody else's.
 */
import { PPM_PER_UNIT } from '../../base/units.ts';

export type MarginLayer = 'marginSteps' | 'fundMode';

interface Raise {
  readonly maintenancePpm: Float64Array;
  readonly initialPpm: Float64Array;
}

export class MarginLayers {
  /** [instrumentCount] without the controls. */
  readonly base: Raise;
  /** [instrumentCount] share of the way from its own to 100 % that each initial rate is raised by. */
  readonly initialSharePpm: Float64Array;
  readonly #raises: Readonly<Record<MarginLayer, Raise>>;

  constructor(instrumentCount: number) {
    const raiseOf = (): Raise => ({
      maintenancePpm: new Float64Array(instrumentCount).fill(PPM_PER_UNIT),
      initialPpm: new Float64Array(instrumentCount).fill(PPM_PER_UNIT),
    });
    this.base = raiseOf();
    this.initialSharePpm = new Float64Array(instrumentCount);
    this.#raises = { marginSteps: raiseOf(), fundMode: raiseOf() };
  }

  /** A control asks for at least these multiples; 1,000,000: for none. */
  raise(layer: MarginLayer, instrument: number, maintenancePpm: number, initialPpm: number): void {
    this.#raises[layer].maintenancePpm[instrument] = maintenancePpm;
    this.#raises[layer].initialPpm[instrument] = initialPpm;
  }

  maintenanceOf(i: number): number {
    return this.#highest(i, 'maintenancePpm');
  }

  initialOf(i: number): number {
    return this.#highest(i, 'initialPpm');
  }

  /** A raise of one is none: the schedule may have lowered the rates. */
  #highest(i: number, which: keyof Raise): number {
    let highest = this.base[which][i];
    for (const raise of Object.values(this.#raises)) {
      if (raise[which][i] > PPM_PER_UNIT) highest = Math.max(highest, raise[which][i]);
    }
    return highest;
  }
}
