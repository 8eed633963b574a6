/**
 * Deleveraging queues where margin is a model's business: everybody on that side is scored anew for each position that
 * has to go. The scores' figures follow from all prices at once, so that no bound keeps a shortlist alive.
 */
import type { AccountIndex, InstrumentIndex } from '../base/units.ts';
import { DELEVERAGING_RANKS } from '../margin/deleveraging-rank.ts';
import { findPosition } from './account-records.ts';
import { VENUE_ACCOUNTS } from './accounts.ts';
import type { DeleveragingOrder, RankedQueue } from './deleveraging-order.ts';
import { goesBefore } from './ranked-accounts.ts';
import { toQuote } from './settlement.ts';
import { cashOf, type ExchangeState } from './state.ts';
import { computeEquity, computeMaintenance, notionalPerLotOf } from './valuation.ts';
import type { AutoDeleveragingRules } from './venue-rules.ts';

export class PortfolioRanks implements DeleveragingOrder {
  passes = 0;
  readonly #state: ExchangeState;
  readonly #ranking: AutoDeleveragingRules['ranking'];

  constructor(state: ExchangeState, rules: AutoDeleveragingRules) {
    this.#state = state;
    this.#ranking = rules.ranking;
  }

  parametersChanged(): void {
    // Each queue reads the model anew.
  }

  lengthen(): void {
    // A queue holds everybody.
  }

  queueOf(instrument: InstrumentIndex, side: number): RankedQueue {
    this.passes += 1;
    const { records, accountCount } = this.#state;
    const ranked: { account: AccountIndex; score: number }[] = [];
    for (let account = VENUE_ACCOUNTS; account < accountCount; account += 1) {
      const position = findPosition(records, account, instrument);
      if (position < 0 || records.doubles[position] * side <= 0) continue;
      const score = this.#scoreOf(account, instrument, position);
      if (score !== null) ranked.push({ account, score });
    }
    ranked.sort((x, y) => (goesBefore(x.score, x.account, y.score, y.account) ? -1 : 1));
    return {
      visit: (visit) => {
        for (const { account } of ranked) if (!visit(account)) return 'stopped';
        return 'everybody';
      },
    };
  }

  /** Null for an account without equity: it is on its own way out. */
  #scoreOf(account: AccountIndex, instrument: InstrumentIndex, position: number): number | null {
    const state = this.#state;
    const equity = computeEquity(state, account);
    if (equity <= 0) return null;
    const lots = state.records.doubles[position];
    const cost = state.costs[position];
    return DELEVERAGING_RANKS[this.#ranking]({
      profit: toQuote(state, instrument, lots * state.markPerLot[instrument] - cost),
      notional: Math.abs(lots) * notionalPerLotOf(state, instrument),
      entryValue: Math.abs(toQuote(state, instrument, cost)),
      cash: cashOf(state, account),
      equity,
      maintenance: computeMaintenance(state, account),
    });
  }
}
