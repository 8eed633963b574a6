/** Who keeps the venue from liquidating in the reference exchange, and until when. Written from docs/controls.md. */
import type { World } from '../reference-world.ts';

const SLICE_US = 10_000_000;

/** A stop that nobody knows the end of: slice by slice, looked at a microsecond before each ends. */
export class Sliced {
  readonly #world: World;
  readonly #stops: LiquidationStops;
  readonly #party: string;
  readonly #wake: (at: number) => void;
  #end: number | null = null;

  constructor(world: World, stops: LiquidationStops, party: string, wake: (at: number) => void) {
    this.#world = world;
    this.#stops = stops;
    this.#party = party;
    this.#wake = wake;
  }

  begin(): void {
    this.#sliceFrom(this.#world.now);
  }

  goOn(): void {
    if (this.#end !== null && this.#world.now === this.#end - 1) this.#sliceFrom(this.#end);
  }

  finish(): void {
    this.#end = null;
    this.#stops.lift(this.#party);
  }

  #sliceFrom(from: number): void {
    this.#end = from + SLICE_US;
    this.#stops.stop(this.#party, this.#end);
    this.#wake(this.#end - 1);
  }
}

/** Until when parties keep the venue from liquidating. */
export class LiquidationStops {
  readonly #until = new Map<string, number>();

  stop(party: string, until: number): void {
    this.#until.set(party, until);
  }

  lift(party: string): void {
    this.#until.delete(party);
  }

  /** The latest end after now; null where nobody stops it. */
  untilAfter(now: number): number | null {
    const left = [...this.#until.values()].filter((until) => until > now);
    return left.length === 0 ? null : Math.max(...left);
  }
}
