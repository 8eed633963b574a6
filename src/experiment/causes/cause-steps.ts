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

/** A cause's number and the loss that it is behind, quanta, not rounded; + is a loss. */
export type LossOfCause = readonly [cause: number, loss: number];

export class CauseSteps {
  #steps: Step[] = [];
  /** Steps that were added up, by cause. */
  #added: Map<number, number> | null = null;
  /** Causes that had acted by the last step. */
  causeCount = 0;

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
    for (const step of other.#steps) this.#push(step);
    if (other.#added !== null) {
      this.#added ??= new Map();
      for (const [cause, loss] of other.#added) this.#added.set(cause, (this.#added.get(cause) ?? 0) + loss);
    }
    this.causeCount = Math.max(this.causeCount, other.causeCount);
  }

  /** Loss by cause, of those that matter, in the order of their numbers. */
  list(): LossOfCause[] {
    const seen = new Set<readonly number[]>();
    const causes = new Set(this.#added?.keys());
    for (const { prominent } of this.#steps) {
      for (const some of prominent) {
        if (seen.has(some)) continue;
        seen.add(some);
        for (const cause of some) causes.add(cause);
      }
    }
    return Array.from(causes)
      .sort((x, y) => x - y)
      .map((cause): LossOfCause => [cause, this.lossOf(cause)]);
  }

  lossOf(cause: number): number {
    let loss = this.#added?.get(cause) ?? 0;
    for (const { perLog, from, to } of this.#steps) {
      loss += perLog * (to.logOf(cause) - (from === null ? 0 : from.logOf(cause)));
    }
    return loss;
  }

  #push(step: Step): void {
    this.causeCount = Math.max(this.causeCount, step.to.causeCount);
    this.#steps.push(step);
    if (this.#steps.length <= STEPS_MAX) return;
    this.#added = new Map(this.list());
    this.#steps = [];
  }
}
