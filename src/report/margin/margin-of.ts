/** Margin for programs: accounts, a market and a model in, figures and arithmetic out. */
import { BookEvaluator } from '../../experiment/margin-batch/book-evaluator.ts';
import type { MarketView } from '../../instruments/market-view.ts';
import type { CollateralTerms } from '../../margin/collateral.ts';
import type { JointShock } from '../../margin/joint-shock.ts';
import type { MarginModel } from '../../margin/margin-model.ts';
import type { BookAccount } from '../../scenario/account-book.ts';
import { AccountReporter } from './account-reporter.ts';
import type { AccountReport } from './margin-report.ts';

export interface MarginOfOptions {
  /** Distances are in multiples of it; none without one. */
  readonly shock?: JointShock;
  /** Name of the quote currency in the arithmetic. */
  readonly quote?: string;
  /** Leave the arithmetic out. */
  readonly withoutExplanation?: boolean;
}

/**
 * One report an account, in their order: equity, requirements, ratio, verdict, liquidation prices with all others held, and the
 * arithmetic of each.
 *
 * @throws InvalidInputError when the model lacks a parameter of a contract of the market
 */
export function marginOf(
  accounts: readonly BookAccount[],
  market: MarketView,
  collateral: CollateralTerms,
  model: MarginModel,
  { shock, quote = 'USD', withoutExplanation = false }: MarginOfOptions = {},
): AccountReport[] {
  const evaluator = new BookEvaluator(market, collateral, model, shock ?? null);
  const reporter = new AccountReporter(evaluator, quote, !withoutExplanation);
  return evaluator.evaluate(accounts).map((one) => reporter.report(one));
}
