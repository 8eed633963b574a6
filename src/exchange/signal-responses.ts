/**
 * How strongly what a breach watch observes answers to prices: the gauges' scales, on which only their speed depends. A gauge goes
 * by its largest signal, so signals do best that move about alike; a figure that answers a fifth as much as the price
 * needs a scale a fifth as large, and accounts then lose a fifth as much by a scale of it.
 */
import { computeShockedPrice, notionalOf, settlementValueOf } from '../instruments/contract-value.ts';
import type { PortfolioMargin } from './portfolio-margin.ts';

/** Share of its price that the underlying is moved by, each way. */
const MOVE = 0.01;
/** Least shares: what hardly answers to the underlying still moves by itself. */
const VALUE_SHARE_MIN = 0.25;
const FIGURE_SHARE_MIN = 0.05;

export interface SignalResponses {
  /** [contractCount] change of a contract's value, and largest change of its figures, as shares of the change of its notional. */
  readonly value: Float64Array;
  readonly figure: Float64Array;
}

/** Moves all underlyings a little; the market and the model are afterwards as they were. */
export function measureSignalResponses(portfolio: PortfolioMargin): SignalResponses {
  const { market, prepared } = portfolio;
  const { view } = market;
  const { figures, figureColumns } = prepared.sensitivity;
  const count = view.contracts.length;
  const valuesBefore = Float64Array.from(view.contracts, (_, c) => valueOf(market, c));
  const figuresBefore = figures.slice();
  const changes = Float64Array.from(view.contracts, (_, c) => notionalOf(view, c) * MOVE);
  const value = new Float64Array(count).fill(VALUE_SHARE_MIN);
  const figure = new Float64Array(count).fill(FIGURE_SHARE_MIN);
  for (const share of [1 - MOVE, 1 + MOVE]) {
    const marks = view.contracts.map((_, c) =>
      computeShockedPrice(view, c, view.indexPrices[view.underlyingOf[c]] * share),
    );
    view.markPrices.set(marks);
    for (let asset = 0; asset < view.indexPrices.length; asset += 1) view.indexPrices[asset] *= share;
    prepared.refresh();
    for (let c = 0; c < count; c += 1) {
      value[c] = Math.max(value[c], Math.abs(valueOf(market, c) - valuesBefore[c]) / changes[c]);
      for (let k = c * figureColumns; k < (c + 1) * figureColumns; k += 1) {
        figure[c] = Math.max(figure[c], Math.abs(figures[k] - figuresBefore[k]) / changes[c]);
      }
    }
    portfolio.refresh(view.timeUs);
  }
  return { value, figure };
}

/** Quote currency for one contract. */
function valueOf({ view }: PortfolioMargin['market'], c: number): number {
  const value = settlementValueOf(view.contracts[c], view.markPrices[c]);
  return view.contracts[c].settlesInCoin ? value * view.indexPrices[view.underlyingOf[c]] : value;
}
