/**
 * Initial margin that rises with the open interest of the market, so that a crowded one is deleveraged in time.
 *
 * Equation: rate = min(1, r + (1 - r) clamp((OI - lower) / (upper - lower), 0, 1)), OI the notional of all longs.
 * Maintenance is a share of the requirement at the unscaled rate r. dYdX rounds the scaled rate down to a ppm and
 * each requirement up to a quantum; maintenance is rounded twice, because it is a share of a rounded amount. Source:
 * dydxprotocol/v4-chain, x/perpetuals/types/liquidity_tier.go.
 */
import type { MarketView } from '../../instruments/market-view.ts';
import type { ExplanationLine } from '../margin-model.ts';
import { amountText, rateText } from './number-text.ts';
import type { RateAt, RateRange, RateSchedule, RequirementKind, ScheduleRow } from './rate-schedule.ts';
import { roundToStep } from '../round-to-step.ts';
import type { OpenInterestRule } from './tiered-parameters.ts';

/** The scaled initial rate; `openInterest` >= 0 in the unit of the caps. */
export function scaleInitialRate(rule: OpenInterestRule, openInterest: number): number {
  const { initialRate, lowerCap, upperCap, rateStep } = rule;
  if (upperCap === 0 || openInterest <= lowerCap) return initialRate;
  if (openInterest >= upperCap) return 1;
  const rate = initialRate + ((1 - initialRate) * (openInterest - lowerCap)) / (upperCap - lowerCap);
  return Math.min(1, rateStep === 0 ? rate : roundToStep(rate, rateStep, 'down'));
}

export class OpenInterestSchedule implements RateSchedule {
  readonly maintenanceRange: RateRange;
  readonly maintenanceShare: number;
  readonly unscaledInitialRate: number;
  readonly isFlat = true;
  readonly #rule: OpenInterestRule;
  readonly #market: MarketView;
  readonly #contract: number;
  #initialRate = 0;

  constructor(rule: OpenInterestRule, market: MarketView, contract: number) {
    this.#rule = rule;
    this.#market = market;
    this.#contract = contract;
    this.maintenanceShare = rule.maintenanceShare;
    this.unscaledInitialRate = rule.initialRate;
    const rate = rule.initialRate * rule.maintenanceShare;
    this.maintenanceRange = { low: rate, high: rate, isFixedBySize: true };
    this.refresh();
  }

  refresh(): void {
    this.#initialRate = scaleInitialRate(this.#rule, this.#market.openInterest[this.#contract]);
  }

  lookUp(kind: RequirementKind, _amount: number, _isShort: boolean, out: RateAt): void {
    out.rate = kind === 'initial' ? this.#initialRate : this.#rule.initialRate * this.#rule.maintenanceShare;
    out.deduction = 0;
  }

  rows(): readonly ScheduleRow[] {
    return [
      {
        upTo: Infinity,
        maintenanceRate: this.#rule.initialRate * this.#rule.maintenanceShare,
        maintenanceDeduction: 0,
        initialRate: this.#initialRate,
        initialDeduction: 0,
      },
    ];
  }

  explain(kind: RequirementKind): readonly ExplanationLine[] {
    const { initialRate, maintenanceShare, lowerCap, upperCap } = this.#rule;
    if (kind === 'maintenance') {
      const formula = `${rateText(initialRate)} x ${rateText(maintenanceShare)}`;
      return [{ label: 'rate', formula, amount: initialRate * maintenanceShare }];
    }
    const openInterest = this.#market.openInterest[this.#contract];
    if (this.#initialRate === initialRate) {
      return [{ label: 'rate, not raised by open interest', formula: rateText(initialRate), amount: initialRate }];
    }
    const [low, high] = [amountText(lowerCap), amountText(upperCap)];
    const share = `(${amountText(openInterest)} - ${low}) / (${high} - ${low})`;
    const formula = `min(1, ${rateText(initialRate)} + (1 - ${rateText(initialRate)}) x ${share})`;
    return [{ label: 'rate, raised by open interest', formula, amount: this.#initialRate }];
  }
}
