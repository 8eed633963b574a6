// Price files whose every parameter is known.

import { factorCorrelation } from '../../../src/numeric/correlation.ts';
import { computeUnitStudentFactor, drawChiSquare, drawNormal } from '../../../src/numeric/distributions.ts';
import { exp } from '../../../src/numeric/math.ts';
import { createStream } from '../../../src/numeric/stream.ts';

export interface SimulatedAsset {
  readonly name: string;
  readonly volatilityAnnual: number;
}

export interface HistorySpecification {
  readonly name: string;
  readonly rows: number;
  readonly assets: readonly SimulatedAsset[];
  /** Of every pair. */
  readonly correlation: number;
  /** Shared; null for normal returns. */
  readonly degreesOfFreedom: number | null;
  /** Times of the rows; a day each from 1 January 2020 when left out. */
  readonly times?: (row: number) => string;
  readonly periodsPerYear?: number;
}

export function dayOf(row: number): string {
  return new Date(Date.UTC(2020, 0, 1) + row * 86_400_000).toISOString().slice(0, 10);
}

/** Wide CSV. */
export function simulateCsv(specification: HistorySpecification): string {
  const { name, rows, assets, correlation, degreesOfFreedom, times = dayOf, periodsPerYear = 365 } = specification;
  const count = assets.length;
  const stream = createStream('simulated', 'history', name);
  const matrix = Float64Array.from({ length: count * count }, (_, k) => (k % (count + 1) === 0 ? 1 : correlation));
  const factor = factorCorrelation(matrix);
  const logPrices = new Float64Array(count).fill(4.6);
  const lines = [`date_utc,${assets.map((asset) => asset.name).join(',')}`];
  for (let row = 0; row < rows; row += 1) {
    if (row > 0) {
      const normals = assets.map(() => drawNormal(stream));
      const tail =
        degreesOfFreedom === null
          ? 1
          : computeUnitStudentFactor(drawChiSquare(stream, degreesOfFreedom), degreesOfFreedom);
      assets.forEach(({ volatilityAnnual }, i) => {
        let shock = 0;
        for (let k = 0; k <= i; k += 1) shock += factor[i * count + k]! * normals[k]!;
        logPrices[i]! += (tail * shock * volatilityAnnual) / Math.sqrt(periodsPerYear);
      });
    }
    lines.push(`${times(row)},${[...logPrices].map((value) => exp(value)).join(',')}`);
  }
  return `${lines.join('\n')}\n`;
}
