// Goal: choosing periods by their returns is not mistaken for a change of dependence. Method: long histories of constant
// correlation, normal and t, in which beta and the correlation that is expected must be what is seen.

import { describe, expect, it } from 'vitest';
import { describeWorstPeriods, findWorstRows } from '../../../src/experiment/calibration/worst-periods.ts';
import { computeUnitStudentFactor, drawChiSquare, drawNormal } from '../../../src/numeric/distributions.ts';
import type { SampleMatrix } from '../../../src/numeric/sample-matrix.ts';
import { createStream } from '../../../src/numeric/stream.ts';

const RHO = 0.7;
const MATRIX = Float64Array.of(1, RHO, RHO, 1);

/** Two assets of deviations 0.01 and 0.03. */
function simulate(rows: number, degreesOfFreedom: number | null): SampleMatrix {
  const stream = createStream('worst', String(degreesOfFreedom));
  const values = new Float64Array(2 * rows);
  for (let row = 0; row < rows; row += 1) {
    const [x, e] = [drawNormal(stream), drawNormal(stream)];
    const factor =
      degreesOfFreedom === null
        ? 1
        : computeUnitStudentFactor(drawChiSquare(stream, degreesOfFreedom), degreesOfFreedom);
    values[2 * row] = 0.01 * factor * x;
    values[2 * row + 1] = 0.03 * factor * (RHO * x + Math.sqrt(1 - RHO * RHO) * e);
  }
  return { rows, columns: 2, values };
}

const describeIn = (returns: SampleMatrix, degreesOfFreedom: number) =>
  describeWorstPeriods(returns, findWorstRows(returns, 0.05), ['X', 'Y'], {
    matrix: MATRIX,
    degreesOfFreedom,
    periodsPerYear: 365,
  })!;

describe.each([
  ['normal returns', null, 1000],
  ['returns of a joint t with 5 degrees of freedom', 5, 5],
] as const)('in the worst twentieth of %s of constant correlation', (_, simulated, stated) => {
  const worst = describeIn(simulate(200_000, simulated), stated);
  const [first, second] = worst.assets;

  it('beta is what it is in all', () => {
    // 0.7 x 0.03 / 0.01.
    expect(Math.abs(second!.betaAll - 2.1)).toBeLessThan(0.03);
    expect(Math.abs(second!.beta - 2.1)).toBeLessThan(0.15);
    expect([first!.beta, first!.betaAll, first!.correlation, first!.correlationIfConstant]).toEqual([
      expect.closeTo(1, 12),
      1,
      expect.closeTo(1, 12),
      1,
    ]);
  });

  it('the correlation falls, to what is expected of a constant one', () => {
    expect(second!.correlation).toBeLessThan(0.6);
    expect(Math.abs(second!.correlation - second!.correlationIfConstant)).toBeLessThan(0.03);
    // What is implied is the correlation that was simulated, so there is next to nothing to blend.
    expect(Math.abs(second!.correlationImplied - RHO)).toBeLessThan(0.03);
    expect(worst.blendWeight ?? 0).toBeLessThan(0.1);
  });
});

it('a tail that is heavier than normal lowers the correlation more', () => {
  const returns = simulate(200_000, 5);
  const [asT, asNormal] = [describeIn(returns, 5), describeIn(returns, 1000)];
  expect(asT.assets[1]!.correlationIfConstant).toBeLessThan(asNormal.assets[1]!.correlationIfConstant - 0.05);
});

it('of equal returns the earlier row is chosen', () => {
  const returns: SampleMatrix = { rows: 6, columns: 1, values: Float64Array.of(0, -1, 2, -1, -1, 3) };
  expect(findWorstRows(returns, 1 / 3)).toEqual([1, 3]);
  expect(findWorstRows(returns, 0.5)).toEqual([1, 3, 4]);
});
