/**
 * Loss beyond an account's equity, laid to what caused it. The account lost T from the last mark at which it met its
 * margin, with what it paid in on the way; of that its equity bore the first part and others the rest, L. Each cause is behind L in the proportion in
 * which it is behind T: a dollar of the deficit is no different from a dollar of the equity that went before it.
 */
import type { QuoteQuanta } from '../../base/units.ts';
import type { ExchangePort } from '../../exchange/exchange-port.ts';
import type { CauseBook } from './cause.ts';
import type { BadDebt, LossBearers } from './cause-record.ts';
import { settleLoose, sumOf } from './loss-parts.ts';
import type { MarkSnapshot } from './mark-snapshot.ts';
import type { Episode, WatchedAccount } from './watched-account.ts';
import { byCause, byInstrument, whole } from './whole-parts.ts';

export function sumOfBearers({ stages, ...others }: LossBearers): QuoteQuanta {
  const sum = (amounts: Readonly<Record<string, number>>): number =>
    Object.values(amounts).reduce((total, amount) => total + amount, 0);
  return sum(others) + sum(stages);
}

/** To be called after each fact by which others may have borne something of the account's loss. */
export function noteLoss(one: WatchedAccount, now: MarkSnapshot, exchange: ExchangePort): void {
  const { episode } = one;
  if (episode === null) return;
  const loss = sumOfBearers(episode.bearers);
  if (loss === (episode.borne?.loss ?? 0)) return;
  one.follow(now);
  settleLoose(episode.parts, now);
  const { parts, payments } = episode;
  episode.borne = { loss, equity: exchange.equityOf(one.account), parts: parts.copy(), payments: { ...payments } };
}

/** Null when nothing was left for others to bear. */
export function settleBadDebt(account: number, episode: Episode, causes: CauseBook): BadDebt | null {
  const { bearers, gap, equityBefore, borne } = episode;
  if (borne === null) return null;
  const { loss, parts, payments } = borne;
  const lost = equityBefore + payments.paidIn + loss - borne.equity;
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
    marks: scaled(sumOf(parts.rest)),
    orders: scaled(sumOf(parts.trades)),
    fees: scaled(payments.fees),
    funding: scaled(payments.funding),
    handedOver: scaled(payments.handedOver),
    shared: scaled(payments.shared),
  };
  const rest = Object.values(told).reduce((left, part) => left - part, loss);
  const instruments = parts.outside.map(
    (one, i) => one + gap[i]! + displacement[i]! + parts.rest[i]! + parts.trades[i]!,
  );
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
