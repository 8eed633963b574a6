/**
 * Averages over simulated time of something that is sampled irregularly: a sample stands for the time since the one
 * before it. The first stands for no time, and is the average until there is another.
 */
import { US_PER_SECOND, type SimTimeUs } from '../../base/units.ts';
import { exp } from '../../numeric/math.ts';

/**
 * Exponential average with exact times: num = num x e^(-dt/tau) + x dt, den = den x e^(-dt/tau) + dt, average = num / den.
 * Hyperliquid's documentation, "Robust price indices".
 */
export class ExponentialAverage {
  readonly #tauUs: SimTimeUs;
  #atUs: SimTimeUs = -1;
  #numerator = 0;
  #denominator = 0;

  constructor(tauUs: SimTimeUs) {
    this.#tauUs = tauUs;
  }

  add(nowUs: SimTimeUs, value: number): number {
    const elapsedUs = this.#atUs < 0 ? 0 : nowUs - this.#atUs;
    this.#atUs = nowUs;
    const kept = exp(-elapsedUs / this.#tauUs);
    const seconds = elapsedUs / US_PER_SECOND;
    this.#numerator = this.#numerator * kept + value * seconds;
    this.#denominator = this.#denominator * kept + seconds;
    return this.#denominator > 0 ? this.#numerator / this.#denominator : value;
  }

  appendState(out: number[]): void {
    out.push(this.#atUs, this.#numerator, this.#denominator);
  }
}

/** Mean over the last `windowUs`: samples from the oldest to the newest, the oldest with the time that lies in the window. */
export class WindowAverage {
  readonly #windowUs: SimTimeUs;
  /** Rising times, and the sample taken at each, for the time since the one before. */
  #times: SimTimeUs[] = [];
  #values: number[] = [];

  constructor(windowUs: SimTimeUs) {
    this.#windowUs = windowUs;
  }

  add(nowUs: SimTimeUs, value: number): number {
    const startUs = nowUs - this.#windowUs;
    // What ended before the window is gone but for the last of them, which says when the next began.
    let first = 0;
    while (first + 1 < this.#times.length && this.#times[first + 1] <= startUs) first += 1;
    if (first > 0) {
      this.#times = this.#times.slice(first);
      this.#values = this.#values.slice(first);
    }
    this.#times.push(nowUs);
    this.#values.push(value);
    let sum = 0;
    let weight = 0;
    for (let n = 1; n < this.#times.length; n += 1) {
      const heldUs = this.#times[n] - Math.max(startUs, this.#times[n - 1]);
      sum += this.#values[n] * heldUs;
      weight += heldUs;
    }
    return weight > 0 ? sum / weight : value;
  }

  appendState(out: number[]): void {
    out.push(this.#times.length, ...this.#times, ...this.#values);
  }
}
