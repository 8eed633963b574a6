/** One contract of a book in words: what it earns when its asset moves, and what it is worth as an exposure. */
import { computeShockedPrice, computeShockedProfit, type VolatilityShock } from '../../instruments/contract-value.ts';
import type { MarketView } from '../../instruments/market-view.ts';
import { numberText, percentText } from '../number-text.ts';

/** Relative move of the index on each side for a delta. */
const DELTA_MOVE = 1e-4;

export interface ContractProfit {
  /** Of one long contract, quote currency. */
  readonly profit: number;
  readonly text: string;
}

/** Options are repriced, at volatilities x (1 + response x |move|); all others follow their asset. */
export function profitOf(market: MarketView, c: number, move: number, volatilityResponse: number): ContractProfit {
  const contract = market.contracts[c];
  if (contract.kind !== 'option') {
    const { value, text } = valueOf(market, c);
    return { profit: value * move, text: `${text} x ${percentText(move)}` };
  }
  const before = market.indexPrices[market.underlyingOf[c]];
  const index = before * (1 + move);
  const rise = 1 + volatilityResponse * Math.abs(move);
  let volatilities = '';
  const shock: VolatilityShock = (volatility) => {
    const shocked = rise === 1 ? '' : ` to ${percentText(volatility * rise)}`;
    volatilities = `, volatility at its moneyness ${percentText(volatility)}${shocked}`;
    return volatility * rise;
  };
  const price = computeShockedPrice(market, c, index, shock);
  const units = contract.multiplier === 1 ? '' : ` x ${numberText(contract.multiplier)}`;
  const coin = contract.settlesInCoin ? ` x ${numberText(index)}` : '';
  const change = `(${numberText(price)} - ${numberText(market.markPrices[c])})${units}${coin}`;
  return {
    profit: computeShockedProfit(market, c, price, index),
    text: `${change}, repriced with index ${numberText(before)} to ${numberText(index)}${volatilities}`,
  };
}

/** Profit of one long contract for a move of its asset by 100 %, as far as it is linear: its value, or an option's delta. */
export function valueOf(market: MarketView, c: number): { readonly value: number; readonly text: string } {
  const contract = market.contracts[c];
  const index = market.indexPrices[market.underlyingOf[c]];
  const mark = market.markPrices[c];
  if (contract.kind === 'option') {
    const slope = profitOf(market, c, DELTA_MOVE, 0).profit - profitOf(market, c, -DELTA_MOVE, 0).profit;
    const value = slope / (2 * DELTA_MOVE);
    return { value, text: `delta ${numberText(value / index)} x index ${numberText(index)}` };
  }
  if (contract.settlesInCoin) {
    const value = contract.multiplier * (index / mark);
    return { value, text: `${numberText(contract.multiplier)} x ${numberText(index)} / ${numberText(mark)}` };
  }
  const size = contract.multiplier === 1 ? '' : `${numberText(contract.multiplier)} x `;
  return { value: contract.multiplier * mark, text: `${size}${numberText(mark)}` };
}
