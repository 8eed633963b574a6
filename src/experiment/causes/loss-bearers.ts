/** Money that moves while prices stand: what an account in breach pays and is paid, and what the fund does. */
import type { AccountIndex, QuoteQuanta } from '../../base/units.ts';
import { INSURANCE_FUND } from '../../exchange/accounts.ts';
import type { FactKind } from '../../exchange/fact.ts';
import { WATERFALL_STAGES } from '../../exchange/loss/loss-rules.ts';
import type { FactObserver } from '../../simulation/kernel.ts';
import type { LossBearers } from './cause-record.ts';
import type { FundBooks } from './fund-books.ts';
import type { Episode, Payments } from './watched-account.ts';

type Fact = Parameters<FactObserver>[2];

export function noBearers(): LossBearers {
  return { fund: 0, groupFunds: 0, takers: 0, stages: {}, counterparties: 0, uncovered: 0 };
}

/** Takes in a fact with which money alone moves; facts of another kind change nothing. `episode`: its account's, null when it is not in breach. */
export function bear(fact: Fact, episode: Episode | null, fund: FundBooks): void {
  moveFund(fact, fund);
  if (episode !== null) bearLoss(fact, episode.bearers);
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

/** Facts by which their account pays, or is paid. */
const PAYMENTS: Readonly<Partial<Record<FactKind, (payments: Payments, value: QuoteQuanta, b: number) => void>>> = {
  deposit: (payments, value) => void (payments.paidIn += value),
  withdrawal: (payments, value) => void (payments.paidIn -= value),
  exitHaircut: (payments, value) => void (payments.paidIn -= value),
  liquidationFee: (payments, value) => void (payments.fees += value),
  // A member's part of the default fund is there already.
  lossShare: (payments, value, b) => void (payments.shared += WATERFALL_STAGES[b] === 'defaultFund' ? 0 : value),
  surplus: (payments, value) => void (payments.handedOver += value),
};

/** Takes in what the account of a fact paid or was paid by it; facts of another kind change nothing. */
export function pay({ kind, account, value, b }: Fact, paymentsOf: (account: AccountIndex) => Payments): void {
  PAYMENTS[kind]?.(paymentsOf(account), value, b);
}
