/**
 * SPAN's sixteen scenarios and what one contract loses in each.
 *
 *   1, 2    price unchanged, volatility up / down        9, 10    -2/3 of the range, up / down
 *   3, 4    +1/3 of the range, up / down                11, 12    +1, up / down
 *   5, 6    -1/3, up / down                             13, 14    -1, up / down
 *   7, 8    +2/3, up / down                             15, 16    + / - the extreme move, volatility unchanged, a share
 *
 * Linear contracts move by the scan range itself; options are repriced at index + move, volatility +- its scan range,
 * `lookaheadDays` later. Losses are positive.
 * Source: CME, "SPAN methodology" (risk arrays, scan ranges); McMillan, "Options as a Strategic Investment", ch. 34.
 */
import { computeShockedGain, computeShockedPrice, scenarioBaseOf } from '../../instruments/contract-value.ts';
import type { MarketView } from '../../instruments/market-view.ts';
import { deltaOf, unitsOf } from '../grid/contract-figures.ts';
import { numberText, percentText } from '../number-text.ts';
import type { CombinedCommodity, ExtremeMove, RiskArray, ScanRange, SpanParameters } from './span-parameters.ts';

export const SCENARIOS = 16;
/** Index of the first of the two extreme scenarios. */
const FIRST_EXTREME = 14;

const PRICE_MOVES = [0, 0, 1 / 3, 1 / 3, -1 / 3, -1 / 3, 2 / 3, 2 / 3, -2 / 3, -2 / 3, 1, 1, -1, -1];
/** Weights of CME's composite delta at price moves 0, +-1/3, +-2/3, +-1; they add up to 0.998 as published. */
const DELTA_WEIGHTS: readonly (readonly [number, number])[] = [
  [0, 0.27],
  [1 / 3, 0.217],
  [-1 / 3, 0.217],
  [2 / 3, 0.11],
  [-2 / 3, 0.11],
  [1, 0.037],
  [-1, 0.037],
];
/** An index that a move would take below this share of itself stays there: prices of options need one above 0. */
const INDEX_SHARE_MIN = 1e-6;

/** Move of scenario `k` in price scan ranges, signed. */
export function priceMoveOf(k: number, { multiple }: ExtremeMove): number {
  if (k < FIRST_EXTREME) return PRICE_MOVES[k];
  return k === FIRST_EXTREME ? multiple : -multiple;
}

/** The scenario with the same price and the opposite volatility; an extreme one is its own. */
export function pairedScenarioOf(k: number): number {
  if (k >= FIRST_EXTREME) return k;
  return k % 2 === 0 ? k + 1 : k - 1;
}

export function scenarioNameOf(k: number, extremeMove: ExtremeMove): string {
  const move = priceMoveOf(k, extremeMove);
  if (k >= FIRST_EXTREME) return `${k + 1}: ${move} ranges, ${extremeMove.cover * 100} % of it`;
  const side = move === 0 ? 'price unchanged' : `${move > 0 ? '+' : '-'}${Math.round(Math.abs(move) * 3)}/3 range`;
  return `${k + 1}: ${side}, volatility ${k % 2 === 0 ? 'up' : 'down'}`;
}

/** Price scan range in quote currency a unit of the underlying, at a price. */
export function rangeAt(range: ScanRange, price: number): number {
  return range.of === 'amount' ? range.value : range.value * price;
}

/** Losses of one long contract into `out` from `at` on. */
export function writeRiskArray(
  market: MarketView,
  c: number,
  commodity: CombinedCommodity,
  range: ScanRange,
  parameters: SpanParameters,
  out: Float64Array,
  at: number,
): void {
  const published = publishedArrayOf(market, c, commodity);
  for (let k = 0; k < SCENARIOS; k += 1) {
    if (published !== undefined) out[at + k] = published.view === 'loss' ? published.values[k] : -published.values[k];
    else {
      const cover = k < FIRST_EXTREME ? 1 : parameters.extremeMove.cover;
      out[at + k] = -cover * profitOf(market, c, commodity, range, parameters, k);
    }
  }
}

function profitOf(
  market: MarketView,
  c: number,
  commodity: CombinedCommodity,
  range: ScanRange,
  parameters: SpanParameters,
  k: number,
): number {
  const contract = market.contracts[c];
  const { price, index } = shockOf(market, c, commodity, range, parameters, k);
  const gain = computeShockedGain(market, c, price, scenarioBaseOf(market, c));
  return contract.settlesInCoin ? gain * index : gain;
}

/** The scenario for people: where the index and the price of a contract go, or that its array is published. */
export function describeLoss(
  market: MarketView,
  c: number,
  commodity: CombinedCommodity,
  range: ScanRange,
  parameters: SpanParameters,
  k: number,
): string {
  if (publishedArrayOf(market, c, commodity) !== undefined) return 'published array';
  const { price, index } = shockOf(market, c, commodity, range, parameters, k);
  const from = market.indexPrices[market.underlyingOf[c]];
  const cover = k < FIRST_EXTREME ? '' : `, ${percentText(parameters.extremeMove.cover)} of the loss`;
  return `index ${numberText(from)} to ${numberText(index)}, price ${numberText(scenarioBaseOf(market, c))} to ${numberText(price)}${cover}`;
}

function shockOf(
  market: MarketView,
  c: number,
  commodity: CombinedCommodity,
  range: ScanRange,
  parameters: SpanParameters,
  k: number,
): { price: number; index: number } {
  const contract = market.contracts[c];
  const mark = market.markPrices[c];
  const move = priceMoveOf(k, parameters.extremeMove);
  const index = shiftedIndex(market, c, range, move);
  const price = mark + move * rangeAt(range, mark);
  if (contract.kind !== 'option') {
    return { index, price: contract.settlesInCoin ? Math.max(price, INDEX_SHARE_MIN * mark) : price };
  }
  const { of, value } = commodity.volatilityScanRange;
  const sign = k >= FIRST_EXTREME ? 0 : k % 2 === 0 ? 1 : -1;
  const shock = (volatility: number): number =>
    Math.max(0, volatility + sign * value * (of === 'share' ? volatility : 1));
  return { index, price: computeShockedPrice(market, c, index, shock, parameters.lookaheadDays / 365) };
}

function shiftedIndex(market: MarketView, c: number, range: ScanRange, move: number): number {
  const index = market.indexPrices[market.underlyingOf[c]];
  return Math.max(INDEX_SHARE_MIN * index, index + move * rangeAt(range, index));
}

/** Delta of one long contract in contracts of the commodity's unit. */
export function compositeDeltaOf(
  market: MarketView,
  c: number,
  commodity: CombinedCommodity,
  range: ScanRange,
  lookaheadDays: number,
): number {
  const published = publishedArrayOf(market, c, commodity);
  if (published !== undefined) return published.delta;
  const units = unitsOf(market, c) / commodity.contractUnit;
  if (market.contracts[c].kind !== 'option') return units;
  const later = lookaheadDays / 365;
  if (commodity.compositeDelta === 'present')
    return units * deltaOf(market, c, shiftedIndex(market, c, range, 0), later);
  let [sum, weights] = [0, 0];
  for (const [move, weight] of DELTA_WEIGHTS) {
    sum += weight * deltaOf(market, c, shiftedIndex(market, c, range, move), later);
    weights += weight;
  }
  return (units * sum) / weights;
}

function publishedArrayOf(market: MarketView, c: number, commodity: CombinedCommodity): RiskArray | undefined {
  const { symbol } = market.contracts[c];
  return Object.hasOwn(commodity.riskArrays, symbol) ? commodity.riskArrays[symbol] : undefined;
}
