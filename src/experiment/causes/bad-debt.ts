/**
 * Loss beyond an account's equity, laid to what caused it. The account lost T from the last mark at which it met its
 * margin; of that its equity bore the first part and others the rest, L. Each cause is behind L in the proportion in
 * which it is behind T: a dollar of the deficit is no different from a dollar of the equity that went before it.
 */
import type { QuoteQuanta } from '../../base/units.ts';
import type { CauseBook } from './cause.ts';
import type { BadDebt, LossBearers } from './cause-record.ts';
import { sumOf } from './loss-parts.ts';
import type { Episode } from './watched-account.ts';
import { byCause, byInstrument, whole } from './whole-parts.ts';

export function sumOfBearers({ stages, ...others }: LossBearers): QuoteQuanta {
  const sum = (amounts: Readonly<Record<string, number>>): number =>
    Object.values(amounts).reduce((total, amount) => total + amount, 0);
  return sum(others) + sum(stages);
}

/** Null when nothing was left for others to bear. `equityLeft`: what the account still has, at least 0. */
export function settleBadDebt(
  account: number,
  episode: Episode,
  equityLeft: QuoteQuanta,
  causes: CauseBook,
): BadDebt | null {
  const { bearers, parts, gap, equityBefore } = episode;
  const loss = sumOfBearers(bearers);
  if (loss === 0) return null;
  const lost = equityBefore + loss - Math.max(0, equityLeft);
  const share = lost > 0 ? Math.max(0, loss) / lost : 0;
  const scaled = (value: number): QuoteQuanta => whole(share * value);
  const { displacement } = parts;
  const own = causes.liquidationOf(account);
  const impact = scaled(sumOf(displacement));
  const impactOfOwn = own === null ? 0 : scaled(parts.causes.lossOf(own));
  const told = {
    gap: scaled(sumOf(gap)),
    latency: scaled(sumOf(parts.outside)),
    impactOfOthers: impact - impactOfOwn,
    impactOfOwn,
    orders: scaled(sumOf(parts.trades)),
    fees: scaled(episode.fees),
  };
  const rest = Object.values(told).reduce((left, part) => left - part, loss);
  const instruments = parts.outside.map((one, i) => one + gap[i]! + displacement[i]! + parts.trades[i]!);
  return {
    breach: episode.breach,
    account,
    timeUs: episode.timeUs,
    bearers,
    parts: {
      ...told,
      causes: byCause(parts, causes.all, impact, share),
      rest,
      instruments: byInstrument(instruments, share),
    },
  };
}
