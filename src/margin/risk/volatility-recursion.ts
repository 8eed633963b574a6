/**
 * Variances that follow returns day by day: exponentially weighted (RiskMetrics) and GARCH(1,1). All variances are those
 * of one period of the returns.
 */
import { assert } from '../../base/assert.ts';
import { updateEwma, updateGarch, type GarchParameters } from '../../numeric/variance-recursions.ts';

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
