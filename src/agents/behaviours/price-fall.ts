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
  /** Accounts by rising trigger, known from the first visit on, and how many of them have been reached. */
  #byTrigger: Int32Array | null = null;
  #reachedCount = 0;
  /** Accounts whose trigger has been reached and who have not taken their turn yet, by rising number. */
  readonly #reached: AccountIndex[] = [];
  /** Smallest trigger among them: a fall short of it concerns nobody. */
  #smallestReached = Infinity;

  constructor(range: AccountRange) {
    this.#range = range;
  }

  /** Offers its turn to everyone whose trigger `fallLog` has reached; `act` says whether the turn was taken. */
  visit(view: AgentView, fallLog: number, act: (account: AccountIndex) => boolean): void {
    this.#byTrigger ??= this.#sortByTrigger(view);
    this.#takeReached(view, fallLog, this.#byTrigger);
    if (fallLog < this.#smallestReached) return;
    const reached = this.#reached;
    let kept = 0;
    this.#smallestReached = Infinity;
    for (let n = 0; n < reached.length; n += 1) {
      const account = reached[n];
      const trigger = view.triggerOf(account);
      // A trigger that was reached before need not be reached now; an account under liquidation has missed its turn.
      if (fallLog >= trigger && (!view.isActive(account) || act(account))) continue;
      reached[kept] = account;
      kept += 1;
      this.#smallestReached = Math.min(this.#smallestReached, trigger);
    }
    reached.length = kept;
  }

  #sortByTrigger(view: AgentView): Int32Array {
    const { first, end } = this.#range;
    const accounts = Int32Array.from({ length: end - first }, (_, n) => first + n);
    return accounts.sort((x, y) => view.triggerOf(x) - view.triggerOf(y) || x - y);
  }

  #takeReached(view: AgentView, fallLog: number, byTrigger: Int32Array): void {
    const before = this.#reachedCount;
    while (this.#reachedCount < byTrigger.length && fallLog >= view.triggerOf(byTrigger[this.#reachedCount])) {
      const account = byTrigger[this.#reachedCount];
      this.#reached.push(account);
      this.#smallestReached = Math.min(this.#smallestReached, view.triggerOf(account));
      this.#reachedCount += 1;
    }
    if (this.#reachedCount > before) this.#reached.sort((x, y) => x - y);
  }
}
