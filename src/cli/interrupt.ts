/**
 * Ctrl-C: the first one lets the paths under way finish, the second ends them, and results are stored either way. Where
 * nothing can be made of a part of the paths the first one ends them. Once results are being stored a signal changes nothing: the run folder appears whole or not at all.
 */
import type { StopSwitch } from '../workers/worker-pool.ts';
import type { Io } from './io.ts';
import type { Progress } from './progress.ts';

export interface Interrupt {
  readonly stop: StopSwitch;
  readonly abort: AbortSignal;
  /** From here on nothing is under way that could be stopped. */
  beginStoring(): void;
  /** Gives signals their usual meaning back. */
  release(): void;
}

/** `keepsPart`: whether anything is kept of paths that were finished before. */
export function listenForInterrupt(io: Io, progress: Progress, keepsPart = true): Interrupt {
  const stop: StopSwitch = { requested: false };
  const controller = new AbortController();
  let isStoring = false;
  const release = io.onInterrupt(() => {
    if (isStoring) {
      progress.note('storing results; this takes a moment');
    } else if (!keepsPart) {
      stop.requested = true;
      controller.abort();
    } else if (!stop.requested) {
      stop.requested = true;
      progress.note('stopping after the paths under way; again to stop now with what is finished');
    } else {
      controller.abort();
    }
  });
  return {
    stop,
    abort: controller.signal,
    beginStoring: () => {
      isStoring = true;
    },
    release,
  };
}
