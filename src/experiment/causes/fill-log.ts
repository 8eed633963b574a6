/**
 * Who displaced which book, and by how much it still is. What a trade does to a book decays as the market's rules say and
 * adds up, so the displacement of a book can be split over those who caused it. Two numbers for each cause and
 * book are enough: what stays, and what is transient, which decays alike for all.
 */
import type { InstrumentIndex, SimTimeUs } from '../../base/units.ts';
import type { CrossImpact } from '../../market/cross-impact.ts';
import type { ImpactRules } from '../../market/market-rules.ts';
import { exp } from '../../numeric/math.ts';

const LN_2 = 0.6931471805599453;
/** Transient parts are kept as of an epoch, which moves on before their scale leaves the range of doubles. */
const EPOCH_HALF_LIVES = 400;

interface Fill {
  readonly timeUs: SimTimeUs;
  readonly cause: number;
  readonly instrument: InstrumentIndex;
  readonly moveLog: number;
}

export class FillLog {
  readonly #fills: Fill[] = [];
  readonly #impact: ImpactRules;
  readonly #crossImpact: CrossImpact;
  /** By instrument, then cause. */
  readonly #permanent: number[][];
  readonly #transient: number[][];
  #epochUs: SimTimeUs = 0;

  constructor(impact: ImpactRules, crossImpact: CrossImpact, instrumentCount: number) {
    this.#impact = impact;
    this.#crossImpact = crossImpact;
    this.#permanent = Array.from({ length: instrumentCount }, () => []);
    this.#transient = Array.from({ length: instrumentCount }, () => []);
  }

  get count(): number {
    return this.#fills.length;
  }

  /** `moveLog`: change of the log price of the instrument's own book. */
  add(timeUs: SimTimeUs, cause: number, instrument: InstrumentIndex, moveLog: number): void {
    this.#moveEpoch(timeUs);
    this.#fills.push({ timeUs, cause, instrument, moveLog });
    const scale = 1 / this.#decayAt(timeUs);
    for (let i = 0; i < this.#permanent.length; i += 1) {
      const move = this.#crossImpact.coefficient(i, instrument) * moveLog;
      if (move === 0) continue;
      const permanent = this.#permanent[i]!;
      const transient = this.#transient[i]!;
      while (permanent.length <= cause) {
        permanent.push(0);
        transient.push(0);
      }
      permanent[cause]! += this.#impact.permanentShare * move;
      transient[cause]! += (1 - this.#impact.permanentShare) * move * scale;
    }
  }

  /** What the first `count` fills have left in one book at `timeUs`, log price, by cause. */
  leftIn(instrument: InstrumentIndex, timeUs: SimTimeUs, count: number): Float64Array {
    const decay = this.#decayAt(timeUs);
    const permanent = this.#permanent[instrument]!;
    const transient = this.#transient[instrument]!;
    const left = new Float64Array(permanent.length);
    for (let k = 0; k < left.length; k += 1) left[k] = permanent[k]! + transient[k]! * decay;
    // Those that came since are few: it is asked for soon after the moment it is asked about.
    const { permanentShare } = this.#impact;
    for (let n = count; n < this.#fills.length; n += 1) {
      const fill = this.#fills[n]!;
      const move = this.#crossImpact.coefficient(instrument, fill.instrument) * fill.moveLog;
      if (move === 0) continue;
      left[fill.cause]! -= move * (permanentShare + ((1 - permanentShare) * decay) / this.#decayAt(fill.timeUs));
    }
    return left;
  }

  #decayAt(timeUs: SimTimeUs): number {
    return exp((-LN_2 / this.#impact.halfLifeUs) * (timeUs - this.#epochUs));
  }

  #moveEpoch(timeUs: SimTimeUs): void {
    if (timeUs - this.#epochUs < EPOCH_HALF_LIVES * this.#impact.halfLifeUs) return;
    const decay = this.#decayAt(timeUs);
    for (const row of this.#transient) row.forEach((value, k) => void (row[k] = value * decay));
    this.#epochUs = timeUs;
  }
}
