/**
 * Goal: the normal distribution to nearly full precision, far tails included.
 * Method: values from mpmath at 200 bits (quantiles by its root finder on the distribution function), and the identity
 * of quantile and distribution function in between.
 */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { normalCdf, normalDensity, normalQuantile } from '../../src/numeric/normal.ts';

function relativeError(actual: number, expected: number): number {
  return expected === 0 ? Math.abs(actual) : Math.abs(actual / expected - 1);
}

// biome-ignore format: one case a line
const values = [
  { x: -37.5, cdf: 4.605353009581955e-308, density: 1.7282337322841054e-306 },
  { x: -20, cdf: 2.7536241186062337e-89, density: 5.520948362159764e-88 },
  { x: -8.25, cdf: 7.919726314642477e-17, density: 6.627137455968751e-16 },
  { x: -3, cdf: 0.0013498980316300946, density: 0.0044318484119380075 },
  { x: -2, cdf: 0.02275013194817921, density: 0.05399096651318805 },
  { x: -1.96, cdf: 0.024997895148220435, density: 0.05844094433345146 },
  { x: -1, cdf: 0.15865525393145705, density: 0.24197072451914334 },
  { x: 0, cdf: 0.5, density: 0.3989422804014327 },
  { x: 0.5, cdf: 0.6914624612740131, density: 0.35206532676429947 },
  { x: 1.959963984540054, cdf: 0.975, density: 0.05844506980503538 },
  { x: 3, cdf: 0.9986501019683699, density: 0.0044318484119380075 },
  { x: 8, cdf: 0.9999999999999993, density: 5.052271083536892e-15 },
];

const quantiles: [number, number][] = [
  [1e-300, -37.0470962993612],
  [1e-20, -9.262340089798407],
  [1e-10, -6.361340902404057],
  [0.001, -3.0902323061678136],
  [0.01, -2.326347874040841],
  [0.025, -1.9599639845400543],
  [0.05, -1.6448536269514726],
  [0.25, -0.6744897501960817],
  [0.5, 0],
  [0.75, 0.6744897501960817],
  [0.975, 1.9599639845400538],
  [0.999, 3.090232306167813],
];

describe('the standard normal distribution', () => {
  it.each(values)('has the published value at $x', ({ x, cdf, density }) => {
    expect(relativeError(normalCdf(x), cdf)).toBeLessThan(2e-14);
    expect(relativeError(normalDensity(x), density)).toBeLessThan(1e-15);
  });

  it.each(quantiles)('has the quantile of %d', (p, x) => {
    expect(relativeError(normalQuantile(p), x)).toBeLessThan(1e-15);
  });

  it('goes to the ends and refuses what is no probability', () => {
    expect([normalQuantile(0), normalQuantile(1)]).toEqual([-Infinity, Infinity]);
    expect([normalQuantile(-0.1), normalQuantile(1.1), normalQuantile(NaN), normalCdf(NaN)]).toEqual([
      NaN,
      NaN,
      NaN,
      NaN,
    ]);
    expect([normalCdf(-Infinity), normalCdf(Infinity), normalDensity(Infinity)]).toEqual([0, 1, 0]);
  });

  it('undoes its distribution function in the lower half', () => {
    const points = fc.double({ min: -37, max: 0, noNaN: true });
    fc.assert(fc.property(points, (x) => Math.abs(normalQuantile(normalCdf(x)) - x) < 1e-13));
  });

  it('never falls', () => {
    const points = fc.double({ min: -40, max: 40, noNaN: true });
    const steps = fc.double({ min: 1e-6, max: 1, noNaN: true });
    fc.assert(fc.property(points, steps, (x, step) => normalCdf(x + step) >= normalCdf(x)));
  });
});
