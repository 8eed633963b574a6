/**
 * Who displaced which book, and by how much it still does. What a trade does to a book comes back as the market's rules
 * say, at one speed or several, and adds up, so the displacement of a book can be split over those who caused it: each
 * cause has a trail of its own trades, which says what they have left at any moment, past ones too.
 *
 * Of thousands of causes a few matter at a time. `prominentIn` names them; what they have done is exact, and what all
 * causes have done together is exact, so that the others are the difference.
 */
import type { InstrumentIndex, SimTimeUs } from '../../base/units.ts';
import type { CrossImpact } from '../../market/cross-impact.ts';
import type { ImpactRules } from '../../market/market-rules.ts';
import { ImpactTrail, TrailDecay } from './impact-trail.ts';

/** Causes of one book that are named. */
const PROMINENT = 24;
/** Those that acted since the last choice count as prominent until there are so many. */
const ACTED_MAX = 24;
/**
 * All causes are looked at again once there are so many more, as a share: one that does not act cannot grow, so it comes
 * forward only as others recover faster.
 */
const GROWTH = 1 / 4;

interface Prominent {
  causes: readonly number[];
  /** Fills that the choice knows of, and causes at the last look at all of them. */
  fills: number;
  causeCount: number;
}

export class FillLog {
  readonly #decay: TrailDecay;
  readonly #crossImpact: CrossImpact;
  /** By cause, then traded instrument; and of all causes together. */
  readonly #trails: (ImpactTrail | undefined)[][] = [];
  readonly #together: ImpactTrail[];
  /** Cause of each fill. */
  readonly #causes: number[] = [];
  readonly #prominent: Prominent[];

  constructor(impact: ImpactRules, crossImpact: CrossImpact, instrumentCount: number) {
    this.#decay = new TrailDecay(impact);
    this.#crossImpact = crossImpact;
    this.#together = Array.from({ length: instrumentCount }, () => new ImpactTrail(this.#decay));
    this.#prominent = this.#together.map(() => ({ causes: [], fills: 0, causeCount: 0 }));
  }

  /** Fills so far. */
  get count(): number {
    return this.#causes.length;
  }

  /** Causes that have acted so far. */
  get causeCount(): number {
    return this.#trails.length;
  }

  /** `moveLog`: change of the log price of the instrument's own book. Causes come in the order of their numbers. */
  add(timeUs: SimTimeUs, cause: number, instrument: InstrumentIndex, moveLog: number): void {
    while (this.#trails.length <= cause) this.#trails.push([]);
    const trails = this.#trails[cause]!;
    const trail = trails[instrument] ?? new ImpactTrail(this.#decay);
    trails[instrument] = trail;
    trail.add(timeUs, this.count, moveLog);
    this.#together[instrument]!.add(timeUs, this.count, moveLog);
    this.#causes.push(cause);
  }

  /** What the first `count` fills have left in one book at `timeUs`, log price: those of one cause. */
  leftBy(cause: number, instrument: InstrumentIndex, timeUs: SimTimeUs, count: number): number {
    return this.#leftOf(this.#trails[cause] ?? [], instrument, timeUs, count);
  }

  /** The same of all causes together. */
  leftIn(instrument: InstrumentIndex, timeUs: SimTimeUs, count: number): number {
    return this.#leftOf(this.#together, instrument, timeUs, count);
  }

  /** Causes that displace one book most at `timeUs`, not before the last fill; and those that have just acted. */
  prominentIn(instrument: InstrumentIndex, timeUs: SimTimeUs): readonly number[] {
    const kept = this.#prominent[instrument]!;
    if (kept.fills === this.count) return kept.causes;
    const causes = new Set(kept.causes);
    for (let n = kept.fills; n < this.count; n += 1) causes.add(this.#causes[n]!);
    kept.fills = this.count;
    if (this.causeCount > PROMINENT + ACTED_MAX + kept.causeCount * (1 + GROWTH)) {
      kept.causeCount = this.causeCount;
      kept.causes = this.#largest(this.#trails.keys(), instrument, timeUs);
    } else if (causes.size > PROMINENT + ACTED_MAX) kept.causes = this.#largest(causes, instrument, timeUs);
    else kept.causes = [...causes];
    return kept.causes;
  }

  #largest(causes: Iterable<number>, instrument: InstrumentIndex, timeUs: SimTimeUs): readonly number[] {
    const sized = Array.from(causes, (cause) => ({
      cause,
      size: Math.abs(this.leftBy(cause, instrument, timeUs, this.count)),
    }));
    if (sized.length <= PROMINENT) return sized.map(({ cause }) => cause);
    return sized
      .sort((x, y) => y.size - x.size || x.cause - y.cause)
      .slice(0, PROMINENT)
      .map(({ cause }) => cause);
  }

  #leftOf(
    trails: readonly (ImpactTrail | undefined)[],
    instrument: InstrumentIndex,
    timeUs: SimTimeUs,
    count: number,
  ): number {
    let left = 0;
    for (let traded = 0; traded < trails.length; traded += 1) {
      const trail = trails[traded];
      if (trail === undefined) continue;
      const coefficient = this.#crossImpact.coefficient(instrument, traded);
      if (coefficient !== 0) left += coefficient * trail.leftAt(timeUs, count);
    }
    return left;
  }
}
