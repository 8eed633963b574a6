/** Draws from a class's amounts, with everything that does not depend on the draw computed once. */
import { drawNormal, drawTruncatedPareto, paretoShareBelow } from '../numeric/distributions.ts';
import { exp, log } from '../numeric/math.ts';
import { normalCdf, normalQuantile } from '../numeric/normal.ts';
import type { Stream } from '../numeric/stream.ts';
import type { AmountDistribution } from './agent-class.ts';

/** Scores are kept within what a normal distribution reaches in 10^15 draws. */
const SCORE_MAX = 8;

export class AmountDraw {
  readonly #kind: AmountDistribution['kind'];
  readonly #median: number;
  readonly #logMedian: number;
  readonly #sigmaLog: number;
  readonly #min: number;
  readonly #max: number;
  readonly #tail: AmountDistribution['tail'];
  readonly #shareInTail: number;
  /** The last draw, before it was clamped. */
  #last = 0;

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
    if (this.#kind === 'uniform') return (this.#last = this.#min + (this.#max - this.#min) * stream.uniform());
    this.#last = exp(this.#logMedian + this.#sigmaLog * drawNormal(stream));
    const tail = this.#tail;
    if (tail !== null) {
      if (stream.uniform() < tail.probability) {
        this.#last = drawTruncatedPareto(stream, tail.alpha, tail.start, this.#max, this.#shareInTail);
      } else {
        // Its uniform is taken all the same.
        stream.uniformOpen();
      }
    }
    return this.#clamp(this.#last);
  }

  /**
   * One draw whose normal score has the given correlation with another's: a Gaussian copula. Of a log-normal without
   * tail, or a uniform distribution; 1 uniform.
   */
  drawCorrelated(stream: Stream, score: number, correlation: number): number {
    const own = correlation * score + Math.sqrt(1 - correlation * correlation) * drawNormal(stream);
    if (this.#kind === 'uniform') return this.#min + (this.#max - this.#min) * normalCdf(own);
    return this.#clamp(exp(this.#logMedian + this.#sigmaLog * own));
  }

  /**
   * Normal score of the last draw: the quantile of N(0, 1) at the share of draws that lie below it, body and tail
   * together. 0 for one value for all.
   */
  lastScore(): number {
    const score = this.#kind === 'fixed' ? 0 : normalQuantile(this.#shareBelow(this.#last));
    return Math.min(SCORE_MAX, Math.max(-SCORE_MAX, score));
  }

  #shareBelow(value: number): number {
    if (this.#kind === 'uniform') return (value - this.#min) / (this.#max - this.#min);
    const body = this.#sigmaLog === 0 ? 0.5 : normalCdf((log(value) - this.#logMedian) / this.#sigmaLog);
    const tail = this.#tail;
    if (tail === null) return body;
    const inTail = value <= tail.start ? 0 : paretoShareBelow(tail.alpha, tail.start, Math.min(value, this.#max));
    return (1 - tail.probability) * body + (tail.probability * inTail) / this.#shareInTail;
  }

  #clamp(value: number): number {
    return Math.min(this.#max, Math.max(this.#min, value));
  }
}
