/**
 * How much deeper prices fell for the venue's own forced trades: the lowest mark of each path against that of the same
 * path with liquidations frozen. Ratio = fall with / fall without, by path; paths without a fall have none.
 */
import { QUANTA_PER_USD } from '../../base/units.ts';
import type { Instrument } from '../../instruments/instrument.ts';
import { expm1 } from '../../numeric/math.ts';
import { meanOf } from '../../numeric/quantiles.ts';
import type { Estimate } from '../run-summary.ts';
import { meanEstimate, type Pair } from './paired.ts';

export interface Amplification {
  readonly symbol: string;
  /** Mean deepest fall of the mark, positive shares. */
  readonly fallWith: number;
  readonly fallWithout: number;
  /** Mean over paths that fall without liquidations; null when none does. */
  readonly ratio: Estimate | null;
  readonly ratioMax: number;
  readonly ratioMaxPath: number;
}

export interface LossPair {
  /** Fall of the fund below its start plus uncovered loss at the end, mean, USD. */
  readonly lossWith: number;
  readonly lossWithout: number;
}

export function measureAmplification(pairs: readonly Pair[], instruments: readonly Instrument[]): Amplification[] {
  return instruments.flatMap(({ symbol }, i): Amplification[] => {
    if (pairs.length === 0) return [];
    const fall = (lows: readonly number[]): number => Math.max(0, -expm1(lows[i]!)) + 0;
    const falls = pairs.map(({ path, base, other }) => {
      const [whole, alone] = [fall(base.tally.markLowLog), fall(other.tally.markLowLog)];
      return { path, whole, alone, ratio: alone > 0 ? whole / alone : null };
    });
    const known = falls.flatMap(({ path, ratio }) => (ratio === null ? [] : [{ path, ratio }]));
    const [largest] = known.toSorted((x, y) => y.ratio - x.ratio || x.path - y.path);
    return [
      {
        symbol,
        fallWith: meanOf(falls.map(({ whole }) => whole)),
        fallWithout: meanOf(falls.map(({ alone }) => alone)),
        ratio: known.length === 0 ? null : meanEstimate(known.map(({ ratio }) => ratio)),
        ratioMax: largest?.ratio ?? 1,
        ratioMaxPath: largest?.path ?? -1,
      },
    ];
  });
}

export function compareLosses(pairs: readonly Pair[]): LossPair {
  const end = (loss: Float64Array): number => (loss.at(-1) ?? 0) / QUANTA_PER_USD;
  return pairs.length === 0
    ? { lossWith: 0, lossWithout: 0 }
    : {
        lossWith: meanOf(pairs.map(({ base }) => end(base.loss))),
        lossWithout: meanOf(pairs.map(({ other }) => end(other.loss))),
      };
}
