/**
 * Funding of a venue's perpetuals: samples of the premium at regular times, a rate that follows from them, and payments.
 * Halts do not stop it.
 *
 * states of an interval: sampling -> (payment due) -> paid, and sampling again. Where the rate is paid late, what an interval
 * sampled is the rate of the next one.
 */
import { PPM_PER_UNIT, type InstrumentIndex } from '../../base/units.ts';
import type { ExchangeContext } from '../context.ts';
import type { MechanismParts, VenueMechanism } from '../venue-mechanism.ts';
import { computePaymentRate, PremiumAverage } from './funding-rate.ts';
import type { FundingRules } from './funding-rules.ts';
import { nextFundingAt } from './funding-schedule.ts';
import { FundingPayments } from './pay-funding.ts';

export function createFunding({ context, wakeAt }: MechanismParts): VenueMechanism | null {
  return context.rules.funding === null ? null : new Funding(context, context.rules.funding, wakeAt);
}

class Funding implements VenueMechanism {
  readonly #context: ExchangeContext;
  readonly #rules: FundingRules;
  readonly #wakeAt: MechanismParts['wakeAt'];
  readonly #payments: FundingPayments;
  /** Perpetuals, and of each in the same order: the average under way, and its cap by margin rates. */
  readonly #instruments: readonly InstrumentIndex[];
  readonly #averages: readonly PremiumAverage[];
  readonly #marginCaps: readonly (number | null)[];

  constructor(context: ExchangeContext, rules: FundingRules, wakeAt: MechanismParts['wakeAt']) {
    const { instruments } = context.state;
    this.#context = context;
    this.#rules = rules;
    this.#wakeAt = wakeAt;
    this.#payments = new FundingPayments(context, rules.notional);
    this.#instruments = instruments.map((_, i) => i).filter((i) => instruments[i].contract.kind === 'perpetual');
    this.#averages = this.#instruments.map(() => new PremiumAverage(rules.average));
    this.#marginCaps = this.#instruments.map((i) => marginCapOf(context, rules, i));
  }

  start(): void {
    this.#setRates();
    this.#wakeNext();
  }

  onTimer(): void {
    const { nowUs } = this.#context;
    const { sampleIntervalUs, isPaidLate } = this.#rules;
    if (nowUs % sampleIntervalUs === 0) {
      this.#sample();
      if (!isPaidLate) this.#setRates();
    }
    if (nextFundingAt(this.#rules, nowUs) === nowUs) {
      this.#payments.pay(this.#instruments);
      if (isPaidLate) this.#setRates();
      for (const average of this.#averages) average.restart();
    }
    this.#wakeNext();
  }

  appendState(out: number[]): void {
    for (const average of this.#averages) average.appendState(out);
    out.push(...this.#context.state.fundingRates);
  }

  #sample(): void {
    const { state, execution } = this.#context;
    this.#instruments.forEach((i, n) => this.#averages[n].add(execution.books[i].priceTicks, state.indexTicks[i]));
  }

  #setRates(): void {
    const { fundingRates } = this.#context.state;
    this.#instruments.forEach((i, n) => {
      fundingRates[i] = computePaymentRate(this.#rules, this.#averages[n].premium, this.#marginCaps[n]);
    });
  }

  #wakeNext(): void {
    const { nowUs } = this.#context;
    const { sampleIntervalUs } = this.#rules;
    const sampleAtUs = nowUs - (nowUs % sampleIntervalUs) + sampleIntervalUs;
    this.#wakeAt(Math.min(sampleAtUs, nextFundingAt(this.#rules, nowUs + 1)));
  }
}

/** Largest |rate| of a period by the scenario's own margin rates. */
function marginCapOf({ rules: { tiers } }: ExchangeContext, rules: FundingRules, i: InstrumentIndex): number | null {
  if (rules.capMarginMultiple === null) return null;
  const { initialRatePpm, maintenanceRatePpm } = tiers[i].brackets[0];
  return (rules.capMarginMultiple * (initialRatePpm - maintenanceRatePpm)) / PPM_PER_UNIT;
}
