/**
 * Goal: draws with the stated moments, tails and number of uniforms.
 * Method: inversion checked at chosen uniforms by hand; moments of large samples of fixed streams, with bounds of at
 * least four standard errors; a counting source for the number of uniforms.
 */
import { describe, expect, it } from 'vitest';
import { InvariantError } from '../../src/base/assert.ts';
import * as distributions from '../../src/numeric/distributions.ts';
import { createStream } from '../../src/numeric/stream.ts';

const { drawChiSquare, drawLogNormal, drawNormal, drawTruncatedPareto, computeUnitStudentFactor } = distributions;

const COUNT = 40_000;

function momentsOf(draw: () => number): { mean: number; variance: number } {
  let sum = 0;
  let squares = 0;
  for (let i = 0; i < COUNT; i += 1) {
    const value = draw();
    sum += value;
    squares += value * value;
  }
  const mean = sum / COUNT;
  return { mean, variance: squares / COUNT - mean * mean };
}

const fixed = (u: number) => ({ uniformOpen: () => u });

/** A unit normal over the root of a scaled chi-square, as the price process forms its noise. */
function drawUnitStudent(source: Parameters<typeof drawNormal>[0], degreesOfFreedom: number): number {
  const factor = computeUnitStudentFactor(drawChiSquare(source, degreesOfFreedom), degreesOfFreedom);
  return factor * drawNormal(source);
}

describe('draws', () => {
  it('invert the distribution function', () => {
    expect(drawNormal(fixed(0.975))).toBeCloseTo(1.959963984540054, 14);
    expect(drawLogNormal(fixed(0.5), Math.log(7), 2)).toBeCloseTo(7, 13);
    // Untruncated: least x (1 - u)^(-1 / exponent) = 2 x 0.25^(-1/2) = 4.
    expect(drawTruncatedPareto(fixed(0.75), 2, 2, Infinity)).toBeCloseTo(4, 13);
    // On [1, 4] with exponent 1: F(x) = (1 - 1/x) / (3/4), so F(2) = 2/3.
    expect(drawTruncatedPareto(fixed(2 / 3), 1, 1, 4)).toBeCloseTo(2, 13);
    expect(drawTruncatedPareto(fixed(1 - 2 ** -53), 1.5, 1, 4)).toBeLessThanOrEqual(4);
    expect(drawTruncatedPareto(fixed(0.3), 1.5, 5, 5)).toBe(5);
  });

  it.each([2.5, 3, 4, 7.3, 30])('have the moments of chi-square with %d degrees of freedom', (degreesOfFreedom) => {
    const stream = createStream('seed', 'chi-square', String(degreesOfFreedom));
    const { mean, variance } = momentsOf(() => drawChiSquare(stream, degreesOfFreedom));
    // Mean k, variance 2 k; the fourth central moment is 12 k (k + 4).
    expect(Math.abs(mean - degreesOfFreedom)).toBeLessThan(4 * Math.sqrt((2 * degreesOfFreedom) / COUNT));
    const fourth = 12 * degreesOfFreedom * (degreesOfFreedom + 4);
    const error = Math.sqrt((fourth - 4 * degreesOfFreedom ** 2) / COUNT);
    expect(Math.abs(variance - 2 * degreesOfFreedom)).toBeLessThan(4 * error);
  });

  it('have the distribution of chi-square with 4 degrees of freedom', () => {
    // F(x) = 1 - e^(-x/2) (1 + x/2): 0.9 at 7.779440, 0.1 at 1.063623.
    const stream = createStream('seed', 'chi-square');
    let below = 0;
    let above = 0;
    for (let i = 0; i < COUNT; i += 1) {
      const value = drawChiSquare(stream, 4);
      if (value < 1.063623) below += 1;
      if (value > 7.77944) above += 1;
    }
    // Binomial(40,000, 0.1): 4,000 with standard deviation 60.
    expect(Math.abs(below - 4_000)).toBeLessThan(240);
    expect(Math.abs(above - 4_000)).toBeLessThan(240);
  });

  it.each([3, 5, 12])('of Student-t with %d degrees of freedom are scaled to variance 1', (degreesOfFreedom) => {
    const stream = createStream('seed', 'student', degreesOfFreedom);
    const values = Array.from({ length: COUNT }, () => drawUnitStudent(stream, degreesOfFreedom));
    const { mean, variance } = momentsOf(() => values.pop()!);
    expect(Math.abs(mean)).toBeLessThan(4 / Math.sqrt(COUNT));
    // With 3 degrees of freedom the sample variance itself has no variance: a wide bound.
    expect(Math.abs(variance - 1)).toBeLessThan(degreesOfFreedom === 3 ? 0.25 : 0.1);
  });

  it('consume the documented number of uniforms, whatever their values', () => {
    const stream = createStream('seed', 'count');
    let used = 0;
    const counting = {
      uniformOpen(): number {
        used += 1;
        return stream.uniformOpen();
      },
    };
    const usedBy = (draw: () => number): number => {
      used = 0;
      draw();
      return used;
    };
    for (let i = 0; i < 200; i += 1) {
      expect(usedBy(() => drawChiSquare(counting, 2.5))).toBe(16);
      expect(usedBy(() => drawTruncatedPareto(counting, 1.5, 1, 10))).toBe(1);
    }
  });

  it('refuse parameters without a distribution', () => {
    expect(() => drawChiSquare(fixed(0.5), 2)).toThrow(InvariantError);
    expect(() => drawTruncatedPareto(fixed(0.5), 0, 1, 2)).toThrow(InvariantError);
    expect(() => drawTruncatedPareto(fixed(0.5), 1, 2, 1)).toThrow(InvariantError);
  });
});
