/**
 * Do exceptions come alone? A model that is right on average may still fail on days in a row, which is what ruins.
 *
 * Source: P. Christoffersen, "Evaluating Interval Forecasts", International Economic Review 39 (1998) 841-862.
 */
import { bernoulliLog, fromStatistic, likelihoodRatio, type LikelihoodRatio } from './likelihood-ratio.ts';

/** Pairs of neighbouring observations; `quietHit`: an exception after a day without one. */
export interface TransitionCounts {
  readonly quietQuiet: number;
  readonly quietHit: number;
  readonly hitQuiet: number;
  readonly hitHit: number;
}

/** T observations make T - 1 pairs. */
export function countTransitions(isException: ArrayLike<boolean | number>): TransitionCounts {
  const counts = [0, 0, 0, 0];
  for (let t = 1; t < isException.length; t += 1) counts[(isException[t - 1] ? 2 : 0) + (isException[t] ? 1 : 0)] += 1;
  const [quietQuiet, quietHit, hitQuiet, hitHit] = counts;
  return { quietQuiet, quietHit, hitQuiet, hitHit };
}

/**
 * LRind: an exception is as likely after one as after none, against a Markov chain of first order; chi-square(1). A
 * state that never occurred adds nothing to either likelihood.
 */
export function testIndependence(counts: TransitionCounts): LikelihoodRatio {
  const { quietQuiet, quietHit, hitQuiet, hitHit } = counts;
  const afterQuiet = quietQuiet + quietHit;
  const afterHit = hitQuiet + hitHit;
  const hits = quietHit + hitHit;
  const pairs = afterQuiet + afterHit;
  if (pairs === 0) return fromStatistic(0, 1);
  const best =
    (afterQuiet === 0 ? 0 : bernoulliLog(quietHit, afterQuiet, quietHit / afterQuiet)) +
    (afterHit === 0 ? 0 : bernoulliLog(hitHit, afterHit, hitHit / afterHit));
  return likelihoodRatio(bernoulliLog(hits, pairs, hits / pairs), best, 1);
}

/**
 * LRcc = LRuc + LRind ~ chi-square(2), each on its own sample: coverage over all T observations, independence over the
 * T - 1 pairs. (Putting the promised probability into the likelihood of the pairs leaves the first observation out
 * and gives slightly other digits.)
 */
export function testConditionalCoverage(coverage: LikelihoodRatio, independence: LikelihoodRatio): LikelihoodRatio {
  return fromStatistic(coverage.statistic + independence.statistic, 2);
}
