// Goal: a minimum that is reported is one. Method: functions whose minima are known, among them the valley that made
// simplex methods infamous, kinks, and constraints.

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { InvariantError } from '../../src/base/assert.ts';
import { crossing, minimise, minimiseOnInterval } from '../../src/numeric/minimise.ts';

describe('minimise', () => {
  it('follows the curved valley of Rosenbrock to (1, 1)', () => {
    const { point, isConverged } = minimise(
      ([x, y]) => 100 * (y! - x! * x!) ** 2 + (1 - x!) ** 2,
      [[-1.2, 1]],
      [0.5, 0.5],
    );
    expect(point[0]).toBeCloseTo(1, 6);
    expect(point[1]).toBeCloseTo(1, 6);
    expect(isConverged).toBe(true);
  });

  it('finds the minimum of any well-shaped quadratic in four variables', () => {
    const coordinate = fc.double({ min: -3, max: 3, noNaN: true });
    fc.assert(
      fc.property(fc.array(coordinate, { minLength: 4, maxLength: 4 }), (centre) => {
        const { point } = minimise(
          (x) =>
            centre.reduce(
              (sum, c, i) => sum + (i + 1) * (x[i]! - c) ** 2 + 0.3 * (x[i]! - c) * (x[0]! - centre[0]!),
              0,
            ),
          [[0, 0, 0, 0]],
          [1, 1, 1, 1],
        );
        centre.forEach((c, i) => expect(Math.abs(point[i]! - c)).toBeLessThan(1e-4));
      }),
      { numRuns: 40 },
    );
  });

  it('stays inside a constraint and takes NaN for one', () => {
    const outside = minimise(([x, y]) => (x! < 0.5 ? Infinity : x! * x! + y! * y!), [[2, 2]], [0.5, 0.5]);
    expect(outside.point[0]).toBeCloseTo(0.5, 4);
    expect(outside.point[1]).toBeCloseTo(0, 4);
    const undefinedBelow = minimise(([x]) => Math.sqrt(x! - 1) + x!, [[3]], [0.5]);
    expect(undefinedBelow.point[0]).toBeCloseTo(1, 5);
  });

  it('takes the lower of two valleys when a start lies in each', () => {
    // x^4 - 2 x^2 + 0.3 x: minima near -1.036 and 0.960, the left one lower.
    const valleys = ([x]: Float64Array): number => x! ** 4 - 2 * x! ** 2 + 0.3 * x!;
    expect(minimise(valleys, [[1]], [0.1]).point[0]).toBeCloseTo(0.96, 2);
    expect(minimise(valleys, [[1], [-1]], [0.1]).point[0]).toBeCloseTo(-1.036, 2);
  });

  it('says so when there is no minimum', () => {
    expect(minimise(([x]) => -x!, [[0]], [1]).isConverged).toBe(false);
  });

  it('refuses to start where the function is not finite', () => {
    expect(() => minimise(() => NaN, [[0]], [1])).toThrow(InvariantError);
  });
});

describe('minimiseOnInterval', () => {
  it('finds the deepest of several minima that its scan tells apart, and an end', () => {
    const wave = minimiseOnInterval((x) => Math.sin(5 * x) + 0.1 * (x - 3) ** 2, 0, 6, 40);
    // sin(5 x) = -1 at x = (3/2 + 2 k) pi / 5; k = 2 gives 3.456, k = 1 2.199: the former is nearer to 3.
    expect(wave.at).toBeCloseTo(3.456, 1);
    expect(minimiseOnInterval((x) => x, -2, 5, 10).at).toBe(-2);
    expect(minimiseOnInterval((x) => -x, -2, 5, 10).at).toBe(5);
  });
});

it('a crossing is where the condition turns true, whichever way it lies', () => {
  expect(crossing((x) => x > 2, 0, 10)).toBeCloseTo(2, 5);
  expect(crossing((x) => x < -3, 0, -10)).toBeCloseTo(-3, 5);
});
