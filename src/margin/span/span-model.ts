/**
 * SPAN as a `MarginModel`: published or computed risk arrays, scan risk, calendar and delivery charges, inter-commodity
 * credits by delta and by scanning, short option minimum. The steps and their sources are in `span-book.ts`.
 *
 * Net option value is shown and not subtracted: equity counts the value of options, so taking it off here would count it
 * twice. Requirement - net option value is CME's "total risk margin less net option value".
 */
import { InvalidInputError } from '../../base/problem.ts';
import type { MarketView } from '../../instruments/market-view.ts';
import { problemsOfMarket } from '../grid/check-market.ts';
import { writeFigures } from '../grid/grid-sensitivity.ts';
import type {
  MarginExplanation,
  MarginModel,
  MarginSensitivity,
  PositionColumns,
  PreparedMargin,
  Requirement,
} from '../margin-model.ts';
import { problemsOfCommodities, problemsOfSpan } from './check-span.ts';
import { explainSpan } from './explain-span.ts';
import { SpanBook } from './span-book.ts';
import { createSpanFigures, refreshSpanFigures, type SpanFigures } from './span-figures.ts';
import { commodityOfAsset, layOut, type SpanLayout } from './span-layout.ts';
import type { SpanParameters } from './span-parameters.ts';
import { SpanSensitivity } from './span-sensitivity.ts';

/** Throws InvalidInputError with every fault of the parameters. */
export function createSpanModel(parameters: SpanParameters): MarginModel {
  const problems = problemsOfSpan(parameters);
  if (problems.length > 0) throw new InvalidInputError(problems);
  const { id, title, source, liquidatesAtEquality, commodities, deltaSpreads } = parameters;
  return {
    id,
    title,
    source,
    liquidatesAtEquality,
    // Splitting a book may undo a calendar spread, and changes what a delta credit is measured by.
    ignoresEntryPrices: true,
    isSubadditive:
      deltaSpreads.length === 0 && commodities.every(({ calendarSpreads }) => calendarSpreads.length === 0),
    prepare: (market) => new PreparedSpan(parameters, market),
  };
}

class PreparedSpan implements PreparedMargin {
  readonly sensitivity: MarginSensitivity;
  readonly #parameters: SpanParameters;
  readonly #market: MarketView;
  readonly #layout: SpanLayout;
  readonly #figures: SpanFigures;
  readonly #book: SpanBook;
  readonly #bound: SpanSensitivity;

  constructor(parameters: SpanParameters, market: MarketView) {
    const isPriced = (c: number): boolean => {
      const { symbol, underlying } = market.contracts[c];
      return !Object.hasOwn(commodityOfAsset(parameters, underlying)?.riskArrays ?? {}, symbol);
    };
    const problems = [...problemsOfMarket(market, isPriced), ...problemsOfCommodities(parameters, market)];
    if (problems.length > 0) throw new InvalidInputError(problems);
    const layout = layOut(parameters, market);
    const figures = createSpanFigures(layout);
    const isCall = market.contracts.map((contract) => contract.kind === 'option' && contract.right === 'call');
    this.#parameters = parameters;
    this.#market = market;
    this.#layout = layout;
    this.#figures = figures;
    this.#book = new SpanBook(parameters, layout, figures, isCall);
    this.#bound = new SpanSensitivity(layout, figures, market);
    const figureColumns = this.#bound.columns.length;
    this.sensitivity = {
      markSlope: new Float64Array(market.contracts.length),
      figures: new Float64Array(market.contracts.length * figureColumns),
      figureColumns,
    };
    this.refresh();
  }

  refresh(): void {
    refreshSpanFigures(this.#parameters, this.#layout, this.#market, this.#figures);
    this.#bound.advance(this.#parameters);
    writeFigures(this.#bound.columns, this.#market.contracts.length, this.sensitivity.figures);
  }

  requireInto(book: PositionColumns, out: Requirement): void {
    out.maintenance = this.#book.require(book, null);
    out.initial = this.#parameters.initialRatio * out.maintenance;
  }

  explain(book: PositionColumns): MarginExplanation {
    return explainSpan(this, this.#parameters, this.#market, this.#layout, this.#figures, this.#book, book);
  }
}
