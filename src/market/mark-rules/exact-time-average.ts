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

/** Places of samples that have left the window before their room is given back. */
const STALE_MAX = 1_024;

/** Mean over the last `windowUs`, by differences of the integral over all time; less than the window at the start. */
export class WindowAverage {
  readonly #windowUs: SimTimeUs;
  /** Rising times, the sample taken at each, and the integral up to it, value x microseconds. */
  #times: SimTimeUs[] = [];
  #values: number[] = [];
  #integrals: number[] = [];
  /** First sample that reaches into the window. */
  #first = 0;

  constructor(windowUs: SimTimeUs) {
    this.#windowUs = windowUs;
  }

  add(nowUs: SimTimeUs, value: number): number {
    const count = this.#times.length;
    const integral = count === 0 ? 0 : this.#integrals[count - 1] + value * (nowUs - this.#times[count - 1]);
    this.#times.push(nowUs);
    this.#values.push(value);
    this.#integrals.push(integral);
    const startUs = nowUs - this.#windowUs;
    while (this.#times[this.#first] <= startUs) this.#first += 1;
    const first = this.#first;
    // The first sample of all stands for no time: nothing lies before it.
    const before = first === 0 ? 0 : this.#integrals[first] - this.#values[first] * (this.#times[first] - startUs);
    const spanUs = first === 0 ? nowUs - this.#times[0] : this.#windowUs;
    this.#forget();
    return spanUs > 0 ? (integral - before) / spanUs : value;
  }

  /** Keeps the last sample before the window: there must be one before the first that reaches into it. */
  #forget(): void {
    if (this.#first <= STALE_MAX) return;
    const stale = this.#first - 1;
    this.#times = this.#times.slice(stale);
    this.#values = this.#values.slice(stale);
    this.#integrals = this.#integrals.slice(stale);
    this.#first = 1;
  }

  appendState(out: number[]): void {
    const from = Math.max(0, this.#first - 1);
    out.push(...this.#times.slice(from), ...this.#values.slice(from), ...this.#integrals.slice(from));
  }
}
