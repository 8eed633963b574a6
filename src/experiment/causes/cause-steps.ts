/**
 * Losses by cause as the moves of marks that they came with. What each cause is behind is worked out when it is asked for,
 * and for those alone that displaced one of the marks most: of tens of thousands of causes most are behind nothing that
 * anybody would name. What is named is exact, and so is the sum of all.
 */
import type { InstrumentMark } from './mark-snapshot.ts';

/** Moves of an account that are kept; more are added up. */
const STEPS_MAX = 128;

/** `perLog` x the change of what a cause has in the mark, or of what it has there since `from` is null. */
interface Step {
  readonly perLog: number;
  readonly from: InstrumentMark | null;
  readonly to: InstrumentMark;
  readonly prominent: readonly (readonly number[])[];
}

/** Causes by rising number, and the loss that each is behind: quanta, not rounded; + is a loss. */
export interface ListedLosses {
  readonly numbers: Int32Array;
  readonly losses: Float64Array;
}

export class CauseSteps {
  #steps: Step[] = [];
  /** Steps that were added up. */
  #added: ListedLosses | null = null;
  #listed: ListedLosses | null = null;
  /** Causes that had acted by the last step. */
  causeCount = 0;

  get isEmpty(): boolean {
    return this.#steps.length === 0 && this.#added === null;
  }

  /** Loss by a move of one mark: -perLog x change of the log price. Returns the loss of all causes together. */
  move(perLog: number, from: InstrumentMark, to: InstrumentMark): number {
    const loss = -perLog * (to.allLog - from.allLog);
    if (to.allLog === 0 && from.allLog === 0) return loss;
    this.#push({ perLog: -perLog, from, to, prominent: to.prominent() });
    return loss;
  }

  /** A loss laid to causes as they stand behind one mark. */
  share(loss: number, mark: InstrumentMark): void {
    this.#push({ perLog: loss / mark.allLog, from: null, to: mark, prominent: mark.prominent() });
  }

  add(other: CauseSteps): void {
    this.#listed = null;
    for (const step of other.#steps) this.#push(step);
    if (other.#added !== null) this.#added = this.#added === null ? other.#added : merge(this.#added, other.#added);
    this.causeCount = Math.max(this.causeCount, other.causeCount);
  }

  /** Of the causes that matter. */
  list(): ListedLosses {
    this.#listed ??= this.#work();
    return this.#listed;
  }

  #work(): ListedLosses {
    const numbers = this.#numbers();
    const losses = new Float64Array(numbers.length);
    if (this.#added !== null) put(this.#added, numbers, losses);
    const perMark = Array.from(this.#perMark()).filter(([mark]) => mark.allLog !== 0);
    // Cause by cause: the trades of one lie together in memory.
    for (let k = 0; k < numbers.length; k += 1) {
      for (let m = 0; m < perMark.length; m += 1) losses[k]! += perMark[m]![1] * perMark[m]![0].logOf(numbers[k]!);
    }
    return { numbers, losses };
  }

  #numbers(): Int32Array {
    const seen = new Set<readonly number[]>();
    const causes = new Set<number>(this.#added?.numbers);
    for (const { prominent } of this.#steps) {
      for (const some of prominent) {
        if (seen.has(some)) continue;
        seen.add(some);
        for (let k = 0; k < some.length; k += 1) causes.add(some[k]!);
      }
    }
    return Int32Array.from(causes).sort();
  }

  /** A move begins where the one before it ended: each mark is asked once. */
  #perMark(): Map<InstrumentMark, number> {
    const perMark = new Map<InstrumentMark, number>();
    const sum = (mark: InstrumentMark, perLog: number): void =>
      void perMark.set(mark, (perMark.get(mark) ?? 0) + perLog);
    for (const { perLog, from, to } of this.#steps) {
      sum(to, perLog);
      if (from !== null) sum(from, -perLog);
    }
    return perMark;
  }

  lossOf(cause: number): number {
    let loss = this.#added?.losses[this.#added.numbers.indexOf(cause)] ?? 0;
    for (const { perLog, from, to } of this.#steps) {
      loss += perLog * (to.logOf(cause) - (from === null ? 0 : from.logOf(cause)));
    }
    return loss;
  }

  #push(step: Step): void {
    this.#listed = null;
    this.causeCount = Math.max(this.causeCount, step.to.causeCount);
    this.#steps.push(step);
    if (this.#steps.length <= STEPS_MAX) return;
    this.#added = this.list();
    this.#steps = [];
  }
}

/** Both together; a cause that both know has the sum. */
function merge(mine: ListedLosses, theirs: ListedLosses): ListedLosses {
  const numbers = Int32Array.from(new Set([...mine.numbers, ...theirs.numbers])).sort();
  const losses = new Float64Array(numbers.length);
  put(mine, numbers, losses);
  put(theirs, numbers, losses);
  return { numbers, losses };
}

/** Adds what is listed to `losses`, by the place that each cause has in `numbers`, which has them all. */
function put(listed: ListedLosses, numbers: Int32Array, losses: Float64Array): void {
  let place = 0;
  for (let k = 0; k < listed.numbers.length; k += 1) {
    while (numbers[place] !== listed.numbers[k]) place += 1;
    losses[place]! += listed.losses[k]!;
  }
}
