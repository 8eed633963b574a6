/**
 * The journal: every fact with the key of the event that caused it, hashed as it is written. What it holds is what
 * `verify` compares and what the event tables on disk are made from.
 */
import { Fingerprint } from '../base/fingerprint.ts';
import { FACT_KINDS, type FactKind } from '../exchange/fact.ts';
import type { Event } from './event-queue.ts';
import type { JournalColumns } from './path-outcome.ts';

const INITIAL_CAPACITY = 4_096;
const KIND_INDEX = new Map<FactKind, number>(FACT_KINDS.map((kind, index) => [kind, index]));

function allocate(capacity: number): JournalColumns {
  return {
    count: 0,
    timeUs: new Float64Array(capacity),
    rank: new Uint8Array(capacity),
    sequence: new Float64Array(capacity),
    kind: new Uint8Array(capacity),
    account: new Int32Array(capacity),
    instrument: new Int16Array(capacity),
    lots: new Float64Array(capacity),
    value: new Float64Array(capacity),
    a: new Float64Array(capacity),
    b: new Float64Array(capacity),
  };
}

const COLUMN_NAMES = [
  'timeUs',
  'rank',
  'sequence',
  'kind',
  'account',
  'instrument',
  'lots',
  'value',
  'a',
  'b',
] as const satisfies readonly Exclude<keyof JournalColumns, 'count'>[];

/** Columns cut or copied to `capacity` elements. */
function resize(columns: JournalColumns, count: number, capacity: number): JournalColumns {
  const larger = allocate(capacity);
  for (const name of COLUMN_NAMES) larger[name].set(columns[name].subarray(0, Math.min(count, capacity)));
  return { ...larger, count };
}

export class Journal {
  readonly fingerprint = new Fingerprint();
  #columns = allocate(INITIAL_CAPACITY);
  #count = 0;

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
    if (this.#count === this.#columns.timeUs.length) {
      this.#columns = resize(this.#columns, this.#count, this.#count * 2);
    }
    const columns = this.#columns;
    const n = this.#count;
    const kindIndex = KIND_INDEX.get(kind)!;
    columns.timeUs[n] = event.timeUs;
    columns.rank[n] = event.rank;
    columns.sequence[n] = event.sequence;
    columns.kind[n] = kindIndex;
    columns.account[n] = account;
    columns.instrument[n] = instrument;
    columns.lots[n] = lots;
    columns.value[n] = value;
    columns.a[n] = a;
    columns.b[n] = b;
    this.#count = n + 1;
    this.#hash(event, kindIndex, account, instrument, lots, value, a, b);
  }

  /** What was written, cut to size. */
  finish(): JournalColumns {
    return resize(this.#columns, this.#count, this.#count);
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
