/** What happens in the reference exchange by the venue's own clock, in the engine's order; only what is on has a place. */
import type { TimerSink } from '../../src/exchange/venue-mechanism.ts';
import { CONTROL_FACTORIES } from './controls/reference-controls.ts';
import { createFunding } from './reference-funding.ts';
import { createLossClock } from './reference-losses.ts';
import { createBackstops } from './reference-backstops.ts';
import { createFaults } from './reference-faults.ts';
import type { World } from './reference-world.ts';

export interface Mechanism {
  start?(): void;
  onTimer?(a: number, b: number): void;
}

export type WakeAt = (atUs: number, a?: number, b?: number) => void;

const FACTORIES: readonly ((world: World, wakeAt: WakeAt) => Mechanism | null)[] = [
  createFunding,
  createLossClock,
  createBackstops,
  ...CONTROL_FACTORIES,
  createFaults,
];

export function createMechanisms(world: World, timers: TimerSink | undefined): Mechanism[] {
  const all: Mechanism[] = [];
  for (const create of FACTORIES) {
    const place = all.length;
    const made = create(world, (at, a = 0, b = 0) => timers!.wakeAt(at, place, a, b));
    if (made !== null) all.push(made);
  }
  return all;
}
