/** Halts that overlap in the reference exchange. Written from docs/controls.md, "Halts that overlap". */
import { type Instrument, tell, type World } from '../reference-world.ts';

export type HaltKind = 'rolling' | 'limitUpDown' | 'dynamicBreaker' | 'marketWide';
const IN_ORDER: readonly HaltKind[] = ['rolling', 'limitUpDown', 'dynamicBreaker', 'marketWide'];

interface Hold {
  readonly until: number;
  readonly liquidationsAllowed: boolean;
}

export class HaltHolds {
  readonly #world: World;
  readonly #holds = new Map<Instrument, Map<HaltKind, Hold>>();
  /** Asked when a hold's time has come: until when it goes on, null if it does not. */
  prolongs: (kind: HaltKind, instrument: Instrument) => number | null = () => null;
  onReopening: (instrument: Instrument) => void = () => {};
  /** Whether a hold or a call keeps the instrument closed. */
  staysClosed: (instrument: Instrument, isHeld: boolean) => boolean = (_, isHeld) => isHeld;

  constructor(world: World) {
    this.#world = world;
  }

  hold(instrument: Instrument, kind: HaltKind, until: number, liquidationsAllowed: boolean, move: number): void {
    const holds = this.#holds.get(instrument) ?? new Map<HaltKind, Hold>();
    this.#holds.set(instrument, holds);
    holds.set(kind, { until, liquidationsAllowed });
    this.closeUntil(instrument, until, move);
  }

  /** The latest end counts; it is told where it moves out. */
  closeUntil(instrument: Instrument, until: number, move: number): void {
    if (instrument.halted && instrument.haltedUntil >= until) return;
    instrument.halted = true;
    instrument.haltedUntil = until;
    tell(this.#world, 'haltStart', { instrument, a: move, b: until });
  }

  isHeld(instrument: Instrument): boolean {
    return (this.#holds.get(instrument)?.size ?? 0) > 0;
  }

  liquidationsAllowed(instrument: Instrument): boolean {
    // At the end itself, before it was told that it has come, everything is as it was.
    const { limitUpDown, dynamicBreaker, marketWide, reopening } = this.#world.venue.controls;
    const isAlone = [limitUpDown, dynamicBreaker, marketWide, reopening].every((rules) => rules === null);
    const isDue = isAlone && instrument.haltedUntil <= this.#world.now;
    const all = [...(this.#holds.get(instrument)?.values() ?? [])];
    const holds = all.filter(({ until }) => isDue || until > this.#world.now);
    return holds.every((hold) => hold.liquidationsAllowed);
  }

  /** An end that was told has come. */
  end(instrument: Instrument): void {
    if (!instrument.halted) return;
    const holds = this.#holds.get(instrument) ?? new Map<HaltKind, Hold>();
    for (const kind of IN_ORDER) {
      const hold = holds.get(kind);
      if (hold === undefined || hold.until > this.#world.now) continue;
      const until = this.prolongs(kind, instrument);
      if (until === null) holds.delete(kind);
      else this.hold(instrument, kind, until, hold.liquidationsAllowed, 0);
    }
    if (this.staysClosed(instrument, holds.size > 0)) return;
    instrument.halted = false;
    instrument.haltedUntil = 0;
    instrument.marks = [];
    this.#world.stale = true;
    this.onReopening(instrument);
    tell(this.#world, 'haltEnd', { instrument });
  }
}
