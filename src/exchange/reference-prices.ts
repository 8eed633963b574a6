/** Outside prices as the venue sees them, and the mark prices that it makes of them and of its own books. */
import type { SimTimeUs } from '../base/units.ts';
import { computeIndexTicks, computeMarkTicks, computeReferenceTicks } from '../market/mark-price.ts';
import type { MarketRules } from '../market/market-rules.ts';
import { isHalted, NONE, type ExchangeContext } from './context.ts';
import { setMark } from './state.ts';
import { checksumOf } from './state-digest.ts';

export class ReferencePrices {
  readonly #context: ExchangeContext;
  readonly #noise: MarketRules['noise'];
  /** [instrumentCount] outside price in ticks, not rounded, and log returns since the start. */
  readonly #ticks: Float64Array;
  readonly #logReturns: Float64Array;

  constructor(context: ExchangeContext, market: MarketRules) {
    const { instruments, instrumentCount } = context.state;
    this.#context = context;
    this.#noise = market.noise;
    this.#logReturns = new Float64Array(instrumentCount);
    this.#ticks = Float64Array.from(instruments, (instrument) => instrument.priceInitialTicks);
    for (let i = 0; i < instrumentCount; i += 1) context.execution.books[i].setReference(this.#ticks[i]);
  }

  /** New outside prices, as log returns since the start, one tick of `tickUs` after the last. */
  apply(logReturns: Float64Array, tickUs: SimTimeUs): void {
    const { state, execution, facts } = this.#context;
    for (let i = 0; i < state.instrumentCount; i += 1) {
      const volatility = this.#noise?.volatilityAnnual[i] ?? 0;
      const ticks = computeReferenceTicks(state.instruments[i].priceInitialTicks, logReturns[i]);
      this.#ticks[i] = ticks;
      state.indexTicks[i] = computeIndexTicks(ticks);
      execution.applyReference(i, ticks, logReturns[i] - this.#logReturns[i], volatility, tickUs);
    }
    this.#logReturns.set(logReturns);
    facts.record('referenceTick', NONE, NONE, 0, 0, checksumOf(state.indexTicks), 0);
  }

  /** Marks of all instruments that are not halted, by outside price and own book. */
  updateMarks(): void {
    const { state, rules, execution, facts } = this.#context;
    const { ownVenueWeight, basisLimit } = rules.markPrice;
    for (let i = 0; i < state.instrumentCount; i += 1) {
      if (isHalted(this.#context, i)) continue;
      const displacement = execution.books[i].displacementLog;
      setMark(state, i, computeMarkTicks(this.#ticks[i], displacement, ownVenueWeight, basisLimit));
    }
    facts.record('markUpdate', NONE, NONE, 0, 0, checksumOf(state.markTicks), 0);
  }
}
