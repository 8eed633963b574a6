/**
 * Initial margin that grows with open interest: from a lower cap on, initial rates go from those of the tables to 100 % at
 * the upper cap. Positions that are open stay as they are; new ones become dearer, in the end as dear as they are large.
 *
 * Equation: rate = min(1, r + (1 - r) x clamp((OI - lower) / (upper - lower), 0, 1)).
 * Source: dYdX v4, open interest margin fraction.
 */
import { PPM_PER_UNIT, type Ppm, type QuoteQuanta } from '../../base/units.ts';
import { scaleInitialRates } from '../margin-terms.ts';
import { notionalPerLotOf } from '../valuation.ts';
import type { ExchangeContext } from '../context.ts';
import type { MechanismParts, VenueMechanism } from '../venue-mechanism.ts';
import { recordControl } from './control-kinds.ts';
import type { OpenInterestMarginRules } from './control-rules.ts';

/** Share of the way to 100 %, rounded up to a ppm and to a step. */
export function openInterestShare(
  openInterest: QuoteQuanta,
  lower: QuoteQuanta,
  upper: QuoteQuanta,
  stepPpm: Ppm,
): Ppm {
  if (openInterest <= lower) return 0;
  if (openInterest >= upper) return PPM_PER_UNIT;
  const sharePpm = Math.ceil(((openInterest - lower) / (upper - lower)) * PPM_PER_UNIT);
  return Math.min(PPM_PER_UNIT, Math.ceil(sharePpm / stepPpm) * stepPpm);
}

class OpenInterestMargin implements VenueMechanism {
  readonly #context: ExchangeContext;
  readonly #rules: OpenInterestMarginRules;
  readonly #sharesPpm: Float64Array;

  constructor(context: ExchangeContext, rules: OpenInterestMarginRules) {
    this.#context = context;
    this.#rules = rules;
    this.#sharesPpm = new Float64Array(rules.instruments.length);
  }

  afterMarks(): void {
    const { state } = this.#context;
    const { instruments, lower, upper, stepPpm } = this.#rules;
    instruments.forEach((i, place) => {
      const openInterest = state.longLots[i] * notionalPerLotOf(state, i);
      const sharePpm = openInterestShare(openInterest, lower[place], upper[place], stepPpm);
      if (sharePpm === this.#sharesPpm[place]) return;
      this.#sharesPpm[place] = sharePpm;
      scaleInitialRates(this.#context, i, sharePpm);
      recordControl(
        this.#context,
        'openInterestMargin',
        sharePpm === 0 ? 0 : sharePpm < PPM_PER_UNIT ? 1 : 2,
        i,
        sharePpm,
      );
    });
  }

  appendState(out: number[]): void {
    out.push(...this.#sharesPpm);
  }
}

export function createOpenInterestMargin({ context }: MechanismParts): VenueMechanism | null {
  const rules = context.rules.controls.openInterestMargin;
  return rules === null ? null : new OpenInterestMargin(context, rules);
}
