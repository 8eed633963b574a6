/**
 * Goal: a correlation that is used is positive definite, as near as possible to what was asked, and never silently
 * something else.
 * Method: Higham's 3 x 3 example, whose answer is published; hand-worked blends; random symmetric matrices; and the
 * joint tail of a t-copula by simulation against its formula.
 */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { InvariantError } from '../../src/base/assert.ts';
import * as correlation from '../../src/numeric/correlation.ts';
import { computeUnitStudentFactor, drawChiSquare, drawNormal } from '../../src/numeric/distributions.ts';
import { studentCdf, studentQuantile } from '../../src/numeric/special-functions.ts';
import { createStream } from '../../src/numeric/stream.ts';

const { factorCorrelation, findCorrelationFault, flattenCorrelation, repairCorrelation } = correlation;

function multiplyByTranspose(factor: Float64Array, count: number): number[] {
  const product: number[] = [];
  for (let i = 0; i < count; i += 1) {
    for (let j = 0; j < count; j += 1) {
      let sum = 0;
      for (let k = 0; k < count; k += 1) sum += factor[i * count + k]! * factor[j * count + k]!;
      product.push(sum);
    }
  }
  return product;
}

describe('a nearest correlation matrix', () => {
  it('is the published one for the example of Higham (2002)', () => {
    const { matrix, repair } = repairCorrelation(Float64Array.of(1, 1, 0, 1, 1, 1, 0, 1, 1));
    // Without Dykstra's correction 0.763002 / 0.164344, by clipping eigenvalues and rescaling 0.739539 / 0.093836.
    expect(Math.abs(matrix[1]! - 0.76068985)).toBeLessThan(1e-8);
    expect(Math.abs(matrix[2]! - 0.15729811)).toBeLessThan(1e-8);
    expect(Math.abs(matrix[5]! - 0.76068985)).toBeLessThan(1e-8);
    expect(Math.abs(repair.frobeniusDistance - 0.5277904636)).toBeLessThan(1e-8);
    // Eigenvalues of the input are 1 - sqrt(2), 1 and 1 + sqrt(2).
    expect(repair.smallestEigenvalueBefore).toBeCloseTo(1 - Math.SQRT2, 12);
    expect(repair.smallestEigenvalueAfter).toBeGreaterThan(5e-11);
    // |0.7607 - 1| = 0.2393 is more than the 0.1573 of the other pair.
    expect(repair.largestChange).toMatchObject({ row: 1, column: 0, from: 1 });
    expect(repair.isRepaired).toBe(true);
  });

  it('is the matrix itself, bit for bit, when that can be factored', () => {
    const input = Float64Array.of(1, 0.7, 0.4, 0.7, 1, 0.5, 0.4, 0.5, 1);
    const { matrix, repair } = repairCorrelation(input);
    expect(matrix).toEqual(input);
    expect(repair).toMatchObject({ isRepaired: false, frobeniusDistance: 0 });
    expect(repair.largestChange).toEqual({ row: 0, column: 0, from: 1, to: 1 });
  });

  it('can be factored for any symmetric matrix of unit diagonal', () => {
    const entries = fc.array(fc.double({ min: -1, max: 1, noNaN: true }), { minLength: 10, maxLength: 10 });
    fc.assert(
      fc.property(entries, (upper) => {
        const input = new Float64Array(25);
        let next = 0;
        for (let i = 0; i < 5; i += 1) {
          input[i * 5 + i] = 1;
          for (let j = 0; j < i; j += 1, next += 1) {
            input[i * 5 + j] = upper[next]!;
            input[j * 5 + i] = upper[next]!;
          }
        }
        const { matrix, repair } = repairCorrelation(input);
        for (let i = 0; i < 5; i += 1) {
          expect(matrix[i * 5 + i]).toBe(1);
          for (let j = 0; j < i; j += 1) {
            expect(matrix[i * 5 + j]).toBe(matrix[j * 5 + i]);
            expect(Math.abs(matrix[i * 5 + j]!)).toBeLessThanOrEqual(1);
          }
        }
        expect(repair.smallestEigenvalueAfter).toBeGreaterThan(1e-11);
        const product = multiplyByTranspose(factorCorrelation(matrix), 5);
        product.forEach((value, k) => expect(Math.abs(value - matrix[k]!)).toBeLessThan(1e-12));
      }),
      { numRuns: 40 },
    );
  });
});

describe('a singular correlation', () => {
  it('can be repaired and factored', () => {
    const singular = Float64Array.of(1, 1, 1, 1);
    expect(() => factorCorrelation(singular)).toThrow(InvariantError);
    const { matrix, repair } = repairCorrelation(singular);
    expect(matrix[1]).toBeCloseTo(1, 9);
    expect(repair.frobeniusDistance).toBeLessThan(1e-9);
    expect(() => factorCorrelation(matrix)).not.toThrow();
  });
});

describe('a Cholesky factor', () => {
  it('is the one worked by hand', () => {
    // L = [[1, 0], [0.6, sqrt(1 - 0.36) = 0.8]].
    const factor = factorCorrelation(Float64Array.of(1, 0.6, 0.6, 1));
    expect([...factor]).toEqual([1, 0, 0.6, 0.8]);
  });

  it('is refused, with the row, for a matrix that is not positive definite', () => {
    expect(() => factorCorrelation(Float64Array.of(1, 1, 0, 1, 1, 1, 0, 1, 1))).toThrow(/row 2/);
    expect(() => factorCorrelation(Float64Array.of(1, -0.8, -0.8, -0.8, 1, -0.8, -0.8, -0.8, 1))).toThrow(/row 3/);
  });
});

describe('a correlation matrix from a scenario', () => {
  it.each([
    { rows: [[1, 0.5]], fault: /row 1 has 2 entries/ },
    {
      rows: [
        [1, 0.5],
        [0.5, 0.9],
      ],
      fault: /\(2, 2\) must be 1/,
    },
    {
      rows: [
        [1, 1.5],
        [1.5, 1],
      ],
      fault: /must lie in \[-1, 1\]/,
    },
    {
      rows: [
        [1, NaN],
        [NaN, 1],
      ],
      fault: /must lie in \[-1, 1\]/,
    },
    {
      rows: [
        [1, 0.5],
        [0.4, 1],
      ],
      fault: /differ/,
    },
  ])('is named at fault: $fault', ({ rows, fault }) => {
    expect(findCorrelationFault(rows)).toMatch(fault);
    expect(() => flattenCorrelation(rows)).toThrow(InvariantError);
  });

  it('passes when it is one', () => {
    expect(
      findCorrelationFault([
        [1, 0.5],
        [0.5, 1],
      ]),
    ).toBeUndefined();
    expect(
      flattenCorrelation([
        [1, 0.5],
        [0.5, 1],
      ]),
    ).toEqual(Float64Array.of(1, 0.5, 0.5, 1));
  });
});

describe('a shared chi-square draw', () => {
  // lambda = 2 t_(nu+1)(-sqrt((nu + 1)(1 - rho) / (1 + rho))): .18169 / .39100 / .71769 for nu = 2 and so on.
  it.each([
    { degreesOfFreedom: 4, rho: 0, expected: 0.07559 },
    { degreesOfFreedom: 4, rho: 0.5, expected: 0.25317 },
    { degreesOfFreedom: 4, rho: 0.9, expected: 0.62981 },
    { degreesOfFreedom: 10, rho: 0.5, expected: 0.08186 },
    { degreesOfFreedom: 10, rho: 0.9, expected: 0.46272 },
  ])('has the tail dependence $expected for nu $degreesOfFreedom, rho $rho', ({ degreesOfFreedom, rho, expected }) => {
    const argument = -Math.sqrt(((degreesOfFreedom + 1) * (1 - rho)) / (1 + rho));
    expect(2 * studentCdf(argument, degreesOfFreedom + 1)).toBeCloseTo(expected, 5);
  });

  it('makes instruments fall together far more often than independent draws would', () => {
    const degreesOfFreedom = 4;
    const factor = factorCorrelation(Float64Array.of(1, 0.5, 0.5, 1));
    const stream = createStream('seed', 'copula');
    const threshold = studentQuantile(0.002, degreesOfFreedom) / Math.SQRT2;
    const tails = { shared: 0, separate: 0, single: 0 };
    const draws = 300_000;
    for (let i = 0; i < draws; i += 1) {
      const first = drawNormal(stream);
      const second = factor[2]! * first + factor[3]! * drawNormal(stream);
      const a = computeUnitStudentFactor(drawChiSquare(stream, degreesOfFreedom), degreesOfFreedom);
      const b = computeUnitStudentFactor(drawChiSquare(stream, degreesOfFreedom), degreesOfFreedom);
      if (first * a >= threshold) continue;
      tails.single += 1;
      if (second * a < threshold) tails.shared += 1;
      if (second * b < threshold) tails.separate += 1;
    }
    // 600 expected in one tail; at 0.2 % the conditional probability is still a little above its limit of 0.253.
    expect(tails.single).toBeGreaterThan(500);
    expect(tails.shared / tails.single).toBeGreaterThan(0.21);
    expect(tails.shared / tails.single).toBeLessThan(0.36);
    expect(tails.separate / tails.single).toBeLessThan(0.12);
  });
});
