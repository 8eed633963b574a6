/** Facts and samples kept in memory: what `simulatePath` gives whoever wants a whole path at once. */
import type { Event } from './event-queue.ts';
import type { FactStore, SampleStore } from './fact-store.ts';
import type { JournalColumns, SeriesColumns } from './path-outcome.ts';
import { SAMPLE_COLUMNS, SAMPLE_MATRICES, sampleWidth } from './sampler.ts';

const INITIAL_CAPACITY = 4_096;

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

/** Every fact, price facts too: a fact's place in the columns is its place in the path. */
export class MemoryFacts implements FactStore {
  #columns = allocate(INITIAL_CAPACITY);
  #count = 0;

  add(
    n: number,
    _prices: number,
    event: Event,
    kind: number,
    account: number,
    instrument: number,
    lots: number,
    value: number,
    a: number,
    b: number,
  ): void {
    if (n === this.#columns.timeUs.length) this.#columns = resize(this.#columns, n, n * 2);
    const columns = this.#columns;
    columns.timeUs[n] = event.timeUs;
    columns.rank[n] = event.rank;
    columns.sequence[n] = event.sequence;
    columns.kind[n] = kind;
    columns.account[n] = account;
    columns.instrument[n] = instrument;
    columns.lots[n] = lots;
    columns.value[n] = value;
    columns.a[n] = a;
    columns.b[n] = b;
    this.#count = n + 1;
  }

  /** What was added, cut to size. */
  finish(): JournalColumns {
    return resize(this.#columns, this.#count, this.#count);
  }
}

/** Every sample. */
export class MemorySamples implements SampleStore {
  readonly #instrumentCount: number;
  readonly #samples: Float64Array;
  #used = 0;

  /** `capacity` is the number of samples that the path will take. */
  constructor(instrumentCount: number, capacity: number) {
    this.#instrumentCount = instrumentCount;
    this.#samples = new Float64Array(capacity * sampleWidth(instrumentCount));
  }

  add(sample: Float64Array): void {
    this.#samples.set(sample, this.#used);
    this.#used += sample.length;
  }

  /** The samples taken so far; a path that failed has fewer than planned. */
  finish(): SeriesColumns {
    return columnsOfSamples(this.#samples.subarray(0, this.#used), this.#instrumentCount);
  }
}

/** Samples one after the other, by column. */
export function columnsOfSamples(samples: Float64Array, instrumentCount: number): SeriesColumns {
  const width = sampleWidth(instrumentCount);
  const count = samples.length / width;
  const columns: Record<string, Float64Array> = {};
  SAMPLE_COLUMNS.forEach((name, at) => {
    columns[name] = Float64Array.from({ length: count }, (_, row) => samples[row * width + at]);
  });
  SAMPLE_MATRICES.forEach((name, k) => {
    const matrix = new Float64Array(count * instrumentCount);
    const at = SAMPLE_COLUMNS.length + k * instrumentCount;
    for (let row = 0; row < count; row += 1) {
      const from = row * width + at;
      matrix.set(samples.subarray(from, from + instrumentCount), row * instrumentCount);
    }
    columns[name] = matrix;
  });
  return { count, instrumentCount, ...columns } as unknown as SeriesColumns;
}
