/**
 * Records where the calling thread spends its time, as a CPU profile that Chrome DevTools opens. It samples from
 * outside of the simulation, which cannot notice.
 */
import { Session } from 'node:inspector';
import { assert } from '../base/assert.ts';

export class ThreadProfiler {
  readonly #session = new Session();

  /** Starts at once. */
  constructor() {
    this.#session.connect();
    this.#session.post('Profiler.enable');
    this.#session.post('Profiler.start');
  }

  /** Ends; returns the text of a `.cpuprofile`. */
  stop(): string {
    let text: string | null = null;
    // A session on its own thread answers before `post` returns.
    this.#session.post('Profiler.stop', (error, { profile }) => {
      if (error === null) text = JSON.stringify(profile);
    });
    this.discard();
    assert(text !== null, 'the profiler of this thread gave no profile');
    return text;
  }

  /** Ends without a profile. */
  discard(): void {
    this.#session.disconnect();
  }
}
