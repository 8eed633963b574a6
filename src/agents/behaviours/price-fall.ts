/** How far each instrument's mark is below its highest within a lookback, seen at each wake of a class. */
import { log } from '../../numeric/math.ts';
import { RollingExtreme } from '../../numeric/rolling-extreme.ts';
import type { AgentView } from '../behaviour.ts';

export class PriceFall {
  readonly #highs: RollingExtreme[];
  /** [instrumentCount] log(highest / mark), >= 0, as of the last `look`. */
  readonly fallLog: Float64Array;
  /** Largest of them. */
  largest = 0;

  constructor(lookbackUs: number, instrumentCount: number) {
    this.#highs = Array.from({ length: instrumentCount }, () => new RollingExtreme(lookbackUs, 1));
    this.fallLog = new Float64Array(instrumentCount);
  }

  look(view: AgentView): void {
    this.largest = 0;
    for (let i = 0; i < this.fallLog.length; i += 1) {
      const mark = view.markTicksOf(i);
      const fall = log(this.#highs[i].add(view.nowUs, mark) / mark);
      this.fallLog[i] = fall;
      if (fall > this.largest) this.largest = fall;
    }
  }
}

/** Smallest trigger among accounts that have not acted yet: a look that falls short of it concerns nobody. */
export function smallestOpenTrigger(view: AgentView, first: number, acted: Uint8Array): number {
  let smallest = Infinity;
  for (let n = 0; n < acted.length; n += 1) {
    if (acted[n] === 0) smallest = Math.min(smallest, view.triggerOf(first + n));
  }
  return smallest;
}
