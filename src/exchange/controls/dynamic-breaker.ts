/**
 * Dynamic circuit breaker: trading stops for a short pre-open when the book's price has moved by a fixed number of ticks from
 * its high or low of the last hour; the window starts anew at the reopening.
 * Source of the form: CME dynamic circuit breakers (variant: a share of the settlement price, floored to the tick).
 */
import { PPM_PER_UNIT, type InstrumentIndex, type Ppm, type Ticks } from '../../base/units.ts';
import { log } from '../../numeric/math.ts';
import { RollingExtreme } from '../../numeric/rolling-extreme.ts';
import { isHalted, type ExchangeContext } from '../context.ts';
import type { MechanismParts, VenueMechanism } from '../venue-mechanism.ts';
import { bookTicks } from './book-ticks.ts';
import { recordControl } from './control-kinds.ts';
import type { DynamicBreakerRules } from './control-rules.ts';

const [TRADING, PRE_OPEN] = [0, 1];

/** Distance that stops trading, whole ticks. */
export function variantTicksOf(settlementTicks: Ticks, sharePpm: Ppm): Ticks {
  return Math.floor((settlementTicks * sharePpm) / PPM_PER_UNIT);
}

class DynamicBreaker implements VenueMechanism {
  readonly #context: ExchangeContext;
  readonly #rules: DynamicBreakerRules;
  readonly #highs: readonly RollingExtreme[];
  readonly #lows: readonly RollingExtreme[];
  readonly #states: Uint8Array;

  constructor({ context }: MechanismParts, rules: DynamicBreakerRules) {
    this.#context = context;
    this.#rules = rules;
    this.#highs = rules.instruments.map(() => new RollingExtreme(rules.windowUs, 1));
    this.#lows = rules.instruments.map(() => new RollingExtreme(rules.windowUs, -1));
    this.#states = new Uint8Array(rules.instruments.length);
    const { liquidationsAllowed } = rules;
    context.halts.register('dynamicBreaker', { liquidationsAllowed, resumed: (i) => this.#resume(i) });
  }

  afterMarks(): void {
    this.#rules.instruments.forEach((i, place) => {
      if (!isHalted(this.#context, i)) this.#observe(i, place);
    });
  }

  appendState(out: number[]): void {
    out.push(...this.#states);
  }

  #observe(i: InstrumentIndex, place: number): void {
    const { nowUs, rules, halts } = this.#context;
    const price = bookTicks(this.#context, i);
    const variant = this.#rules.variantTicks[place];
    const high = this.#highs[place].add(nowUs, price);
    const low = this.#lows[place].add(nowUs, price);
    const from = price <= high - variant ? high : price >= low + variant ? low : 0;
    if (from === 0) return;
    const { preOpenUs, latePreOpenUs, lateUs } = this.#rules;
    const isLate = nowUs >= rules.controls.session.closeUs - lateUs;
    this.#states[place] = PRE_OPEN;
    recordControl(this.#context, 'dynamicBreaker', PRE_OPEN, i, from);
    const untilUs = nowUs + (isLate ? latePreOpenUs : preOpenUs);
    halts.start('dynamicBreaker', i, untilUs, log(price / from));
  }

  #resume(i: InstrumentIndex): void {
    const place = this.#rules.instruments.indexOf(i);
    if (place < 0) return;
    this.#highs[place].clear();
    this.#lows[place].clear();
    if (this.#states[place] === TRADING) return;
    this.#states[place] = TRADING;
    recordControl(this.#context, 'dynamicBreaker', TRADING, i);
  }
}

export function createDynamicBreaker(parts: MechanismParts): VenueMechanism | null {
  const rules = parts.context.rules.controls.dynamicBreaker;
  return rules === null ? null : new DynamicBreaker(parts, rules);
}
