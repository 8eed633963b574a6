/**
 * How implied volatility changes in a scenario, by days to expiry: short-dated volatility moves more.
 *
 * Equation: change(d) = c (reference / max(daysMin, d))^p, with one pair (c, p) for near and one for far expiries;
 * shocked = max(floor, v (1 + change)) for a relative rule, max(floor, v + change) for an absolute one, never below 0.
 * Source: Deribit, "Portfolio Margin" (support article 25944756247837, read 2026): powers 0.30 below and 0.13 from 30
 * days on; the same form in Paradex's and Derive's parameters.
 */
import { power } from '../../numeric/math.ts';

export interface VolatilityRule {
  readonly name: string;
  /** relative: a share of the volatility; absolute: points of it, 0.05 is 5 points. */
  readonly kind: 'relative' | 'absolute';
  /** At the reference expiry; negative for a fall. */
  readonly change: number;
  readonly power: number;
  /** Days from which the far pair holds; Infinity for never. */
  readonly farDays: number;
  readonly changeFar: number;
  readonly powerFar: number;
  readonly referenceDays: number;
  readonly daysMin: number;
  /** Shocked volatility is at least this. */
  readonly floor: number;
}

/** The change at `days` to expiry, as a share or in points. */
export function volatilityChangeAt(rule: VolatilityRule, days: number): number {
  const isFar = days >= rule.farDays;
  const scale = power(rule.referenceDays / Math.max(rule.daysMin, days), isFar ? rule.powerFar : rule.power);
  return (isFar ? rule.changeFar : rule.change) * scale;
}

/** Annual volatility after the shock. */
export function shockVolatility(rule: VolatilityRule, volatility: number, years: number): number {
  const change = volatilityChangeAt(rule, years * 365);
  const shocked = rule.kind === 'relative' ? volatility * (1 + change) : volatility + change;
  return Math.max(rule.floor, shocked, 0);
}
