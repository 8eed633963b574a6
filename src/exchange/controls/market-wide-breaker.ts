/**
 * Market-wide circuit breaker: three declines of an index against its prior close. The first two stop all trading for a
 * while, once each and only before a cut-off; the third stops it for the rest of the run.
 *
 * The index is the mean over its basket of mark / prior close, in the order of the basket.
 * Source: NYSE Rule 7.12 (7, 13 and 20 %; 15 minutes before 15:25).
 */
import { PPM_PER_UNIT, type Ppm } from '../../base/units.ts';
import { log } from '../../numeric/math.ts';
import type { ExchangeContext } from '../context.ts';
import type { MechanismParts, VenueMechanism } from '../venue-mechanism.ts';
import { recordControl } from './control-kinds.ts';
import type { MarketWideRules } from './control-rules.ts';
import { REST_OF_RUN } from './halt-board.ts';

/** Index levels at which trading stops, in the unit of the prior close, not rounded: each of the close itself. */
export function marketWideLevels(priorClose: number, declinesPpm: readonly Ppm[]): number[] {
  return declinesPpm.map((declinePpm) => (priorClose * (PPM_PER_UNIT - declinePpm)) / PPM_PER_UNIT);
}

class MarketWideBreaker implements VenueMechanism {
  readonly #context: ExchangeContext;
  readonly #rules: MarketWideRules;
  readonly #levels: readonly number[];
  /** Even: waiting for level 1, 2 or 3; odd: halted by it. */
  #state = 0;
  /** End of the halt that the state is in. */
  #untilUs = 0;

  constructor({ context }: MechanismParts, rules: MarketWideRules) {
    this.#context = context;
    this.#rules = rules;
    this.#levels = marketWideLevels(1, rules.declinesPpm);
    const { liquidationsAllowed } = rules;
    context.halts.register('marketWide', { liquidationsAllowed, resumed: () => this.#resume() });
  }

  afterMarks(): void {
    if (this.#state % 2 === 1) return;
    const index = this.#indexLevel();
    let level = 3;
    while (level > 0 && index > this.#levels[level - 1]) level -= 1;
    // A level that was halted for is spent, and so are those below it.
    if (level * 2 <= this.#state) return;
    if (level < 3 && this.#context.nowUs >= this.#rules.cutoffUs) return;
    this.#halt(level, index);
  }

  appendState(out: number[]): void {
    out.push(this.#state, this.#untilUs);
  }

  #indexLevel(): number {
    const { markTicks } = this.#context.state;
    const { basket, priorTicks } = this.#rules;
    let sum = 0;
    for (let k = 0; k < basket.length; k += 1) sum += markTicks[basket[k]] / priorTicks[k];
    return sum / basket.length;
  }

  #halt(level: number, index: number): void {
    const { state, halts, nowUs } = this.#context;
    this.#enter(level * 2 - 1);
    const untilUs = level === 3 ? REST_OF_RUN : nowUs + this.#rules.haltUs;
    for (let i = 0; i < state.instrumentCount; i += 1) {
      if (state.isSpot[i] === 0) halts.start('marketWide', i, untilUs, log(index));
    }
  }

  /** The first instrument that trades again ends the halt of the market: all of them end at the same time. */
  #resume(): void {
    if (this.#state % 2 === 0 || this.#context.nowUs < this.#untilUs) return;
    this.#enter(this.#state + 1);
  }

  #enter(state: number): void {
    this.#state = state;
    this.#untilUs = state === 5 ? REST_OF_RUN : this.#context.nowUs + this.#rules.haltUs;
    recordControl(this.#context, 'marketWide', state);
  }
}

export function createMarketWideBreaker(parts: MechanismParts): VenueMechanism | null {
  const rules = parts.context.rules.controls.marketWide;
  return rules === null ? null : new MarketWideBreaker(parts, rules);
}
