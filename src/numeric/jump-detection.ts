/**
 * Which returns are jumps: too large for the volatility around them.
 *
 * Source: S. Lee and P. Mykland, "Jumps in financial markets: a new nonparametric test and jump dynamics", Review of
 * Financial Studies 21 (2008) 2535-2563. A return is set against the local volatility by realised bipower variation of
 * the `window` returns before it, sum |r_j| |r_(j-1)| / (window - 2), which a jump in the window hardly moves
 * (O. Barndorff-Nielsen and N. Shephard, J. Financial Econometrics 2 (2004) 1-37). Limits are those of the largest of
 * n normal ratios, so that a history without jumps has one detected with probability `significance` as the window grows.
 * A short window is itself noisy: of simulated normal histories of 1,660 returns, at a significance of 1 %, 42 % had a
 * false jump with a window of 20, 6 % with one of 60, 2.5 % with one of 100.
 *
 * What it cannot see: jumps below about 4.5 local deviations. What it cannot tell from jumps: fat tails of a single
 * period, where periods are long (days).
 */
import { assert } from '../base/assert.ts';
import { log } from './math.ts';

/** E|Z| of a standard normal, sqrt(2 / pi). */
const MEAN_ABSOLUTE_NORMAL = 0.7978845608028654;

export interface DetectedJumps {
  /** Rows of the returns that are jumps, rising. */
  readonly rows: readonly number[];
  /** Local deviations beyond which a return counts. */
  readonly threshold: number;
  /** Returns that were tested: all after the first window. */
  readonly tested: number;
  /** 1 - bipower variation / realised variance, at least 0: share of the variance that comes from jumps. */
  readonly varianceShare: number;
}

/**
 * @param window returns that the local volatility is taken from, at least 3 and below the number of returns
 * @param significance in (0, 1)
 */
export function detectJumps(returns: Float64Array, window: number, significance: number): DetectedJumps {
  assert(window >= 3 && window < returns.length, 'jumps are looked for with a window of 3 returns or more');
  assert(significance > 0 && significance < 1, 'a significance lies in (0, 1)');
  const tested = returns.length - window;
  const threshold = largestRatio(tested, significance);
  const rows: number[] = [];
  // Products |r_j| |r_(j-1)| of the window before row i: j from i - window + 2 to i - 1.
  for (let i = window; i < returns.length; i += 1) {
    let bipower = 0;
    for (let j = i - window + 2; j < i; j += 1) bipower += Math.abs(returns[j]) * Math.abs(returns[j - 1]);
    const local = Math.sqrt(bipower / (window - 2));
    if (Math.abs(returns[i]) > threshold * local) rows.push(i);
  }
  // The ratio is taken to sqrt(bipower), which is E|Z| deviations.
  return { rows, threshold: threshold * MEAN_ABSOLUTE_NORMAL, tested, varianceShare: jumpShareOf(returns) };
}

/** Limit of |r| / sqrt(bipower) that the largest of `count` exceeds with probability `significance`: lemma 1 there. */
function largestRatio(count: number, significance: number): number {
  // Below three values the limit law of maxima says nothing.
  const logCount = log(Math.max(3, count));
  const root = Math.sqrt(2 * logCount);
  const centre = root / MEAN_ABSOLUTE_NORMAL - (log(Math.PI) + log(logCount)) / (2 * MEAN_ABSOLUTE_NORMAL * root);
  const spread = 1 / (MEAN_ABSOLUTE_NORMAL * root);
  return centre - spread * log(-log(1 - significance));
}

function jumpShareOf(returns: Float64Array): number {
  let squares = 0;
  let products = 0;
  for (let i = 0; i < returns.length; i += 1) {
    squares += returns[i] * returns[i];
    if (i > 0) products += Math.abs(returns[i]) * Math.abs(returns[i - 1]);
  }
  const bipower = ((Math.PI / 2) * products * returns.length) / (returns.length - 1);
  return Math.max(0, 1 - bipower / squares);
}
