/**
 * The event queue: a binary heap over typed arrays, ordered by (time, rank, sequence). The sequence is given at
 * insertion, so the order is total and equal keys cannot occur.
 *
 * Rank orders what happens at the same instant: the outside world first, then prices, then who is breached by them,
 * then what the venue does about it, then what agents do. Ranks are part of every fingerprint, so a kind that came later
 * stands at the end: a change of margins takes effect after all that was already due at its instant.
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
  'marginChange',
  'marginRecalibration',
  'venueTimer',
  'withdrawalRequest',
  'withdrawal',
  'heldQuote',
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

const INITIAL_CAPACITY = 1_024;
/** Rank and sequence make one number, exact up to 2^49 events. */
const RANK_FACTOR = 562_949_953_421_312;
const PAYLOAD_FIELDS = 4;

export class EventQueue {
  /** The heap: times, rank and sequence, and where the rest of the event lies; beyond its end, places that are free. */
  #times = new Float64Array(INITIAL_CAPACITY);
  #keys = new Float64Array(INITIAL_CAPACITY);
  #places = new Int32Array(INITIAL_CAPACITY);
  /** [capacity x PAYLOAD_FIELDS]: a, b, c, d. */
  #payload = new Float64Array(INITIAL_CAPACITY * PAYLOAD_FIELDS);
  #size = 0;
  #sequence = 0;

  constructor() {
    for (let n = 0; n < INITIAL_CAPACITY; n += 1) this.#places[n] = n;
  }

  get size(): number {
    return this.#size;
  }

  push(timeUs: SimTimeUs, rank: number, a = 0, b = 0, c = 0, d = 0): void {
    assert(Number.isSafeInteger(timeUs) && timeUs >= 0, `an event needs a whole time, got ${timeUs}`);
    if (this.#size === this.#times.length) this.#grow();
    this.#sequence += 1;
    const times = this.#times;
    const keys = this.#keys;
    const places = this.#places;
    const key = rank * RANK_FACTOR + this.#sequence;
    let hole = this.#size;
    this.#size += 1;
    const place = places[hole];
    while (hole > 0) {
      const parent = (hole - 1) >> 1;
      if (times[parent] < timeUs || (times[parent] === timeUs && keys[parent] < key)) break;
      times[hole] = times[parent];
      keys[hole] = keys[parent];
      places[hole] = places[parent];
      hole = parent;
    }
    times[hole] = timeUs;
    keys[hole] = key;
    places[hole] = place;
    const at = place * PAYLOAD_FIELDS;
    this.#payload[at] = a;
    this.#payload[at + 1] = b;
    this.#payload[at + 2] = c;
    this.#payload[at + 3] = d;
  }

  /** Takes the earliest event out into `out`; false when there is none. */
  popInto(out: Event): boolean {
    if (this.#size === 0) return false;
    const key = this.#keys[0];
    const place = this.#places[0];
    out.timeUs = this.#times[0];
    out.rank = Math.floor(key / RANK_FACTOR);
    out.sequence = key - out.rank * RANK_FACTOR;
    const at = place * PAYLOAD_FIELDS;
    out.a = this.#payload[at];
    out.b = this.#payload[at + 1];
    out.c = this.#payload[at + 2];
    out.d = this.#payload[at + 3];
    this.#size -= 1;
    this.#sinkLast();
    this.#places[this.#size] = place;
    return true;
  }

  /** Moves the last event to the root and down to its place. */
  #sinkLast(): void {
    const times = this.#times;
    const keys = this.#keys;
    const places = this.#places;
    const size = this.#size;
    const timeUs = times[size];
    const key = keys[size];
    const place = places[size];
    let hole = 0;
    for (;;) {
      let child = 2 * hole + 1;
      if (child >= size) break;
      const other = child + 1;
      if (
        other < size &&
        (times[other] < times[child] || (times[other] === times[child] && keys[other] < keys[child]))
      ) {
        child = other;
      }
      if (times[child] > timeUs || (times[child] === timeUs && keys[child] > key)) break;
      times[hole] = times[child];
      keys[hole] = keys[child];
      places[hole] = places[child];
      hole = child;
    }
    times[hole] = timeUs;
    keys[hole] = key;
    places[hole] = place;
  }

  #grow(): void {
    const size = this.#size;
    const times = new Float64Array(2 * size);
    const keys = new Float64Array(2 * size);
    const places = new Int32Array(2 * size);
    const payload = new Float64Array(2 * size * PAYLOAD_FIELDS);
    times.set(this.#times);
    keys.set(this.#keys);
    places.set(this.#places);
    payload.set(this.#payload);
    for (let n = size; n < 2 * size; n += 1) places[n] = n;
    this.#times = times;
    this.#keys = keys;
    this.#places = places;
    this.#payload = payload;
  }
}
