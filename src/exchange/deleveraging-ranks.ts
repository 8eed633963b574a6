/** The deleveraging queues of an exchange, one a side of each instrument, made when they are first needed. */
import type { InstrumentIndex } from '../base/units.ts';
import { createQueueScratch, DeleveragingQueue } from './deleveraging-queue.ts';
import { LegScorer } from './leg-scorer.ts';
import type { ExchangeState } from './state.ts';
import type { AutoDeleveragingRules } from './venue-rules.ts';

/** Entries of the change log beyond which reading it costs more than ranking everybody again. */
const LOG_LENGTH_MIN = 65_536;

export class DeleveragingRanks {
  /** Times that a ranking had to look at everybody. */
  passes = 0;
  readonly scorer: LegScorer;
  readonly #state: ExchangeState;
  readonly #scratch = createQueueScratch();
  /** [2 x instrumentCount] longs and shorts of each instrument. */
  readonly #queues: (DeleveragingQueue | undefined)[] = [];
  readonly #logLengthMax: number;
  #hasBegun = false;

  constructor(state: ExchangeState, rules: AutoDeleveragingRules) {
    this.#state = state;
    this.scorer = new LegScorer(state, rules.ranking);
    this.#logLengthMax = Math.max(LOG_LENGTH_MIN, state.accountCount);
  }

  /** The queue of one side (+1 longs) as it is now; valid until the next call. */
  queueOf(instrument: InstrumentIndex, side: number): DeleveragingQueue {
    const { changes, accountCount } = this.#state;
    if (!this.#hasBegun || changes.count > this.#logLengthMax) {
      this.#hasBegun = true;
      changes.begin(accountCount);
      for (const queue of this.#queues) queue?.forget();
    }
    const slot = 2 * instrument + (side > 0 ? 0 : 1);
    this.#queues[slot] ??= new DeleveragingQueue(this.#state, this.scorer, this.#scratch, instrument, side);
    const queue = this.#queues[slot];
    if (queue.refresh()) this.passes += 1;
    return queue;
  }
}
