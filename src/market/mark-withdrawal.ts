/**
 * Depth that leaves because the venue's own marks are wild: what providers see of a cascade before the world outside does.
 *
 * For each instrument v is the sum of squared log returns of its mark, each counting half as much after every half-life H:
 * with the ordinary volatility sigma it would be sigma^2 H / ln 2, which is where it begins. z = sqrt(v / ordinary) is how many
 * times rougher than usual the mark has been. z above 1 cuts the factor to exp(-sensitivity x (z - 1)) at once, never below the
 * floor; what left comes back with a half-life. The book shows the lesser of this factor and that of outside returns.
 */
import { assert } from '../base/assert.ts';
import { type InstrumentIndex, type SimTimeUs, type Ticks, US_PER_YEAR } from '../base/units.ts';
import { exp, log } from '../numeric/math.ts';
import type { MarkWithdrawalRules, WithdrawalRules } from './market-rules.ts';

const LN_2 = 0.6931471805599453;
/** A book is called thin once less than this is left, and whole again above the other: two levels, so that it does not flicker. */
const THIN_BELOW = 0.5;
const WHOLE_ABOVE = 0.9;

/** What changed for those who watch the book. */
export type DepthTurn = 'withdrawn' | 'restored' | null;

export class MarkWithdrawal {
  readonly #own: MarkWithdrawalRules;
  readonly #floorShare: number;
  readonly #recoveryHalfLifeUs: SimTimeUs;
  /** [instruments] the v of the header and what it ordinarily is; 0 where no ordinary size is known. */
  readonly #squares: Float64Array;
  readonly #ordinary: Float64Array;
  readonly #factors: Float64Array;
  readonly #lastTicks: Float64Array;
  readonly #lastUs: Float64Array;
  readonly #isThin: Uint8Array;

  /** `marks`: where they stand at time 0, ticks. */
  constructor(rules: WithdrawalRules, own: MarkWithdrawalRules, marks: readonly Ticks[]) {
    assert(own.halfLifeUs > 0, 'the half-life of what providers remember must be positive');
    assert(own.sensitivity >= 0, 'the sensitivity of depth must not be negative');
    this.#own = own;
    this.#floorShare = rules.floorShare;
    this.#recoveryHalfLifeUs = rules.recoveryHalfLifeUs;
    this.#ordinary = Float64Array.from(own.volatilityAnnual, (sigma) => {
      return (sigma * sigma * own.halfLifeUs) / (US_PER_YEAR * LN_2);
    });
    this.#squares = this.#ordinary.slice();
    this.#factors = new Float64Array(marks.length).fill(1);
    this.#lastTicks = Float64Array.from(marks);
    this.#lastUs = new Float64Array(marks.length);
    this.#isThin = new Uint8Array(marks.length);
  }

  /** Share of the instrument's depth that is quoted, in [floorShare, 1]. */
  factor(instrument: InstrumentIndex): number {
    return this.#factors[instrument];
  }

  /** How many times rougher than usual the mark has been; 0 where no ordinary size is known. */
  roughness(instrument: InstrumentIndex): number {
    const ordinary = this.#ordinary[instrument];
    return ordinary === 0 ? 0 : Math.sqrt(this.#squares[instrument] / ordinary);
  }

  /** Takes in a mark, which need not have changed; times must not fall. */
  observe(i: InstrumentIndex, markTicks: Ticks, nowUs: SimTimeUs): DepthTurn {
    if (this.#ordinary[i] === 0) return null;
    const elapsedUs = nowUs - this.#lastUs[i];
    if (elapsedUs > 0) {
      this.#squares[i] *= exp((-LN_2 * elapsedUs) / this.#own.halfLifeUs);
      const missing = 1 - this.#factors[i];
      if (missing > 0) this.#factors[i] = 1 - missing * exp((-LN_2 * elapsedUs) / this.#recoveryHalfLifeUs);
      this.#lastUs[i] = nowUs;
    }
    if (markTicks !== this.#lastTicks[i]) {
      const moved = log(markTicks / this.#lastTicks[i]);
      this.#squares[i] += moved * moved;
      this.#lastTicks[i] = markTicks;
    }
    const excess = this.roughness(i) - 1;
    if (excess > 0) {
      const target = Math.max(this.#floorShare, exp(-this.#own.sensitivity * excess));
      if (target < this.#factors[i]) this.#factors[i] = target;
    }
    return this.#turn(i);
  }

  /** Appends the numbers that make up the state, for fingerprints. */
  appendState(out: number[]): void {
    out.push(...this.#squares, ...this.#factors, ...this.#lastTicks, ...this.#lastUs, ...this.#isThin);
  }

  #turn(i: InstrumentIndex): DepthTurn {
    const factor = this.#factors[i];
    if (this.#isThin[i] === 0 && factor < THIN_BELOW) {
      this.#isThin[i] = 1;
      return 'withdrawn';
    }
    if (this.#isThin[i] === 0 || factor <= WHOLE_ABOVE) return null;
    this.#isThin[i] = 0;
    return 'restored';
  }
}
