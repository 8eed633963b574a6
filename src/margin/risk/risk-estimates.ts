/**
 * Value at risk and expected shortfall of one distribution or sample of losses. Loss is positive; the tail probability
 * is a = 1 - confidence, z its normal quantile.
 */
import { InvalidInputError, type Problem } from '../../base/problem.ts';
import {
  fitParetoByLikelihood,
  fitParetoByMoments,
  paretoExcess,
  type ParetoFit,
} from '../../numeric/generalised-pareto.ts';
import { normalDensity, normalQuantile } from '../../numeric/normal.ts';
import { studentQuantile } from '../../numeric/special-functions.ts';
import { studentTailMean } from '../../numeric/student.ts';
import { ageWeights, weightedTail } from './scenario-weights.ts';
import { countInTail, leastSample, rankWeights, tailProbability, type TailConvention } from './tail-convention.ts';

export interface RiskEstimate {
  readonly valueAtRisk: number;
  readonly expectedShortfall: number;
}

/** `scale`: the deviation given is Student-t's scale parameter. `unit-variance`: it is the standard deviation. */
export type StudentForm = 'scale' | 'unit-variance';

/** VaR = mean + deviation z, ES = mean + deviation phi(z) / a, of normal losses. */
export function estimateNormal(mean: number, deviation: number, confidence: number): RiskEstimate {
  refuse([...checkConfidence(confidence), ...checkDeviation(deviation), ...checkNumbers('mean', [mean])]);
  const tail = tailProbability(confidence);
  const z = -normalQuantile(tail);
  return { valueAtRisk: mean + deviation * z, expectedShortfall: mean + (deviation * normalDensity(z)) / tail };
}

/**
 * VaR = mean + scale t, ES = mean + scale f(t) / a (nu + t^2) / (nu - 1), t Student's quantile; in the unit-variance form
 * scale = deviation sqrt((nu - 2) / nu).
 *
 * Source: McNeil, Frey and Embrechts (2005) 2.2.4. Formulas of Kamdem (2005) and what follows him understate the
 * shortfall of multivariate t (FEDS 2016-065).
 */
export function estimateStudent(
  mean: number,
  deviation: number,
  degreesOfFreedom: number,
  confidence: number,
  form: StudentForm,
): RiskEstimate {
  const least = form === 'scale' ? 1 : 2;
  refuse([
    ...checkConfidence(confidence),
    ...checkDeviation(deviation),
    ...checkNumbers('mean', [mean]),
    ...(degreesOfFreedom > least && degreesOfFreedom < Infinity
      ? []
      : [fault('degreesOfFreedom', `must be finite and above ${least}`, degreesOfFreedom)]),
  ]);
  const tail = tailProbability(confidence);
  const t = -studentQuantile(tail, degreesOfFreedom);
  const scale = form === 'scale' ? deviation : deviation * Math.sqrt((degreesOfFreedom - 2) / degreesOfFreedom);
  return {
    valueAtRisk: mean + scale * t,
    expectedShortfall: mean + scale * studentTailMean(t, tail, degreesOfFreedom),
  };
}

/** Order statistics of the sample by the convention. */
export function estimateHistorical(
  losses: ArrayLike<number>,
  confidence: number,
  convention: TailConvention,
): RiskEstimate {
  refuse([...checkConfidence(confidence), ...checkNumbers('losses', losses)]);
  const tail = tailProbability(confidence);
  const least = leastSample('expected-shortfall', convention, tail);
  refuse(losses.length >= least ? [] : [fault('losses', `must be at least ${least}`, losses.length)]);
  const worstFirst = Float64Array.from(losses).sort().reverse();
  const estimate = (measure: 'value-at-risk' | 'expected-shortfall'): number =>
    weighRanks(worstFirst, rankWeights(measure, convention, losses.length, tail));
  return { valueAtRisk: estimate('value-at-risk'), expectedShortfall: estimate('expected-shortfall') };
}

/**
 * Age-weighted historical simulation: see `ageWeights` and `weightedTail`. Losses from the oldest to the latest.
 *
 * Source: Boudoukh, Richardson and Whitelaw, "The best of both worlds", Risk 11 (1998) 64-67, without interpolation.
 */
export function estimateAgeWeighted(losses: ArrayLike<number>, confidence: number, decay: number): RiskEstimate {
  refuse(decay > 0 && decay < 1 ? [] : [fault('decay', 'must lie in (0, 1)', decay)]);
  return estimateWeighted(losses, ageWeights(losses.length, decay), confidence);
}

/** Of losses with weights that add up to 1: see `weightedTail`. */
export function estimateWeighted(
  losses: ArrayLike<number>,
  weights: ArrayLike<number>,
  confidence: number,
): RiskEstimate {
  refuse([
    ...checkConfidence(confidence),
    ...checkNumbers('losses', losses),
    ...(losses.length > 0 ? [] : [fault('losses', 'must not be empty', 0)]),
    ...(weights.length === losses.length ? [] : [fault('weights', `must be ${losses.length}`, weights.length)]),
  ]);
  const order = Array.from(losses, (_, i) => i).sort((i, j) => losses[j] - losses[i] || i - j);
  const sortedLosses = Float64Array.from(order, (i) => losses[i]);
  const sortedWeights = Float64Array.from(order, (i) => weights[i]);
  const tail = tailProbability(confidence);
  return {
    valueAtRisk: weightedTail('value-at-risk', sortedLosses, sortedWeights, losses.length, tail),
    expectedShortfall: weightedTail('expected-shortfall', sortedLosses, sortedWeights, losses.length, tail),
  };
}

/**
 * VaR = u + beta / xi ((a / share)^-xi - 1), ES = (VaR + beta - xi u) / (1 - xi), when a share of all losses exceeds the
 * threshold u by a generalised Pareto excess; `share` >= a. ES is infinite from shape 1 on.
 *
 * Source: McNeil, Frey and Embrechts (2005) 7.2.3.
 */
export function estimateParetoTail(threshold: number, share: number, fit: ParetoFit, confidence: number): RiskEstimate {
  refuse([
    ...checkConfidence(confidence),
    ...checkNumbers('threshold and fit', [threshold, fit.shape, fit.scale]),
    ...(share >= tailProbability(confidence) && share <= 1
      ? []
      : [fault('share', 'must reach from the tail probability to 1', share)]),
  ]);
  const valueAtRisk = threshold + paretoExcess(fit, tailProbability(confidence) / share);
  const expectedShortfall =
    fit.shape < 1 ? (valueAtRisk + fit.scale - fit.shape * threshold) / (1 - fit.shape) : Infinity;
  return { valueAtRisk, expectedShortfall };
}

export interface ParetoTailEstimate extends RiskEstimate {
  readonly threshold: number;
  /** Share of the losses above the threshold. */
  readonly share: number;
  readonly fit: ParetoFit;
}

/**
 * The same with everything taken from a sample: the threshold is the loss that follows the k = ceil(n x `tailShare`)
 * worst, whose excesses the distribution is fitted to.
 */
export function estimateParetoTailOfSample(
  losses: ArrayLike<number>,
  confidence: number,
  tailShare: number,
  method: 'moments' | 'likelihood',
): ParetoTailEstimate {
  const exceedances = countInTail(losses.length, tailShare);
  refuse([
    ...checkNumbers('losses', losses),
    ...(exceedances >= 2 && exceedances < losses.length
      ? []
      : [fault('tailShare', 'must leave at least two losses above the threshold and one below', tailShare)]),
  ]);
  const worstFirst = Float64Array.from(losses).sort().reverse();
  const threshold = worstFirst[exceedances];
  const excesses = worstFirst.subarray(0, exceedances).map((loss) => loss - threshold);
  refuse(excesses[0] > 0 ? [] : [fault('losses', 'must differ above the threshold', excesses[0])]);
  const fit = method === 'moments' ? fitParetoByMoments(excesses) : fitParetoByLikelihood(excesses);
  const share = exceedances / losses.length;
  return { ...estimateParetoTail(threshold, share, fit, confidence), threshold, share, fit };
}

/** Sum of weight x loss over ranks, from the worst. */
export function weighRanks(worstFirst: ArrayLike<number>, weights: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < weights.length; i += 1) sum += weights[i] * worstFirst[i];
  return sum;
}

export function checkConfidence(confidence: number): Problem[] {
  const isInside = confidence > 0.5 && confidence < 1;
  return isInside ? [] : [{ ...fault('confidence', 'must lie between 0.5 and 1', confidence), expected: '0.99' }];
}

function checkDeviation(deviation: number): Problem[] {
  return deviation > 0 && deviation < Infinity ? [] : [fault('deviation', 'must be positive and finite', deviation)];
}

function checkNumbers(key: string, values: ArrayLike<number>): Problem[] {
  for (let i = 0; i < values.length; i += 1) {
    if (!Number.isFinite(values[i])) return [fault(key, `must be finite, entry ${i + 1} is not`, values[i])];
  }
  return [];
}

export function fault(key: string, says: string, found: number | string): Problem {
  // What is said of the value itself goes on without a comma.
  const pause = /[;:] [^;:]+$|, and there$/.test(says) ? '' : ',';
  return { code: 'bad-risk-parameter', message: `${key} ${says}${pause} is ${found}`, key, found: String(found) };
}

export function refuse(problems: readonly Problem[]): void {
  if (problems.length > 0) throw new InvalidInputError(problems);
}
