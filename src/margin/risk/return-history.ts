/** Daily returns of several assets, and what follows from them without any model. */

export interface ReturnHistory {
  readonly dayCount: number;
  /** [dayCount x assetCount], day-major, oldest first; simple or logarithmic as the specification says. */
  readonly returns: Float64Array;
  /** [dayCount] what people call the days, such as dates. Without it they are counted from 1. */
  readonly labels?: readonly string[] | undefined;
}

export function labelOf(history: ReturnHistory, day: number): string {
  return history.labels?.[day] ?? `day ${day + 1}`;
}

/** Days `from` to `to`, without the last. */
export function sliceHistory(history: ReturnHistory, from: number, to: number): ReturnHistory {
  const assetCount = history.returns.length / history.dayCount;
  return {
    dayCount: to - from,
    returns: history.returns.slice(from * assetCount, to * assetCount),
    labels: Array.from({ length: to - from }, (_, i) => labelOf(history, from + i)),
  };
}

/** The last `days`, or all. */
export function lastDays(history: ReturnHistory, days: number | null): ReturnHistory {
  return days === null ? history : sliceHistory(history, Math.max(0, history.dayCount - days), history.dayCount);
}

/** Sums over `horizonDays` days each, one window beginning on every day that has a whole one. Of logarithmic returns. */
export function overlapWindows(history: ReturnHistory, horizonDays: number): ReturnHistory {
  const assetCount = history.returns.length / history.dayCount;
  const dayCount = history.dayCount - horizonDays + 1;
  const returns = new Float64Array(dayCount * assetCount);
  for (let day = 0; day < dayCount; day += 1) {
    for (let a = 0; a < assetCount; a += 1) {
      let sum = 0;
      for (let h = 0; h < horizonDays; h += 1) sum += history.returns[(day + h) * assetCount + a];
      returns[day * assetCount + a] = sum;
    }
  }
  const labels = Array.from({ length: dayCount }, (_, day) => labelOf(history, day + horizonDays - 1));
  return { dayCount, returns, labels };
}

/** [asset] root mean square. */
export function volatilitiesOf(history: ReturnHistory): Float64Array {
  const { dayCount, returns } = history;
  const assetCount = returns.length / dayCount;
  const squares = new Float64Array(assetCount);
  for (let day = 0; day < dayCount; day += 1) {
    for (let a = 0; a < assetCount; a += 1) squares[a] += returns[day * assetCount + a] * returns[day * assetCount + a];
  }
  return squares.map((sum) => Math.sqrt(sum / dayCount));
}

/** [asset] arithmetic mean. */
export function meansOf(history: ReturnHistory): Float64Array {
  const assetCount = history.returns.length / history.dayCount;
  const means = new Float64Array(assetCount);
  for (let day = 0; day < history.dayCount; day += 1) {
    for (let a = 0; a < assetCount; a += 1) means[a] += history.returns[day * assetCount + a];
  }
  return means.map((sum) => sum / history.dayCount);
}

/** [asset x asset] about zero, over n; or about the sample mean, over n - 1. */
export function covarianceOf(history: ReturnHistory, about: 'zero' | 'sample'): Float64Array {
  const assetCount = history.returns.length / history.dayCount;
  const means = about === 'sample' ? meansOf(history) : new Float64Array(assetCount);
  const divisor = about === 'sample' ? history.dayCount - 1 : history.dayCount;
  const covariance = new Float64Array(assetCount * assetCount);
  for (let i = 0; i < assetCount; i += 1) {
    for (let j = 0; j <= i; j += 1) {
      let sum = 0;
      for (let day = 0; day < history.dayCount; day += 1) {
        const at = day * assetCount;
        sum += (history.returns[at + i] - means[i]) * (history.returns[at + j] - means[j]);
      }
      covariance[i * assetCount + j] = sum / divisor;
      covariance[j * assetCount + i] = sum / divisor;
    }
  }
  return covariance;
}

/**
 * The `days` consecutive days in which the assets moved most: largest sum over days and assets of (return / volatility of the
 * whole history)^2, the earliest of equals.
 */
export function mostStressedDays(history: ReturnHistory, days: number): ReturnHistory {
  const assetCount = history.returns.length / history.dayCount;
  const volatilities = volatilitiesOf(history);
  const severity = new Float64Array(history.dayCount);
  for (let day = 0; day < history.dayCount; day += 1) {
    for (let a = 0; a < assetCount; a += 1) {
      const move = history.returns[day * assetCount + a] / volatilities[a];
      severity[day] += move * move;
    }
  }
  let best = 0;
  let bestSum = -1;
  for (let from = 0; from + days <= history.dayCount; from += 1) {
    let sum = 0;
    for (let day = from; day < from + days; day += 1) sum += severity[day];
    if (sum > bestSum) [best, bestSum] = [from, sum];
  }
  return sliceHistory(history, best, best + days);
}
