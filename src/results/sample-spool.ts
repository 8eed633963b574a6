/** A path's samples on their way to the tables: a file of doubles, as `simulation/sampler.ts` lays each sample out. */
import { closeSync, openSync, readFileSync } from 'node:fs';
import { assert } from '../base/assert.ts';
import type { SampleStore } from '../simulation/fact-store.ts';
import { columnsOfSamples } from '../simulation/memory-stores.ts';
import type { SeriesColumns } from '../simulation/path-outcome.ts';
import { sampleWidth } from '../simulation/sampler.ts';
import { refuseAsStore } from './fact-spool.ts';
import { readFully, writeFully } from './file-bytes.ts';

/** Doubles that are collected before they are written, or read at once: 64 KiB. */
const BUFFER_DOUBLES = 8_192;

/** Writes a path's samples; an older file of that name is written anew. */
export class SampleSpool implements SampleStore {
  readonly #file: string;
  readonly #fd: number;
  readonly #buffer: Float64Array;
  #used = 0;

  /** @throws StoreError when the file cannot be made. */
  constructor(file: string, instrumentCount: number) {
    this.#file = file;
    this.#fd = refuseAsStore(file, () => openSync(file, 'w'));
    this.#buffer = new Float64Array(Math.max(BUFFER_DOUBLES, sampleWidth(instrumentCount)));
  }

  add(sample: Float64Array): void {
    if (this.#used + sample.length > this.#buffer.length) this.#write();
    this.#buffer.set(sample, this.#used);
    this.#used += sample.length;
  }

  /** Writes what is left. */
  flush(): void {
    this.#write();
  }

  /** Closes the file as it is. */
  close(): void {
    closeSync(this.#fd);
  }

  #write(): void {
    const bytes = new Uint8Array(this.#buffer.buffer, 0, this.#used * 8);
    refuseAsStore(this.#file, () => writeFully(this.#fd, bytes, null));
    this.#used = 0;
  }
}

/** The samples of a path in order, some at a time. */
export function* readSamples(file: string, instrumentCount: number): Generator<SeriesColumns> {
  const width = sampleWidth(instrumentCount);
  const buffer = new Float64Array(Math.max(1, Math.floor(BUFFER_DOUBLES / width)) * width);
  const fd = openSync(file, 'r');
  try {
    for (;;) {
      const doubles = readFully(fd, new Uint8Array(buffer.buffer)) / 8;
      assert(doubles % width === 0, "a path's file of samples is cut short");
      if (doubles > 0) yield columnsOfSamples(buffer.subarray(0, doubles), instrumentCount);
      if (doubles < buffer.length) return;
    }
  } finally {
    closeSync(fd);
  }
}

/** All samples of a path in memory. */
export function readAllSamples(file: string, instrumentCount: number): SeriesColumns {
  const bytes = readFileSync(file);
  assert(bytes.length % (8 * sampleWidth(instrumentCount)) === 0, "a path's file of samples is cut short");
  const samples = new Float64Array(bytes.length / 8);
  new Uint8Array(samples.buffer).set(bytes);
  return columnsOfSamples(samples, instrumentCount);
}
