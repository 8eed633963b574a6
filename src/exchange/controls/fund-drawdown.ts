/** The insurance fund against its own highest equity of a rolling window. */
import type { Ppm, QuoteQuanta, SimTimeUs } from '../../base/units.ts';
import { floorPpmOf } from '../../margin/tier-table.ts';
import { RollingExtreme } from '../../numeric/rolling-extreme.ts';
import type { ExchangeContext } from '../context.ts';
import { computeFundEquity } from '../insurance-fund.ts';

export class FundDrawdown {
  readonly #context: ExchangeContext;
  readonly #sharePpm: Ppm;
  readonly #peaks: RollingExtreme;

  constructor(context: ExchangeContext, sharePpm: Ppm, windowUs: SimTimeUs) {
    this.#context = context;
    this.#sharePpm = sharePpm;
    this.#peaks = new RollingExtreme(windowUs, 1);
  }

  /** Takes the fund's equity in; true when it is below the share of the highest one. */
  isDeep(): boolean {
    const equity = computeFundEquity(this.#context);
    const peak = this.#peaks.add(this.#context.nowUs, equity);
    return equity < floorPpmOf(peak, this.#sharePpm);
  }

  /** Highest equity of the window now; 0 before the first look, and after a restart. */
  peak(): QuoteQuanta {
    return this.#peaks.at(this.#context.nowUs) ?? 0;
  }

  /** Whether the fund is back at a share of the equity that it fell from. */
  isBackAt(sharePpm: Ppm, peak: QuoteQuanta): boolean {
    return computeFundEquity(this.#context) >= floorPpmOf(peak, sharePpm);
  }

  /** The window starts anew. */
  restart(): void {
    this.#peaks.clear();
  }
}
