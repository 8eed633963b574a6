/** Chooses how deleveraging queues are kept: by shortlists where a bound allows it, else by looking at everybody. */
import type { AccountIndex } from '../base/units.ts';
import { BOUNDED_RANKINGS, type DeleveragingRanking } from '../margin/deleveraging-rank.ts';
import type { Stream } from '../numeric/stream.ts';
import type { DeleveragingOrder } from './deleveraging-order.ts';
import { DeleveragingRanks } from './deleveraging-ranks.ts';
import { SortedRanks } from './sorted-ranks.ts';
import type { ExchangeState } from './state.ts';

/** `busy`: accounts that nearly every fill touches; `starts`: what a ranking by lot draws from. */
export function createRanks(
  state: ExchangeState,
  ranking: DeleveragingRanking,
  busy: readonly AccountIndex[],
  starts: Stream | null,
): DeleveragingOrder {
  const isBounded = state.portfolio === null && BOUNDED_RANKINGS.has(ranking);
  return isBounded ? new DeleveragingRanks(state, ranking, busy) : new SortedRanks(state, ranking, starts);
}
