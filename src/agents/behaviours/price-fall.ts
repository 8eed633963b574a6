/** Agents that act once, when a price has fallen far enough: how far it fell, and whose turn that makes it. */
import type { AccountIndex } from '../../base/units.ts';
import { log } from '../../numeric/math.ts';
import { RollingExtreme } from '../../numeric/rolling-extreme.ts';
import type { AccountRange, AgentView } from '../behaviour.ts';

/** How far each instrument's mark is below its highest within a lookback, seen at each wake of a class. */
export class PriceFall {
  readonly #highs: RollingExtreme[];
  /** [instrumentCount] log(highest / mark), >= 0, as of the last `look`. */
  readonly fallLog: Float64Array;

  constructor(lookbackUs: number, instrumentCount: number) {
    this.#highs = Array.from({ length: instrumentCount }, () => new RollingExtreme(lookbackUs, 1));
    this.fallLog = new Float64Array(instrumentCount);
  }

  look(view: AgentView): void {
    for (let i = 0; i < this.fallLog.length; i += 1) {
      const mark = view.markTicksOf(i);
      this.fallLog[i] = log(this.#highs[i].add(view.nowUs, mark) / mark);
    }
  }
}

/** The accounts of a class that wait for their own trigger, and act once. */
export class WaitingAccounts {
  readonly #range: AccountRange;
  readonly #hasActed: Uint8Array;
  /** Smallest trigger among those that wait: a fall short of it concerns nobody. Unknown before the first visit. */
  #smallestTrigger = -Infinity;

  constructor(range: AccountRange) {
    this.#range = range;
    this.#hasActed = new Uint8Array(range.end - range.first);
  }

  /** Offers its turn to everyone whose trigger `fallLog` has reached; `act` says whether the turn was taken. */
  visit(view: AgentView, fallLog: number, act: (account: AccountIndex) => boolean): void {
    if (fallLog < this.#smallestTrigger) return;
    this.#smallestTrigger = Infinity;
    for (let account = this.#range.first; account < this.#range.end; account += 1) {
      const slot = account - this.#range.first;
      if (this.#hasActed[slot] !== 0) continue;
      const trigger = view.triggerOf(account);
      // An account under liquidation has missed its turn.
      if (fallLog >= trigger && (!view.isActive(account) || act(account))) this.#hasActed[slot] = 1;
      else this.#smallestTrigger = Math.min(this.#smallestTrigger, trigger);
    }
  }
}
