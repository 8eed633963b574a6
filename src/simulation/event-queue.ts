/**
 * The event queue: a binary heap over typed arrays, ordered by (time, rank, sequence). The sequence is given at
 * insertion, so the order is total and equal keys cannot occur.
 *
 * Rank orders what happens at the same instant: the outside world first, then prices, then who is breached by them,
 * then what the venue does about it, then what agents do.
 */
import { assert } from '../base/assert.ts';
import type { SimTimeUs } from '../base/units.ts';

export const EVENT_KINDS = [
  'referenceTick',
  'haltEnd',
  'markUpdate',
  'breachCheck',
  'liquidationDue',
  'liquidationStep',
  'inventoryUnwind',
  'deposit',
  'agentWake',
  'agentOrder',
  'sample',
  'end',
] as const;

export type EventKind = (typeof EVENT_KINDS)[number];

/** Rank of each kind: its place in the list above. */
export const RANK = Object.freeze(Object.fromEntries(EVENT_KINDS.map((kind, rank) => [kind, rank]))) as Readonly<
  Record<EventKind, number>
>;

/** An event as it leaves the queue; one object, overwritten by the next `pop`. */
export interface Event {
  timeUs: SimTimeUs;
  rank: number;
  sequence: number;
  /** Meaning by kind: account, instrument, amount or lots, purpose. */
  a: number;
  b: number;
  c: number;
  d: number;
}

const FIELDS = 7;
const INITIAL_CAPACITY = 1_024;

export class EventQueue {
  /** [capacity x FIELDS]: time, rank, sequence, a, b, c, d of each heap slot. */
  #slots = new Float64Array(INITIAL_CAPACITY * FIELDS);
  #size = 0;
  #sequence = 0;

  get size(): number {
    return this.#size;
  }

  push(timeUs: SimTimeUs, rank: number, a = 0, b = 0, c = 0, d = 0): void {
    assert(Number.isSafeInteger(timeUs) && timeUs >= 0, `an event needs a whole time, got ${timeUs}`);
    if ((this.#size + 1) * FIELDS > this.#slots.length) this.#grow();
    this.#sequence += 1;
    const slots = this.#slots;
    let hole = this.#size;
    this.#size += 1;
    while (hole > 0) {
      const parent = (hole - 1) >> 1;
      // A new event has the highest sequence, so it moves up past strictly later keys only.
      const from = parent * FIELDS;
      if (slots[from] < timeUs || (slots[from] === timeUs && slots[from + 1] <= rank)) break;
      slots.copyWithin(hole * FIELDS, from, from + FIELDS);
      hole = parent;
    }
    const at = hole * FIELDS;
    slots[at] = timeUs;
    slots[at + 1] = rank;
    slots[at + 2] = this.#sequence;
    slots[at + 3] = a;
    slots[at + 4] = b;
    slots[at + 5] = c;
    slots[at + 6] = d;
  }

  /** Takes the earliest event out into `out`; false when there is none. */
  popInto(out: Event): boolean {
    if (this.#size === 0) return false;
    const slots = this.#slots;
    out.timeUs = slots[0];
    out.rank = slots[1];
    out.sequence = slots[2];
    out.a = slots[3];
    out.b = slots[4];
    out.c = slots[5];
    out.d = slots[6];
    this.#size -= 1;
    if (this.#size > 0) this.#sinkLast();
    return true;
  }

  /** Moves the last slot to the root and down to its place. */
  #sinkLast(): void {
    const slots = this.#slots;
    const last = this.#size * FIELDS;
    let hole = 0;
    for (;;) {
      let child = 2 * hole + 1;
      if (child >= this.#size) break;
      if (child + 1 < this.#size && this.#isBefore((child + 1) * FIELDS, child * FIELDS)) child += 1;
      if (!this.#isBefore(child * FIELDS, last)) break;
      slots.copyWithin(hole * FIELDS, child * FIELDS, (child + 1) * FIELDS);
      hole = child;
    }
    slots.copyWithin(hole * FIELDS, last, last + FIELDS);
  }

  #isBefore(x: number, y: number): boolean {
    const slots = this.#slots;
    if (slots[x] !== slots[y]) return slots[x] < slots[y];
    if (slots[x + 1] !== slots[y + 1]) return slots[x + 1] < slots[y + 1];
    return slots[x + 2] < slots[y + 2];
  }

  #grow(): void {
    const larger = new Float64Array(this.#slots.length * 2);
    larger.set(this.#slots);
    this.#slots = larger;
  }
}
