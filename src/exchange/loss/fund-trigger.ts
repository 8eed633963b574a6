/**
 * Drawdown trigger of the insurance fund: once it has lost a share of its peak of a rolling window, it stands back and
 * positions are deleveraged although money is left. Two states, paying and standing back; it pays again when its
 * equity, or the peak, has come back to within the share.
 */
import type { QuoteQuanta, SimTimeUs } from '../../base/units.ts';
import { ceilPpmOf } from '../../margin/tier-table.ts';
import type { FundTriggerRules } from './loss-rules.ts';

export class FundTrigger {
  standsBack = false;
  readonly #rules: FundTriggerRules;
  /** Observations that can still become the peak: times rise, equities fall. */
  #times: SimTimeUs[] = [];
  #equities: QuoteQuanta[] = [];
  #first = 0;

  constructor(rules: FundTriggerRules) {
    this.#rules = rules;
  }

  /** Highest equity observed within (now - window, now]. */
  get peak(): QuoteQuanta {
    return this.#equities[this.#first] ?? 0;
  }

  /** Takes in the fund's equity; says whether the state changed. Times do not fall. */
  observe(nowUs: SimTimeUs, equity: QuoteQuanta): boolean {
    while (this.#first < this.#times.length && this.#times[this.#first] <= nowUs - this.#rules.windowUs)
      this.#first += 1;
    while (this.#equities.length > this.#first && this.#equities[this.#equities.length - 1] <= equity) {
      this.#equities.pop();
      this.#times.pop();
    }
    if (this.#first > 1_024 && this.#first * 2 > this.#times.length) this.#compact();
    this.#times.push(nowUs);
    this.#equities.push(equity);
    const before = this.standsBack;
    this.standsBack = this.peak > 0 && equity <= this.peak - ceilPpmOf(this.peak, this.#rules.drawdownPpm);
    return before !== this.standsBack;
  }

  appendState(out: number[]): void {
    out.push(this.standsBack ? 1 : 0, this.peak);
  }

  #compact(): void {
    this.#times = this.#times.slice(this.#first);
    this.#equities = this.#equities.slice(this.#first);
    this.#first = 0;
  }
}
