/**
 * The large columns of a path, lent to one path after another of the same thread. Allocating them anew each time costs
 * a page fault for every 4 KB, and shared memory exerts no pressure on the garbage collector: that of paths which are
 * long over would pile up. All columns are zeroed when they are lent, so that no path can see what another left.
 */
import { CACHE_LINE_BYTES } from '../base/columns.ts';

export class PathMemory {
  readonly #buffers: Map<string, SharedArrayBuffer>;

  /** `given`: columns that other threads have as well, by name. */
  constructor(given: Readonly<Record<string, SharedArrayBuffer>> = {}) {
    this.#buffers = new Map(Object.entries(given));
  }

  /** A buffer as it is lent for so many doubles; it begins on a cache line. */
  static allocate(length: number): SharedArrayBuffer {
    return new SharedArrayBuffer(bytesOf(length));
  }

  /** Zeroed doubles that begin on a cache line; whoever was lent those of this name before must not use them any more. */
  lend(name: string, length: number): Float64Array {
    const held = this.#buffers.get(name);
    if (held !== undefined && held.byteLength === bytesOf(length)) {
      const column = new Float64Array(held, 0, length);
      column.fill(0);
      return column;
    }
    const buffer = PathMemory.allocate(length);
    this.#buffers.set(name, buffer);
    return new Float64Array(buffer, 0, length);
  }
}

function bytesOf(length: number): number {
  return Math.max(CACHE_LINE_BYTES, length * Float64Array.BYTES_PER_ELEMENT);
}
