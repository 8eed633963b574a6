/**
 * Random numbers by name. A stream is known by the seed and a list of names (path, actor, purpose), never by when or
 * where it was made: two streams of different names never share draws, so what one purpose draws cannot shift
 * another's.
 *
 * The only importer of seedrandom, and of its alea alone: the other small generators give correlated streams for
 * similar seeds. alea's own numbers have 32 bits; `double()` joins two of them to 53.
 */
import seedrandom from 'seedrandom';
import { assert } from '../base/assert.ts';

/** One sequence of uniform numbers. Make it with `createStream`. */
export class Stream {
  readonly #seedText: string;
  readonly #generator: seedrandom.PRNG;

  constructor(seedText: string) {
    this.#seedText = seedText;
    this.#generator = seedrandom.alea(seedText);
  }

  /** Uniform in [0, 1), a multiple of 2^-53. */
  uniform(): number {
    return this.#generator.double();
  }

  /** Uniform in (0, 1): for quantile functions and logarithms. */
  uniformOpen(): number {
    const value = this.#generator.double();
    // 0 comes once in 2^53 draws; half the step keeps it inside.
    return value === 0 ? 5.551115123125783e-17 : value;
  }

  /** Whole number in [0, count), `count` a whole number from 1 to 2^53; the bias is below count / 2^53. */
  integer(count: number): number {
    assert(Number.isSafeInteger(count) && count >= 1, 'integer draw needs a whole number of choices, at least 1');
    return Math.floor(this.#generator.double() * count);
  }

  /** A stream below this one's name. Depends on the name only, not on what was drawn so far. */
  derive(...names: readonly (string | number)[]): Stream {
    assert(names.length > 0, 'a derived stream needs a name of its own');
    return new Stream(this.#seedText + names.map(canonicalPart).join(''));
  }
}

/**
 * The stream of `root` (the run's seed) and `names`, in order. A number and its decimal text are different names.
 * Throws `InvariantError` for an empty root or name: an absent seed would otherwise run as the seed "undefined".
 */
export function createStream(root: string, ...names: readonly (string | number)[]): Stream {
  return new Stream([root, ...names].map(canonicalPart).join(''));
}

/** Texts carry their length, so that ("a/b") and ("a", "b") cannot meet whatever characters they hold. */
function canonicalPart(part: string | number): string {
  if (typeof part === 'number') {
    assert(Number.isSafeInteger(part), 'a number in a stream name must be whole');
    return `#${part + 0}/`;
  }
  assert(typeof part === 'string' && part.length > 0, 'a stream needs a seed and names that are not empty');
  return `${part.length}:${part}/`;
}
