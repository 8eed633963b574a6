/**
 * What a margin model is to those who use it: the simulator, the `margin` command and the library. A model is a pure
 * function of positions, prices and parameters. All amounts are in the quote currency, sizes in contracts, + long.
 *
 * Equity is not a model's business (`account-equity.ts`). By convention equity counts unrealised profit of perpetuals and
 * futures and the market value of options, so a requirement never subtracts the value of options.
 */
import type { MarketView } from '../instruments/market-view.ts';

/** Positions of one account as columns, of which the first `count` rows hold; at most one row a contract. */
export interface PositionColumns {
  count: number;
  /** Place of each contract in the market's list. */
  readonly contracts: Int32Array;
  /** Signed number of contracts, never 0. */
  readonly sizes: Float64Array;
  /** Average price at which they were opened, as quoted. */
  readonly entryPrices: Float64Array;
}

export interface Requirement {
  initial: number;
  maintenance: number;
}

/** One line of arithmetic, with what it is made of. */
export interface ExplanationLine {
  readonly label: string;
  /** The sum as a person would write it, with its numbers: `2 BTC x 50,000 x 0.5 % - 50`. Empty when the parts say it. */
  readonly formula: string;
  readonly amount: number;
  readonly parts?: readonly ExplanationLine[];
}

export interface ScenarioLoss {
  readonly name: string;
  /** Loss is positive. */
  readonly loss: number;
  readonly isBinding: boolean;
}

export interface Offset {
  /** What is set against what. */
  readonly between: string;
  /** Rule or parameter that allows it. */
  readonly grantedBy: string;
  /** By how much it lowers the requirement. */
  readonly amount: number;
}

/** How a requirement comes about, complete enough to redo it by hand. */
export interface MarginExplanation {
  readonly initial: ExplanationLine;
  readonly maintenance: ExplanationLine;
  /** One entry a position, in the book's order: maintenance requirement alone, and what the whole falls by without it. */
  readonly positions: readonly { readonly contract: number; readonly standalone: number; readonly marginal: number }[];
  /** The whole scenario vector; empty for models without scenarios. */
  readonly scenarios: readonly ScenarioLoss[];
  readonly offsets: readonly Offset[];
}

/**
 * How far the maintenance requirement of any book can move while prices do: what the breach watch stands on. Between
 * two refreshes of a model,
 *
 *   |change| <= sum over positions of |size| x (markSlope[c] x |change of one contract's value in quote currency|
 *                                               + largest |change| over the columns of figures[c])
 *
 * plus `slack` for each position, where requirements are rounded to steps.
 *
 * A model whose per-contract figures are proportional to the contract's value needs no figures; one that reprices
 * options publishes them.
 */
export interface MarginSensitivity {
  /** [contractCount] */
  readonly markSlope: Float64Array;
  /** [contractCount x figureColumns], contract-major, quote currency for one contract; written anew by each refresh. */
  readonly figures: Float64Array;
  readonly figureColumns: number;
  /** [contractCount] 1 where figures can differ from 0; absent: anywhere. */
  readonly isFigured?: Uint8Array;
  /** Quote currency for each position; absent: none. */
  readonly slack?: number;
}

/** A model at work on one list of contracts. */
export interface PreparedMargin {
  /** The market's prices or time have changed: computes anew what all accounts share. */
  refresh(): void;
  /** Both requirements of one book; zero for an empty one. */
  requireInto(book: PositionColumns, out: Requirement): void;
  explain(book: PositionColumns): MarginExplanation;
  readonly sensitivity: MarginSensitivity;
}

export interface MarginModel {
  /** As commands and scenarios name it. */
  readonly id: string;
  readonly title: string;
  /** Rulebook or paper, with date. */
  readonly source: string;
  /** A liquidation starts when equity < maintenance; true: also when they are equal. */
  readonly liquidatesAtEquality: boolean;
  /** Never asks more for two books together than for the two apart. */
  readonly isSubadditive: boolean;
  /** No requirement depends on the prices at which positions were opened. */
  readonly ignoresEntryPrices?: true;
  /** Throws InvalidInputError when a contract lacks a parameter. `market` stays the caller's, who refreshes after writing it. */
  prepare(market: MarketView): PreparedMargin;
  /** The same model with every correlation at one; absent where a model has none. */
  atUnitCorrelation?(): MarginModel;
}

export function createPositionColumns(capacity: number): PositionColumns {
  return {
    count: 0,
    contracts: new Int32Array(capacity),
    sizes: new Float64Array(capacity),
    entryPrices: new Float64Array(capacity),
  };
}
