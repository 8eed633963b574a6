/**
 * Where a path's facts and samples go as they happen. The simulation holds on to none of them: whoever runs a path
 * decides whether they stay in memory (`memory-stores.ts`) or leave for a file (`results/fact-spool.ts`).
 */
import { FACT_KINDS, type FactKind } from '../exchange/fact.ts';
import type { Event } from './event-queue.ts';

export interface FactStore {
  /**
   * Takes one fact in; see `exchange/fact.ts` for what its fields mean.
   *
   * @param n place of the fact among all of its path, from 0
   * @param prices checksum over the path's price facts up to here, this one included
   * @param kind index into FACT_KINDS
   */
  add(
    n: number,
    prices: number,
    event: Event,
    kind: number,
    account: number,
    instrument: number,
    lots: number,
    value: number,
    a: number,
    b: number,
  ): void;
}

export interface SampleStore {
  /** Takes one sample in, as `sampler.ts` lays it out. The array is the caller's and will change. */
  add(sample: Float64Array): void;
}

/**
 * A store that cannot take anything more: its disk is full, for example. That is not the path's failure, so it is
 * thrown through the simulation instead of ending up in an outcome.
 */
export class StoreError extends Error {
  override readonly name = 'StoreError';
}

const PRICE_KINDS: ReadonlySet<FactKind> = new Set(['referenceTick', 'markUpdate']);
const IS_PRICE_KIND = FACT_KINDS.map((kind) => PRICE_KINDS.has(kind));

/**
 * Whether facts of this kind, an index into FACT_KINDS, only say that prices changed. They are as many as ticks and
 * carry nothing but a checksum, so files keep one running checksum of them in place of the facts themselves.
 */
export function isPriceKind(kind: number): boolean {
  return IS_PRICE_KIND[kind] === true;
}
