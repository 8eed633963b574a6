/** What a control of the reference exchange is made of. Written from docs/controls.md. */
import { CONTROL_KINDS, CONTROL_STATES, type ControlKind } from '../../../src/exchange/controls/control-kinds.ts';
import type { Mechanism } from '../reference-mechanisms.ts';
import { FUND, type Instrument, tell, type World } from '../reference-world.ts';
import { worthOf } from '../reference-margin.ts';

export type { WakeAt } from '../reference-mechanisms.ts';

export interface Control extends Mechanism {
  /** One that is asked, and never acts by itself. */
  readonly isAsked?: true;
  afterMarks?(): void;
}

export function tellState(world: World, kind: ControlKind, state: string, figure = 0, instrument?: Instrument): void {
  const place = (CONTROL_STATES[kind] as readonly string[]).indexOf(state);
  if (place < 0) throw new Error(`${kind} has no state ${state}`);
  const value = BigInt(figure);
  tell(world, 'controlState', { ...(instrument && { instrument }), value, a: CONTROL_KINDS.indexOf(kind), b: place });
}

/** Price at which the book would trade, a whole tick. */
export function bookTicks({ book }: Instrument): number {
  return Math.max(1, Math.round(book.priceTicks));
}

export function fundEquity(world: World): bigint {
  return worthOf(world, world.accounts[FUND]!);
}

/** floor(amount x ppm / 1e6), amounts below zero too. */
export function shareOf(amount: bigint, ppm: number): bigint {
  const product = amount * BigInt(ppm);
  const quotient = product / 1_000_000n;
  return product < 0n && quotient * 1_000_000n !== product ? quotient - 1n : quotient;
}

/** Figures with the time at which they were noted. */
export class Noted<T> {
  #all: { at: number; figure: T }[] = [];

  note(at: number, figure: T): void {
    this.#all.push({ at, figure });
  }

  /** Those in (now - window, now]. */
  within(now: number, windowUs: number): T[] {
    return this.#all.filter(({ at }) => at > now - windowUs && at <= now).map(({ figure }) => figure);
  }

  clear(): void {
    this.#all = [];
  }
}

export function highestOf(figures: readonly bigint[]): bigint {
  return figures.reduce((high, figure) => (figure > high ? figure : high));
}
