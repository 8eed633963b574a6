/** The decay of an exponentially weighted variance, by maximum likelihood. */
import { assert } from '../base/assert.ts';
import { exp, log } from './math.ts';
import { crossing, minimiseOnInterval } from './minimise.ts';
import { momentsOf } from './sample-matrix.ts';
import { updateEwma } from './variance-recursions.ts';

/** Range that is looked at: half-lives of three quarters of a period to 10,000. */
const LAMBDA_MIN = 0.4;
const LAMBDA_MAX = 0.99993;
/** 95 % point of chi-square with one degree of freedom, halved. */
const PROFILE_DROP = 1.920729410347062;
const LOG_TWO_PI = 1.8378770664093453;

export interface EwmaFit {
  readonly lambda: number;
  /** 95 % interval of the likelihood ratio; an end at the edge of the range that is looked at is null. */
  readonly lambdaInterval: { readonly lower: number | null; readonly upper: number | null };
  /** Periods after which a weight is halved. */
  readonly halfLifePeriods: number;
  readonly logLikelihood: number;
}

/**
 * One lambda for all columns of returns: the largest sum of normal log likelihoods of each return given the variance
 * before it, which starts at the column's sample variance. Returns count about 0, as RiskMetrics has them.
 *
 * @param columns each of at least 10 values that vary
 */
export function fitEwma(columns: readonly Float64Array[]): EwmaFit {
  assert(columns.length > 0 && columns.every(({ length }) => length >= 10), 'EWMA needs at least 10 returns');
  const starts = columns.map((returns) => momentsOf(returns).variance);
  const cost = (lambda: number): number => {
    let sum = 0;
    columns.forEach((returns, k) => {
      sum -= ewmaLogLikelihood(returns, lambda, starts[k]);
    });
    return sum;
  };
  // In log(1 - lambda): 0.98 and 0.99 are as far apart as 0.8 and 0.9.
  const lambdaAt = (x: number): number => 1 - exp(x);
  const [low, high] = [log(1 - LAMBDA_MAX), log(1 - LAMBDA_MIN)];
  const best = minimiseOnInterval((x) => cost(lambdaAt(x)), low, high, 40);
  const lambda = lambdaAt(best.at);
  const limit = best.value + PROFILE_DROP;
  const edge = (end: number): number | null => {
    if (cost(lambdaAt(end)) <= limit) return null;
    return lambdaAt(crossing((x) => cost(lambdaAt(x)) > limit, best.at, end));
  };
  return {
    lambda,
    lambdaInterval: { lower: edge(high), upper: edge(low) },
    halfLifePeriods: log(0.5) / log(lambda),
    logLikelihood: -best.value,
  };
}

function ewmaLogLikelihood(returns: Float64Array, lambda: number, start: number): number {
  let variance = start;
  let sum = 0;
  for (let t = 0; t < returns.length; t += 1) {
    sum -= 0.5 * (LOG_TWO_PI + log(variance) + (returns[t] * returns[t]) / variance);
    variance = updateEwma(variance, returns[t], lambda);
  }
  return sum;
}
