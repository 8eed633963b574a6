/**
 * How much further prices went for the venue's own forced trades: the lowest and the highest mark of each path against those
 * of the same path with liquidations frozen. Ratio = move with / move without, by path; paths without such a move have none.
 */
import { QUANTA_PER_USD } from '../../base/units.ts';
import type { Instrument } from '../../instruments/instrument.ts';
import { expm1 } from '../../numeric/math.ts';
import { meanOf } from '../../numeric/quantiles.ts';
import type { PathTally } from '../../simulation/path-outcome.ts';
import type { Estimate } from '../run-summary.ts';
import { meanEstimate, type Pair } from './paired.ts';
import type { PathFigures } from './path-figures.ts';

export interface Amplification {
  readonly symbol: string;
  /** Each instrument has both. */
  readonly side: 'fall' | 'rise';
  /** Mean deepest fall, or highest rise, of the mark; positive shares. */
  readonly moveWith: number;
  readonly moveWithout: number;
  /** Mean over paths that move so without liquidations; null when none does. */
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
  if (pairs.length === 0) return [];
  return instruments.flatMap(({ symbol }, i) => [
    measureSide(pairs, symbol, 'fall', ({ markLowLog }) => -expm1(markLowLog[i]!)),
    measureSide(pairs, symbol, 'rise', ({ markHighLog }) => expm1(markHighLog[i]!)),
  ]);
}

function measureSide(
  pairs: readonly Pair[],
  symbol: string,
  side: Amplification['side'],
  read: (tally: PathTally) => number,
): Amplification {
  const move = ({ tally }: PathFigures): number => Math.max(0, read(tally)) + 0;
  const moves = pairs.map(({ path, base, other }) => {
    const [whole, alone] = [move(base), move(other)];
    return { path, whole, alone, ratio: alone > 0 ? whole / alone : null };
  });
  const known = moves.flatMap(({ path, ratio }) => (ratio === null ? [] : [{ path, ratio }]));
  const [largest] = known.toSorted((x, y) => y.ratio - x.ratio || x.path - y.path);
  return {
    symbol,
    side,
    moveWith: meanOf(moves.map(({ whole }) => whole)),
    moveWithout: meanOf(moves.map(({ alone }) => alone)),
    ratio: known.length === 0 ? null : meanEstimate(known.map(({ ratio }) => ratio)),
    ratioMax: largest?.ratio ?? 1,
    ratioMaxPath: largest?.path ?? -1,
  };
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
