/**
 * Extreme of a rolling window in O(1) amortised a value: a queue in which a value stays only while no later one
 * beats it.
 */
export class RollingExtreme {
  readonly #span: number;
  readonly #sign: 1 | -1;
  #times: number[] = [];
  #values: number[] = [];
  #head = 0;

  /** `sign` 1 keeps the highest value, -1 the lowest; `span` is in the unit of the times. */
  constructor(span: number, sign: 1 | -1) {
    this.#span = span;
    this.#sign = sign;
  }

  /** Adds the value at `time` (times rise) and returns the extreme over (time - span, time]. */
  add(time: number, value: number): number {
    const values = this.#values;
    while (values.length > this.#head && this.#sign * (value - values[values.length - 1]) >= 0) {
      values.pop();
      this.#times.pop();
    }
    values.push(value);
    this.#times.push(time);
    while (this.#times[this.#head] <= time - this.#span) this.#head += 1;
    const extreme = values[this.#head];
    if (this.#head > 1_024) this.#dropExpired();
    return extreme;
  }

  /** The extreme over (time - span, time], nothing added; undefined where the window is empty. */
  at(time: number): number | undefined {
    while (this.#times[this.#head] <= time - this.#span) this.#head += 1;
    return this.#values[this.#head];
  }

  /** Forgets everything. */
  clear(): void {
    this.#times = [];
    this.#values = [];
    this.#head = 0;
  }

  #dropExpired(): void {
    this.#values = this.#values.slice(this.#head);
    this.#times = this.#times.slice(this.#head);
    this.#head = 0;
  }
}
