/**
 * Drawdown trigger of the insurance fund: once it has lost a share of its peak of a rolling window, it stands back and
 * positions are deleveraged although money is left. Two states, paying and standing back; it pays again when its
 * equity, or the peak, has come back to within the share.
 */
import type { Ppm, QuoteQuanta, SimTimeUs } from '../../base/units.ts';
import { ceilPpmOf } from '../../margin/tier-table.ts';
import { RollingExtreme } from '../../numeric/rolling-extreme.ts';
import type { FundTriggerRules } from './loss-rules.ts';

export class FundTrigger {
  standsBack = false;
  /** Highest equity of the window at the last observation; 0 before the first. */
  peak: QuoteQuanta = 0;
  readonly #drawdownPpm: Ppm;
  readonly #peaks: RollingExtreme;

  constructor({ windowUs, drawdownPpm }: FundTriggerRules) {
    this.#drawdownPpm = drawdownPpm;
    this.#peaks = new RollingExtreme(windowUs, 1);
  }

  /** Takes in the fund's equity; says whether the state changed. Times do not fall. */
  observe(nowUs: SimTimeUs, equity: QuoteQuanta): boolean {
    const before = this.standsBack;
    this.peak = this.#peaks.add(nowUs, equity);
    this.standsBack = this.peak > 0 && equity <= this.peak - ceilPpmOf(this.peak, this.#drawdownPpm);
    return before !== this.standsBack;
  }

  appendState(out: number[]): void {
    out.push(this.standsBack ? 1 : 0, this.peak);
  }
}
