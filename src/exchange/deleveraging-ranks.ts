/**
 * The deleveraging queues of an exchange, one a side of each instrument. Their outer lists are made together, in one
 * pass over everybody: reading an account costs more than bounding its legs.
 */
import type { InstrumentIndex } from '../base/units.ts';
import { firstIdOf, firstPositionOf, positionsOf } from './account-records.ts';
import { VENUE_ACCOUNTS } from './accounts.ts';
import { sideSlot } from './change-log.ts';
import { DeleveragingQueue, hasMovedBy, OUTER_SHARE } from './deleveraging-queue.ts';
import { LegScorer, NO_LEG } from './leg-scorer.ts';
import type { ExchangeState } from './state.ts';
import type { AutoDeleveragingRules } from './venue-rules.ts';

/** Entries of the change log, for each account, beyond which reading it costs more than a pass over everybody. */
const LOG_ENTRIES_PER_ACCOUNT = 2;
const LOG_ENTRIES_MIN = 65_536;

export class DeleveragingRanks {
  /** Passes over everybody so far. */
  passes = 0;
  readonly #state: ExchangeState;
  readonly #scorer: LegScorer;
  /** [2 x instrumentCount], made when the first position has to go. */
  #queues: readonly DeleveragingQueue[] = [];
  /** Marks of the last pass. */
  readonly #marks: Float64Array;

  constructor(state: ExchangeState, rules: AutoDeleveragingRules) {
    this.#state = state;
    this.#scorer = new LegScorer(state, rules.ranking);
    this.#marks = new Float64Array(state.instrumentCount);
  }

  /** The queue of one side (+1 longs) as it is now; valid until the next call. */
  queueOf(instrument: InstrumentIndex, side: number): DeleveragingQueue {
    const state = this.#state;
    const entriesMax = Math.max(LOG_ENTRIES_MIN, LOG_ENTRIES_PER_ACCOUNT * state.accountCount);
    if (this.#queues.length === 0) {
      this.#queues = Array.from(
        { length: 2 * state.instrumentCount },
        (_, slot) => new DeleveragingQueue(state, this.#scorer, slot >> 1, slot % 2 === 0 ? 1 : -1),
      );
      this.#makeOuterLists();
    } else if (hasMovedBy(state, this.#marks, OUTER_SHARE) || state.changes.entryCount > entriesMax) {
      this.#makeOuterLists();
    }
    const queue = this.#queues[sideSlot(instrument, side > 0)];
    queue.refresh();
    return queue;
  }

  /** The head of that queue was too short: returns it with a longer one. */
  lengthen(queue: DeleveragingQueue): void {
    if (queue.lengthen()) this.#makeOuterLists();
    queue.refresh();
  }

  #makeOuterLists(): void {
    const { records, accountCount, instrumentCount, changes, markTicks } = this.#state;
    const queues = this.#queues;
    const scorer = this.#scorer;
    this.passes += 1;
    changes.begin(accountCount, instrumentCount);
    for (const queue of queues) queue.outer.clear();
    for (let account = VENUE_ACCOUNTS; account < accountCount; account += 1) {
      const first = firstPositionOf(records, account);
      const ids = firstIdOf(records, account);
      let hasBeenRead = false;
      for (let k = positionsOf(records, account) - 1; k >= 0; k -= 1) {
        const lots = records.doubles[first + k];
        if (lots === 0) continue;
        if (!hasBeenRead) scorer.read(account);
        hasBeenRead = true;
        const i = records.bytes[ids + k];
        const bound = scorer.boundOf(first + k, i, OUTER_SHARE);
        if (bound !== NO_LEG) queues[sideSlot(i, lots > 0)].outer.offer(account, bound);
      }
    }
    for (const queue of queues) queue.outerIsMade();
    this.#marks.set(markTicks);
  }
}
