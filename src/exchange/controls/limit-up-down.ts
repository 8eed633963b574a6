/**
 * Limit-up/limit-down: no order fills outside bands around a moving reference; a price that stands at a band for
 * the limit state's time pauses the instrument.
 *
 * The price is that of the book at mark updates, to the tick. The reference is the mean of the prices of the last five
 * minutes, held within the bands, and moves only when that mean is a step away from it.
 * Source: Plan to Address Extraordinary Market Volatility (NMS Plan), sections V to VII, and its Amendment 18 (2018).
 */
import { US_PER_MINUTE, type InstrumentIndex, type Ticks } from '../../base/units.ts';
import { floorPpmOf } from '../../margin/tier-table.ts';
import { log } from '../../numeric/math.ts';
import { RollingMean } from '../../numeric/rolling-mean.ts';
import { isHalted, type ExchangeContext } from '../context.ts';
import type { MechanismParts, VenueMechanism } from '../venue-mechanism.ts';
import { recordControl } from './control-kinds.ts';
import type { LimitUpDownRules, SessionRules } from './control-rules.ts';
import { bookTicks } from './book-ticks.ts';

const OPENING_US = 15 * US_PER_MINUTE;
const CLOSING_US = 25 * US_PER_MINUTE;
const [TRADING, LIMIT_STATE, PAUSE, PROLONGED] = [0, 1, 2, 3];

/** How far either band lies from the reference. */
export interface LimitWidth {
  readonly tier: 1 | 2;
  readonly multiple: 1 | 2;
}

/**
 * Whole ticks from the reference to either band: 5 % (tier 1) or 10 % (tier 2) above USD 3, 20 % from USD 0.75, and below
 * that the lesser of USD 0.15 and 75 %; rounded down.
 */
export function limitWidthTicks(referenceTicks: Ticks, tickSize: number, { tier, multiple }: LimitWidth): Ticks {
  // In hundredths of a cent: prices of a cent and more are exact there.
  const price = Math.round(referenceTicks * tickSize * 10_000);
  const shareOf = (ppm: number): Ticks => floorPpmOf(referenceTicks, multiple * ppm);
  if (price > 30_000) return shareOf(tier === 1 ? 50_000 : 100_000);
  if (price >= 7_500) return shareOf(200_000);
  return Math.min(shareOf(750_000), Math.floor((multiple * 0.15) / tickSize + 1e-9));
}

/** Whether bands are doubled at a time: in the first 15 and the last 25 minutes, of which Amendment 18 leaves the close. */
export function limitMultiple(
  nowUs: number,
  { openUs, closeUs }: SessionRules,
  { doubles, amendment18, tier }: Pick<LimitUpDownRules, 'doubles' | 'amendment18' | 'tier'>,
  priceUsd: number,
): 1 | 2 {
  if (!doubles) return 1;
  const isOpening = nowUs >= openUs && nowUs < openUs + OPENING_US;
  const isClosing = nowUs >= closeUs - CLOSING_US && nowUs <= closeUs;
  if (!amendment18) return isOpening || isClosing ? 2 : 1;
  return isClosing && (tier === 1 || priceUsd <= 3) ? 2 : 1;
}

class LimitUpDown implements VenueMechanism {
  readonly #context: ExchangeContext;
  readonly #rules: LimitUpDownRules;
  readonly #wakeAt: MechanismParts['wakeAt'];
  readonly #prices = new Map<InstrumentIndex, RollingMean>();
  /** [instrumentCount]; `epochs` tells a limit state from one that ended before its time. */
  readonly #referenceTicks: Float64Array;
  readonly #states: Uint8Array;
  readonly #epochs: Float64Array;
  readonly #extensions: Float64Array;

  constructor({ context, wakeAt }: MechanismParts, rules: LimitUpDownRules) {
    const { instrumentCount } = context.state;
    this.#context = context;
    this.#rules = rules;
    this.#wakeAt = wakeAt;
    this.#referenceTicks = Float64Array.from(context.state.markTicks);
    this.#states = new Uint8Array(instrumentCount);
    this.#epochs = new Float64Array(instrumentCount);
    this.#extensions = new Float64Array(instrumentCount);
    for (const i of rules.instruments) this.#prices.set(i, new RollingMean(rules.windowUs));
    context.halts.register('limitUpDown', {
      liquidationsAllowed: rules.liquidationsAllowed,
      prolong: (i) => this.#prolong(i),
      resumed: (i) => this.#resume(i),
    });
  }

  start(): void {
    for (const i of this.#rules.instruments) this.#setBands(i);
  }

  afterMarks(): void {
    for (const i of this.#rules.instruments) if (!isHalted(this.#context, i)) this.#observe(i);
  }

  onTimer(i: InstrumentIndex, epoch: number): void {
    if (this.#states[i] !== LIMIT_STATE || this.#epochs[i] !== epoch || isHalted(this.#context, i)) return;
    const move = log(bookTicks(this.#context, i) / this.#referenceTicks[i]);
    this.#extensions[i] = 0;
    this.#enter(i, PAUSE);
    this.#context.halts.start('limitUpDown', i, this.#context.nowUs + this.#rules.pauseUs, move);
  }

  appendState(out: number[]): void {
    out.push(...this.#referenceTicks, ...this.#states, ...this.#epochs, ...this.#extensions);
  }

  #observe(i: InstrumentIndex): void {
    const { nowUs } = this.#context;
    const { lowTicks, highTicks } = this.#context.bands!;
    const prices = this.#prices.get(i)!;
    this.#moveReference(i, Math.round(prices.meanAt(nowUs)));
    this.#setBands(i);
    const price = bookTicks(this.#context, i);
    const isAtBand = price <= lowTicks[i] || price >= highTicks[i];
    if (isAtBand && this.#states[i] === TRADING) {
      this.#enter(i, LIMIT_STATE);
      this.#wakeAt(nowUs + this.#rules.limitStateUs, i, this.#epochs[i]);
    } else if (!isAtBand && this.#states[i] === LIMIT_STATE) {
      this.#enter(i, TRADING);
    }
    prices.add(nowUs, Math.min(highTicks[i], Math.max(lowTicks[i], price)));
  }

  #moveReference(i: InstrumentIndex, mean: number): void {
    const reference = this.#referenceTicks[i];
    if (Number.isNaN(mean)) return;
    if (Math.abs(mean - reference) * 1e6 >= reference * this.#rules.referenceStepPpm) this.#referenceTicks[i] = mean;
  }

  #setBands(i: InstrumentIndex): void {
    const { state, bands, nowUs, rules } = this.#context;
    const { tier } = this.#rules;
    const reference = this.#referenceTicks[i];
    const { tickSize } = state.instruments[i];
    const multiple = limitMultiple(nowUs, rules.controls.session, this.#rules, reference * tickSize);
    const width = limitWidthTicks(reference, tickSize, { tier, multiple });
    bands!.lowTicks[i] = Math.max(1, reference - width);
    bands!.highTicks[i] = reference + width;
  }

  /** A pause goes on while the book still stands at or beyond a band. */
  #prolong(i: InstrumentIndex): number {
    const { bands, nowUs } = this.#context;
    const price = bookTicks(this.#context, i);
    const isInside = price > bands!.lowTicks[i] && price < bands!.highTicks[i];
    if (isInside || this.#extensions[i] >= this.#rules.extensionsMax) return 0;
    this.#extensions[i] += 1;
    this.#enter(i, PROLONGED);
    return nowUs + this.#rules.extensionUs;
  }

  /** Only prices since the reopening count, and the first of them is the reference. */
  #resume(i: InstrumentIndex): void {
    const prices = this.#prices.get(i);
    if (prices === undefined) return;
    prices.clear();
    this.#referenceTicks[i] = bookTicks(this.#context, i);
    this.#setBands(i);
    if (this.#states[i] !== TRADING) this.#enter(i, TRADING);
  }

  #enter(i: InstrumentIndex, state: number): void {
    this.#states[i] = state;
    this.#epochs[i] += 1;
    recordControl(this.#context, 'limitUpDown', state, i, this.#referenceTicks[i]);
  }
}

export function createLimitUpDown(parts: MechanismParts): VenueMechanism | null {
  const rules = parts.context.rules.controls.limitUpDown;
  return rules === null ? null : new LimitUpDown(parts, rules);
}
