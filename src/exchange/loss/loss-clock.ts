/** What sharing losses asks of time and marks: periods of profits, money that flows in, the fund's rolling peak. */
import { INSURANCE_FUND, OUTSIDE_WORLD } from '../accounts.ts';
import { NONE, type ExchangeContext } from '../context.ts';
import { transfer } from '../ledger.ts';
import { computeEquity } from '../valuation.ts';
import type { MechanismParts, VenueMechanism } from '../venue-mechanism.ts';

const TIMER_PERIOD = 0;
const TIMER_INFLOW = 1;

export function createLossClock(parts: MechanismParts): VenueMechanism | null {
  const { context } = parts;
  const { rules, loss } = context;
  const { inflow, trigger } = rules.loss;
  const isOn =
    inflow !== null ||
    trigger !== null ||
    loss.defaultFund !== null ||
    loss.previousMarkPerLot !== null ||
    rules.waterfall.includes('clawback');
  return isOn ? new LossClock(parts) : null;
}

class LossClock implements VenueMechanism {
  readonly #parts: MechanismParts;
  /** [instrumentCount] marks of the last update. */
  readonly #lastMarkPerLot: Float64Array;

  constructor(parts: MechanismParts) {
    this.#parts = parts;
    this.#lastMarkPerLot = parts.context.state.markPerLot.slice();
  }

  start(): void {
    const { context, wakeAt } = this.#parts;
    const { inflow, clawbackPeriodUs } = context.rules.loss;
    context.loss.beginPeriod(context.state);
    observeFund(context);
    const hasPeriods = context.rules.waterfall.includes('clawback') && clawbackPeriodUs !== Infinity;
    if (hasPeriods) wakeAt(clawbackPeriodUs, TIMER_PERIOD);
    if (inflow !== null) wakeAt(inflow.intervalUs, TIMER_INFLOW);
  }

  onTimer(timer: number): void {
    const { context, wakeAt } = this.#parts;
    const { inflow, clawbackPeriodUs } = context.rules.loss;
    if (timer === TIMER_PERIOD) {
      context.loss.beginPeriod(context.state);
      wakeAt(context.nowUs + clawbackPeriodUs, TIMER_PERIOD);
      return;
    }
    transfer(context.state, OUTSIDE_WORLD, INSURANCE_FUND, inflow!.amount);
    const equity = computeEquity(context.state, INSURANCE_FUND);
    context.facts.record('fundInflow', INSURANCE_FUND, NONE, 0, inflow!.amount, 0, equity);
    observeFund(context);
    wakeAt(context.nowUs + inflow!.intervalUs, TIMER_INFLOW);
  }

  afterMarks(): void {
    const { context } = this.#parts;
    context.loss.previousMarkPerLot?.set(this.#lastMarkPerLot);
    this.#lastMarkPerLot.set(context.state.markPerLot);
    observeFund(context);
  }

  appendState(out: number[]): void {
    this.#parts.context.loss.appendState(out);
  }
}

/** Brings the drawdown trigger up to date. */
export function observeFund(context: ExchangeContext): void {
  const { trigger } = context.loss;
  if (trigger === null) return;
  const equity = Math.max(0, computeEquity(context.state, INSURANCE_FUND));
  if (!trigger.observe(context.nowUs, equity)) return;
  const state = trigger.standsBack ? 1 : 0;
  context.facts.record('fundTrigger', INSURANCE_FUND, NONE, 0, equity, state, trigger.peak);
}
