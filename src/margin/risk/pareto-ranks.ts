/**
 * The generalised Pareto tail as a weighting of ranked losses. With the shape xi known, the k worst of n losses exceed the
 * next one, u, by m on average, the scale that fits this mean is (1 - xi) m, and
 *
 *   VaR = u + kappa m, kappa = (1 - xi) / xi ((a n / k)^-xi - 1),   ES = u + (1 + kappa / (1 - xi)) m.
 *
 * Both are coefficient x mean of the k worst + (1 - coefficient) x u: positively homogeneous, and of bounded change.
 */
import { fitParetoByLikelihood, fitParetoByMoments, paretoExcess } from '../../numeric/generalised-pareto.ts';
import type { ReturnHistory } from './return-history.ts';
import { countInTail, type RiskMeasure } from './tail-convention.ts';

/** A fitted shape stays where a mean exists and likelihood is regular. */
const SHAPE_MIN = -0.5;
const SHAPE_MAX = 0.9;

/** [rank] from the worst; `shape` < 1, `tail` <= k / n. */
export function paretoRankWeights(
  measure: RiskMeasure,
  count: number,
  tail: number,
  tailShare: number,
  shape: number,
): Float64Array {
  const exceedances = countInTail(count, tailShare);
  const kappa = paretoExcess({ shape, scale: 1 - shape }, (tail * count) / exceedances);
  const coefficient = measure === 'value-at-risk' ? kappa : 1 + kappa / (1 - shape);
  const weights = new Float64Array(exceedances + 1).fill(coefficient / exceedances);
  weights[exceedances] = 1 - coefficient;
  return weights;
}

/** Shape fitted to the excesses of every asset, held long and held short, each divided by its mean excess. */
export function poolParetoShape(history: ReturnHistory, tailShare: number, method: 'moments' | 'likelihood'): number {
  const { dayCount, returns } = history;
  const assetCount = returns.length / dayCount;
  const exceedances = countInTail(dayCount, tailShare);
  const pooled = new Float64Array(2 * assetCount * exceedances);
  let at = 0;
  for (let a = 0; a < assetCount; a += 1) {
    for (const side of [-1, 1]) {
      const losses = Float64Array.from({ length: dayCount }, (_, day) => side * returns[day * assetCount + a]).sort();
      const threshold = losses[dayCount - exceedances - 1];
      let sum = 0;
      for (let i = dayCount - exceedances; i < dayCount; i += 1) sum += losses[i] - threshold;
      if (sum === 0) continue;
      for (let i = dayCount - exceedances; i < dayCount; i += 1) {
        pooled[at++] = ((losses[i] - threshold) * exceedances) / sum;
      }
    }
  }
  if (at < 2) return 0;
  const excesses = pooled.subarray(0, at);
  const { shape } = method === 'moments' ? fitParetoByMoments(excesses) : fitParetoByLikelihood(excesses);
  return Math.min(SHAPE_MAX, Math.max(SHAPE_MIN, shape));
}
