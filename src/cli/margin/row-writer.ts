/** Every account of a stream into the file that `--output` names. */
import type { BookEvaluator, EvaluatedAccount } from '../../experiment/margin-batch/book-evaluator.ts';
import { AccountReporter } from '../../report/margin/account-reporter.ts';
import { openMarginOutput, type MarginRow } from '../../results/margin-output.ts';

import type { MarginRequest } from './margin-request.ts';

export interface RowWriter {
  write(batch: readonly EvaluatedAccount[]): Promise<void>;
  finish(): Promise<void>;
  /** Leaves nothing behind unless it is finished. */
  abort(): void;
}

/** Null when no output is asked for. */
export async function openRowWriter(
  { output, pricesForAll }: MarginRequest,
  evaluator: BookEvaluator,
  quote: string,
): Promise<RowWriter | null> {
  if (output === null) return null;
  const reporter = pricesForAll ? new AccountReporter(evaluator, quote, false) : null;
  const file = await openMarginOutput(output.path, output.format);
  return {
    write: (batch) => file.write(batch.map((one) => rowOf(one, reporter))),
    finish: () => file.finish(),
    abort: () => file.abort(),
  };
}

function rowOf(one: EvaluatedAccount, reporter: AccountReporter | null): MarginRow {
  const { id, mode, equity, equityFull, initial, maintenance, gross, ratio, verdict } = one.figures;
  const row: MarginRow = {
    account: id,
    mode,
    equity,
    equityBeforeHaircuts: equityFull,
    initial,
    maintenance,
    gross,
    ratio,
    distance: one.distance ?? Number.NaN,
    verdict,
  };
  if (reporter === null) return row;
  const { legs, underlyings } = reporter.report(one);
  return { ...row, more: { legs, underlyings } };
}
