/**
 * Circuit breakers as state machines on simulated state: the price band, the rolling-window halt and the
 * liquidation throttle. They answer questions and keep their own windows; the exchange acts on the answers.
 */
import type { InstrumentIndex, QuoteQuanta, SimTimeUs, Ticks } from '../base/units.ts';
import { exp } from '../numeric/math.ts';
import { RollingExtreme } from '../numeric/rolling-extreme.ts';
import type { HaltRules, PriceBandRules, ThrottleRules } from './venue-rules.ts';

/** Furthest price at which an order may fill, whole ticks; without a band, no limit but the price scale itself. */
export function bandLimitTicks(band: PriceBandRules | null, indexTicks: Ticks, direction: 1 | -1): Ticks {
  if (band === null) return direction > 0 ? Number.MAX_SAFE_INTEGER : 1;
  return direction > 0
    ? Math.floor(indexTicks * exp(band.widthLog))
    : Math.max(1, Math.ceil(indexTicks * exp(-band.widthLog)));
}

/** Rolling-window halt of each instrument. Source of the form: CME dynamic circuit breakers. */
export class HaltMonitor {
  readonly #fallFactor: number;
  readonly #riseFactor: number;
  readonly #highs: RollingExtreme[];
  readonly #lows: RollingExtreme[];

  constructor(rules: HaltRules, instrumentCount: number) {
    this.#fallFactor = exp(-rules.moveLog);
    this.#riseFactor = exp(rules.moveLog);
    this.#highs = Array.from({ length: instrumentCount }, () => new RollingExtreme(rules.windowUs, 1));
    this.#lows = Array.from({ length: instrumentCount }, () => new RollingExtreme(rules.windowUs, -1));
  }

  /** Takes a new mark; returns the mark that it moved too far from, or 0 when it did not. */
  observe(instrument: InstrumentIndex, nowUs: SimTimeUs, markTicks: Ticks): Ticks {
    const high = this.#highs[instrument].add(nowUs, markTicks);
    const low = this.#lows[instrument].add(nowUs, markTicks);
    if (markTicks <= high * this.#fallFactor) return high;
    if (markTicks >= low * this.#riseFactor) return low;
    return 0;
  }

  /** Starts the window anew: after a halt, only prices since the reopening count. */
  restart(instrument: InstrumentIndex): void {
    this.#highs[instrument].clear();
    this.#lows[instrument].clear();
  }
}

/** Liquidation throttle: so much notional in a fixed window, over all instruments. */
export class LiquidationThrottle {
  readonly #rules: ThrottleRules;
  #windowStartUs: SimTimeUs = 0;
  #used: QuoteQuanta = 0;

  constructor(rules: ThrottleRules) {
    this.#rules = rules;
  }

  /** Notional that may still be liquidated in the window that `nowUs` lies in. */
  remaining(nowUs: SimTimeUs): QuoteQuanta {
    const windowStartUs = Math.floor(nowUs / this.#rules.windowUs) * this.#rules.windowUs;
    if (windowStartUs !== this.#windowStartUs) {
      this.#windowStartUs = windowStartUs;
      this.#used = 0;
    }
    return Math.max(0, this.#rules.notionalMax - this.#used);
  }

  use(notional: QuoteQuanta): void {
    this.#used += notional;
  }

  /** Start of the next window. */
  nextWindowUs(nowUs: SimTimeUs): SimTimeUs {
    return (Math.floor(nowUs / this.#rules.windowUs) + 1) * this.#rules.windowUs;
  }
}
