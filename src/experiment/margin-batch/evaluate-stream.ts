/**
 * A stream of accounts of any length through one evaluator: sound accounts are evaluated, unsound ones counted and the
 * first of them listed. What is in memory is a batch, the worst accounts and the summary.
 */
import type { BookAccount, BookEntry } from '../../scenario/account-book.ts';
import { BatchSummary } from './batch-summary.ts';
import type { BookEvaluator, EvaluatedAccount } from './book-evaluator.ts';

/** Accounts evaluated together. */
const BATCH_ACCOUNTS = 4_096;
/** Unsound accounts that are listed with their problems; the others are counted. */
const UNSOUND_LISTED_MAX = 100;

export interface StreamOutcome {
  readonly summary: BatchSummary<EvaluatedAccount>;
  /** Accounts that the book holds, as far as it was read. */
  readonly seen: number;
  readonly unsound: number;
  readonly unsoundListed: readonly BookEntry[];
  /** Stopped before the end of the book. */
  readonly isPartial: boolean;
}

export interface StreamOptions {
  /** How many of the worst accounts to keep. */
  readonly keep: number;
  /** Takes each batch in the book's order. */
  readonly onBatch?: (batch: readonly EvaluatedAccount[]) => void | Promise<void>;
  /** Called between batches with the number of accounts so far; true stops. */
  readonly pause?: (accounts: number) => Promise<boolean>;
}

export async function evaluateStream(
  entries: AsyncIterable<readonly BookEntry[]>,
  evaluator: BookEvaluator,
  { keep, onBatch, pause }: StreamOptions,
): Promise<StreamOutcome> {
  const summary = new BatchSummary<EvaluatedAccount>(keep);
  const unsoundListed: BookEntry[] = [];
  let [seen, unsound, isPartial] = [0, 0, false];
  let waiting: BookAccount[] = [];
  const evaluate = async (): Promise<void> => {
    const batch = evaluator.evaluate(waiting);
    waiting = [];
    for (const one of batch) summary.add(one.figures, () => one);
    await onBatch?.(batch);
  };
  for await (const piece of entries) {
    for (const entry of piece) {
      seen += 1;
      if (entry.account !== null) waiting.push(entry.account);
      else {
        unsound += 1;
        if (unsoundListed.length < UNSOUND_LISTED_MAX) unsoundListed.push(entry);
      }
      if (waiting.length === BATCH_ACCOUNTS) await evaluate();
    }
    isPartial = (await pause?.(seen)) === true;
    if (isPartial) break;
  }
  if (!isPartial && waiting.length > 0) await evaluate();
  return { summary, seen, unsound, unsoundListed, isPartial };
}
