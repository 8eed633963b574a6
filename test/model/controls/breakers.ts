/** Limit-up/limit-down, dynamic breaker and market-wide levels of the reference exchange. Written from docs/controls.md. */
import type {
  DynamicBreakerRules,
  LimitUpDownRules,
  MarketWideRules,
  SessionRules,
} from '../../../src/exchange/controls/control-rules.ts';
import { fractionOf } from '../reference-margin.ts';
import { log } from '../../../src/numeric/math.ts';
import type { Instrument, World } from '../reference-world.ts';
import { bookTicks, type Control, Noted, tellState, type WakeAt } from './control.ts';
import type { HaltHolds } from './halt-holds.ts';

const MINUTE_US = 60_000_000;
const FOREVER = 2 ** 53 - 1;

export interface BreakerParts {
  readonly world: World;
  readonly holds: HaltHolds;
  readonly wake: WakeAt;
  readonly session: SessionRules;
}

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

export class LimitUpDown implements Control {
  readonly #parts: BreakerParts;
  readonly #rules: LimitUpDownRules;
  readonly #each: readonly LimitState[];

  constructor(parts: BreakerParts, rules: LimitUpDownRules) {
    this.#parts = parts;
    this.#rules = rules;
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
    const { now } = this.#parts.world;
    const { openUs, closeUs } = this.#parts.session;
    const { doubles, amendment18, tier } = this.#rules;
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
    if (cents > 300n * tickOf) width = byShare(this.#rules.tier === 1 ? 50_000 : 100_000);
    else if (cents >= 75n * tickOf) width = byShare(200_000);
    else width = Math.min(byShare(750_000), Number((BigInt(multiple) * 15n * tickOf) / (100n * tick)));
    each.lower = Math.max(1, each.reference - width);
    each.upper = each.reference + width;
  }

  #become(each: LimitState, state: LimitState['state']): void {
    each.state = state;
    each.changes += 1;
    tellState(this.#parts.world, 'limitUpDown', state, each.reference, each.instrument);
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
        this.#parts.wake(this.#parts.world.now + this.#rules.limitStateUs, each.instrument.index, each.changes);
      } else if (each.state === 'limitState' && !this.#isAtBand(each)) this.#become(each, 'trading');
      const held = Math.min(each.upper, Math.max(each.lower, bookTicks(each.instrument)));
      each.noted.note(this.#parts.world.now, held);
    }
  }

  #moveReference(each: LimitState): void {
    const { windowUs, referenceStepPpm } = this.#rules;
    const recent = each.noted.within(this.#parts.world.now, windowUs);
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
    const { now } = this.#parts.world;
    this.#parts.holds.hold(
      each.instrument,
      'limitUpDown',
      now + this.#rules.pauseUs,
      this.#rules.liquidationsAllowed,
      move,
    );
  }

  /** Until when a pause whose time has come goes on; null: it is over. */
  prolongedUntil(instrument: Instrument): number | null {
    const each = this.#of(instrument);
    if (each === undefined || !this.#isAtBand(each) || each.prolonged >= this.#rules.extensionsMax) return null;
    each.prolonged += 1;
    this.#become(each, 'prolongedPause');
    return this.#parts.world.now + this.#rules.extensionUs;
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

interface DynamicState {
  readonly instrument: Instrument;
  readonly variant: number;
  readonly noted: Noted<number>;
  isOpen: boolean;
}

export class DynamicBreaker implements Control {
  readonly #parts: BreakerParts;
  readonly #rules: DynamicBreakerRules;
  readonly #each: readonly DynamicState[];

  constructor(parts: BreakerParts, rules: DynamicBreakerRules) {
    this.#parts = parts;
    this.#rules = rules;
    this.#each = rules.instruments.map((index, place) => ({
      instrument: parts.world.instruments[index]!,
      variant: rules.variantTicks[place]!,
      noted: new Noted<number>(),
      isOpen: true,
    }));
  }

  afterMarks(): void {
    const { world, session } = this.#parts;
    const { windowUs, preOpenUs, latePreOpenUs, lateUs, liquidationsAllowed } = this.#rules;
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
      this.#parts.holds.hold(each.instrument, 'dynamicBreaker', until, liquidationsAllowed, log(price / from));
    }
  }

  reopened(instrument: Instrument): void {
    const each = this.#each.find((one) => one.instrument === instrument);
    if (each === undefined) return;
    each.noted.clear();
    if (each.isOpen) return;
    each.isOpen = true;
    tellState(this.#parts.world, 'dynamicBreaker', 'trading', 0, instrument);
  }
}

export class MarketWide implements Control {
  readonly #parts: BreakerParts;
  readonly #rules: MarketWideRules;
  #state: 'armed1' | 'halted1' | 'armed2' | 'halted2' | 'armed3' | 'closed' = 'armed1';
  #until = 0;

  constructor(parts: BreakerParts, rules: MarketWideRules) {
    this.#parts = parts;
    this.#rules = rules;
  }

  /** Mean of mark / prior close. */
  #index(): number {
    const { basket, priorTicks } = this.#rules;
    let sum = 0;
    for (const [place, index] of basket.entries()) {
      sum += this.#parts.world.instruments[index]!.mark / priorTicks[place]!;
    }
    return sum / basket.length;
  }

  afterMarks(): void {
    const { now } = this.#parts.world;
    const index = this.#index();
    let level = 0;
    for (const [place, decline] of this.#rules.declinesPpm.entries()) {
      if (index <= (1e6 - decline) / 1e6) level = place + 1;
    }
    const isEarly = now < this.#rules.cutoffUs;
    const isArmed = ['armed1', 'armed2', 'armed3'].includes(this.#state);
    if (level === 3 && isArmed) this.#halt('closed', FOREVER, index);
    else if (level === 2 && isEarly && (this.#state === 'armed1' || this.#state === 'armed2')) {
      this.#halt('halted2', now + this.#rules.haltUs, index);
    } else if (level === 1 && isEarly && this.#state === 'armed1') {
      this.#halt('halted1', now + this.#rules.haltUs, index);
    }
  }

  #halt(state: 'halted1' | 'halted2' | 'closed', until: number, index: number): void {
    const { world, holds } = this.#parts;
    this.#state = state;
    this.#until = until;
    tellState(world, 'marketWide', state);
    for (const instrument of world.instruments.filter(({ isSpot }) => !isSpot)) {
      holds.hold(instrument, 'marketWide', until, this.#rules.liquidationsAllowed, log(index));
    }
  }

  reopened(): void {
    if (this.#parts.world.now < this.#until) return;
    if (this.#state !== 'halted1' && this.#state !== 'halted2') return;
    this.#state = this.#state === 'halted1' ? 'armed2' : 'armed3';
    tellState(this.#parts.world, 'marketWide', this.#state);
  }
}
