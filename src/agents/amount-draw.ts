/** Draws from a class's amounts, with everything that does not depend on the draw computed once. */
import { drawLogNormal, drawTruncatedPareto, paretoShareBelow } from '../numeric/distributions.ts';
import { log } from '../numeric/math.ts';
import type { Stream } from '../numeric/stream.ts';
import type { AmountDistribution } from './agent-class.ts';

export class AmountDraw {
  readonly #kind: AmountDistribution['kind'];
  readonly #median: number;
  readonly #logMedian: number;
  readonly #sigmaLog: number;
  readonly #min: number;
  readonly #max: number;
  readonly #tail: AmountDistribution['tail'];
  readonly #shareInTail: number;

  constructor({ kind, median, sigmaLog, min, max, tail }: AmountDistribution) {
    this.#kind = kind;
    this.#median = median;
    this.#logMedian = kind === 'logNormal' ? log(median) : 0;
    this.#sigmaLog = sigmaLog;
    this.#min = min;
    this.#max = max;
    this.#tail = tail;
    this.#shareInTail = tail === null ? 0 : paretoShareBelow(tail.alpha, tail.start, max);
  }

  /** One draw, clamped into the distribution's bounds. Takes the same number of uniforms whatever comes out. */
  draw(stream: Stream): number {
    if (this.#kind === 'fixed') return this.#median;
    if (this.#kind === 'uniform') return this.#min + (this.#max - this.#min) * stream.uniform();
    let value = drawLogNormal(stream, this.#logMedian, this.#sigmaLog);
    const tail = this.#tail;
    if (tail !== null) {
      if (stream.uniform() < tail.probability) {
        value = drawTruncatedPareto(stream, tail.alpha, tail.start, this.#max, this.#shareInTail);
      } else {
        // Its uniform is taken all the same.
        stream.uniformOpen();
      }
    }
    return Math.min(this.#max, Math.max(this.#min, value));
  }
}
