/**
 * Rates that rise with the size of a position: Deribit's slope, Drift's premium for large perpetual positions and
 * weights of spot balances.
 *
 * Deribit: rate = base + slope x size. Source: support.deribit.com 25944738177565 (size in units of the underlying).
 * Drift: liability weight = max(w, 0.8 w + f sqrt(size)), asset weight = min(w, 1.1 / (1 + f sqrt(size))); a
 * perpetual's margin ratio takes the form of a liability weight. Source: drift-labs/protocol-v2, math/margin.rs.
 * Drift takes square roots of whole numbers of 1e-10 units, rounded down to 1e-5: less than 1e-5 x f apart from the
 * root that is taken here.
 */
import type { ExplanationLine } from '../margin-model.ts';
import { amountText, rateText, sizeText } from './number-text.ts';
import type { RateAt, RateRange, RateSchedule, RequirementKind } from './rate-schedule.ts';
import type { SizeLinearRule, SizePremiumRule, SpotWeightRule } from './tiered-parameters.ts';

/** What one rate formula says for a size; `lines` only explain. */
interface SizeRate {
  rateOf(kind: RequirementKind, size: number, isShort: boolean): number;
  formulaOf(kind: RequirementKind, size: number, isShort: boolean): string;
  readonly range: RateRange;
  readonly isFlat: boolean;
}

class SizeSchedule implements RateSchedule {
  readonly maintenanceRange: RateRange;
  readonly maintenanceShare = null;
  readonly unscaledInitialRate = 0;
  readonly isFlat: boolean;
  readonly #formula: SizeRate;

  constructor(formula: SizeRate) {
    this.#formula = formula;
    this.maintenanceRange = formula.range;
    this.isFlat = formula.isFlat;
  }

  refresh(): void {}

  lookUp(kind: RequirementKind, amount: number, isShort: boolean, out: RateAt): void {
    out.rate = this.#formula.rateOf(kind, amount, isShort);
    out.deduction = 0;
  }

  rows(): null {
    return null;
  }

  explain(kind: RequirementKind, amount: number, isShort: boolean): readonly ExplanationLine[] {
    const formula = this.#formula.formulaOf(kind, amount, isShort);
    return [{ label: 'rate', formula, amount: this.#formula.rateOf(kind, amount, isShort) }];
  }
}

/** `isFixedBySize` is false for a contract whose size in the underlying depends on its price: an inverse one. */
export function createSizeLinearSchedule(rule: SizeLinearRule, isFixedBySize: boolean): RateSchedule {
  const base = (kind: RequirementKind) => (kind === 'initial' ? rule.initialRate : rule.maintenanceRate);
  return new SizeSchedule({
    rateOf: (kind, size) => Math.min(rule.rateMax, base(kind) + rule.slope * size),
    formulaOf: (kind, size) => {
      const sum = `${rateText(base(kind))} + ${sizeText(size)} x ${rateText(rule.slope)}`;
      return base(kind) + rule.slope * size > rule.rateMax ? `min(${sum}, ${rateText(rule.rateMax)})` : sum;
    },
    range: { low: rule.maintenanceRate, high: rule.slope === 0 ? rule.maintenanceRate : rule.rateMax, isFixedBySize },
    isFlat: rule.slope === 0,
  });
}

export function createSizePremiumSchedule(rule: SizePremiumRule): RateSchedule {
  const base = (kind: RequirementKind) => (kind === 'initial' ? rule.initialRate : rule.maintenanceRate);
  return new SizeSchedule({
    rateOf: (kind, size) => Math.min(rule.rateMax, liabilityWeightOf(base(kind), rule.factor, size)),
    formulaOf: (kind, size) => premiumText(base(kind), rule.factor, size),
    range: { low: rule.maintenanceRate, high: highestOf(rule), isFixedBySize: true },
    isFlat: rule.factor === 0,
  });
}

export function createSpotWeightSchedule(rule: SpotWeightRule): RateSchedule {
  const asset = (kind: RequirementKind) => (kind === 'initial' ? rule.initialAssetWeight : rule.maintenanceAssetWeight);
  const liability = (kind: RequirementKind) =>
    kind === 'initial' ? rule.initialLiabilityWeight : rule.maintenanceLiabilityWeight;
  const rateOf = (kind: RequirementKind, size: number, isShort: boolean): number =>
    isShort
      ? Math.min(rule.rateMax, liabilityWeightOf(liability(kind), rule.factor, size) - 1)
      : 1 - assetWeightOf(asset(kind), rule.factor, size);
  return new SizeSchedule({
    rateOf,
    formulaOf: (kind, size, isShort) => {
      if (isShort) return `${premiumText(liability(kind), rule.factor, size)} - 1`;
      const root = `${sizeText(rule.factor)} x sqrt(${sizeText(size)})`;
      return `1 - min(${amountText(asset(kind))}, 1.1 / (1 + ${root}))`;
    },
    range: { low: 0, high: Math.max(1, rule.rateMax), isFixedBySize: true },
    isFlat: rule.factor === 0,
  });
}

/** Drift's weight of what is owed, and margin ratio of a perpetual, for `size` >= 0 in units. */
export function liabilityWeightOf(weight: number, factor: number, size: number): number {
  return factor === 0 ? weight : Math.max(weight, 0.8 * weight + factor * Math.sqrt(size));
}

/** Drift's weight of what is held. */
export function assetWeightOf(weight: number, factor: number, size: number): number {
  return factor === 0 ? weight : Math.min(weight, 1.1 / (1 + factor * Math.sqrt(size)));
}

function highestOf(rule: SizePremiumRule): number {
  return rule.factor === 0 ? rule.maintenanceRate : rule.rateMax;
}

function premiumText(weight: number, factor: number, size: number): string {
  const root = `${sizeText(factor)} x sqrt(${sizeText(size)})`;
  return `max(${rateText(weight)}, 0.8 x ${rateText(weight)} + ${root})`;
}
