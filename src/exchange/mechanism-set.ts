/** The mechanisms that a venue has, in the order in which they act at the same moment. */
import { CONTROL_FACTORIES } from './controls/control-parts.ts';
import { createVenueFaults } from './faults/venue-faults.ts';
import { createFunding } from './funding/funding.ts';
import { createLossClock } from './loss/loss-clock.ts';
import { createBackstops } from './takeover/backstops.ts';
import type { MechanismFactory, MechanismParts, TimerSink, VenueMechanism } from './venue-mechanism.ts';

/** In this order they act; one that is off has no place in the exchange's list, so it is no part of fingerprints. */
const FACTORIES: readonly MechanismFactory[] = [
  createFunding,
  createLossClock,
  createBackstops,
  ...CONTROL_FACTORIES,
  createVenueFaults,
];

export class MechanismSet {
  readonly #all: readonly VenueMechanism[];
  readonly #afterReference: readonly VenueMechanism[];
  readonly #afterMarks: readonly VenueMechanism[];

  constructor(parts: Omit<MechanismParts, 'wakeAt'>, timers: TimerSink) {
    const all: VenueMechanism[] = [];
    for (const create of FACTORIES) {
      const place = all.length;
      const made = create({ ...parts, wakeAt: (atUs, a = 0, b = 0) => timers.wakeAt(atUs, place, a, b) });
      if (made !== null) all.push(made);
    }
    this.#all = all;
    this.#afterReference = all.filter((mechanism) => mechanism.afterReference !== undefined);
    this.#afterMarks = all.filter((mechanism) => mechanism.afterMarks !== undefined);
  }

  start(): void {
    for (const mechanism of this.#all) mechanism.start?.();
  }

  onTimer(place: number, a: number, b: number): void {
    this.#all[place].onTimer!(a, b);
  }

  afterReference(): void {
    for (const mechanism of this.#afterReference) mechanism.afterReference!();
  }

  afterMarks(): void {
    for (const mechanism of this.#afterMarks) mechanism.afterMarks!();
  }

  appendState(out: number[]): void {
    for (const mechanism of this.#all) mechanism.appendState?.(out);
  }
}
