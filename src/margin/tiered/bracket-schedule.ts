/** Rates by bracket; see `rate-brackets.ts`. */
import { bracketOfAmount, buildBracketColumns, type BracketColumns } from './rate-brackets.ts';
import { rateText, sizeText } from './number-text.ts';
import type { RateAt, RateRange, RateSchedule, RequirementKind, ScheduleRow } from './rate-schedule.ts';
import type { BracketRule } from './tiered-parameters.ts';
import type { ExplanationLine } from '../margin-model.ts';

export class BracketSchedule implements RateSchedule {
  readonly columns: BracketColumns;
  readonly maintenanceRange: RateRange;
  readonly maintenanceShare = null;
  readonly unscaledInitialRate = 0;
  readonly isFlat: boolean;
  readonly #rule: BracketRule;
  readonly #rows: readonly ScheduleRow[];

  constructor(rule: BracketRule) {
    this.#rule = rule;
    this.columns = buildBracketColumns(rule.brackets, rule.maintenanceForm, rule.initialForm);
    const { columns } = this;
    this.#rows = Array.from(columns.upTo, (upTo, k) => ({
      upTo,
      maintenanceRate: columns.maintenanceRates[k],
      maintenanceDeduction: columns.maintenanceDeductions[k],
      initialRate: columns.initialRates[k],
      initialDeduction: columns.initialDeductions[k],
    }));
    const rates = columns.maintenanceRates;
    this.maintenanceRange = {
      low: rates[0],
      high: rates[rates.length - 1],
      isFixedBySize: rule.tierUnit !== 'value' || rates.length === 1,
    };
    this.isFlat = rates.length === 1;
  }

  refresh(): void {}

  lookUp(kind: RequirementKind, amount: number, _isShort: boolean, out: RateAt): void {
    const k = bracketOfAmount(this.columns, amount);
    const isInitial = kind === 'initial';
    out.rate = (isInitial ? this.columns.initialRates : this.columns.maintenanceRates)[k];
    out.deduction = (isInitial ? this.columns.initialDeductions : this.columns.maintenanceDeductions)[k];
  }

  rows(): readonly ScheduleRow[] {
    return this.#rows;
  }

  explain(kind: RequirementKind, amount: number): readonly ExplanationLine[] {
    const { columns } = this;
    const k = bracketOfAmount(columns, amount);
    const isInitial = kind === 'initial';
    const rates = isInitial ? columns.initialRates : columns.maintenanceRates;
    const deductions = isInitial ? columns.initialDeductions : columns.maintenanceDeductions;
    const from = k === 0 ? 0 : columns.upTo[k - 1];
    const range =
      columns.upTo[k] === Infinity ? `above ${sizeText(from)}` : `${sizeText(from)} to ${sizeText(columns.upTo[k])}`;
    const label =
      columns.upTo.length === 1
        ? 'rate'
        : `rate of bracket ${k + 1} of ${columns.upTo.length}, ${range} ${this.#unitText()}`;
    const lines: ExplanationLine[] = [{ label, formula: rateText(rates[k]), amount: rates[k] }];
    if (deductions[k] === 0) return lines;
    const steps = Array.from({ length: k }, (_, j) => {
      return `${sizeText(columns.upTo[j])} x (${rateText(rates[j + 1])} - ${rateText(rates[j])})`;
    });
    lines.push({ label: `deduction of bracket ${k + 1}`, formula: steps.join(' + '), amount: deductions[k] });
    return lines;
  }

  #unitText(): string {
    switch (this.#rule.tierUnit) {
      case 'value':
        return 'of value';
      case 'units':
        return 'units';
      case 'contracts':
        return 'contracts';
    }
  }
}
