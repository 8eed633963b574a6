/**
 * A path's facts on their way to the tables: a file of blocks, each some consecutive facts by column, little-endian as
 * in memory. Written by the thread that simulates and read once by the same process, so it promises nothing to others.
 * Price facts are left out; the checksum in each of the others stands for them.
 */
import { closeSync, openSync } from 'node:fs';
import { assert } from '../base/assert.ts';
import type { Event } from '../simulation/event-queue.ts';
import { isPriceKind, StoreError, type FactStore } from '../simulation/fact-store.ts';
import type { StoredFacts } from '../simulation/path-outcome.ts';
import { readFully, writeFully } from './file-bytes.ts';

/** Facts in a block: as many as rows in one vector of DuckDB. */
export const BLOCK_FACTS = 2_048;
/** The number of facts, in as many bytes as keep doubles aligned. */
const HEADER_BYTES = 8;

type Mutable<T> = { -readonly [K in keyof T]: T[K] };
type FactColumn = Exclude<keyof StoredFacts, 'count'>;

/** The widest first, so that every column of a block is aligned whatever its capacity. */
const DOUBLES = ['timeUs', 'sequence', 'lots', 'value', 'a', 'b', 'prices'] as const satisfies FactColumn[];
const BYTES_A_FACT = DOUBLES.length * 8 + 2 * 4 + 2 + 2;

interface Block {
  readonly bytes: Uint8Array;
  readonly facts: Mutable<StoredFacts>;
}

function blockOf(capacity: number): Block {
  const buffer = new ArrayBuffer(HEADER_BYTES + Math.ceil((capacity * BYTES_A_FACT) / 8) * 8);
  let at = HEADER_BYTES;
  const take = (bytesEach: number): number => {
    at += capacity * bytesEach;
    return at - capacity * bytesEach;
  };
  const doubles = Object.fromEntries(DOUBLES.map((name) => [name, new Float64Array(buffer, take(8), capacity)]));
  const facts = {
    count: 0,
    ...(doubles as Pick<StoredFacts, (typeof DOUBLES)[number]>),
    n: new Int32Array(buffer, take(4), capacity),
    account: new Int32Array(buffer, take(4), capacity),
    instrument: new Int16Array(buffer, take(2), capacity),
    rank: new Uint8Array(buffer, take(1), capacity),
    kind: new Uint8Array(buffer, take(1), capacity),
  };
  return { bytes: new Uint8Array(buffer), facts };
}

const COLUMNS = Object.keys(blockOf(0).facts).filter((name) => name !== 'count') as FactColumn[];

/** Writes a path's facts; an older file of that name is written anew. */
export class FactSpool implements FactStore {
  readonly #file: string;
  readonly #fd: number;
  readonly #block = blockOf(BLOCK_FACTS);

  /** @throws StoreError when the file cannot be made. */
  constructor(file: string) {
    this.#file = file;
    this.#fd = refuseAsStore(file, () => openSync(file, 'w'));
  }

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
  ): void {
    if (isPriceKind(kind)) return;
    const { facts } = this.#block;
    const at = facts.count;
    facts.n[at] = n;
    facts.prices[at] = prices;
    facts.timeUs[at] = event.timeUs;
    facts.rank[at] = event.rank;
    facts.sequence[at] = event.sequence;
    facts.kind[at] = kind;
    facts.account[at] = account;
    facts.instrument[at] = instrument;
    facts.lots[at] = lots;
    facts.value[at] = value;
    facts.a[at] = a;
    facts.b[at] = b;
    facts.count = at + 1;
    if (facts.count === BLOCK_FACTS) this.#write();
  }

  /** Writes what is left. */
  flush(): void {
    if (this.#block.facts.count > 0) this.#write();
  }

  /** Closes the file as it is. */
  close(): void {
    closeSync(this.#fd);
  }

  #write(): void {
    const { facts } = this.#block;
    const block = facts.count === BLOCK_FACTS ? this.#block : shrink(facts);
    new Int32Array(block.bytes.buffer, 0, 1)[0] = facts.count;
    refuseAsStore(this.#file, () => writeFully(this.#fd, block.bytes, null));
    facts.count = 0;
  }
}

/** A block with no more room than it needs. */
function shrink(facts: StoredFacts): Block {
  const block = blockOf(facts.count);
  for (const name of COLUMNS) block.facts[name].set(facts[name].subarray(0, facts.count));
  block.facts.count = facts.count;
  return block;
}

/** A file's refusal as the store's. */
export function refuseAsStore<T>(file: string, write: () => T): T {
  try {
    return write();
  } catch (error) {
    throw new StoreError(`${file} cannot be written`, { cause: error });
  }
}

/**
 * The blocks of a path in order, each with the one after it: what a fact means can depend on the next one. Both are
 * reused; what is wanted longer must be copied.
 */
export function* readFactBlocks(file: string): Generator<{ facts: StoredFacts; next: StoredFacts | null }> {
  const fd = openSync(file, 'r');
  try {
    const spare = [blockOf(BLOCK_FACTS), blockOf(BLOCK_FACTS)];
    let facts = readBlock(fd, spare[0]);
    for (let turn = 1; facts !== null; turn += 1) {
      const next = readBlock(fd, spare[turn % 2]);
      yield { facts, next };
      facts = next;
    }
  } finally {
    closeSync(fd);
  }
}

function readBlock(fd: number, spare: Block): StoredFacts | null {
  const header = new Int32Array(HEADER_BYTES / 4);
  const headerBytes = readFully(fd, new Uint8Array(header.buffer));
  if (headerBytes === 0) return null;
  const count = header[0];
  const block = count === BLOCK_FACTS ? spare : blockOf(count);
  const body = block.bytes.subarray(HEADER_BYTES);
  // A path whose facts are not all there must not be stored as if they were.
  assert(headerBytes === HEADER_BYTES && readFully(fd, body) === body.length, "a path's file of facts is cut short");
  block.facts.count = count;
  return block.facts;
}

/** All facts of a file in memory; for files that are known to be short. */
export function readAllFacts(file: string): StoredFacts {
  const parts: StoredFacts[] = [];
  for (const { facts } of readFactBlocks(file)) parts.push(shrink(facts).facts);
  const all = blockOf(parts.reduce((sum, { count }) => sum + count, 0)).facts;
  for (const part of parts) {
    for (const name of COLUMNS) all[name].set(part[name].subarray(0, part.count), all.count);
    all.count += part.count;
  }
  return all;
}
