/**
 * Threads without a path of their own help one that has: the control block of such a crew, in shared memory. The path's
 * thread publishes a job, helpers take blocks of accounts from the last one down and write codes, each to a column of
 * its own; the path's thread takes blocks from the first one up and reads the codes of those that a helper has done.
 *
 * Control: [JOB] number of the job, [FIRST] and [END] its accounts, then one word a block, (job << 8) | state:
 *
 *   open -> LEAD                         the path's thread derives it
 *   open -> taken by h -> done by h      a helper does
 *          taken by h -> LEAD            the helper was too slow, or has died: the path's thread derives it after all
 *
 * Each step is one compare-and-exchange against the whole word, so a helper that comes back late, in another job even,
 * can neither take a block nor finish one; and since it writes to its own column only, what it wrote in the meantime
 * is never read. A job begins when no block of the last one is open. How long anybody waits decides who derives a block,
 * never what comes of it.
 */
import type { BlockDerivation } from '../exchange/block-derivation.ts';
import { BLOCK_ACCOUNTS, type MassDerivation } from '../exchange/mass-derivation.ts';
import { allocateSharedState, type SharedState } from '../exchange/state.ts';
import type { Population } from '../exchange/accounts.ts';

/** What members of a crew share; it crosses to threads as it is. */
export interface Crew {
  readonly state: SharedState;
  readonly control: SharedArrayBuffer;
  /** One a helper. */
  readonly codes: readonly SharedArrayBuffer[];
}

/** States are a byte. */
export const HELPERS_MAX = 100;

const JOB = 0;
const FIRST = 1;
const END = 2;
const BLOCKS = 3;
/** No job comes any more. */
const DISMISSED = -1;
const JOB_MASK = 0x7f_ffff;
const STATE_BITS = 8;
const OPEN = 0;
const LEAD = 1;
/** Of helper 0; one more when done. Others follow in twos. */
const TAKEN = 2;
/** Doing a block over takes no longer than this. */
const WAIT_MS = 1;

export function formCrew(
  population: Pick<Population, 'accountCount' | 'instrumentCount' | 'records'>,
  helpers: number,
): Crew {
  const { accountCount } = population;
  const words = BLOCKS + Math.ceil(accountCount / BLOCK_ACCOUNTS);
  return {
    state: allocateSharedState(population),
    control: new SharedArrayBuffer(words * Int32Array.BYTES_PER_ELEMENT),
    codes: Array.from({ length: helpers }, () => new SharedArrayBuffer(accountCount * Uint16Array.BYTES_PER_ELEMENT)),
  };
}

/** Sends helpers home: the path is over, or its thread has died. */
export function dismissCrew({ control }: Crew): void {
  const words = new Int32Array(control);
  Atomics.store(words, JOB, DISMISSED);
  Atomics.notify(words, JOB);
}

/** The path's own thread. */
export class CrewLead implements MassDerivation {
  readonly #words: Int32Array;
  readonly #codes: readonly Uint16Array[];
  #job = 0;
  #first = 0;
  #end = 0;

  constructor({ control, codes }: Crew) {
    this.#words = new Int32Array(control);
    this.#codes = codes.map((buffer) => new Uint16Array(buffer));
  }

  begin(first: number, end: number): void {
    const words = this.#words;
    this.#job = (this.#job % JOB_MASK) + 1;
    this.#first = first;
    this.#end = end;
    Atomics.store(words, FIRST, first);
    Atomics.store(words, END, end);
    const blocks = Math.ceil((end - first) / BLOCK_ACCOUNTS);
    for (let block = 0; block < blocks; block += 1) Atomics.store(words, BLOCKS + block, wordOf(this.#job, OPEN));
    Atomics.store(words, JOB, this.#job);
    Atomics.notify(words, JOB);
  }

  take(block: number): Uint16Array | null {
    const words = this.#words;
    const at = BLOCKS + block;
    const mine = wordOf(this.#job, LEAD);
    const found = Atomics.compareExchange(words, at, wordOf(this.#job, OPEN), mine);
    const state = found & 0xff;
    if (state === OPEN) return null;
    const isDone = (state - TAKEN) % 2 === 1;
    if (!isDone) {
      Atomics.wait(words, at, found, WAIT_MS);
      if (Atomics.compareExchange(words, at, found, mine) === found) return null;
    }
    const from = block * BLOCK_ACCOUNTS;
    const to = Math.min(from + BLOCK_ACCOUNTS, this.#end - this.#first);
    return this.#codes[(state - TAKEN) >> 1].subarray(from, to);
  }
}

/** One that helps: waits for jobs until the crew is dismissed. */
export class CrewHelper {
  readonly #words: Int32Array;
  readonly #codes: Uint16Array;
  readonly #taken: number;
  readonly #derivation: BlockDerivation;
  #seen = 0;

  constructor({ control, codes }: Crew, helper: number, derivation: BlockDerivation) {
    this.#words = new Int32Array(control);
    this.#codes = new Uint16Array(codes[helper]);
    this.#taken = TAKEN + 2 * helper;
    this.#derivation = derivation;
  }

  /** Returns once the crew is dismissed. */
  serve(): void {
    while (this.waitForJob()) {
      for (let block = this.takeBlock(); block >= 0; block = this.takeBlock()) this.finishBlock(block);
    }
  }

  /** Blocks the thread until there is a job that it has not seen; false: the crew is dismissed. */
  waitForJob(): boolean {
    // Once it is dismissed, nobody would wake it.
    if (this.#seen !== DISMISSED) Atomics.wait(this.#words, JOB, this.#seen);
    this.#seen = Atomics.load(this.#words, JOB);
    if (this.#seen === DISMISSED) return false;
    this.#derivation.refresh();
    return true;
  }

  /** Takes the last open block of the job; -1 when there is none. */
  takeBlock(): number {
    const words = this.#words;
    const open = wordOf(this.#seen, OPEN);
    const first = Atomics.load(words, FIRST);
    for (let block = Math.ceil((Atomics.load(words, END) - first) / BLOCK_ACCOUNTS) - 1; block >= 0; block -= 1) {
      const at = BLOCKS + block;
      if (Atomics.compareExchange(words, at, open, wordOf(this.#seen, this.#taken)) === open) return block;
    }
    return -1;
  }

  /** Derives a block that it has taken; what comes of it counts unless the path's thread took it back. */
  finishBlock(block: number): void {
    const words = this.#words;
    const first = Atomics.load(words, FIRST);
    const from = block * BLOCK_ACCOUNTS;
    const to = Math.min(from + BLOCK_ACCOUNTS, Atomics.load(words, END) - first);
    this.#derivation.derive(first + from, first + to, this.#codes.subarray(from, to));
    const at = BLOCKS + block;
    Atomics.compareExchange(words, at, wordOf(this.#seen, this.#taken), wordOf(this.#seen, this.#taken + 1));
    Atomics.notify(words, at);
  }
}

function wordOf(job: number, state: number): number {
  return (job << STATE_BITS) | state;
}
