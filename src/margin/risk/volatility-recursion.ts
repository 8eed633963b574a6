/**
 * Variances that follow returns day by day: exponentially weighted (RiskMetrics) and GARCH(1,1). All variances are those
 * of one period of the returns.
 */
import { assert } from '../../base/assert.ts';
import { power } from '../../numeric/math.ts';

export interface GarchParameters {
  readonly omega: number;
  readonly alpha: number;
  readonly beta: number;
}

export interface AssetGarch extends GarchParameters {
  readonly asset: string;
}

/**
 * How a volatility is followed. `garch` fixes omega = (1 - alpha - beta) x the variance of the history (variance
 * targeting, Engle and Mezrich 1996); `garch-by-asset` states all three for each asset, in any order.
 */
export type VolatilityRule =
  | { readonly kind: 'ewma'; readonly decay: number }
  | { readonly kind: 'garch'; readonly alpha: number; readonly beta: number }
  | { readonly kind: 'garch-by-asset'; readonly parameters: readonly AssetGarch[] };

/** lambda x variance + (1 - lambda) x return^2. Source: J.P. Morgan, RiskMetrics Technical Document, 4th ed., 1996. */
export function updateEwma(variance: number, latestReturn: number, decay: number): number {
  return decay * variance + (1 - decay) * latestReturn * latestReturn;
}

/** omega + alpha x return^2 + beta x variance. Source: Bollerslev, Journal of Econometrics 31 (1986). */
export function updateGarch(variance: number, latestReturn: number, garch: GarchParameters): number {
  return garch.omega + garch.alpha * latestReturn * latestReturn + garch.beta * variance;
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

/** Variances of several assets, moved on by each row of returns. What it holds is the forecast for the next row. */
export class RecursiveVolatility {
  readonly #variances: Float64Array;
  /** [asset] one update */
  readonly #updates: readonly ((variance: number, latestReturn: number) => number)[];

  /**
   * `initialVariances` [asset] start the recursion and, where the rule targets a variance, are the target. A rule that
   * states parameters by asset has them for all `assets`.
   */
  constructor(rule: VolatilityRule, assets: readonly string[], initialVariances: Float64Array) {
    this.#variances = initialVariances.slice();
    this.#updates = assets.map((asset, a) => updateOf(rule, asset, initialVariances[a]));
  }

  /** `returns` [asset] of one period. */
  update(returns: ArrayLike<number>): void {
    for (let a = 0; a < this.#variances.length; a += 1) {
      this.#variances[a] = this.#updates[a](this.#variances[a], returns[a]);
    }
  }

  /** [asset] standard deviation of the next period's return. */
  volatilities(): Float64Array {
    return this.#variances.map((variance) => Math.sqrt(variance));
  }
}

function updateOf(
  rule: VolatilityRule,
  asset: string,
  target: number,
): (variance: number, latestReturn: number) => number {
  if (rule.kind === 'ewma') return (variance, latestReturn) => updateEwma(variance, latestReturn, rule.decay);
  const garch =
    rule.kind === 'garch'
      ? { omega: (1 - rule.alpha - rule.beta) * target, alpha: rule.alpha, beta: rule.beta }
      : rule.parameters.find((parameters) => parameters.asset === asset);
  assert(garch !== undefined, `no GARCH parameters of ${asset}`);
  return (variance, latestReturn) => updateGarch(variance, latestReturn, garch);
}

/** Covariance of several assets, exponentially weighted: Sigma <- lambda Sigma + (1 - lambda) r r'. */
export class RecursiveCovariance {
  readonly #decay: number;
  readonly #covariance: Float64Array;

  /** `initial` [asset x asset] starts the recursion. */
  constructor(decay: number, initial: Float64Array) {
    this.#decay = decay;
    this.#covariance = initial.slice();
  }

  /** `returns` [asset] of one period. */
  update(returns: ArrayLike<number>): void {
    const covariance = this.#covariance;
    const count = Math.round(Math.sqrt(covariance.length));
    for (let i = 0; i < count; i += 1) {
      for (let j = 0; j <= i; j += 1) {
        const value = this.#decay * covariance[i * count + j] + (1 - this.#decay) * returns[i] * returns[j];
        covariance[i * count + j] = value;
        covariance[j * count + i] = value;
      }
    }
  }

  /** [asset x asset] of the next period. */
  covariance(): Float64Array {
    return this.#covariance.slice();
  }
}
