// Goal: shrinkage weights are those of the published formulas, and what comes out is a correlation matrix. Method: the
// formulas written out once more, entry by entry, as an oracle; random samples.

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { repairCorrelation } from '../../src/numeric/correlation.ts';
import {
  correlationOf,
  covarianceOf,
  momentsOf,
  selectRows,
  type SampleMatrix,
} from '../../src/numeric/sample-matrix.ts';
import { shrinkCorrelation } from '../../src/numeric/shrinkage.ts';
import { createStream } from '../../src/numeric/stream.ts';
import { drawNormal } from '../../src/numeric/distributions.ts';

/** Normal variables with a common factor, of rising variance. */
function sampleOf(name: string, rows: number, columns: number): SampleMatrix {
  const stream = createStream('shrinkage', name);
  const values = new Float64Array(rows * columns);
  for (let row = 0; row < rows; row += 1) {
    const common = drawNormal(stream);
    for (let i = 0; i < columns; i += 1)
      values[row * columns + i] = (i + 1) * (common + (0.5 + 0.3 * i) * drawNormal(stream));
  }
  return { rows, columns, values };
}

const at = ({ columns, values }: SampleMatrix, row: number, i: number): number => values[row * columns + i]!;

/** Expectations as plain averages over observations, as the papers print them. */
function naiveConstantWeight(sample: SampleMatrix): number {
  const { rows, columns } = sample;
  const indices = [...Array(columns).keys()];
  const times = [...Array(rows).keys()];
  const average = (of: (t: number) => number): number => times.reduce((sum, t) => sum + of(t), 0) / rows;
  const means = indices.map((i) => average((t) => at(sample, t, i)));
  const y = (t: number, i: number): number => at(sample, t, i) - means[i]!;
  const s = indices.map((i) => indices.map((j) => average((t) => y(t, i) * y(t, j))));
  const r = (i: number, j: number): number => s[i]![j]! / Math.sqrt(s[i]![i]! * s[j]![j]!);
  const pairs = indices.flatMap((i) => indices.filter((j) => j !== i).map((j) => [i, j] as const));
  const rBar = pairs.reduce((sum, [i, j]) => sum + r(i, j), 0) / pairs.length;
  const pi = (i: number, j: number): number => average((t) => (y(t, i) * y(t, j) - s[i]![j]!) ** 2);
  const theta = (k: number, i: number, j: number): number =>
    average((t) => (y(t, k) ** 2 - s[k]![k]!) * (y(t, i) * y(t, j) - s[i]![j]!));
  const piHat = indices.reduce((sum, i) => sum + indices.reduce((inner, j) => inner + pi(i, j), 0), 0);
  const rhoHat =
    indices.reduce((sum, i) => sum + pi(i, i), 0) +
    pairs.reduce((sum, [i, j]) => {
      const ratio = Math.sqrt(s[j]![j]! / s[i]![i]!);
      return sum + (rBar / 2) * (ratio * theta(i, i, j) + theta(j, i, j) / ratio);
    }, 0);
  const gamma = pairs.reduce((sum, [i, j]) => sum + (rBar * Math.sqrt(s[i]![i]! * s[j]![j]!) - s[i]![j]!) ** 2, 0);
  return Math.max(0, Math.min(1, (piHat - rhoHat) / gamma / rows));
}

/** b2 / d2 on variables of variance 1, with the norm divided by the dimension as the paper has it. */
function naiveIdentityWeight(sample: SampleMatrix): number {
  const { rows, columns } = sample;
  const indices = [...Array(columns).keys()];
  const z = indices.map((i) => {
    const values = Array.from({ length: rows }, (_, t) => at(sample, t, i));
    const { mean, variance } = momentsOf(values);
    return values.map((value) => (value - mean) / Math.sqrt((variance * (rows - 1)) / rows));
  });
  const s = indices.map((i) => indices.map((j) => z[i]!.reduce((sum, value, t) => sum + value * z[j]![t]!, 0) / rows));
  let d2 = 0;
  let b2 = 0;
  for (const i of indices) {
    for (const j of indices) {
      d2 += (s[i]![j]! - (i === j ? 1 : 0)) ** 2 / columns;
      for (let t = 0; t < rows; t += 1) b2 += (z[i]![t]! * z[j]![t]! - s[i]![j]!) ** 2 / columns / rows ** 2;
    }
  }
  return Math.min(b2, d2) / d2;
}

describe('a weight of shrinkage', () => {
  it.each([
    [20, 3],
    [60, 5],
    [400, 8],
    [12, 10],
  ])('is that of Ledoit and Wolf for %i rows of %i variables', (rows, columns) => {
    const sample = sampleOf('oracle', rows, columns);
    const constant = shrinkCorrelation(sample, { kind: 'constantCorrelation' });
    const identity = shrinkCorrelation(sample, { kind: 'identity' });
    expect(constant.weight).toBeCloseTo(naiveConstantWeight(sample), 10);
    expect(identity.weight).toBeCloseTo(naiveIdentityWeight(sample), 10);
    expect(constant.weight).toBeGreaterThan(0);
    expect(identity.target).toBe(0);
  });

  it('falls as the sample grows', () => {
    const large = sampleOf('growing', 4000, 4);
    const weights = [50, 400, 4000].map(
      (rows) => shrinkCorrelation(selectRows(large, [...Array(rows).keys()]), { kind: 'identity' }).weight,
    );
    expect(weights[0]).toBeGreaterThan(3 * weights[1]!);
    expect(weights[1]).toBeGreaterThan(3 * weights[2]!);
  });

  it('is 1 for the target alone', () => {
    const sample = sampleOf('fixed', 50, 4);
    const { matrix, target } = shrinkCorrelation(sample, { kind: 'fixed', weight: 1 });
    matrix.forEach((value, k) => expect(value).toBe(k % 5 === 0 ? 1 : target));
  });
});

describe('a shrunk correlation', () => {
  it('is the sample itself, bit for bit, where nothing is shrunk', () => {
    const sample = sampleOf('none', 50, 4);
    expect(shrinkCorrelation(sample, { kind: 'none' }).matrix).toEqual(correlationOf(covarianceOf(sample)));
  });

  it('can be factored without repair even with fewer rows than variables', () => {
    const sample = sampleOf('short', 8, 12);
    expect(repairCorrelation(shrinkCorrelation(sample, { kind: 'none' }).matrix).repair.isRepaired).toBe(true);
    for (const kind of ['constantCorrelation', 'identity'] as const) {
      expect(repairCorrelation(shrinkCorrelation(sample, { kind }).matrix).repair.isRepaired).toBe(false);
    }
  });

  it('is symmetric with ones on its diagonal for any sample and weight', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 6 }),
        fc.integer({ min: 3, max: 20 }),
        fc.double({ min: 0, max: 1, noNaN: true }),
        fc.integer({ min: 0, max: 1000 }),
        (columns, rows, weight, seed) => {
          const { matrix } = shrinkCorrelation(sampleOf(`any${seed}`, rows, columns), { kind: 'fixed', weight });
          for (let i = 0; i < columns; i += 1) {
            expect(matrix[i * columns + i]).toBe(1);
            for (let j = 0; j < i; j += 1) expect(matrix[i * columns + j]).toBe(matrix[j * columns + i]);
          }
          expect(matrix.every((value) => Math.abs(value) <= 1)).toBe(true);
        },
      ),
      { numRuns: 50 },
    );
  });
});
