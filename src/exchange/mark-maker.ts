/** The venue's index and marks of instruments with a price of their own, by the rules that it has. */
import type { InstrumentIndex, Ticks } from '../base/units.ts';
import { computeMarkTicks, roundToTick } from '../market/mark-price.ts';
import { computeIndexPrice } from '../market/mark-rules/index-price.ts';
import type { MarkFormula } from '../market/mark-rules/mark-rule.ts';
import { createMarkFormula } from '../market/mark-rules/venue-marks.ts';
import { log } from '../numeric/math.ts';
import type { ExchangeContext } from './context.ts';
import { shareLeft } from './funding/funding-schedule.ts';

/** Index in ticks, not rounded, while the venue sees the outside price at `outsideTicks`. */
export function indexOf({ rules, execution }: ExchangeContext, i: InstrumentIndex, outsideTicks: number): number {
  return rules.index === null
    ? outsideTicks
    : computeIndexPrice(rules.index, outsideTicks, execution.books[i].priceTicks);
}

export class MarkMaker {
  readonly #context: ExchangeContext;
  /** [instrumentCount]; null where the mark is the index with a limited part of the own displacement. */
  readonly #formulas: readonly MarkFormula[] | null;

  constructor(context: ExchangeContext) {
    const { rules, state } = context;
    const { markRule } = rules;
    this.#context = context;
    this.#formulas = markRule === null ? null : state.instruments.map(() => createMarkFormula(markRule));
  }

  /** Index in ticks, not rounded, while the outside price is `outsideTicks`. */
  indexOf(i: InstrumentIndex, outsideTicks: number): number {
    return indexOf(this.#context, i, outsideTicks);
  }

  /**
   * Mark of the present moment; a rule that averages takes it for a sample.
   *
   * @param outsideTicks outside price as the venue sees it
   * @param trueTicks outside price as it is: what the book's displacement is measured from
   */
  markOf(i: InstrumentIndex, outsideTicks: number, trueTicks: number): Ticks {
    const { rules, execution, nowUs, state } = this.#context;
    const book = execution.books[i];
    const indexTicks = this.indexOf(i, outsideTicks);
    if (this.#formulas === null) {
      const { ownVenueWeight, basisLimit } = rules.markPrice;
      // The basis is against what the venue takes for the outside price.
      const error = outsideTicks === trueTicks ? 0 : log(trueTicks / outsideTicks);
      const displacement = rules.index === null ? book.displacementLog + error : log(book.priceTicks / indexTicks);
      return computeMarkTicks(indexTicks, displacement, ownVenueWeight, basisLimit);
    }
    const { funding } = rules;
    const left = funding === null ? 0 : Math.min(1, shareLeft(funding, nowUs));
    const lastTicks = book.priceTicks;
    const fundingBasis = left * state.fundingRates[i];
    return roundToTick(this.#formulas[i].next({ nowUs, outsideTicks, indexTicks, lastTicks, fundingBasis }));
  }

  appendState(out: number[]): void {
    for (const formula of this.#formulas ?? []) formula.appendState(out);
  }
}
