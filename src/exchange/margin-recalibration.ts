/**
 * Margin rates that follow volatility: at a stated cadence the venue estimates each instrument's volatility from its own
 * marks, and margin becomes as many times the scenario's as that is above what the instrument was margined for. Forced
 * sales move marks, marks move the estimate, a higher estimate breaches more accounts: the margin spiral.
 *
 * EWMA: s2 = lambda s2 + (1 - lambda) r^2. GARCH(1,1): s2 = (1 - alpha - beta) L + alpha r^2 + beta s2. r is the log return of
 * the mark over one interval, s2 its variance, L that of the volatility the instrument was margined for, from which
 * both start. The multiple is sqrt(s2 / L), rounded up to a step and held between a floor and a cap.
 * A spot asset's own multiple stays one, for a balance is collateral and has no margin rate; contracts that follow its price
 * take theirs from its volatility.
 * Source: RiskMetrics Technical Document (1996); Bollerslev (1986).
 */
import { PPM_PER_UNIT, US_PER_YEAR, type InstrumentIndex, type Ppm } from '../base/units.ts';
import { NO_INSTRUMENT } from '../instruments/instrument.ts';
import { log } from '../numeric/math.ts';
import type { ExchangeState } from './state.ts';
import type { MarginRecalibrationRules } from './venue-rules.ts';

export class MarginRecalibration {
  readonly #state: ExchangeState;
  readonly #rules: MarginRecalibrationRules;
  /** [instrumentCount] mark at the last recalibration, variance of one interval now, and the one margined for. */
  readonly #marks: Float64Array;
  readonly #variances: Float64Array;
  readonly #margined: Float64Array;
  /** [instrumentCount] multiples that follow from the variances, and those that hold: an asset has none. */
  readonly #estimatesPpm: Float64Array;
  readonly multiplesPpm: Float64Array;

  constructor(state: ExchangeState, rules: MarginRecalibrationRules) {
    this.#state = state;
    this.#rules = rules;
    this.#marks = state.markTicks.slice();
    this.#margined = Float64Array.from(
      rules.volatilityAnnual,
      (volatility) => (volatility * volatility * rules.intervalUs) / US_PER_YEAR,
    );
    this.#variances = this.#margined.slice();
    this.#estimatesPpm = new Float64Array(state.instrumentCount).fill(PPM_PER_UNIT);
    this.multiplesPpm = this.#estimatesPpm.slice();
  }

  /** Takes in the marks as they are now, one interval after the last call. */
  observe(): void {
    const { instruments, markTicks, instrumentCount, isSpot } = this.#state;
    for (let i = 0; i < instrumentCount; i += 1) {
      if (instruments[i].follows !== NO_INSTRUMENT || this.#margined[i] === 0) continue;
      const move = log(markTicks[i] / this.#marks[i]);
      this.#marks[i] = markTicks[i];
      this.#variances[i] = this.#update(i, move * move);
      this.#estimatesPpm[i] = this.#multipleOf(i);
    }
    for (let i = 0; i < instrumentCount; i += 1) {
      const { follows } = instruments[i];
      if (isSpot[i] === 0) this.multiplesPpm[i] = this.#estimatesPpm[follows === NO_INSTRUMENT ? i : follows];
    }
  }

  #update(i: InstrumentIndex, square: number): number {
    const { estimator } = this.#rules;
    const before = this.#variances[i];
    if (estimator.kind === 'ewma') return estimator.lambda * before + (1 - estimator.lambda) * square;
    const { alpha, beta } = estimator;
    return (1 - alpha - beta) * this.#margined[i] + alpha * square + beta * before;
  }

  #multipleOf(i: InstrumentIndex): Ppm {
    const { stepPpm, floorPpm, capPpm } = this.#rules;
    const multiple = Math.sqrt(this.#variances[i] / this.#margined[i]) * PPM_PER_UNIT;
    return Math.min(capPpm, Math.max(floorPpm, Math.ceil(multiple / stepPpm) * stepPpm));
  }
}
