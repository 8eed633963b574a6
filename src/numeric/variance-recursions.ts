/** The two recursions by which volatility follows the market, one step at a time. Variances are per period. */
import { assert } from '../base/assert.ts';
import { power } from './math.ts';

export interface GarchParameters {
  /** Variance that comes in each period whatever happened, > 0. */
  readonly omega: number;
  /** Weight of the latest squared return, >= 0. */
  readonly alpha: number;
  /** Weight of the latest variance, >= 0; alpha + beta < 1. */
  readonly beta: number;
}

/** lambda s2 + (1 - lambda) r^2: RiskMetrics, lambda in [0, 1). */
export function updateEwma(variance: number, logReturn: number, lambda: number): number {
  return lambda * variance + (1 - lambda) * logReturn * logReturn;
}

/** omega + alpha r^2 + beta s2: GARCH(1,1), T. Bollerslev, J. Econometrics 31 (1986) 307-327. */
export function updateGarch(variance: number, logReturn: number, { omega, alpha, beta }: GarchParameters): number {
  return omega + alpha * logReturn * logReturn + beta * variance;
}

/** omega / (1 - alpha - beta), to which forecasts tend; alpha + beta < 1. */
export function longRunVariance(garch: GarchParameters): number {
  assert(garch.alpha + garch.beta < 1, 'a long-run variance needs alpha + beta < 1');
  return garch.omega / (1 - garch.alpha - garch.beta);
}

/** Expected variance of the period `periods` after the one that `variance` is of: V + (alpha + beta)^n (variance - V). */
export function forecastGarch(variance: number, garch: GarchParameters, periods: number): number {
  const ultimate = longRunVariance(garch);
  return ultimate + power(garch.alpha + garch.beta, periods) * (variance - ultimate);
}

/** Expected variance of the sum of the next `periods` returns, `variance` being that of the first of them. */
export function accumulateGarch(variance: number, garch: GarchParameters, periods: number): number {
  const ultimate = longRunVariance(garch);
  const persistence = garch.alpha + garch.beta;
  const decayed = (1 - power(persistence, periods)) / (1 - persistence);
  return periods * ultimate + decayed * (variance - ultimate);
}
