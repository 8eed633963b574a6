/** The two recursions by which volatility follows the market, one step at a time. Variances are per period. */
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

/** The variance that GARCH returns to, omega / (1 - alpha - beta). */
export function longRunVariance({ omega, alpha, beta }: GarchParameters): number {
  return omega / (1 - alpha - beta);
}
