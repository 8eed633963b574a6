/** Is the number of exceptions what the coverage promises? */
import { assert } from '../../base/assert.ts';
import { bernoulliLog, likelihoodRatio, type LikelihoodRatio } from './likelihood-ratio.ts';

/**
 * Kupiec's proportion-of-failures test: LRuc = -2 ln( (1-p)^(T-x) p^x / ((1-x/T)^(T-x) (x/T)^x) ) ~ chi-square(1).
 *
 * Source: P. Kupiec, "Techniques for Verifying the Accuracy of Risk Measurement Models", Journal of Derivatives 3
 * (1995) 73-84.
 *
 * @param probability expected share of exceptions, in (0, 1)
 */
export function testUnconditionalCoverage(
  observations: number,
  exceptions: number,
  probability: number,
): LikelihoodRatio {
  assert(probability > 0 && probability < 1, 'an exception needs a probability in (0, 1)');
  assert(observations >= 1 && exceptions >= 0 && exceptions <= observations, 'exceptions are some of the observations');
  return likelihoodRatio(
    bernoulliLog(exceptions, observations, probability),
    bernoulliLog(exceptions, observations, exceptions / observations),
    1,
  );
}

/** Fewest and most exceptions that the test at `significance` does not reject. */
export function acceptedExceptions(
  observations: number,
  probability: number,
  significance: number,
): { readonly fewest: number; readonly most: number } {
  const accepts = (exceptions: number): boolean =>
    testUnconditionalCoverage(observations, exceptions, probability).pValue >= significance;
  // The likelihood ratio falls up to T p and rises from there: both ends lie where it first rejects.
  const centre = observations * probability;
  let fewest = Math.floor(centre);
  let most = Math.ceil(centre);
  while (fewest > 0 && accepts(fewest - 1)) fewest -= 1;
  while (fewest < most && !accepts(fewest)) fewest += 1;
  while (most < observations && accepts(most + 1)) most += 1;
  while (most > fewest && !accepts(most)) most -= 1;
  return { fewest, most };
}
