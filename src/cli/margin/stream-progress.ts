/** How far a stream of accounts is, on a terminal's standard error, and how fast it went. Ctrl-C stops it. */
import { formatCount } from '../../base/format.ts';
import { formatBytes, formatRate, formatSeconds } from '../figures.ts';
import type { Io } from '../io.ts';

const PERIOD_MS = 500;

export class StreamProgress {
  readonly #io: Io;
  readonly #isShown: boolean;
  readonly #startedMs: number;
  readonly #release: () => void;
  #shownMs: number;
  #stopped = false;
  #isDirty = false;

  constructor(io: Io, isQuiet: boolean) {
    this.#io = io;
    this.#isShown = io.stderr.isTTY && !isQuiet;
    this.#startedMs = io.elapsedMs();
    this.#shownMs = this.#startedMs;
    this.#release = io.onInterrupt(() => {
      this.#stopped = true;
    });
  }

  /** To be awaited between batches: signals arrive only then. True when the stream is to stop. */
  readonly pause = async (accounts: number): Promise<boolean> => {
    const nowMs = this.#io.elapsedMs();
    if (this.#isShown && nowMs - this.#shownMs >= PERIOD_MS) {
      this.#shownMs = nowMs;
      this.#isDirty = true;
      this.#io.stderr.write(`\r${formatCount(accounts)} accounts`);
    }
    await new Promise<void>((resolve) => {
      setImmediate(resolve);
    });
    return this.#stopped;
  };

  /** Takes the counter off the screen and gives signals their usual meaning back. */
  end(): void {
    if (this.#isDirty) this.#io.stderr.write(`\r${' '.repeat(40)}\r`);
    this.#isDirty = false;
    this.#release();
  }

  showSpeed(accounts: number): void {
    if (!this.#isShown) return;
    const seconds = (this.#io.elapsedMs() - this.#startedMs) / 1000;
    const rate = formatRate(accounts / Math.max(seconds, 1e-3));
    const memory = formatBytes(this.#io.peakMemoryBytes());
    this.#io.stderr.write(
      `${formatCount(accounts)} accounts in ${formatSeconds(seconds)}, ${rate} accounts/s, peak memory ${memory}\n`,
    );
  }
}
