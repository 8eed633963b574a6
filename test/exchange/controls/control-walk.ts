/** One control of a small venue, step by step: which states it comes to as time and price go on. */
import { CONTROL_KINDS, CONTROL_STATES, type ControlKind } from '../../../src/exchange/controls/control-kinds.ts';
import { NO_CONTROLS, type ControlRules } from '../../../src/exchange/controls/control-rules.ts';
import { log } from '../../../src/numeric/math.ts';
import { SmallExchange, type SmallVenue } from '../small-venue.ts';

const SECOND_US = 1_000_000;

/** A state that the control came to, and the figure told with it. */
export type Entered = readonly [state: string, figure: number];

export class ControlWalk {
  readonly small: SmallExchange;
  readonly #kind: ControlKind;

  /** The venue's first price is USD 100. */
  constructor(kind: ControlKind, controls: Partial<ControlRules>, more: Partial<SmallVenue> = {}) {
    this.small = new SmallExchange({
      priceUsd: 100,
      holders: [],
      ...more,
      rules: { ...more.rules, controls: { ...NO_CONTROLS, ...controls } },
    });
    this.#kind = kind;
  }

  /** Up to that time; then the outside price is that, a halt whose time has come ends, and marks are updated. */
  to(seconds: number, priceUsd: number): Entered[] {
    const { exchange } = this.small;
    this.small.runTo(seconds);
    exchange.applyReference(Float64Array.of(log(priceUsd / 100)), SECOND_US);
    const untilUs = exchange.haltedUntilUsOf(0);
    if (untilUs > 0 && untilUs <= seconds * SECOND_US) exchange.resumeTrading(0);
    exchange.updateMarks();
    exchange.audit();
    return this.entered();
  }

  /** Up to that time, which is only timers. */
  wait(seconds: number): Entered[] {
    this.small.runTo(seconds);
    return this.entered();
  }

  entered(): Entered[] {
    return this.small
      .take('controlState')
      .filter(([, , , , kind]) => CONTROL_KINDS[kind] === this.#kind)
      .map(([, , , figure, , state]) => [CONTROL_STATES[this.#kind][state]!, Math.round(figure * 10_000)]);
  }

  get haltedUntilSeconds(): number {
    return this.small.exchange.haltedUntilUsOf(0) / SECOND_US;
  }
}
