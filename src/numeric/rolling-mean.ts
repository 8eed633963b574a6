/** Mean of the values of a rolling window. With whole values it is exact: their sum is. */
export class RollingMean {
  readonly #span: number;
  #times: number[] = [];
  #values: number[] = [];
  #head = 0;
  #sum = 0;

  /** `span` is in the unit of the times. */
  constructor(span: number) {
    this.#span = span;
  }

  /** Adds the value at `time`; times rise. */
  add(time: number, value: number): void {
    this.#times.push(time);
    this.#values.push(value);
    this.#sum += value;
  }

  /** Sum of the values within (time - span, time]. */
  sumAt(time: number): number {
    while (this.#head < this.#times.length && this.#times[this.#head] <= time - this.#span) {
      this.#sum -= this.#values[this.#head];
      this.#head += 1;
    }
    if (this.#head > 1_024) this.#dropExpired();
    return this.#sum;
  }

  /** Mean of the values within (time - span, time]; NaN of none. */
  meanAt(time: number): number {
    const sum = this.sumAt(time);
    return sum / (this.#times.length - this.#head);
  }

  /** Forgets everything. */
  clear(): void {
    this.#times = [];
    this.#values = [];
    this.#head = 0;
    this.#sum = 0;
  }

  #dropExpired(): void {
    this.#values = this.#values.slice(this.#head);
    this.#times = this.#times.slice(this.#head);
    this.#head = 0;
  }
}
