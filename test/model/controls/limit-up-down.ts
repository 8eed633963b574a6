/** Limit-up/limit-down of the reference exchange. Written from docs/controls.md. */
import type { LimitUpDownRules } from '../../../src/exchange/controls/control-rules.ts';
import { log } from '../../../src/numeric/math.ts';
import { fractionOf } from '../reference-margin.ts';
import type { Instrument } from '../reference-world.ts';
import { Breaker, type BreakerParts } from './breaker.ts';
import { bookTicks, Noted, tellState } from './control.ts';

const MINUTE_US = 60_000_000;

interface LimitState {
  readonly instrument: Instrument;
  readonly noted: Noted<number>;
  reference: number;
  lower: number;
  upper: number;
  state: 'trading' | 'limitState' | 'pause' | 'prolongedPause';
  /** Changes of state so far: whoever asks to be woken names the one that it waits for. */
  changes: number;
  prolonged: number;
}

export class LimitUpDown extends Breaker<LimitUpDownRules> {
  readonly #each: readonly LimitState[];

  constructor(parts: BreakerParts, rules: LimitUpDownRules) {
    super(parts, rules);
    this.#each = rules.instruments.map((index) => {
      const instrument = parts.world.instruments[index]!;
      const reference = instrument.priceInitial;
      const each: LimitState = {
        instrument,
        noted: new Noted(),
        reference,
        lower: 0,
        upper: 0,
        state: 'trading',
        changes: 0,
        prolonged: 0,
      };
      this.#setBands(each);
      return each;
    });
  }

  limitOf(instrument: Instrument, isBuy: boolean): number | null {
    const each = this.#of(instrument);
    if (each === undefined) return null;
    return isBuy ? each.upper : each.lower;
  }

  #of(instrument: Instrument): LimitState | undefined {
    return this.#each.find((each) => each.instrument === instrument);
  }

  #multiple(isLow: boolean): 1 | 2 {
    const { now } = this.parts.world;
    const { openUs, closeUs } = this.parts.session;
    const { doubles, amendment18, tier } = this.rules;
    if (!doubles) return 1;
    const isOpening = now >= openUs && now < openUs + 15 * MINUTE_US;
    const isClosing = now >= closeUs - 25 * MINUTE_US && now <= closeUs;
    if (!amendment18) return isOpening || isClosing ? 2 : 1;
    return isClosing && (tier === 1 || isLow) ? 2 : 1;
  }

  #setBands(each: LimitState): void {
    const [tick, tickOf] = fractionOf(each.instrument.terms.tickSize);
    // Price in hundredths of a dollar, over `tickOf`.
    const cents = BigInt(each.reference) * tick * 100n;
    const multiple = this.#multiple(cents <= 300n * tickOf);
    const byShare = (ppm: number): number => Math.floor((each.reference * multiple * ppm) / 1e6);
    let width = 0;
    if (cents > 300n * tickOf) width = byShare(this.rules.tier === 1 ? 50_000 : 100_000);
    else if (cents >= 75n * tickOf) width = byShare(200_000);
    else width = Math.min(byShare(750_000), Number((BigInt(multiple) * 15n * tickOf) / (100n * tick)));
    each.lower = Math.max(1, each.reference - width);
    each.upper = each.reference + width;
  }

  #become(each: LimitState, state: LimitState['state']): void {
    each.state = state;
    each.changes += 1;
    tellState(this.parts.world, 'limitUpDown', state, each.reference, each.instrument);
  }

  #isAtBand(each: LimitState): boolean {
    const price = bookTicks(each.instrument);
    return price <= each.lower || price >= each.upper;
  }

  afterMarks(): void {
    for (const each of this.#each) {
      if (each.instrument.halted) continue;
      this.#moveReference(each);
      this.#setBands(each);
      if (each.state === 'trading' && this.#isAtBand(each)) {
        this.#become(each, 'limitState');
        this.parts.wake(this.parts.world.now + this.rules.limitStateUs, each.instrument.index, each.changes);
      } else if (each.state === 'limitState' && !this.#isAtBand(each)) this.#become(each, 'trading');
      const held = Math.min(each.upper, Math.max(each.lower, bookTicks(each.instrument)));
      each.noted.note(this.parts.world.now, held);
    }
  }

  #moveReference(each: LimitState): void {
    const { windowUs, referenceStepPpm } = this.rules;
    const recent = each.noted.within(this.parts.world.now, windowUs);
    if (recent.length === 0) return;
    const mean = Math.round(recent.reduce((sum, ticks) => sum + ticks, 0) / recent.length);
    if (Math.abs(mean - each.reference) * 1e6 >= each.reference * referenceStepPpm) each.reference = mean;
  }

  onTimer(index: number, change: number): void {
    const each = this.#each.find(({ instrument }) => instrument.index === index)!;
    if (each.state !== 'limitState' || each.changes !== change || each.instrument.halted) return;
    each.prolonged = 0;
    this.#become(each, 'pause');
    const move = log(bookTicks(each.instrument) / each.reference);
    const { now } = this.parts.world;
    this.parts.holds.hold(
      each.instrument,
      'limitUpDown',
      now + this.rules.pauseUs,
      this.rules.liquidationsAllowed,
      move,
    );
  }

  /** Until when a pause whose time has come goes on; null: it is over. */
  prolongedUntil(instrument: Instrument): number | null {
    const each = this.#of(instrument);
    if (each === undefined || !this.#isAtBand(each) || each.prolonged >= this.rules.extensionsMax) return null;
    each.prolonged += 1;
    this.#become(each, 'prolongedPause');
    return this.parts.world.now + this.rules.extensionUs;
  }

  reopened(instrument: Instrument): void {
    const each = this.#of(instrument);
    if (each === undefined) return;
    each.noted.clear();
    each.reference = bookTicks(instrument);
    this.#setBands(each);
    if (each.state !== 'trading') this.#become(each, 'trading');
  }
}
