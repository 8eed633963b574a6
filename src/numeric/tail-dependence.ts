/** Dependence in the tails: how likely one variable is beyond an extreme quantile when another one is. */
import { assert } from '../base/assert.ts';
import { sortSample, quantileOfSorted } from './quantiles.ts';
import { studentCdf } from './special-functions.ts';

/**
 * Coefficient of tail dependence of the t copula, 2 t_(nu + 1)(-sqrt((nu + 1) (1 - rho) / (1 + rho))), the same in both
 * tails; `degreesOfFreedom` = Infinity is the Gaussian copula, which has none below a correlation of 1.
 *
 * Source: S. Demarta and A. McNeil, "The t copula and related copulas", Int. Statistical Review 73 (2005) 111-129,
 * proposition 1.
 *
 * @param correlation in [-1, 1]
 * @param degreesOfFreedom > 0
 */
export function tailDependence(correlation: number, degreesOfFreedom: number): number {
  assert(correlation >= -1 && correlation <= 1, 'a correlation lies in [-1, 1]');
  assert(degreesOfFreedom > 0, 'a t copula needs positive degrees of freedom');
  if (correlation === 1) return 1;
  if (correlation === -1 || degreesOfFreedom === Infinity) return 0;
  const more = degreesOfFreedom + 1;
  return 2 * studentCdf(-Math.sqrt((more * (1 - correlation)) / (1 + correlation)), more);
}

/**
 * Share of the observations with `x` at or below its `share`-quantile in which `y` is at or below its own: what
 * `tailDependence` is the limit of as `share` goes to 0.
 */
export function jointTailShare(x: ArrayLike<number>, y: ArrayLike<number>, share: number): number {
  assert(x.length === y.length && x.length > 0, 'a joint tail needs two samples of one length');
  const limitX = quantileOfSorted(sortSample(x), share);
  const limitY = quantileOfSorted(sortSample(y), share);
  let below = 0;
  let both = 0;
  for (let i = 0; i < x.length; i += 1) {
    if (x[i] > limitX) continue;
    below += 1;
    if (y[i] <= limitY) both += 1;
  }
  return both / below;
}
