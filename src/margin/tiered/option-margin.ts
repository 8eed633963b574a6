/**
 * Standard margin of options, position by position.
 *
 * Venues print, for each unit short, premium included:
 *   call: initial max(a - OTM / S, b) S + mark, maintenance c S + mark
 *   put:  initial the same, at least maintenance where the venue says so; maintenance max(c S, d mark) + mark
 * with OTM = max(0, K - S) for a call and max(0, S - K) for a put, S the index. Here equity counts the market value
 * of options, which is -mark for each unit short, so that mark is left out of the requirement; and where long options
 * back nothing, their market value is required, because equity counts it. Source: Deribit, margin requirements of
 * options (0.15, 0.10, 0.075; put 0.075 of premium); Derive, standard margin (0.15, 0.13, 0.09).
 */
import type { MarketView } from '../../instruments/market-view.ts';
import type { OptionRight } from '../../instruments/option-pricing.ts';
import type { OptionContract } from '../../instruments/contract.ts';
import type { ExplanationLine, Requirement } from '../margin-model.ts';
import { writeFigurePair, type ContractMargin } from './contract-margin.ts';
import { amountText, rateText, sizeText } from './number-text.ts';
import type { RequirementKind } from './rate-schedule.ts';
import { roundToStep } from '../round-to-step.ts';
import type { RuleEntry, StandardOptionRule, TieredParameters } from './tiered-parameters.ts';

/** Requirements for one unit short as venues print them, premium included; all prices in one currency. */
export function computeShortOptionMargin(
  rule: StandardOptionRule,
  right: OptionRight,
  strike: number,
  indexPrice: number,
  markPrice: number,
): Requirement {
  return {
    initial: shortRequirement(rule, 'initial', right, strike, indexPrice, markPrice) + markPrice,
    maintenance: shortRequirement(rule, 'maintenance', right, strike, indexPrice, markPrice) + markPrice,
  };
}

/** Without the premium. */
function shortRequirement(
  rule: StandardOptionRule,
  kind: RequirementKind,
  right: OptionRight,
  strike: number,
  index: number,
  premium: number,
): number {
  const floor = right === 'put' ? rule.putPremiumShare * premium : 0;
  const maintenance = Math.max(rule.maintenanceRate * index, floor);
  if (kind === 'maintenance') return maintenance;
  const outOfTheMoney = Math.max(0, right === 'call' ? strike - index : index - strike);
  const initial = Math.max(rule.initialRate * index - outOfTheMoney, rule.initialFloor * index);
  return right === 'put' && rule.putInitialCoversMaintenance ? Math.max(initial, maintenance) : initial;
}

export class OptionMargin implements ContractMargin {
  readonly ruleName: string;
  readonly rule: StandardOptionRule;
  /** Everything that a price moves is in the figures. */
  readonly markSlope = 0;
  readonly rowCount = 0;
  readonly #market: MarketView;
  readonly #contract: number;
  readonly #option: OptionContract;
  readonly #terms: TieredParameters;
  readonly #lotSize: number;

  constructor(
    market: MarketView,
    contract: number,
    option: OptionContract,
    entry: RuleEntry,
    rule: StandardOptionRule,
    terms: TieredParameters,
  ) {
    this.ruleName = entry.name;
    this.rule = rule;
    this.#market = market;
    this.#contract = contract;
    this.#option = option;
    this.#terms = terms;
    this.#lotSize = entry.lotSize;
  }

  refresh(): void {}

  /** Market value of one contract, quote currency. */
  valueOfOne(): number {
    return this.#option.multiplier * this.#premiumAt(this.#market.markPrices[this.#contract]);
  }

  requireInto(size: number, _entryPrice: number, out: Requirement): void {
    const mark = this.#market.markPrices[this.#contract];
    out.initial = this.#require('initial', size, mark);
    out.maintenance = this.#require('maintenance', size, mark);
  }

  maintenanceAt(size: number, _entryPrice: number, price: number): number {
    return this.#require('maintenance', size, price);
  }

  writeRows(): void {}

  maintenanceRows(): null {
    return null;
  }

  /** A short's maintenance moves with c S and, of a put, with d x premium; a long's with its premium. */
  writeFigures(figures: Float64Array, at: number): void {
    const { multiplier } = this.#option;
    const premiumShare = Math.max(1, this.rule.putPremiumShare);
    writeFigurePair(
      figures,
      at,
      premiumShare * this.valueOfOne(),
      this.rule.maintenanceRate * multiplier * this.#index(),
    );
  }

  explain(kind: RequirementKind, size: number): ExplanationLine {
    const { symbol, underlying, multiplier, right, strike } = this.#option;
    const index = this.#index();
    const units = `${sizeText(this.#lotsOf(size) * multiplier)} ${underlying}`;
    const premium = this.#premiumAt(this.#market.markPrices[this.#contract]);
    const label = `${symbol} ${size < 0 ? 'short' : 'long'}, rule ${this.ruleName}`;
    const amount = this.#require(kind, size, this.#market.markPrices[this.#contract]);
    const marketValue: ExplanationLine = {
      label: 'market value, which equity counts',
      formula: `${size < 0 ? '-' : ''}${units} x ${amountText(premium)}`,
      amount: Math.sign(size) * this.#lotsOf(size) * multiplier * premium,
    };
    if (size > 0) {
      const formula = this.rule.longsBackNothing ? `${units} x ${amountText(premium)}` : '0';
      return { label, formula, amount, parts: [marketValue] };
    }
    const { rule } = this;
    const isPut = right === 'put';
    const floor =
      isPut && rule.putPremiumShare > 0 ? `, ${rateText(rule.putPremiumShare)} x ${amountText(premium)}` : '';
    const maintenance =
      floor === ''
        ? `${rateText(rule.maintenanceRate)} x ${amountText(index)}`
        : `max(${rateText(rule.maintenanceRate)} x ${amountText(index)}${floor})`;
    const otm = isPut ? `${amountText(index)} - ${amountText(strike)}` : `${amountText(strike)} - ${amountText(index)}`;
    const at = amountText(index);
    const initial = `max(${rateText(rule.initialRate)} x ${at} - max(0, ${otm}), ${rateText(rule.initialFloor)} x ${at})`;
    const covered = isPut && rule.putInitialCoversMaintenance ? `max(${initial}, ${maintenance})` : initial;
    return { label, formula: `${units} x ${kind === 'initial' ? covered : maintenance}`, amount, parts: [marketValue] };
  }

  #require(kind: RequirementKind, size: number, price: number): number {
    const { multiplier, right, strike } = this.#option;
    const premium = this.#premiumAt(price);
    const perUnit =
      size > 0
        ? this.rule.longsBackNothing
          ? premium
          : 0
        : shortRequirement(this.rule, kind, right, strike, this.#index(), premium);
    const required = this.#lotsOf(size) * multiplier * perUnit;
    const { requirementStep } = this.#terms;
    return requirementStep > 0 ? roundToStep(required, requirementStep, 'up') : required;
  }

  #lotsOf(size: number): number {
    return this.#lotSize > 0 ? roundToStep(Math.abs(size), this.#lotSize, 'down') : Math.abs(size);
  }

  #index(): number {
    return this.#market.indexPrices[this.#market.underlyingOf[this.#contract]];
  }

  /** Premium for one unit in quote currency; coin-settled options are quoted in coin. */
  #premiumAt(price: number): number {
    return this.#option.settlesInCoin ? price * this.#index() : price;
  }
}
