/** Margins that controls raise in the reference exchange. Written from docs/controls.md. */
import type { MarginStepsRules, OpenInterestMarginRules } from '../../../src/exchange/controls/control-rules.ts';
import { log } from '../../../src/numeric/math.ts';
import { notionalPerLot } from '../reference-margin.ts';
import { type Instrument, lotsOf, tell, type World } from '../reference-world.ts';
import { type Control, tellState, type WakeAt } from './control.ts';

const ONE = 1_000_000;
const YEAR_US = 365 * 86_400_000_000;

export interface Multiples {
  readonly maintenance: number;
  readonly initial: number;
}

/** What the schedule says of an instrument's rates and what controls want at least; the highest is in force. */
export class Layers {
  readonly #world: World;
  readonly #scheduled = new Map<Instrument, Multiples>();
  readonly #wanted = new Map<string, Map<Instrument, Multiples>>();

  constructor(world: World) {
    this.#world = world;
  }

  scheduledOf(instrument: Instrument): Multiples {
    return this.#scheduled.get(instrument) ?? { maintenance: ONE, initial: ONE };
  }

  /** Always told. */
  schedule(instrument: Instrument, multiples: Multiples): void {
    this.#scheduled.set(instrument, multiples);
    this.#enforce(instrument);
    this.#tell(instrument);
  }

  /** Told where it moves what is in force. */
  want(control: string, instrument: Instrument, multiples: Multiples): void {
    if (instrument.isSpot) return;
    const layer = this.#wanted.get(control) ?? new Map<Instrument, Multiples>();
    this.#wanted.set(control, layer);
    layer.set(instrument, multiples);
    if (!this.#enforce(instrument)) return;
    this.#tell(instrument);
    this.#world.breachCheckIsDue = true;
  }

  #enforce(instrument: Instrument): boolean {
    const { maintenanceMultiple, initialMultiple } = instrument;
    const all = [this.scheduledOf(instrument)];
    for (const layer of this.#wanted.values()) all.push(layer.get(instrument) ?? { maintenance: 0, initial: 0 });
    instrument.maintenanceMultiple = Math.max(...all.map(({ maintenance }) => maintenance));
    instrument.initialMultiple = Math.max(...all.map(({ initial }) => initial));
    return maintenanceMultiple !== instrument.maintenanceMultiple || initialMultiple !== instrument.initialMultiple;
  }

  #tell(instrument: Instrument): void {
    tell(this.#world, 'marginChange', { instrument, a: instrument.maintenanceMultiple, b: instrument.initialMultiple });
  }
}

function longLots(world: World, instrument: Instrument): bigint {
  return world.accounts
    .map((account) => lotsOf(account, instrument))
    .filter((lots) => lots > 0n)
    .reduce((sum, lots) => sum + lots, 0n);
}

export class OpenInterestMargin implements Control {
  readonly #world: World;
  readonly #rules: OpenInterestMarginRules;
  readonly #shares = new Map<Instrument, number>();

  constructor(world: World, rules: OpenInterestMarginRules) {
    this.#world = world;
    this.#rules = rules;
  }

  /** An initial rate as the open interest makes it; ppm. */
  rateOf(instrument: Instrument, ratePpm: number): number {
    const share = this.#shares.get(instrument) ?? 0;
    const added = (BigInt(ONE - ratePpm) * BigInt(share) + 999_999n) / 1_000_000n;
    return ratePpm + Number(added);
  }

  afterMarks(): void {
    for (const [place, index] of this.#rules.instruments.entries()) {
      const instrument = this.#world.instruments[index]!;
      const share = this.#shareOf(instrument, place);
      if (share === (this.#shares.get(instrument) ?? 0)) continue;
      this.#shares.set(instrument, share);
      const state = share === 0 ? 'base' : share === ONE ? 'full' : 'scaled';
      tellState(this.#world, 'openInterestMargin', state, share, instrument);
    }
  }

  #shareOf(instrument: Instrument, place: number): number {
    const interest = Number(longLots(this.#world, instrument)) * notionalPerLot(instrument);
    const [lower, upper] = [this.#rules.lower[place]!, this.#rules.upper[place]!];
    if (interest < lower) return 0;
    if (interest >= upper) return ONE;
    const ppm = Math.ceil(((interest - lower) / (upper - lower)) * 1e6);
    const { stepPpm } = this.#rules;
    return Math.min(ONE, Math.ceil(ppm / stepPpm) * stepPpm);
  }
}

interface Stepped {
  readonly instrument: Instrument;
  readonly lotsAtStart: number;
  readonly squares: number[];
  mark: number;
  step: number;
  /** First interval at which the measure was below the step, or the last step down; null: it is not below. */
  belowSince: number | null;
}

export class MarginSteps implements Control {
  readonly #world: World;
  readonly #rules: MarginStepsRules;
  readonly #layers: Layers;
  readonly #wake: WakeAt;
  readonly #each: readonly Stepped[];

  constructor(world: World, rules: MarginStepsRules, layers: Layers, wake: WakeAt) {
    this.#world = world;
    this.#rules = rules;
    this.#layers = layers;
    this.#wake = wake;
    this.#each = rules.instruments.map((index) => {
      const instrument = world.instruments[index]!;
      const lotsAtStart = Number(longLots(world, instrument));
      return { instrument, lotsAtStart, squares: [], mark: instrument.mark, step: 0, belowSince: null };
    });
  }

  start(): void {
    this.#wake(this.#rules.intervalUs);
  }

  onTimer(): void {
    for (const each of this.#each) this.#look(each);
    this.#wake(this.#world.now + this.#rules.intervalUs);
  }

  #measure(each: Stepped): number {
    const { by, windowIntervals, intervalUs } = this.#rules;
    if (by === 'openInterest') {
      return each.lotsAtStart === 0 ? 0 : Number(longLots(this.#world, each.instrument)) / each.lotsAtStart;
    }
    const move = log(each.instrument.mark / each.mark);
    each.mark = each.instrument.mark;
    each.squares.push(move * move);
    const sum = each.squares.slice(-windowIntervals).reduce((total, square) => total + square, 0);
    return Math.sqrt((sum * (YEAR_US / intervalUs)) / windowIntervals);
  }

  #look(each: Stepped): void {
    const measure = this.#measure(each);
    const target = this.#rules.steps.filter(({ above }) => above <= measure).length;
    const { now } = this.#world;
    if (target > each.step) {
      each.belowSince = null;
      this.#take(each, target);
    } else if (target === each.step) each.belowSince = null;
    else {
      each.belowSince ??= now;
      if (now - each.belowSince < this.#rules.holdUs) return;
      each.belowSince = now;
      this.#take(each, each.step - 1);
    }
  }

  #take(each: Stepped, step: number): void {
    each.step = step;
    const multiple = step === 0 ? ONE : this.#rules.steps[step - 1]!.multiplePpm;
    tellState(this.#world, 'marginSteps', `step${step}`, multiple, each.instrument);
    // Nothing is wanted of maintenance rates, and nothing at step 0.
    const initial = step === 0 ? 0 : multiple;
    this.#layers.want('marginSteps', each.instrument, { maintenance: this.#rules.initialOnly ? 0 : initial, initial });
  }
}
