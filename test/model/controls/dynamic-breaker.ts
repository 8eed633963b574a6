/** The dynamic breaker of the reference exchange. Written from docs/controls.md. */
import type { DynamicBreakerRules } from '../../../src/exchange/controls/control-rules.ts';
import { log } from '../../../src/numeric/math.ts';
import type { Instrument } from '../reference-world.ts';
import { Breaker, type BreakerParts } from './breaker.ts';
import { bookTicks, Noted, tellState } from './control.ts';

interface DynamicState {
  readonly instrument: Instrument;
  readonly variant: number;
  readonly noted: Noted<number>;
  isOpen: boolean;
}

export class DynamicBreaker extends Breaker<DynamicBreakerRules> {
  readonly #each: readonly DynamicState[];

  constructor(parts: BreakerParts, rules: DynamicBreakerRules) {
    super(parts, rules);
    this.#each = rules.instruments.map((index, place) => ({
      instrument: parts.world.instruments[index]!,
      variant: rules.variantTicks[place]!,
      noted: new Noted<number>(),
      isOpen: true,
    }));
  }

  afterMarks(): void {
    const { world, session } = this.parts;
    const { windowUs, preOpenUs, latePreOpenUs, lateUs, liquidationsAllowed } = this.rules;
    for (const each of this.#each) {
      if (each.instrument.halted) continue;
      const price = bookTicks(each.instrument);
      each.noted.note(world.now, price);
      const recent = each.noted.within(world.now, windowUs);
      const [high, low] = [Math.max(...recent), Math.min(...recent)];
      const fell = price <= high - each.variant;
      if (!fell && !(price >= low + each.variant)) continue;
      const from = fell ? high : low;
      each.isOpen = false;
      tellState(world, 'dynamicBreaker', 'preOpen', from, each.instrument);
      const length = world.now >= session.closeUs - lateUs ? latePreOpenUs : preOpenUs;
      const until = world.now + length;
      this.parts.holds.hold(each.instrument, 'dynamicBreaker', until, liquidationsAllowed, log(price / from));
    }
  }

  reopened(instrument: Instrument): void {
    const each = this.#each.find((one) => one.instrument === instrument);
    if (each === undefined) return;
    each.noted.clear();
    if (each.isOpen) return;
    each.isOpen = true;
    tellState(this.parts.world, 'dynamicBreaker', 'trading', 0, instrument);
  }
}
