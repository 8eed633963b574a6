/**
 * One list of accounts for each level, in chunks of one arena. Lists are only appended to and taken off whole; entries
 * that no longer count stay until then. An entry's index is never 0 and never that of two entries at a time.
 */

/** Entries of a chunk. */
export const CHUNK = 128;

export class LevelLists {
  /** Entries: account numbers. Chunk c holds [c x CHUNK, (c + 1) x CHUNK); chunk 0 is not used. Grows: do not keep it. */
  arena: Int32Array;
  /** By chunk: next one of its level or of the free list, 0 at the end; and its level. */
  #next: Int32Array;
  #levelOfChunk: Uint16Array;
  #free = 0;
  #chunksUsed = 1;
  /** By level: first and last chunk (0: empty), and entries in the last one. */
  readonly #head: Int32Array;
  readonly #tail: Int32Array;
  readonly #tailCount: Int32Array;
  /** Entries in the last chunk of the list that was taken off last. */
  #lastCount = 0;

  /** Room for about `entries` to begin with. */
  constructor(levelCount: number, entries: number) {
    const chunks = Math.ceil((entries / CHUNK) * 1.25) + 64;
    this.arena = new Int32Array(chunks * CHUNK);
    this.#next = new Int32Array(chunks);
    this.#levelOfChunk = new Uint16Array(chunks);
    this.#head = new Int32Array(levelCount);
    this.#tail = new Int32Array(levelCount);
    this.#tailCount = new Int32Array(levelCount);
  }

  /** Most entries there was room for at a time, since the lists were last cleared. */
  get extent(): number {
    return this.#chunksUsed * CHUNK;
  }

  isEmpty(level: number): boolean {
    return this.#head[level] === 0;
  }

  levelOf(entry: number): number {
    return this.#levelOfChunk[Math.floor(entry / CHUNK)];
  }

  /** Appends an account; returns its entry. */
  append(level: number, account: number): number {
    let tail = this.#tail[level];
    if (tail === 0 || this.#tailCount[level] === CHUNK) {
      const chunk = this.#takeChunk(level);
      if (tail === 0) this.#head[level] = chunk;
      else this.#next[tail] = chunk;
      tail = chunk;
      this.#tail[level] = chunk;
      this.#tailCount[level] = 0;
    }
    const entry = tail * CHUNK + this.#tailCount[level];
    this.#tailCount[level] += 1;
    this.arena[entry] = account;
    return entry;
  }

  /** Takes a level's list off; returns its first chunk, 0 for none. Give each chunk back with `release`. */
  takeOff(level: number): number {
    const head = this.#head[level];
    this.#lastCount = this.#tailCount[level];
    this.#head[level] = 0;
    this.#tail[level] = 0;
    this.#tailCount[level] = 0;
    return head;
  }

  /** Entries of a chunk of the list that was taken off last. */
  countOf(chunk: number): number {
    return this.#next[chunk] === 0 ? this.#lastCount : CHUNK;
  }

  /** Gives back a chunk whose entries have been read; returns the next one of its list, 0 at the end. */
  release(chunk: number): number {
    const next = this.#next[chunk];
    this.#next[chunk] = this.#free;
    this.#free = chunk;
    return next;
  }

  clear(): void {
    this.#head.fill(0);
    this.#tail.fill(0);
    this.#tailCount.fill(0);
    this.#free = 0;
    this.#chunksUsed = 1;
  }

  #takeChunk(level: number): number {
    let chunk = this.#free;
    if (chunk !== 0) {
      this.#free = this.#next[chunk];
    } else {
      chunk = this.#chunksUsed;
      this.#chunksUsed += 1;
      if (chunk === this.#next.length) this.#grow();
    }
    this.#next[chunk] = 0;
    this.#levelOfChunk[chunk] = level;
    return chunk;
  }

  #grow(): void {
    const arena = new Int32Array(2 * this.arena.length);
    const next = new Int32Array(2 * this.#next.length);
    const levels = new Uint16Array(2 * this.#next.length);
    arena.set(this.arena);
    next.set(this.#next);
    levels.set(this.#levelOfChunk);
    this.arena = arena;
    this.#next = next;
    this.#levelOfChunk = levels;
  }
}
