/**
 * What share of a position's value is required, by its size: the part in which tiered venues differ. All schedules
 * answer requirement = value x rate - deduction x value / amount, where `amount` measures the position as the
 * schedule does.
 */
import type { ExplanationLine } from '../margin-model.ts';

export type RequirementKind = 'initial' | 'maintenance';

export interface RateAt {
  rate: number;
  /** In the unit of the amount. */
  deduction: number;
}

/** Bounds of the maintenance rate over all amounts. */
export interface RateRange {
  /** Lowest and highest of requirement / value. */
  readonly low: number;
  readonly high: number;
  /** True: the rate depends on a size that no price changes. */
  readonly isFixedBySize: boolean;
}

/**
 * Requirements with piecewise constant rates: rows of (upTo, maintenance rate and deduction, initial rate and
 * deduction).
 */
export interface ScheduleRow {
  readonly upTo: number;
  readonly maintenanceRate: number;
  readonly maintenanceDeduction: number;
  readonly initialRate: number;
  readonly initialDeduction: number;
}

export interface RateSchedule {
  /** Reads what the schedule takes from the market: open interest. */
  refresh(): void;
  /** `amount` > 0. Writes into `out`. */
  lookUp(kind: RequirementKind, amount: number, isShort: boolean, out: RateAt): void;
  /** Null where rates are not piecewise constant, or depend on the side. */
  rows(): readonly ScheduleRow[] | null;
  readonly maintenanceRange: RateRange;
  /** How the rate and the deduction come about. */
  explain(kind: RequirementKind, amount: number, isShort: boolean): readonly ExplanationLine[];
  /** Where set, maintenance is this share of the requirement at `unscaledInitialRate`, each rounded for itself. */
  readonly maintenanceShare: number | null;
  readonly unscaledInitialRate: number;
  /** Same requirement rate for every size: doubling a book doubles the requirement. */
  readonly isFlat: boolean;
}
