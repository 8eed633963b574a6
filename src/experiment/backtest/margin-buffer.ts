/** Buffer of EMIR article 28(1)(a). */
const BUFFER_SHARE = 0.25;
const RISE_SHARE = 0.1;
const RISE_ROWS = 30;
const REBUILD_ROWS = 30;

/**
 * (a): 1.25 times the margin in calm times. While the margin rises significantly what is charged stays where it was, as
 * long as it covers the margin; afterwards the buffer comes back step by step.
 */
export class MarginBuffer {
  readonly #recent: number[] = [];
  #charged = 0;

  /** What is charged at the next row, whose calculated margin is `margin`. */
  charge(margin: number): number {
    const full = margin * (1 + BUFFER_SHARE);
    const isFirst = this.#recent.length === 0;
    const mean = this.#recent.reduce((sum, value) => sum + value, 0) / Math.max(1, this.#recent.length);
    const isRising = !isFirst && margin > mean * (1 + RISE_SHARE);
    const kept = Math.max(margin, this.#charged);
    const rebuilt = isFirst ? full : isRising ? kept : kept + (margin * BUFFER_SHARE) / REBUILD_ROWS;
    this.#charged = Math.min(full, rebuilt);
    this.#recent.push(margin);
    if (this.#recent.length > RISE_ROWS) this.#recent.shift();
    return this.#charged;
  }
}
