/**
 * Exact p-values for what likelihood ratios test asymptotically. A good margin is rarely beaten: with ten exceptions the
 * chi-square approximation is off by multiples in the far tail, which is where a correction for many books looks.
 */
import { assert } from '../../base/assert.ts';
import { exp, log } from '../../numeric/math.ts';
import { chiSquareSurvival } from '../../numeric/chi-square.ts';
import { logGamma, regularisedBeta } from '../../numeric/special-functions.ts';

/** P(X >= exceptions) for X ~ Binomial(observations, probability): too many, by the binomial distribution itself. */
export function excessPValue(observations: number, exceptions: number, probability: number): number {
  assert(exceptions >= 0 && exceptions <= observations, 'exceptions are some of the observations');
  return exceptions === 0 ? 1 : regularisedBeta(probability, exceptions, observations - exceptions + 1);
}

/**
 * P(at least `adjacent` exceptions follow another directly), when all ways to place x exceptions among T observations are
 * equally likely: whatever the coverage, so are those of independent ones. With r = x - adjacent runs of exceptions,
 * P(r runs) = C(x - 1, r - 1) C(T - x + 1, r) / C(T, x).
 *
 * Source: A. Wald and J. Wolfowitz, "On a Test Whether Two Samples are from the Same Population", Annals of Mathematical
 * Statistics 11 (1940) 147-162.
 */
export function clusteringPValue(observations: number, exceptions: number, adjacent: number): number {
  assert(
    exceptions <= observations && adjacent < Math.max(1, exceptions),
    'fewer exceptions follow one than there are',
  );
  if (adjacent === 0) return 1;
  const all = logChoose(observations, exceptions);
  const quiet = observations - exceptions;
  let sum = 0;
  for (let runs = 1; runs <= Math.min(exceptions - adjacent, quiet + 1); runs += 1) {
    sum += exp(logChoose(exceptions - 1, runs - 1) + logChoose(quiet + 1, runs) - all);
  }
  return Math.min(1, sum);
}

/**
 * Both at once by Fisher's method: -2 (ln p + ln q) ~ chi-square(4). The p-values are independent, since that of clusters
 * holds for every number of exceptions.
 *
 * Source: R. A. Fisher, Statistical Methods for Research Workers, 4th ed. (1932), section 21.1.
 */
export function combinePValues(one: number, other: number): number {
  if (one === 0 || other === 0) return 0;
  return chiSquareSurvival(-2 * (log(one) + log(other)), 4);
}

function logChoose(n: number, k: number): number {
  return logGamma(n + 1) - logGamma(k + 1) - logGamma(n - k + 1);
}
