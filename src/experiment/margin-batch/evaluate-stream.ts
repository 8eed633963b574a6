/**
 * A stream of accounts of any length through one evaluator: sound accounts are evaluated, unsound ones counted and the
 * first of them listed. What is in memory is a batch, the worst accounts and the summary.
 */
import type { BookAccount, BookEntry } from '../../scenario/account-book.ts';
import { isComputable } from './account-figures.ts';
import { BatchSummary } from './batch-summary.ts';
import type { BookEvaluator, EvaluatedAccount } from './book-evaluator.ts';
import { overflowProblem } from './overflow-problem.ts';

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
  /** Problems of all unsound accounts together. */
  readonly problemCount: number;
  /** Accounts that stand further up already. */
  readonly duplicates: number;
  /** Stopped before the end of the book. */
  readonly isPartial: boolean;
}

export interface StreamOptions {
  /** How many of the worst accounts to keep. */
  readonly keep: number;
  /** Takes each account whose figures are finite, in the book's order; false: others about it are not. */
  readonly accept?: (one: EvaluatedAccount) => boolean;
  /** Takes what was accepted of each batch. */
  readonly onBatch?: (batch: readonly EvaluatedAccount[]) => void | Promise<void>;
  /** Called between batches with the number of accounts so far; true stops. */
  readonly pause?: (accounts: number) => Promise<boolean>;
}

type SoundEntry = BookEntry & { readonly account: BookAccount };

function isSound(entry: BookEntry): entry is SoundEntry {
  return entry.account !== null;
}

export async function evaluateStream(
  entries: AsyncIterable<readonly BookEntry[]>,
  evaluator: BookEvaluator,
  { keep, accept, onBatch, pause }: StreamOptions,
): Promise<StreamOutcome> {
  const summary = new BatchSummary<EvaluatedAccount>(keep);
  const unsoundListed: BookEntry[] = [];
  let [seen, unsound, problemCount, duplicates, isPartial] = [0, 0, 0, 0, false];
  let waiting: SoundEntry[] = [];
  const leaveOut = (entry: BookEntry): void => {
    unsound += 1;
    problemCount += entry.problemCount;
    if (entry.problems.some(({ code }) => code === 'duplicate-account')) duplicates += 1;
    if (unsoundListed.length < UNSOUND_LISTED_MAX) unsoundListed.push(entry);
  };
  const evaluate = async (): Promise<void> => {
    const entries = waiting;
    waiting = [];
    const batch = evaluator.evaluate(entries.map(({ account }) => account)).filter((one, k) => {
      if (isComputable(one.figures) && accept?.(one) !== false) return true;
      const place = entries[k].locate();
      const problem = overflowProblem(one.account, evaluator, place);
      leaveOut({ ...entries[k], account: null, place, problems: [problem], problemCount: 1 });
      return false;
    });
    for (const one of batch) summary.add(one.figures, () => one);
    await onBatch?.(batch);
  };
  for await (const piece of entries) {
    for (const entry of piece) {
      seen += 1;
      if (isSound(entry)) waiting.push(entry);
      else leaveOut(entry);
      if (waiting.length === BATCH_ACCOUNTS) await evaluate();
    }
    isPartial = (await pause?.(seen)) === true;
    if (isPartial) break;
  }
  if (!isPartial && waiting.length > 0) await evaluate();
  return { summary, seen, unsound, unsoundListed, problemCount, duplicates, isPartial };
}
