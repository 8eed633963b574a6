/**
 * What a series of trades has left in the book it went through: part of it stays, the rest comes back as a sum of
 * exponentials (market/recovery.ts). Kept after each trade, so that any moment can be asked about.
 */
import type { SimTimeUs } from '../../base/units.ts';
import type { ImpactRules } from '../../market/market-rules.ts';
import { exp } from '../../numeric/math.ts';

const LN_2 = 0.6931471805599453;

/** How displacement comes back: shared by all trails of a market. */
export class TrailDecay {
  readonly permanentShare: number;
  readonly weights: readonly number[];
  readonly #ratesPerUs: readonly number[];
  /** Times passed that were asked about last, with what is left: many trails ask about the same. */
  #elapsedUs: SimTimeUs = 0;
  readonly #kept: Float64Array;

  constructor({ permanentShare, halfLifeUs, recovery }: ImpactRules) {
    const terms = recovery?.terms ?? [{ weight: 1, halfLifeUs }];
    this.permanentShare = permanentShare;
    this.weights = terms.map(({ weight }) => weight);
    this.#ratesPerUs = terms.map((term) => LN_2 / term.halfLifeUs);
    this.#kept = new Float64Array(terms.length).fill(1);
  }

  /** [terms] share left after that time; valid until the next call. */
  keptAfter(elapsedUs: SimTimeUs): Float64Array {
    if (elapsedUs !== this.#elapsedUs) {
      this.#elapsedUs = elapsedUs;
      for (let n = 0; n < this.#kept.length; n += 1) this.#kept[n] = exp(-this.#ratesPerUs[n]! * elapsedUs);
    }
    return this.#kept;
  }
}

export class ImpactTrail {
  readonly #decay: TrailDecay;
  /** By trade: its place among all fills, its time, and what stays after it. */
  readonly #places: number[] = [];
  readonly #times: SimTimeUs[] = [];
  readonly #permanent: number[] = [];
  /** [trades x terms] what comes back, right after the trade. */
  readonly #transient: number[] = [];

  constructor(decay: TrailDecay) {
    this.#decay = decay;
  }

  /** `place`: of the trade among all fills, rising. */
  add(timeUs: SimTimeUs, place: number, moveLog: number): void {
    const { weights, permanentShare } = this.#decay;
    const last = this.#places.length - 1;
    const kept = last < 0 ? null : this.#decay.keptAfter(timeUs - this.#times[last]!);
    for (let n = 0; n < weights.length; n += 1) {
      const before = kept === null ? 0 : this.#transient[last * weights.length + n]! * kept[n]!;
      this.#transient.push(before + (1 - permanentShare) * weights[n]! * moveLog);
    }
    this.#permanent.push((this.#permanent[last] ?? 0) + permanentShare * moveLog);
    this.#places.push(place);
    this.#times.push(timeUs);
  }

  /** Log displacement left at `timeUs` by its trades among the first `count` fills; none of them is later. */
  leftAt(timeUs: SimTimeUs, count: number): number {
    const n = this.#lastBefore(count);
    if (n < 0) return 0;
    const terms = this.#decay.weights.length;
    const kept = this.#decay.keptAfter(timeUs - this.#times[n]!);
    let left = this.#permanent[n]!;
    for (let term = 0; term < terms; term += 1) left += this.#transient[n * terms + term]! * kept[term]!;
    return left;
  }

  /** The last trade whose place is below `count`, -1 when there is none. */
  #lastBefore(count: number): number {
    const places = this.#places;
    let high = places.length;
    if (high > 0 && places[high - 1]! < count) return high - 1;
    let low = -1;
    while (high - low > 1) {
      const middle = (low + high) >> 1;
      if (places[middle]! < count) low = middle;
      else high = middle;
    }
    return low;
  }
}
