/**
 * Margin brackets in the deduction form, in plain numbers.
 *
 * Equation: requirement = amount x rate_k - deduction_k, k the bracket that holds the amount; progressive brackets
 * have deduction_1 = 0 and deduction_k = deduction_{k-1} + lower_k x (rate_k - rate_{k-1}), which equals the sum over
 * brackets of rate x part inside and is continuous; where a rate holds for the whole amount, deductions are 0.
 * Source: Binance FAQ b3c689c1f50a44cabb3a84e663b81d93; Bybit, maintenance margin of USDT contracts; Hyperliquid,
 * margin tiers.
 */
import type { RateBracket, TierForm } from './tiered-parameters.ts';

/** One element a bracket. */
export interface BracketColumns {
  /** Amount up to which each holds, inclusive; Infinity for the last. */
  readonly upTo: Float64Array;
  readonly maintenanceRates: Float64Array;
  readonly maintenanceDeductions: Float64Array;
  readonly initialRates: Float64Array;
  readonly initialDeductions: Float64Array;
}

/** Expects brackets that `checkParameters` has found sound. */
export function buildBracketColumns(
  brackets: readonly RateBracket[],
  maintenanceForm: TierForm,
  initialForm: TierForm,
): BracketColumns {
  const upTo = Float64Array.from(brackets, (bracket) => bracket.upTo);
  upTo[upTo.length - 1] = Infinity;
  const maintenanceRates = Float64Array.from(brackets, (bracket) => bracket.maintenanceRate);
  const initialRates = Float64Array.from(brackets, (bracket) => bracket.initialRate);
  return {
    upTo,
    maintenanceRates,
    maintenanceDeductions: deductionsOf(upTo, maintenanceRates, maintenanceForm),
    initialRates,
    initialDeductions: deductionsOf(upTo, initialRates, initialForm),
  };
}

function deductionsOf(upTo: Float64Array, rates: Float64Array, form: TierForm): Float64Array {
  const deductions = new Float64Array(rates.length);
  if (form === 'whole') return deductions;
  for (let k = 1; k < rates.length; k += 1) {
    deductions[k] = deductions[k - 1] + upTo[k - 1] * (rates[k] - rates[k - 1]);
  }
  return deductions;
}

/** Bracket of an amount >= 0. */
export function bracketOfAmount(columns: BracketColumns, amount: number): number {
  let k = 0;
  while (amount > columns.upTo[k]) k += 1;
  return k;
}

/**
 * Brackets of a venue that lists leverages: initial rate 1 / maxLeverage, maintenance rate `maintenanceShare` of it.
 * Source: Hyperliquid, margin tiers (maintenance is half of initial margin at maximum leverage).
 */
export function bracketsOfLeverageTiers(
  tiers: readonly { readonly upTo: number; readonly maxLeverage: number }[],
  maintenanceShare = 0.5,
): RateBracket[] {
  return tiers.map(({ upTo, maxLeverage }) => ({
    upTo,
    maintenanceRate: maintenanceShare / maxLeverage,
    initialRate: 1 / maxLeverage,
  }));
}

export interface RiskLimits {
  /** Amount that the first bracket holds. */
  readonly base: number;
  /** Width of each further one. */
  readonly step: number;
  /** How many brackets there are. */
  readonly count: number;
  readonly maintenanceRate: number;
  readonly initialRate: number;
  /** What each step adds. */
  readonly maintenanceStep: number;
  readonly initialStep: number;
}

/**
 * Brackets of a venue that lists a base and a step. Rates end at 100 %. Source: BitMEX, risk limits (each step adds
 * the base maintenance rate to both); Bybit, risk limit; OKX, position tiers ("increase by ... from the previous
 * tier").
 */
export function bracketsOfRiskLimits(limits: RiskLimits): RateBracket[] {
  return Array.from({ length: limits.count }, (_, k) => ({
    upTo: limits.base + k * limits.step,
    maintenanceRate: Math.min(1, limits.maintenanceRate + k * limits.maintenanceStep),
    initialRate: Math.min(1, limits.initialRate + k * limits.initialStep),
  }));
}
