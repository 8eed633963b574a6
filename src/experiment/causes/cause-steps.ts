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
  #listed: readonly LossOfCause[] | null = null;
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
    if (other.#added !== null) {
      this.#added ??= new Map();
      for (const [cause, loss] of other.#added) this.#added.set(cause, (this.#added.get(cause) ?? 0) + loss);
    }
    this.causeCount = Math.max(this.causeCount, other.causeCount);
  }

  /** Loss by cause, of those that matter, in the order of their numbers. */
  list(): readonly LossOfCause[] {
    this.#listed ??= this.#work();
    return this.#listed;
  }

  #work(): LossOfCause[] {
    const seen: (readonly number[])[] = [];
    const causes = new Set(this.#added?.keys());
    for (const { prominent } of this.#steps) {
      for (const some of prominent) {
        if (seen.includes(some)) continue;
        seen.push(some);
        for (const cause of some) causes.add(cause);
      }
    }
    // A move begins where the one before it ended: each mark is asked once.
    const perMark = new Map<InstrumentMark, number>();
    const put = (mark: InstrumentMark, perLog: number): void =>
      void perMark.set(mark, (perMark.get(mark) ?? 0) + perLog);
    for (const { perLog, from, to } of this.#steps) {
      put(to, perLog);
      if (from !== null) put(from, -perLog);
    }
    const numbers = Array.from(causes).sort((x, y) => x - y);
    return numbers.map((cause): LossOfCause => {
      let loss = this.#added?.get(cause) ?? 0;
      for (const [mark, perLog] of perMark) if (mark.allLog !== 0) loss += perLog * mark.logOf(cause);
      return [cause, loss];
    });
  }

  lossOf(cause: number): number {
    let loss = this.#added?.get(cause) ?? 0;
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
    this.#added = new Map(this.list());
    this.#steps = [];
  }
}
