/**
 * Tiered margin rates of one instrument. Rates apply marginally: the deduction form below equals the progressive
 * sum over brackets and is continuous at each bracket's edge.
 *
 * Equation: maintenanceMargin = notional x rate_k - deduction_k, k the bracket that holds the notional at the
 * evaluation price; deduction_1 = 0, deduction_k = deduction_{k-1} + lower_k x (rate_k - rate_{k-1}).
 * Source: Binance USD-M Futures, "How to calculate liquidation price of USD-M futures contracts"; Bybit and
 * Hyperliquid print the same rule.
 *
 * Rounding: requirements round up to a whole quantum, against the account, as venues with whole-number money do
 * (dYdX v4). The products are formed exactly, so the result does not depend on the order of operations.
 */
import { assert } from '../base/assert.ts';
import { PPM_PER_UNIT, type Ppm, type QuoteQuanta } from '../base/units.ts';

export interface TierBracket {
  /** Notional up to which the bracket holds, exclusive; `Infinity` for the last one. */
  readonly notionalMax: QuoteQuanta;
  readonly maintenanceRatePpm: Ppm;
  readonly initialRatePpm: Ppm;
}

export interface TierTable {
  /** Name of the preset or scenario section that the numbers come from. */
  readonly source: string;
  /** Brackets by rising notional, at least one, contiguous from zero. */
  readonly brackets: readonly TierBracket[];
}

/** Same table as flat columns, one element a bracket: what the hot loops read. */
export interface TierColumns {
  readonly notionalMax: Float64Array;
  readonly maintenanceRatePpm: Float64Array;
  readonly maintenanceDeduction: Float64Array;
  readonly initialRatePpm: Float64Array;
  readonly initialDeduction: Float64Array;
  /** Initial margin of a notional at the end of each bracket, which the next one holds; Infinity for the last. */
  readonly initialMarginMax: Float64Array;
}

/** The maintenance columns of several tables end to end: what a loop over legs of many instruments reads. */
export interface TierStack {
  /** First bracket of each table. */
  readonly starts: Int32Array;
  /** As in TierColumns; the last bracket of each table ends at Infinity. */
  readonly notionalMax: Float64Array;
  readonly maintenanceRatePpm: Float64Array;
  readonly maintenanceDeduction: Float64Array;
}

export function stackTiers(tables: readonly TierColumns[]): TierStack {
  const starts = new Int32Array(tables.length);
  for (let t = 1; t < tables.length; t += 1) starts[t] = starts[t - 1] + tables[t - 1].notionalMax.length;
  const stack = (column: 'notionalMax' | 'maintenanceRatePpm' | 'maintenanceDeduction'): Float64Array =>
    Float64Array.from(tables.flatMap((table) => Array.from(table[column])));
  const notionalMax = stack('notionalMax');
  tables.forEach((table, t) => {
    notionalMax[starts[t] + table.notionalMax.length - 1] = Infinity;
  });
  return {
    starts,
    notionalMax,
    maintenanceRatePpm: stack('maintenanceRatePpm'),
    maintenanceDeduction: stack('maintenanceDeduction'),
  };
}

/** Flattens a table and derives its deductions. Throws when brackets are not rising or rates fall. */
export function buildTierColumns(table: TierTable): TierColumns {
  const count = table.brackets.length;
  assert(count > 0, `tier table ${table.source} has no bracket`);
  const columns: TierColumns = {
    notionalMax: new Float64Array(count),
    maintenanceRatePpm: new Float64Array(count),
    maintenanceDeduction: new Float64Array(count),
    initialRatePpm: new Float64Array(count),
    initialDeduction: new Float64Array(count),
    initialMarginMax: new Float64Array(count).fill(Infinity),
  };
  let lower = 0;
  table.brackets.forEach((bracket, k) => {
    assert(bracket.notionalMax > lower, `bracket ${k + 1} of ${table.source} does not rise`);
    columns.notionalMax[k] = bracket.notionalMax;
    columns.maintenanceRatePpm[k] = bracket.maintenanceRatePpm;
    columns.initialRatePpm[k] = bracket.initialRatePpm;
    if (k > 0) {
      const maintenanceStepPpm = bracket.maintenanceRatePpm - columns.maintenanceRatePpm[k - 1];
      const initialStepPpm = bracket.initialRatePpm - columns.initialRatePpm[k - 1];
      assert(maintenanceStepPpm >= 0 && initialStepPpm >= 0, `rates of ${table.source} fall at bracket ${k + 1}`);
      // Deductions round down: a smaller deduction is a larger requirement, the same direction as the rest.
      columns.maintenanceDeduction[k] = columns.maintenanceDeduction[k - 1] + floorPpmOf(lower, maintenanceStepPpm);
      columns.initialDeduction[k] = columns.initialDeduction[k - 1] + floorPpmOf(lower, initialStepPpm);
    }
    lower = bracket.notionalMax;
  });
  for (let k = 0; k < count - 1; k += 1) {
    columns.initialMarginMax[k] = computeInitialMargin(columns, columns.notionalMax[k]);
  }
  return columns;
}

/** Index of the bracket that holds `notional` (quanta, >= 0). */
export function bracketOf(columns: TierColumns, notional: QuoteQuanta): number {
  const { notionalMax } = columns;
  let k = 0;
  while (notional >= notionalMax[k] && k < notionalMax.length - 1) k += 1;
  return k;
}

/** Maintenance margin of one position in quanta, rounded up; `notional` >= 0 in quanta at the mark price. */
export function computeMaintenanceMargin(columns: TierColumns, notional: QuoteQuanta): QuoteQuanta {
  const k = bracketOf(columns, notional);
  return ceilPpmOf(notional, columns.maintenanceRatePpm[k]) - columns.maintenanceDeduction[k];
}

/** Initial margin of one position in quanta, rounded up; `notional` >= 0 in quanta at the mark price. */
export function computeInitialMargin(columns: TierColumns, notional: QuoteQuanta): QuoteQuanta {
  const k = bracketOf(columns, notional);
  return ceilPpmOf(notional, columns.initialRatePpm[k]) - columns.initialDeduction[k];
}

/** Largest notional (quanta) whose initial margin does not exceed `equity` (quanta, >= 0); rounds down. */
export function computeAffordableNotional(columns: TierColumns, equity: QuoteQuanta): QuoteQuanta {
  let k = 0;
  while (columns.initialMarginMax[k] <= equity) k += 1;
  // One quantum less than the exact inverse: the requirement rounds up.
  const notional = Math.floor(((equity + columns.initialDeduction[k]) / columns.initialRatePpm[k]) * PPM_PER_UNIT) - 1;
  return Math.max(0, Math.min(notional, columns.notionalMax[k] - 1));
}

/**
 * Below this, a whole product divided by 1e6 is rounded by less than the 1e-6 by which it can differ from a whole
 * number, so that rounding it up or down is exact.
 */
const SAFE_PRODUCT_MAX = 1_125_899_906_842_624;

/**
 * Exact ceil(amount x ppm / 1e6). The product of a large amount and a rate leaves the exact range of a double, so
 * the amount is then split into millions and the rest, each of whose products is exact.
 */
export function ceilPpmOf(amount: QuoteQuanta, ppm: Ppm): QuoteQuanta {
  const product = amount * ppm;
  if (product < SAFE_PRODUCT_MAX) return Math.ceil(product / PPM_PER_UNIT);
  const millions = Math.floor(amount / PPM_PER_UNIT);
  const rest = amount - millions * PPM_PER_UNIT;
  return millions * ppm + Math.ceil((rest * ppm) / PPM_PER_UNIT);
}

/** Exact floor(amount x ppm / 1e6); see `ceilPpmOf`. */
export function floorPpmOf(amount: QuoteQuanta, ppm: Ppm): QuoteQuanta {
  const millions = Math.floor(amount / PPM_PER_UNIT);
  const rest = amount - millions * PPM_PER_UNIT;
  return millions * ppm + Math.floor((rest * ppm) / PPM_PER_UNIT);
}
