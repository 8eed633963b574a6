/**
 * Requirement of a position in one contract as a rate on its value:
 *
 *   requirement = (value x rate - deduction x value / amount) x conversion
 *
 * `value` is |contracts| x multiplier x price, or |contracts| x multiplier / price coin where the contract settles in
 * coin, and `conversion` then the index price of the coin: an inverse contract's maintenance C / M x rate is in coin.
 */
import type { MarketView } from '../../instruments/market-view.ts';
import { log } from '../../numeric/math.ts';
import type { ExplanationLine, Requirement } from '../margin-model.ts';
import { ROW, writeFigurePair, type ContractMargin } from './contract-margin.ts';
import { amountText, rateText, sizeText } from './number-text.ts';
import { PositionValue } from './position-value.ts';
import type { RateAt, RateSchedule, RequirementKind } from './rate-schedule.ts';
import { roundToStep } from '../round-to-step.ts';
import type { MaintenanceRow } from './tiered-liquidation-price.ts';
import type { RuleEntry, TieredParameters, TierUnit } from './tiered-parameters.ts';

/**
 * A bound needs limits that no price guarantees: an inverse contract's mark is taken to lie within a factor of 2 of its
 * index, and within a factor of 10 of what positions were entered at.
 */
const BASIS_RATIO_MAX = 2;
const ENTRY_RATIO_MAX = 10;

export class RateMargin implements ContractMargin {
  readonly ruleName: string;
  readonly markSlope: number;
  readonly rowCount: number;
  readonly schedule: RateSchedule;
  readonly #symbol: string;
  readonly #value: PositionValue;
  readonly #entry: RuleEntry;
  readonly #terms: TieredParameters;
  readonly #at: RateAt = { rate: 0, deduction: 0 };

  constructor(
    market: MarketView,
    contract: number,
    entry: RuleEntry,
    terms: TieredParameters,
    schedule: RateSchedule,
    tierUnit: TierUnit,
  ) {
    this.#symbol = market.contracts[contract].symbol;
    this.#value = new PositionValue(market, contract, entry, tierUnit);
    this.#entry = entry;
    this.#terms = terms;
    this.ruleName = entry.name;
    this.schedule = schedule;
    const isByMark = !this.#value.isInverse && terms.maintenanceBasis === 'mark' && entry.valuedAt === 'mark';
    this.rowCount = this.#isFoldable() ? (schedule.rows()?.length ?? 0) : 0;
    this.markSlope = isByMark ? this.#rateMax() : 0;
  }

  refresh(): void {
    this.schedule.refresh();
  }

  requireInto(size: number, entryPrice: number, out: Requirement): void {
    out.initial = this.#require('initial', size, this.#value.priceOf(this.#terms.initialBasis, entryPrice));
    out.maintenance = this.#require('maintenance', size, this.#value.priceOf(this.#terms.maintenanceBasis, entryPrice));
  }

  maintenanceAt(size: number, entryPrice: number, price: number): number {
    if (this.#terms.maintenanceBasis === 'entry') return this.#require('maintenance', size, entryPrice);
    const { present, markPrice } = this.#value;
    // An index moves along with the mark.
    const isByMark = this.#entry.valuedAt === 'mark';
    return this.#require('maintenance', size, isByMark ? price : present * (price / markPrice));
  }

  writeRows(rows: Float64Array, from: number): void {
    const price = this.#value.present;
    const value = this.#value.valueAt(price) * this.#value.conversion;
    const amount = this.#value.amountAt(price);
    const { leverage, closingFeeRate } = this.#terms;
    const leastInitial = leverage === null ? 0 : 1 / leverage;
    let at = from;
    for (const row of this.schedule.rows() ?? []) {
      rows[at] = row.upTo / amount;
      rows[at + 1] = value * (row.maintenanceRate + closingFeeRate);
      rows[at + 2] = (row.maintenanceDeduction * value) / amount;
      rows[at + 3] = value * Math.max(row.initialRate, leastInitial);
      rows[at + 4] = (row.initialDeduction * value) / amount;
      at += ROW;
    }
  }

  maintenanceRows(size: number, entryPrice: number): readonly MaintenanceRow[] | null {
    const { maintenanceBasis, closingFeeRate, requirementStep } = this.#terms;
    const { maintenanceRange } = this.schedule;
    if (requirementStep > 0 || this.#entry.lotSize > 0) return null;
    if (maintenanceBasis === 'entry') {
      const maintenance = this.#require('maintenance', size, entryPrice) / this.#value.conversion;
      return [{ upTo: Infinity, rate: 0, deduction: -maintenance }];
    }
    // An index that moves along with the mark: value at the index is a fixed multiple of value at the mark.
    const { present: price, markPrice } = this.#value;
    const scale = this.#value.isInverse ? markPrice / price : price / markPrice;
    if (maintenanceRange.isFixedBySize) {
      const amount = Math.abs(size) * this.#value.amountAt(price);
      this.schedule.lookUp('maintenance', amount, size < 0, this.#at);
      const rate = this.#at.rate - (this.#at.deduction === 0 ? 0 : this.#at.deduction / amount);
      return [{ upTo: Infinity, rate: (rate + closingFeeRate) * scale, deduction: 0 }];
    }
    const rows = this.schedule.rows();
    if (rows === null) return null;
    return rows.map((row) => ({
      upTo: row.upTo / scale,
      rate: (row.maintenanceRate + closingFeeRate) * scale,
      deduction: row.maintenanceDeduction,
    }));
  }

  writeFigures(figures: Float64Array, at: number): void {
    const { maintenanceBasis } = this.#terms;
    const { valuedAt } = this.#entry;
    if (!this.#value.isInverse && (maintenanceBasis === 'entry' || valuedAt === 'mark')) return;
    const { multiplier, present: price, conversion: index } = this.#value;
    const rateMax = this.#rateMax();
    if (!this.#value.isInverse) {
      writeFigurePair(figures, at, rateMax * multiplier * price, 0);
      return;
    }
    if (maintenanceBasis === 'entry') {
      // A fixed amount of coin, at most rateMax x multiplier / entry, whose index moves.
      writeFigurePair(figures, at, BASIS_RATIO_MAX * ENTRY_RATIO_MAX * rateMax * multiplier * log(index), 0);
      return;
    }
    // Requirement = value x average rate(coin amount): the first figure bounds the change of value, the second that
    // of the rate, whose derivative by the logarithm of the amount lies between 0 and the range of rates.
    const { low, high, isFixedBySize } = this.schedule.maintenanceRange;
    const span = isFixedBySize ? 0 : BASIS_RATIO_MAX * (high - low) * multiplier * log(price);
    writeFigurePair(figures, at, (rateMax * multiplier * index) / price, span);
  }

  explain(kind: RequirementKind, size: number, entryPrice: number): ExplanationLine {
    const basis = kind === 'initial' ? this.#terms.initialBasis : this.#terms.maintenanceBasis;
    const price = this.#value.priceOf(basis, entryPrice);
    const contracts = this.#value.lotsOf(size);
    const amount = this.#require(kind, size, price);
    const label = `${this.#symbol} ${size < 0 ? 'short' : 'long'}, rule ${this.ruleName}`;
    if (contracts === 0) return { label, formula: 'less than a lot', amount };
    const value = contracts * this.#value.valueAt(price);
    const measured = contracts * this.#value.amountAt(price);
    const valueText = this.#value.formulaOf(contracts, price);
    const parts: ExplanationLine[] = [
      { label: this.#value.labelOf(basis), formula: valueText, amount: value },
      ...this.schedule.explain(kind, measured, size < 0),
    ];
    this.schedule.lookUp(kind, measured, size < 0, this.#at);
    const { rate, deduction } = this.#at;
    const deducted = deduction === 0 ? 0 : (deduction * value) / measured;
    const { maintenanceShare, unscaledInitialRate } = this.schedule;
    const { closingFeeRate, leverage, requirementStep } = this.#terms;
    const isRoundedTwice = kind === 'maintenance' && maintenanceShare !== null && requirementStep > 0;
    let formula = `${valueText} x ${rateText(rate)}${deducted === 0 ? '' : ` - ${amountText(deducted)}`}`;
    if (isRoundedTwice) {
      const whole = `${valueText} x ${rateText(unscaledInitialRate)}, rounded up to ${sizeText(requirementStep)}`;
      formula = `(${whole}) x ${rateText(maintenanceShare)}`;
    }
    if (kind === 'maintenance' && closingFeeRate > 0) {
      parts.push({
        label: 'fee for closing',
        formula: `${valueText} x ${rateText(closingFeeRate)}`,
        amount: value * closingFeeRate,
      });
      formula += ` + ${valueText} x ${rateText(closingFeeRate)}`;
    }
    if (kind === 'initial' && leverage !== null && value / leverage > value * rate - deducted) {
      formula = `${valueText} / ${sizeText(leverage)}`;
      parts.push({ label: 'chosen leverage asks for more than the rate', formula, amount: value / leverage });
    }
    if (this.#value.isInverse) formula = `(${formula}) x ${amountText(this.#value.conversion)}`;
    if (requirementStep > 0) formula += `, rounded up to ${sizeText(requirementStep)}`;
    return { label, formula, amount, parts };
  }

  #isFoldable(): boolean {
    const { initialBasis, maintenanceBasis, leverage, requirementStep } = this.#terms;
    if (initialBasis === 'entry' || maintenanceBasis === 'entry') return false;
    if (requirementStep > 0 || this.#entry.lotSize > 0) return false;
    // Chosen leverage is a floor, which a deduction would undercut.
    return leverage === null || (this.schedule.rows() ?? []).every((row) => row.initialDeduction === 0);
  }

  #require(kind: RequirementKind, size: number, price: number): number {
    const contracts = this.#value.lotsOf(size);
    if (contracts === 0) return 0;
    const { closingFeeRate, leverage, requirementStep } = this.#terms;
    const { maintenanceShare, unscaledInitialRate } = this.schedule;
    const value = contracts * this.#value.valueAt(price);
    const amount = contracts * this.#value.amountAt(price);
    this.schedule.lookUp(kind, amount, size < 0, this.#at);
    // Only amounts beyond a bracket have a deduction: one that is too small to divide by has none.
    const deducted = this.#at.deduction === 0 ? 0 : (this.#at.deduction * value) / amount;
    let required = value * this.#at.rate - deducted;
    if (kind === 'initial' && leverage !== null) required = Math.max(required, value / leverage);
    if (kind === 'maintenance') {
      if (maintenanceShare !== null && requirementStep > 0) {
        required = roundToStep(value * unscaledInitialRate, requirementStep, 'up') * maintenanceShare;
      }
      required += value * closingFeeRate;
    }
    required *= this.#value.conversion;
    return requirementStep > 0 ? roundToStep(required, requirementStep, 'up') : required;
  }

  #rateMax(): number {
    return this.schedule.maintenanceRange.high + this.#terms.closingFeeRate;
  }
}
