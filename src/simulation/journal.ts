/**
 * The journal: every fact with the key of the event that caused it, hashed as it is written and handed on to a store.
 * What the store keeps is what `verify` compares and what the event tables on disk are made from.
 */
import { Fingerprint } from '../base/fingerprint.ts';
import { FACT_KINDS, type FactKind } from '../exchange/fact.ts';
import type { Event } from './event-queue.ts';
import { isPriceKind, type FactStore } from './fact-store.ts';
import { PriceChecksum } from './price-checksum.ts';

const KIND_INDEX = new Map<FactKind, number>(FACT_KINDS.map((kind, index) => [kind, index]));

export class Journal {
  readonly fingerprint = new Fingerprint();
  /** [kinds] facts so far of each kind, in the order of FACT_KINDS. */
  readonly countsByKind = new Float64Array(FACT_KINDS.length);
  readonly #store: FactStore;
  readonly #prices = new PriceChecksum();
  #count = 0;

  constructor(store: FactStore) {
    this.#store = store;
  }

  /** Facts so far, price facts among them. */
  get count(): number {
    return this.#count;
  }

  /** Checksum over the price facts so far. */
  get prices(): number {
    return this.#prices.value;
  }

  record(
    event: Event,
    kind: FactKind,
    account: number,
    instrument: number,
    lots: number,
    value: number,
    a: number,
    b: number,
  ): void {
    const kindIndex = KIND_INDEX.get(kind)!;
    this.#hash(event, kindIndex, account, instrument, lots, value, a, b);
    if (isPriceKind(kindIndex)) this.#prices.add(event.timeUs, event.sequence, kindIndex, a);
    this.#store.add(this.#count, this.#prices.value, event, kindIndex, account, instrument, lots, value, a, b);
    this.#count += 1;
    this.countsByKind[kindIndex] += 1;
  }

  #hash(
    event: Event,
    kind: number,
    account: number,
    instrument: number,
    lots: number,
    value: number,
    a: number,
    b: number,
  ): void {
    const { fingerprint } = this;
    fingerprint.addNumber(event.timeUs);
    fingerprint.addNumber(event.rank);
    fingerprint.addNumber(event.sequence);
    fingerprint.addNumber(kind);
    fingerprint.addNumber(account);
    fingerprint.addNumber(instrument);
    fingerprint.addNumber(lots);
    fingerprint.addNumber(value);
    fingerprint.addNumber(a);
    fingerprint.addNumber(b);
  }
}
