/**
 * How much of the book is left in a storm: one factor an instrument, in [floorShare, 1], that multiplies its depth.
 *
 * A return over the horizon that is z times its expected size, z = |log return| / (volatility x sqrt(horizon)), cuts the
 * factor to exp(-sensitivity x max(0, z - 1)) at once; what was withdrawn comes back with a half-life. The horizon is
 * a tick or a number of them: providers who look back a minute do so however finely time is cut. A modelling choice: the
 * floor stands for the "bids only at 4 % and 10 %" that Kaiko reported of 10 October 2025.
 *
 * Does not look at the venue's own marks: mark-withdrawal.ts does, where the scenario says so.
 * Does not know who quotes: withdrawal by market makers under stress comes on top.
 */
import { assert } from '../base/assert.ts';
import { type InstrumentIndex, type SimTimeUs, US_PER_YEAR } from '../base/units.ts';
import { exp } from '../numeric/math.ts';
import type { WithdrawalRules } from './market-rules.ts';

const LN_2 = 0.6931471805599453;
/** Ticks of a horizon: what is remembered of each instrument. */
export const HORIZON_TICKS_MAX = 3_600;

export class LiquidityState {
  readonly #rules: WithdrawalRules;
  /** [instruments], share of the depth that is there. */
  readonly #factors: Float64Array;
  readonly #instrumentCount: number;
  /** [horizon in ticks x instruments] log prices at the ends of the last ticks, against the start; by rows in turn. */
  #logPrices = new Float64Array(0);
  /** [instruments] ticks seen. */
  readonly #ticks: Int32Array;
  readonly #now: Float64Array;

  constructor(rules: WithdrawalRules, instrumentCount: number) {
    assert(rules.floorShare > 0 && rules.floorShare <= 1, 'floorShare must lie in (0, 1]');
    assert(rules.sensitivity >= 0, 'the sensitivity of depth must not be negative');
    assert(rules.recoveryHalfLifeUs > 0, 'the half-life of withdrawn depth must be positive');
    this.#rules = rules;
    this.#factors = new Float64Array(instrumentCount).fill(1);
    this.#instrumentCount = instrumentCount;
    this.#ticks = new Int32Array(instrumentCount);
    this.#now = new Float64Array(instrumentCount);
  }

  /** Share of the instrument's depth that is quoted now, in [floorShare, 1]. */
  factor(instrument: InstrumentIndex): number {
    return this.#factors[instrument];
  }

  /**
   * Takes one tick in: recovery over `elapsedUs`, then withdrawal if the return was out of the ordinary.
   *
   * @param volatilityAnnual of the log return. 0 says that no ordinary size is known: such a tick withdraws nothing.
   * @param elapsedUs time since the last tick, positive, the same at every call
   */
  observe(instrument: InstrumentIndex, logReturn: number, volatilityAnnual: number, elapsedUs: SimTimeUs): void {
    const rules = this.#rules;
    const missing = 1 - this.#factors[instrument];
    const recovered = missing === 0 ? 1 : 1 - missing * exp((-LN_2 * elapsedUs) / rules.recoveryHalfLifeUs);
    this.#factors[instrument] = recovered;
    const ticks = Math.max(1, Math.round(rules.horizonUs / elapsedUs));
    const moved = ticks === 1 ? logReturn : this.#returnOver(instrument, logReturn, ticks);
    if (moved === 0 || volatilityAnnual === 0) return;
    const excess = Math.abs(moved) / (volatilityAnnual * Math.sqrt((ticks * elapsedUs) / US_PER_YEAR)) - 1;
    if (excess <= 0) return;
    const target = Math.max(rules.floorShare, exp(-rules.sensitivity * excess));
    if (target < recovered) this.#factors[instrument] = target;
  }

  /** Log return over the last `ticks` ticks, this one included; over fewer before there were as many. */
  #returnOver(instrument: InstrumentIndex, logReturn: number, ticks: number): number {
    if (this.#logPrices.length === 0) {
      assert(ticks <= HORIZON_TICKS_MAX, `a horizon of ${ticks} ticks is longer than ${HORIZON_TICKS_MAX}`);
      this.#logPrices = new Float64Array(ticks * this.#instrumentCount);
    }
    const now = this.#now[instrument] + logReturn;
    const slot = (this.#ticks[instrument] % ticks) * this.#instrumentCount + instrument;
    // What stands there was written `ticks` ticks ago; before that, it is the start.
    const moved = now - this.#logPrices[slot];
    this.#logPrices[slot] = now;
    this.#now[instrument] = now;
    this.#ticks[instrument] += 1;
    return moved;
  }

  /** Appends the factors, for fingerprints. */
  appendState(out: number[]): void {
    for (const factor of this.#factors) out.push(factor);
  }
}
