/** Who bears what an account lost beyond its equity: facts of the waterfall, added up for the account's bad debt. */
import { INSURANCE_FUND } from '../../exchange/accounts.ts';
import { WATERFALL_STAGES } from '../../exchange/loss/loss-rules.ts';
import type { FactObserver } from '../../simulation/kernel.ts';
import type { LossBearers } from './cause-record.ts';
import type { FundBooks } from './fund-books.ts';

type Fact = Parameters<FactObserver>[2];

export function noBearers(): LossBearers {
  return { fund: 0, groupFunds: 0, takers: 0, stages: {}, counterparties: 0, uncovered: 0 };
}

/**
 * Takes in a fact with which money alone moves; others change nothing.
 *
 * @param bearers of the fact's account; null when it is not in breach
 */
export function bear({ kind, account, value, a, b }: Fact, bearers: LossBearers | null, fund: FundBooks): void {
  switch (kind) {
    case 'fundPayment':
      fund.pay(value);
      if (bearers !== null) bearers.fund += value;
      return;
    case 'groupFundPayment':
      if (bearers !== null) bearers.groupFunds += value;
      return;
    case 'lossStage': {
      if (account === INSURANCE_FUND) return fund.bear(value);
      const stage = WATERFALL_STAGES[a]!;
      if (bearers !== null) bearers.stages[stage] = (bearers.stages[stage] ?? 0) + value;
      return;
    }
    case 'uncoveredLoss':
      if (account === INSURANCE_FUND) fund.bailOut(value);
      else if (bearers !== null) bearers.uncovered += value;
      return;
    case 'surplus':
      // It can go to a fund of some instruments.
      if (a === INSURANCE_FUND) fund.receive('surplus', value);
      return;
    case 'fundInflow':
      return fund.receive('inflows', value);
    case 'funding':
      return fund.receive('funding', b);
    default:
  }
}
