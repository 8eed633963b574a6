/**
 * Margin in steps: an instrument's rates go up at once when the volatility of its marks, or its open interest, reaches a
 * step's threshold, and down by one step when the measure has been below it for a while.
 *
 * Volatility: sqrt(sum of r^2 over the window x intervals a year / intervals of the window), r the log return of the mark over
 * one interval; intervals before the start count as 0. Open interest: lots of all longs / those at the start.
 */
import { PPM_PER_UNIT, US_PER_YEAR, type InstrumentIndex } from '../../base/units.ts';
import { log } from '../../numeric/math.ts';
import type { ExchangeContext } from '../context.ts';
import { raiseLayer } from '../margin-terms.ts';
import type { MechanismParts, VenueMechanism } from '../venue-mechanism.ts';
import { recordControl } from './control-kinds.ts';
import type { MarginStepsRules } from './control-rules.ts';

const NEVER = -1;

class MarginSteps implements VenueMechanism {
  readonly #context: ExchangeContext;
  readonly #rules: MarginStepsRules;
  readonly #wakeAt: MechanismParts['wakeAt'];
  /** [rules.instruments] mark or lots at the last look or the start, and squares of returns, the oldest first. */
  readonly #marks: Float64Array;
  readonly #lots: Float64Array;
  readonly #squares: readonly number[][];
  readonly #steps: Uint8Array;
  readonly #belowSinceUs: Float64Array;

  constructor({ context, wakeAt }: MechanismParts, rules: MarginStepsRules) {
    const { markTicks, longLots } = context.state;
    this.#context = context;
    this.#rules = rules;
    this.#wakeAt = wakeAt;
    this.#marks = Float64Array.from(rules.instruments, (i) => markTicks[i]);
    this.#lots = Float64Array.from(rules.instruments, (i) => longLots[i]);
    this.#squares = rules.instruments.map(() => []);
    this.#steps = new Uint8Array(rules.instruments.length);
    this.#belowSinceUs = new Float64Array(rules.instruments.length).fill(NEVER);
  }

  start(): void {
    this.#wakeAt(this.#rules.intervalUs);
  }

  onTimer(): void {
    this.#rules.instruments.forEach((i, place) => {
      const measure = this.#rules.by === 'volatility' ? this.#volatility(i, place) : this.#openInterest(i, place);
      this.#follow(i, place, this.#rules.steps.filter(({ above }) => measure >= above).length);
    });
    this.#wakeAt(this.#context.nowUs + this.#rules.intervalUs);
  }

  appendState(out: number[]): void {
    out.push(...this.#marks, ...this.#lots, ...this.#steps, ...this.#belowSinceUs);
    for (const squares of this.#squares) out.push(...squares);
  }

  #volatility(i: InstrumentIndex, place: number): number {
    const { windowIntervals, intervalUs } = this.#rules;
    const mark = this.#context.state.markTicks[i];
    const move = log(mark / this.#marks[place]);
    const squares = this.#squares[place];
    this.#marks[place] = mark;
    squares.push(move * move);
    if (squares.length > windowIntervals) squares.shift();
    const sum = squares.reduce((total, square) => total + square, 0);
    return Math.sqrt((sum * (US_PER_YEAR / intervalUs)) / windowIntervals);
  }

  #openInterest(i: InstrumentIndex, place: number): number {
    return this.#lots[place] === 0 ? 0 : this.#context.state.longLots[i] / this.#lots[place];
  }

  /** Up at once, as far as it must; down one step at a time. */
  #follow(i: InstrumentIndex, place: number, target: number): void {
    const { nowUs } = this.#context;
    const step = this.#steps[place];
    if (target >= step) {
      this.#belowSinceUs[place] = NEVER;
      if (target > step) this.#take(i, place, target);
      return;
    }
    if (this.#belowSinceUs[place] === NEVER) this.#belowSinceUs[place] = nowUs;
    if (nowUs - this.#belowSinceUs[place] < this.#rules.holdUs) return;
    this.#belowSinceUs[place] = nowUs;
    this.#take(i, place, step - 1);
  }

  #take(i: InstrumentIndex, place: number, step: number): void {
    const multiplePpm = step === 0 ? PPM_PER_UNIT : this.#rules.steps[step - 1].multiplePpm;
    this.#steps[place] = step;
    recordControl(this.#context, 'marginSteps', step, i, multiplePpm);
    raiseLayer(this.#context, 'marginSteps', i, this.#rules.initialOnly ? PPM_PER_UNIT : multiplePpm, multiplePpm);
  }
}

export function createMarginSteps(parts: MechanismParts): VenueMechanism | null {
  const rules = parts.context.rules.controls.marginSteps;
  return rules === null ? null : new MarginSteps(parts, rules);
}
