/** How certain a volatility is when returns have fat tails and their size clusters. */
import { assert } from '../base/assert.ts';
import { exp } from './math.ts';
import { momentsOf } from './sample-matrix.ts';

const NORMAL_975 = 1.959963984540054;

export interface VolatilityEstimate {
  /** Standard deviation of one period, divisor n - 1. */
  readonly deviation: number;
  readonly kurtosis: number;
  /** 95 %. */
  readonly lower: number;
  readonly upper: number;
}

/**
 * Standard deviation with an interval that is normal in its logarithm. Its error is that of the mean of the squared
 * deviations, whose long-run variance is the sum of their autocovariances with Bartlett's falling weights up to
 * 1.3 sqrt(n) lags, so neither the fourth moment of a normal nor independence is assumed.
 *
 * Source: W. Newey and K. West, Econometrica 55 (1987) 703-708; number of lags: E. Lazarus, D. Lewis, J. Stock and M.
 * Watson, "HAR inference: recommendations for practice", J. Business & Economic Statistics 36 (2018) 541-559.
 *
 * @param returns at least 10, not all equal
 */
export function estimateVolatility(returns: Float64Array): VolatilityEstimate {
  const count = returns.length;
  assert(count >= 10, 'a volatility with an interval needs at least 10 returns');
  const { mean, variance, kurtosis } = momentsOf(returns);
  assert(variance > 0, 'a volatility needs returns that vary');
  const squares = returns.map((value) => (value - mean) * (value - mean));
  const average = (variance * (count - 1)) / count;
  const lags = Math.min(count - 1, Math.ceil(1.3 * Math.sqrt(count)));
  let longRun = 0;
  for (let lag = 0; lag <= lags; lag += 1) {
    let product = 0;
    for (let t = lag; t < count; t += 1) product += (squares[t] - average) * (squares[t - lag] - average);
    longRun += ((lag === 0 ? 1 : 2) * (1 - lag / (lags + 1)) * product) / count;
  }
  // Half, because the deviation is the root of the variance.
  const error = Math.sqrt(Math.max(0, longRun) / count) / (2 * average);
  const deviation = Math.sqrt(variance);
  const factor = exp(NORMAL_975 * error);
  return { deviation, kurtosis, lower: deviation / factor, upper: deviation * factor };
}
