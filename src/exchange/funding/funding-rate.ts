/** From premiums to a rate of funding: pure functions, and the average that is under way. */
import type { FundingFormula, FundingRules } from './funding-rules.ts';

/** Largest |rate| of one payment whatever the rules: nobody pays more than a position's notional at a time. */
const RATE_MAX = 1;

const clamp = (value: number, limit: number): number => Math.max(-limit, Math.min(limit, value));

/** Rate for one period by the formula, without caps. */
export function computeFundingRate(formula: FundingFormula, premium: number): number {
  switch (formula.kind) {
    case 'clampedInterest':
      return premium + clamp(formula.interest - premium, formula.clamp);
    case 'addedInterest':
      return premium + formula.interest;
    case 'damper':
      return Math.max(formula.damper, premium) + Math.min(-formula.damper, premium);
    case 'premium':
      return premium;
  }
}

/**
 * Rate of one payment: the formula's, within `marginCap` (null: none), times interval / period, within the cap of a payment.
 */
export function computePaymentRate(rules: FundingRules, premium: number, marginCap: number | null): number {
  const { formula, intervalUs, periodUs, cap } = rules;
  const rate = computeFundingRate(formula, premium);
  const capped = marginCap === null ? rate : clamp(rate, marginCap);
  return clamp(capped * (intervalUs / periodUs), Math.min(cap ?? RATE_MAX, RATE_MAX));
}

/** Average premium of one instrument over the samples of an interval. */
export class PremiumAverage {
  readonly #average: FundingRules['average'];
  #count = 0;
  #sum = 0;
  #weight = 0;
  #indexSum = 0;

  constructor(average: FundingRules['average']) {
    this.#average = average;
  }

  /** Prices in the same unit, the index positive. */
  add(price: number, index: number): void {
    this.#count += 1;
    const weight = this.#average === 'rising' ? this.#count : 1;
    this.#sum += this.#average === 'pricesFirst' ? price : weight * ((price - index) / index);
    this.#weight += weight;
    this.#indexSum += index;
  }

  /** 0 without a sample. */
  get premium(): number {
    if (this.#count === 0) return 0;
    return this.#average === 'pricesFirst' ? (this.#sum - this.#indexSum) / this.#indexSum : this.#sum / this.#weight;
  }

  restart(): void {
    this.#count = 0;
    this.#sum = 0;
    this.#weight = 0;
    this.#indexSum = 0;
  }

  appendState(out: number[]): void {
    out.push(this.#count, this.#sum, this.#weight, this.#indexSum);
  }
}
