/** What the reference exchange sees of outside prices while its oracle fails. Written from docs/exchange-rules.md, section 21. */
import type { OracleFault } from '../../src/exchange/faults/fault-rules.ts';
import { exp, log } from '../../src/numeric/math.ts';
import type { Instrument, World } from './reference-world.ts';

interface Look {
  readonly at: number;
  readonly price: number;
}

export class OracleErrors {
  readonly #world: World;
  /** By place in the scenario's list. */
  readonly #inForce = new Map<number, OracleFault>();
  readonly #looks = new Map<Instrument, Look[]>();

  constructor(world: World) {
    this.#world = world;
    for (const instrument of world.instruments) this.#looks.set(instrument, [{ at: 0, price: instrument.reference }]);
  }

  change(place: number, fault: OracleFault, begins: boolean): void {
    if (begins) this.#inForce.set(place, fault);
    else this.#inForce.delete(place);
  }

  errsIn({ index }: Instrument): boolean {
    return [...this.#inForce.values()].some(({ instruments }) => instruments.includes(index));
  }

  /** The venue looks at the outside price of an instrument with a price of its own. */
  look(instrument: Instrument): void {
    this.#looks.get(instrument)!.push({ at: this.#world.now, price: instrument.reference });
  }

  /** Ticks, not rounded. */
  seenOf(instrument: Instrument): number {
    const places = [...this.#inForce.keys()].sort((one, other) => one - other);
    const faults = places
      .map((place) => this.#inForce.get(place)!)
      .filter(({ instruments }) => instruments.includes(instrument.index));
    let seen = this.#pastOf(instrument, faults);
    for (const fault of faults) seen = Math.max(1, this.#wrongly(instrument, fault, seen));
    return seen;
  }

  /** What those that are late or stale show, the outside price where none is. */
  #pastOf(instrument: Instrument, faults: readonly OracleFault[]): number {
    let shown = Infinity;
    for (const { error, atUs } of faults) {
      if (error.kind === 'stale') shown = Math.min(shown, atUs);
      if (error.kind === 'late') shown = Math.min(shown, Math.max(atUs, this.#world.now - error.delayUs));
    }
    if (shown === Infinity) return instrument.reference;
    return this.#looks.get(instrument)!.findLast(({ at }) => at <= shown)!.price;
  }

  #wrongly(instrument: Instrument, { instruments, error }: OracleFault, seen: number): number {
    const place = instruments.indexOf(instrument.index);
    switch (error.kind) {
      case 'late':
      case 'stale':
        return seen;
      case 'factor':
        return seen * error.factor;
      case 'offset':
        return seen + error.ticks[place]!;
      case 'price':
        return error.ticks[place]!;
      case 'ownVenue':
        return seen * exp(error.weight * log(instrument.book.priceTicks / seen));
    }
  }
}
