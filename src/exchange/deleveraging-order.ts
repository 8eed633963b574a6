/** Who is deleveraged first: what the exchange asks of whoever knows. */
import type { AccountIndex, InstrumentIndex } from '../base/units.ts';

/** Accounts on one side of one instrument, best ranked first. */
export interface RankedQueue {
  /**
   * Calls `visit` with the accounts in order until it returns false. Says whether it was told to stop, or the queue
   * ended: because it was too short, or with everybody visited.
   */
  visit(visit: (account: AccountIndex) => boolean): 'stopped' | 'tooShort' | 'everybody';
}

export interface DeleveragingOrder<Queue extends RankedQueue = RankedQueue> {
  /** Passes over everybody so far. */
  readonly passes: number;
  /** The queue of one side (+1 longs) as it is now; valid until the next call. */
  queueOf(instrument: InstrumentIndex, side: number): Queue;
  /** That queue was too short: makes it longer. */
  lengthen(queue: Queue): void;
  /** Margin rates changed, and with them scores. */
  parametersChanged(): void;
}
