/** Lets controls see facts: each listener is told right after a fact was recorded, so what it records itself comes next. */
import type { InstrumentIndex } from '../../base/units.ts';
import type { FactKind, FactSink } from '../fact.ts';

export type FactListener = (kind: FactKind, instrument: InstrumentIndex, value: number, a: number, b: number) => void;

export class FactTap implements FactSink {
  readonly #sink: FactSink;
  readonly #listeners: FactListener[] = [];

  constructor(sink: FactSink) {
    this.#sink = sink;
  }

  listen(listener: FactListener): void {
    this.#listeners.push(listener);
  }

  record(kind: FactKind, account: number, instrument: number, lots: number, value: number, a: number, b: number): void {
    this.#sink.record(kind, account, instrument, lots, value, a, b);
    for (const listener of this.#listeners) listener(kind, instrument, value, a, b);
  }
}
