// Returns of known parameters, from named streams: what fits must find again.

import { drawChiSquare, drawNormal } from '../../src/numeric/distributions.ts';
import { createStream } from '../../src/numeric/stream.ts';

export function simulateGarch(name: string, count: number, omega: number, alpha: number, beta: number): Float64Array {
  const stream = createStream('simulated', 'garch', name);
  let variance = omega / (1 - alpha - beta);
  return Float64Array.from({ length: count }, () => {
    const value = Math.sqrt(variance) * drawNormal(stream);
    variance = omega + alpha * value * value + beta * variance;
    return value;
  });
}

/** location + scale x t of the degrees of freedom. */
export function simulateStudent(name: string, count: number, freedom: number, location = 0, scale = 1): Float64Array {
  const stream = createStream('simulated', 'student', name);
  return Float64Array.from(
    { length: count },
    () => location + scale * drawNormal(stream) * Math.sqrt(freedom / drawChiSquare(stream, freedom)),
  );
}

/** Squared distances of `dimension` independent t variables that share a chi-square, by their scatter. */
export function simulateSharedDistances(name: string, count: number, dimension: number, freedom: number): Float64Array {
  const stream = createStream('simulated', 'shared', name);
  return Float64Array.from({ length: count }, () => {
    let sum = 0;
    for (let k = 0; k < dimension; k += 1) {
      const z = drawNormal(stream);
      sum += z * z;
    }
    return (sum * freedom) / drawChiSquare(stream, freedom);
  });
}

export interface SimulatedJumps {
  readonly returns: Float64Array;
  readonly rows: readonly number[];
}

/** Normal returns with, in a period, one jump of probability `rate`. */
export function simulateJumps(
  name: string,
  count: number,
  rate: number,
  diffusion: number,
  jump: { readonly mean: number; readonly deviation: number },
): SimulatedJumps {
  const stream = createStream('simulated', 'jumps', name);
  const rows: number[] = [];
  const returns = Float64Array.from({ length: count }, (_, row) => {
    const isJump = stream.uniform() < rate;
    const size = jump.mean + jump.deviation * drawNormal(stream);
    if (isJump) rows.push(row);
    return diffusion * drawNormal(stream) + (isJump ? size : 0);
  });
  return { returns, rows };
}

/** Times of a Hawkes process on [0, until], by Ogata's thinning: candidates at the intensity just after the last event. */
export function simulateHawkes(name: string, until: number, mu: number, alpha: number, beta: number): number[] {
  const stream = createStream('simulated', 'hawkes', name);
  const times: number[] = [];
  let excitement = 0;
  let now = 0;
  for (;;) {
    const bound = mu + excitement;
    const wait = -Math.log(stream.uniformOpen()) / bound;
    now += wait;
    if (now > until) return times;
    excitement *= Math.exp(-beta * wait);
    if (stream.uniform() * bound <= mu + excitement) {
      times.push(now);
      excitement += alpha;
    }
  }
}
