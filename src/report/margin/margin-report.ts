/** What the margin command found, in the form that texts and JSON are made of. */
import type { Problem } from '../../base/problem.ts';
import type { AccountFigures } from '../../experiment/margin-batch/account-figures.ts';
import type { BatchTotals } from '../../experiment/margin-batch/batch-summary.ts';
import type { PoolExplanation } from '../../experiment/margin-batch/explain-account.ts';
import type { MarginInputs } from './margin-inputs.ts';

/** One position of an account that is shown. */
export interface LegReport {
  readonly symbol: string;
  readonly kind: 'spot' | 'perpetual' | 'future' | 'option';
  readonly isIsolated: boolean;
  readonly size: number;
  readonly entryPrice: number;
  readonly markPrice: number;
  /** Others held fixed; null where no price liquidates, where it is liquidatable as it stands, and of spot. */
  readonly liquidationPrice: number | null;
  /** Price at which its pool is worth nothing, before haircuts, others held fixed; null where there is none, and of spot. */
  readonly bankruptcyPrice: number | null;
  /** The pool that holds it can be liquidated now. */
  readonly isLiquidatable: boolean;
}

export interface UnderlyingReport {
  readonly underlying: string;
  readonly price: number;
  readonly below: number | null;
  readonly above: number | null;
}

export interface AccountReport {
  readonly figures: AccountFigures;
  readonly distance: number | null;
  readonly legs: readonly LegReport[];
  readonly underlyings: readonly UnderlyingReport[];
  /** One entry a pool; absent unless asked for. */
  readonly explanations?: readonly PoolExplanation[];
}

/** What was not evaluated. */
export interface LeftOut {
  /** Accounts of the book, sound or not. */
  readonly seen: number;
  readonly unsound: number;
  /** The first of them. */
  readonly unsoundListed: readonly { readonly id: string; readonly problems: readonly Problem[] }[];
  /** Problems of all of them together. */
  readonly problemCount: number;
}

export interface MarginReport {
  readonly inputs: MarginInputs;
  /** Title or file of the market or scenario. */
  readonly market: string;
  /** Moment of the prices as written; null where there is none. */
  readonly time: string | null;
  readonly quote: string;
  readonly model: {
    readonly id: string;
    readonly title: string;
    readonly source: string;
    readonly liquidatesAtEquality: boolean;
  };
  readonly shock: { readonly name: string; readonly text: string; readonly reach: number } | null;
  readonly totals: BatchTotals;
  readonly leftOut: LeftOut;
  /** All accounts in the book's order, or the worst of them by ratio. */
  readonly accounts: readonly AccountReport[];
  readonly symbols: readonly string[];
}
