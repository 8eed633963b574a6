/** Money that moves while prices stand: what an account in breach pays and is paid, and what the fund does. */
import type { QuoteQuanta } from '../../base/units.ts';
import { INSURANCE_FUND } from '../../exchange/accounts.ts';
import { WATERFALL_STAGES } from '../../exchange/loss/loss-rules.ts';
import type { FactObserver } from '../../simulation/kernel.ts';
import type { LossBearers } from './cause-record.ts';
import type { FundBooks } from './fund-books.ts';
import type { Episode, EpisodePayments } from './watched-account.ts';

type Fact = Parameters<FactObserver>[2];

export function noBearers(): LossBearers {
  return { fund: 0, groupFunds: 0, takers: 0, stages: {}, counterparties: 0, uncovered: 0 };
}

export function noPayments(): EpisodePayments {
  return { paidIn: 0, fees: 0, funding: 0, handedOver: 0, shared: 0 };
}

/** Takes in a fact with which money alone moves, and whose account is `episode`'s, null when it is not in breach; others change nothing. */
export function bear(fact: Fact, episode: Episode | null, fund: FundBooks): void {
  moveFund(fact, fund);
  if (episode === null) return;
  bearLoss(fact, episode.bearers);
  pay(fact, episode.payments);
}

/** A position went to somebody with so much of the account's money: `share` below zero is a deficit that they took with it. */
export function handOver(episode: Episode | null, share: QuoteQuanta, to: 'fund' | 'takers'): void {
  if (episode === null) return;
  if (share < 0) episode.bearers[to] -= share;
  else episode.payments.handedOver += share;
}

/** A counterparty was made to trade: what it gave up against the mark is a loss that it bore, what it gained came from the account. */
export function deleverage(episode: Episode | null, given: QuoteQuanta): void {
  if (episode === null) return;
  if (given > 0) episode.bearers.counterparties += given;
  else episode.payments.handedOver -= given;
}

function moveFund({ kind, account, value, a, b }: Fact, fund: FundBooks): void {
  switch (kind) {
    case 'fundPayment':
      return fund.pay(value);
    case 'lossStage':
      return account === INSURANCE_FUND ? fund.bear(value) : undefined;
    case 'uncoveredLoss':
      return account === INSURANCE_FUND ? fund.bailOut(value) : undefined;
    case 'surplus':
      // It can go to a fund of some instruments.
      return a === INSURANCE_FUND ? fund.receive('surplus', value) : undefined;
    case 'fundInflow':
      return fund.receive('inflows', value);
    case 'funding':
      return fund.receive('funding', b);
    default:
  }
}

function bearLoss({ kind, value, a }: Fact, bearers: LossBearers): void {
  switch (kind) {
    case 'fundPayment':
      bearers.fund += value;
      return;
    case 'groupFundPayment':
      bearers.groupFunds += value;
      return;
    case 'lossStage': {
      const stage = WATERFALL_STAGES[a]!;
      bearers.stages[stage] = (bearers.stages[stage] ?? 0) + value;
      return;
    }
    case 'uncoveredLoss':
      bearers.uncovered += value;
      return;
    default:
  }
}

function pay({ kind, value, b }: Fact, payments: EpisodePayments): void {
  switch (kind) {
    case 'deposit':
      payments.paidIn += value;
      return;
    case 'withdrawal':
    case 'exitHaircut':
      payments.paidIn -= value;
      return;
    case 'liquidationFee':
      payments.fees += value;
      return;
    case 'lossShare':
      // A member's part of the default fund is there already.
      if (WATERFALL_STAGES[b] !== 'defaultFund') payments.shared += value;
      return;
    case 'surplus':
      payments.handedOver += value;
      return;
    default:
  }
}
