/**
 * The deleveraging queues of an exchange, one a side of each instrument. Their shortlists are made together, in one
 * pass over everybody: reading an account costs more than bounding its legs.
 */
import type { AccountIndex, InstrumentIndex } from '../base/units.ts';
import type { DeleveragingRanking } from '../margin/deleveraging-rank.ts';
import { firstIdOf, firstPositionOf, positionsOf } from './account-records.ts';
import { VENUE_ACCOUNTS } from './accounts.ts';
import { sideSlot } from './change-log.ts';
import type { DeleveragingOrder } from './deleveraging-order.ts';
import { DeleveragingQueue, SHARE_OTHERS, SHARE_OWN } from './deleveraging-queue.ts';
import { LegScorer, NO_LEG } from './leg-scorer.ts';
import type { ExchangeState } from './state.ts';

export class DeleveragingRanks implements DeleveragingOrder<DeleveragingQueue> {
  /** Passes over everybody so far. */
  passes = 0;
  readonly #state: ExchangeState;
  readonly #scorer: LegScorer;
  readonly #ranking: DeleveragingRanking;
  readonly #busy: readonly AccountIndex[];
  /** [2 x instrumentCount], made when a position has to go. */
  #queues: readonly DeleveragingQueue[] = [];

  /** `busy`: accounts that nearly every fill touches. */
  constructor(state: ExchangeState, ranking: DeleveragingRanking, busy: readonly AccountIndex[]) {
    this.#busy = busy;
    this.#state = state;
    this.#scorer = new LegScorer(state, ranking);
    this.#ranking = ranking;
  }

  /** Margin rates changed, and with them scores and their bounds: queues are made anew when one is asked for. */
  parametersChanged(): void {
    this.#scorer.parametersChanged();
    this.#queues = [];
  }

  /** The queue of one side (+1 longs) as it is now; valid until the next call. */
  queueOf(instrument: InstrumentIndex, side: number): DeleveragingQueue {
    const state = this.#state;
    if (this.#queues.length === 0) {
      this.#queues = Array.from(
        { length: 2 * state.instrumentCount },
        (_, slot) =>
          new DeleveragingQueue(state, this.#scorer, this.#ranking, this.#busy, slot >> 1, slot % 2 === 0 ? 1 : -1),
      );
      this.#listEverybody();
    }
    const queue = this.#queues[sideSlot(instrument, side > 0)];
    if (queue.isSpent || !state.changes.isComplete) this.#listEverybody();
    queue.refresh();
    return queue;
  }

  /** That queue was too short: makes it longer. The others, and the change log, go on. */
  lengthen(queue: DeleveragingQueue): void {
    queue.shortlist.lengthen();
    queue.shortlist.clear();
    const only: (DeleveragingQueue | null)[] = this.#queues.map((other) => (other === queue ? queue : null));
    this.#offerEverybody(only);
    queue.everybodyIsOffered();
    queue.refresh();
  }

  #listEverybody(): void {
    this.#state.changes.begin(this.#state.accountCount, this.#state.instrumentCount, this.#busy);
    for (const queue of this.#queues) queue.shortlist.clear();
    this.#offerEverybody(this.#queues);
    for (const queue of this.#queues) queue.everybodyIsOffered();
  }

  /** Offers every leg to the list of its queue, where `queues` has one for it. */
  #offerEverybody(queues: readonly (DeleveragingQueue | null)[]): void {
    const { records, accountCount } = this.#state;
    const scorer = this.#scorer;
    this.passes += 1;
    const busy = new Set(this.#busy);
    for (let account = VENUE_ACCOUNTS; account < accountCount; account += 1) {
      // Queues look at the busy every time.
      if (busy.has(account)) continue;
      const first = firstPositionOf(records, account);
      const ids = firstIdOf(records, account);
      let hasBeenRead = false;
      for (let k = positionsOf(records, account) - 1; k >= 0; k -= 1) {
        const lots = records.doubles[first + k];
        if (lots === 0) continue;
        const i = records.bytes[ids + k];
        const queue = queues[sideSlot(i, lots > 0)];
        if (queue === null) continue;
        if (!hasBeenRead) scorer.read(account);
        hasBeenRead = true;
        const bound = scorer.boundOf(first + k, i, SHARE_OWN, SHARE_OTHERS);
        if (bound !== NO_LEG) queue.shortlist.offer(account, bound);
      }
    }
  }
}
