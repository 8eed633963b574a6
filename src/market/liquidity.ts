/**
 * How much of the book is left in a storm: one factor an instrument, in [floorShare, 1], that multiplies its depth.
 *
 * A tick whose return is z times its expected size, z = |log return| / (volatility x sqrt(time)), cuts the factor to
 * exp(-sensitivity x max(0, z - 1)) at once; what was withdrawn comes back with a half-life. A modelling choice: the
 * floor stands for the "bids only at 4 % and 10 %" that Kaiko reported of 10 October 2025.
 *
 * Does not know who quotes: withdrawal by market makers under stress comes on top.
 */
import { assert } from '../base/assert.ts';
import { type InstrumentIndex, type SimTimeUs, US_PER_YEAR } from '../base/units.ts';
import { exp } from '../numeric/math.ts';
import type { WithdrawalRules } from './market-rules.ts';

const LN_2 = 0.6931471805599453;

export class LiquidityState {
  readonly #rules: WithdrawalRules;
  /** [instruments], share of the depth that is there. */
  readonly #factors: Float64Array;

  constructor(rules: WithdrawalRules, instrumentCount: number) {
    assert(rules.floorShare > 0 && rules.floorShare <= 1, 'floorShare must lie in (0, 1]');
    assert(rules.sensitivity >= 0, 'the sensitivity of depth must not be negative');
    assert(rules.recoveryHalfLifeUs > 0, 'the half-life of withdrawn depth must be positive');
    this.#rules = rules;
    this.#factors = new Float64Array(instrumentCount).fill(1);
  }

  /** Share of the instrument's depth that is quoted now, in [floorShare, 1]. */
  factor(instrument: InstrumentIndex): number {
    return this.#factors[instrument];
  }

  /**
   * Takes one tick in: recovery over `elapsedUs`, then withdrawal if the return was out of the ordinary.
   *
   * @param volatilityAnnual of the log return. 0 says that no ordinary size is known: such a tick withdraws nothing.
   * @param elapsedUs time since the last tick, positive
   */
  observe(instrument: InstrumentIndex, logReturn: number, volatilityAnnual: number, elapsedUs: SimTimeUs): void {
    const rules = this.#rules;
    const missing = 1 - this.#factors[instrument];
    const recovered = missing === 0 ? 1 : 1 - missing * exp((-LN_2 * elapsedUs) / rules.recoveryHalfLifeUs);
    this.#factors[instrument] = recovered;
    if (logReturn === 0 || volatilityAnnual === 0) return;
    const excess = Math.abs(logReturn) / (volatilityAnnual * Math.sqrt(elapsedUs / US_PER_YEAR)) - 1;
    if (excess <= 0) return;
    const target = Math.max(rules.floorShare, exp(-rules.sensitivity * excess));
    if (target < recovered) this.#factors[instrument] = target;
  }

  /** Appends the factors, for fingerprints. */
  appendState(out: number[]): void {
    for (const factor of this.#factors) out.push(factor);
  }
}
