/**
 * Deleveraging queues by looking at everybody: all of that side are scored anew for each position that has to go. For
 * margin by a model, whose figures follow from all prices at once, and for rankings without a bound that would keep a
 * shortlist alive.
 */
import type { AccountIndex, InstrumentIndex } from '../base/units.ts';
import { DELEVERAGING_RANKS, type DeleveragingRanking, type RankedLeg } from '../margin/deleveraging-rank.ts';
import type { Stream } from '../numeric/stream.ts';
import { findPosition } from './account-records.ts';
import { VENUE_ACCOUNTS } from './accounts.ts';
import type { DeleveragingOrder, RankedQueue } from './deleveraging-order.ts';
import { goesBefore } from './ranked-accounts.ts';
import { toQuote } from './settlement.ts';
import { cashOf, type ExchangeState } from './state.ts';
import { computeEquity, computeMaintenance, notionalPerLotOf } from './valuation.ts';

export class SortedRanks implements DeleveragingOrder {
  passes = 0;
  readonly #state: ExchangeState;
  readonly #ranking: DeleveragingRanking;
  /** Where a ranking leaves the first place to chance. */
  readonly #starts: Stream | null;

  constructor(state: ExchangeState, ranking: DeleveragingRanking, starts: Stream | null) {
    this.#state = state;
    this.#ranking = ranking;
    this.#starts = ranking === 'dydx' ? starts : null;
  }

  parametersChanged(): void {
    // Each queue reads margins anew.
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
      const leg = readRankedLeg(this.#state, account, instrument);
      if (leg !== null) ranked.push({ account, score: DELEVERAGING_RANKS[this.#ranking](leg) });
    }
    ranked.sort((x, y) => (goesBefore(x.score, x.account, y.score, y.account) ? -1 : 1));
    const start = this.#starts === null || ranked.length === 0 ? 0 : this.#starts.integer(ranked.length);
    return {
      visit: (visit) => {
        for (let n = 0; n < ranked.length; n += 1) {
          if (!visit(ranked[(start + n) % ranked.length].account)) return 'stopped';
        }
        return 'everybody';
      },
    };
  }
}

/** What rankings look at, of a leg that the account holds; null for an account without equity: it is on its own way out. */
export function readRankedLeg(
  state: ExchangeState,
  account: AccountIndex,
  instrument: InstrumentIndex,
): RankedLeg | null {
  const equity = computeEquity(state, account);
  if (equity <= 0) return null;
  const position = findPosition(state.records, account, instrument);
  const lots = state.records.doubles[position];
  const cost = state.costs[position];
  return {
    profit: toQuote(state, instrument, lots * state.markPerLot[instrument] - cost),
    notional: Math.abs(lots) * notionalPerLotOf(state, instrument),
    entryValue: Math.abs(toQuote(state, instrument, cost)),
    cash: cashOf(state, account),
    equity,
    maintenance: computeMaintenance(state, account),
  };
}
