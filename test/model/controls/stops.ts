/** Who keeps a service of the reference exchange off, and until when. Written from docs/controls.md and section 21 of the rules. */
import type { World } from '../reference-world.ts';

const SLICE_US = 10_000_000;

/** A stop that nobody knows the end of: slice by slice, looked at a microsecond before each ends. */
export class Sliced {
  readonly #world: World;
  readonly #stops: Stops;
  readonly #party: string;
  readonly #wake: (at: number) => void;
  #end: number | null = null;

  constructor(world: World, stops: Stops, party: string, wake: (at: number) => void) {
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

/** Until when parties keep one service off, each by a stop of its own. */
export class Stops {
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
