/**
 * A mechanism beside the exchange's core loop: a small state machine on simulated state, such as a breaker, funding or a
 * vault. It is made when the scenario switches it on, asks to be woken when its time comes, and changes state like every
 * other transition: through the context, telling what it did by facts.
 */
import { assert } from '../base/assert.ts';
import type { InstrumentIndex, SimTimeUs } from '../base/units.ts';
import type { Population } from './accounts.ts';
import type { ExchangeContext } from './context.ts';
import type { MarketRules } from '../market/market-rules.ts';

export interface VenueMechanism {
  /** Time zero. */
  start?(): void;
  /** The time has come that it asked to be woken at, with the numbers that it gave. */
  onTimer?(a: number, b: number): void;
  /** Outside prices changed. */
  afterReference?(): void;
  /** Marks are up to date; trading has not been halted by them yet. */
  afterMarks?(): void;
  /** Appends the numbers that make up its state, for fingerprints. */
  appendState?(out: number[]): void;
}

/** What a mechanism is made from. */
export interface MechanismParts {
  readonly context: ExchangeContext;
  readonly market: MarketRules;
  readonly population: Population;
  /** Looks at the outside prices of these instruments once more: the venue sees them otherwise from now on. */
  readonly lookAnew: (instruments: readonly InstrumentIndex[]) => void;
  /** Asks for `onTimer(a, b)` at a time that is not before now. */
  readonly wakeAt: (atUs: SimTimeUs, a?: number, b?: number) => void;
}

/** Makes a mechanism, or null where the rules do not have it. */
export type MechanismFactory = (parts: MechanismParts) => VenueMechanism | null;

/** Takes requests to be woken: the kernel. `mechanism`: place in the exchange's list. */
export interface TimerSink {
  wakeAt(atUs: SimTimeUs, mechanism: number, a: number, b: number): void;
}

/** Of an exchange whose mechanisms ask for nothing. */
export const NO_TIMERS: TimerSink = {
  wakeAt: () => assert(false, 'somebody must be there to wake a mechanism'),
};
