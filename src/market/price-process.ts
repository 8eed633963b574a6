/**
 * The reference price: the world outside, which the venue's own trades do not move. Fixed components plus noise, in
 * log price against the start.
 *
 * Noise is a correlated Gaussian walk, or one with Student-t steps: one chi-square draw a tick is shared by all
 * instruments (a draw each would lose the joint tails) and the step scaled back to the stated volatility.
 *
 * Bridged noise is a Brownian bridge from each of the instrument's own waypoint or replay times to the next, drawn
 * forward by exact conditioning: from value b at time s, tied to 0 at T, the value at t has mean b (T - t) / (T - s)
 * and variance sigma^2 (t - s)(T - t) / (T - s). After the last such time it walks freely. With Student-t steps, or
 * where instruments are tied at different times, the correlation is that of the steps' shocks.
 *
 * Draws: every tick takes the same number from each stream whatever the rules are, an instrument has a stream of its
 * own and chi-squares another, so that two parameter sets, or one instrument more at the end, see the same shocks.
 */
import { assert } from '../base/assert.ts';
import { type SimTimeUs, US_PER_YEAR } from '../base/units.ts';
import { computeUnitStudentFactor, drawChiSquare, drawNormal } from '../numeric/distributions.ts';
import type { Stream } from '../numeric/stream.ts';
import type { MarketRules, NoiseRules } from './market-rules.ts';
import { listFixedTimes, PriceComponents } from './price-components.ts';

export class PriceProcess {
  readonly #components: PriceComponents;
  readonly #noise: NoiseWalk | null;
  #nowUs: SimTimeUs = 0;

  /**
   * @param stream named for this path's price noise; not drawn from when the rules have no noise
   * @param correlationFactor Cholesky factor, row-major [instruments x instruments]; not read without noise
   */
  constructor(rules: MarketRules, instrumentCount: number, stream: Stream, correlationFactor: Float64Array) {
    this.#components = new PriceComponents(rules.components);
    this.#noise =
      rules.noise === null ? null : new NoiseWalk(rules, rules.noise, instrumentCount, stream, correlationFactor);
  }

  /**
   * Writes each instrument's log return since the start, at `timeUs`, to `outLogReturns` [instruments].
   *
   * @throws InvariantError when `timeUs` lies before the last one; the same time again draws no noise
   */
  advanceTo(timeUs: SimTimeUs, outLogReturns: Float64Array): void {
    assert(timeUs >= this.#nowUs, 'the price process cannot go back in time');
    outLogReturns.fill(0);
    this.#components.addTo(timeUs, outLogReturns);
    if (this.#noise !== null) {
      if (timeUs > this.#nowUs) this.#noise.step(this.#nowUs, timeUs);
      this.#noise.addTo(outLogReturns);
    }
    this.#nowUs = timeUs;
  }
}

class NoiseWalk {
  readonly #count: number;
  readonly #rules: NoiseRules;
  readonly #factor: Float64Array;
  readonly #normalStreams: readonly Stream[];
  readonly #chiSquareStream: Stream;
  /** [instruments], log price. */
  readonly #values: Float64Array;
  readonly #shocks: Float64Array;
  /** For each instrument its fixed times (empty when not bridged) and how many of them are past. */
  readonly #fixedTimes: readonly Float64Array[];
  readonly #passed: Int32Array;

  constructor(rules: MarketRules, noise: NoiseRules, instrumentCount: number, stream: Stream, factor: Float64Array) {
    assert(factor.length === instrumentCount * instrumentCount, 'noise needs a correlation factor for all instruments');
    this.#count = instrumentCount;
    this.#rules = noise;
    this.#factor = factor;
    const instruments = Array.from({ length: instrumentCount }, (_, i) => i);
    this.#normalStreams = instruments.map((i) => stream.derive('normal', i));
    this.#chiSquareStream = stream.derive('chi-square');
    this.#values = new Float64Array(instrumentCount);
    this.#shocks = new Float64Array(instrumentCount);
    const none = new Float64Array(0);
    this.#fixedTimes = instruments.map((i) => (noise.bridgedToWaypoints ? listFixedTimes(rules.components, i) : none));
    this.#passed = new Int32Array(instrumentCount);
  }

  step(fromUs: SimTimeUs, toUs: SimTimeUs): void {
    for (let i = 0; i < this.#count; i += 1) this.#shocks[i] = drawNormal(this.#normalStreams[i]);
    const { distribution, degreesOfFreedom, volatilityAnnual } = this.#rules;
    const tail =
      distribution === 'gaussian'
        ? 1
        : computeUnitStudentFactor(drawChiSquare(this.#chiSquareStream, degreesOfFreedom), degreesOfFreedom);
    for (let i = 0; i < this.#count; i += 1) {
      let shock = 0;
      for (let k = 0; k <= i; k += 1) shock += this.#factor[i * this.#count + k] * this.#shocks[k];
      this.#move(i, fromUs, toUs, tail * shock * volatilityAnnual[i]);
    }
  }

  addTo(logReturns: Float64Array): void {
    for (let i = 0; i < this.#count; i += 1) logReturns[i] += this.#values[i];
  }

  /** Moves one instrument by a shock of annual volatility, conditioned on its next fixed time if there is one. */
  #move(instrument: number, fromUs: SimTimeUs, toUs: SimTimeUs, shockAnnual: number): void {
    const times = this.#fixedTimes[instrument];
    let startUs = fromUs;
    let value = this.#values[instrument];
    let passed = this.#passed[instrument];
    while (passed < times.length && times[passed] <= toUs) {
      // The walk stood at zero there, whether or not a tick fell on it.
      startUs = Math.max(fromUs, times[passed]);
      value = 0;
      passed += 1;
    }
    this.#passed[instrument] = passed;
    const elapsedUs = toUs - startUs;
    if (passed === times.length) {
      this.#values[instrument] = value + shockAnnual * Math.sqrt(elapsedUs / US_PER_YEAR);
      return;
    }
    const share = (times[passed] - toUs) / (times[passed] - startUs);
    this.#values[instrument] = value * share + shockAnnual * Math.sqrt((elapsedUs / US_PER_YEAR) * share);
  }
}
