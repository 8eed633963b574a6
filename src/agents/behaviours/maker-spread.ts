/**
 * How far from the mid a market maker quotes: further when the mark is rough, when its margin is used up, and when it holds
 * much inventory already.
 *
 *   half-spread = min(max, (half + volatilityMultiple x s) x (1 + stressWidening x stress) x (1 + inventoryWidening x used)),
 *
 * s being the standard deviation of the mark's return between two looks of its own (older ones count half as much after each
 * lookback), stress and used shares in [0, 1]. Avellaneda and Stoikov, "High-frequency trading in a limit order book", 2008,
 * have a spread rise with variance and a quote lean with inventory; the shape here is a modelling choice.
 */
import { PPM_PER_UNIT, type Ppm, type SimTimeUs } from '../../base/units.ts';
import { exp, log } from '../../numeric/math.ts';
import type { MakerSpreadRules } from '../agent-class.ts';

const LN_2 = 0.6931471805599453;

export class MakerSpread {
  readonly #rules: MakerSpreadRules;
  /** Weight that past squares keep from one look to the next. */
  readonly #kept: number;
  /** [instruments] variance of the return between two looks, and the mark at the last one; 0 before the first. */
  readonly #variance: Float64Array;
  readonly #lastTicks: Float64Array;

  constructor(rules: MakerSpreadRules, lookIntervalUs: SimTimeUs, instrumentCount: number) {
    this.#rules = rules;
    this.#kept = exp((-LN_2 * lookIntervalUs) / rules.lookbackUs);
    this.#variance = new Float64Array(instrumentCount);
    this.#lastTicks = new Float64Array(instrumentCount);
  }

  /** Once a look for each instrument, before quotes are made. */
  observe(instrument: number, markTicks: number): void {
    const last = this.#lastTicks[instrument];
    this.#lastTicks[instrument] = markTicks;
    if (last === 0) return;
    const moved = markTicks === last ? 0 : log(markTicks / last);
    this.#variance[instrument] = this.#kept * this.#variance[instrument] + (1 - this.#kept) * moved * moved;
  }

  /** `stress` and `used`: shares of what the maker can bear, in [0, 1]. */
  halfOf(instrument: number, stress: number, used: number): Ppm {
    const { half, volatilityMultiple, stressWidening, inventoryWidening, max } = this.#rules;
    const calm = half + volatilityMultiple * Math.sqrt(this.#variance[instrument]);
    const wide = calm * (1 + stressWidening * stress) * (1 + inventoryWidening * used);
    return Math.round(Math.min(max, wide) * PPM_PER_UNIT);
  }
}
