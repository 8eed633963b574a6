/**
 * The options of one expiry under standard margin, for initial or maintenance:
 *
 *   apart       sum over shorts of rate x index x units + sum over longs of their value
 *   defined     value of all - min(0, min over prices of the payoff at expiry) + unpaired rate x index x unpaired calls
 *   required    max(0, min(apart, defined))
 *
 * The venue does not count options in equity: it asks rate x index + mark of a short and nothing of a long. Equity here
 * counts the value V of options, so each side has V added: a short's mark drops out, a long's value is asked for. The payoff is
 * piecewise linear in the price at expiry, so its minimum lies at 0, at a strike, or, where net calls are short, at infinity.
 * Source: Derive (Lyra v3) standard margin, docs.derive.xyz/standard-margin-parameters.md.
 */
import type { OptionContract } from '../../instruments/contract.ts';
import type { MarketView } from '../../instruments/market-view.ts';
import { settlementValueOf } from '../../instruments/contract-value.ts';
import type { PreparedMargin } from '../margin-model.ts';
import type { Buckets } from './buckets.ts';
import type { ShortOptionRates, StandardClass } from './standard-parameters.ts';

/** What standard margin knows of one contract at one moment, quote currency for one contract. */
export interface StandardFigures {
  /** Required of one short option, or of one linear contract. */
  readonly initial: Float64Array;
  readonly maintenance: Float64Array;
  readonly values: Float64Array;
  readonly units: Float64Array;
}

/** A market under standard margin, as its explanation reads it. */
export interface StandardView extends PreparedMargin {
  readonly market: MarketView;
  /** Options by expiry; -1 for all other contracts. */
  readonly buckets: Buckets;
  readonly figures: StandardFigures;
  classOf(contract: number): StandardClass;
}

/** Share of the index value that a short option needs initially. */
export function initialShareOf(rates: ShortOptionRates, option: OptionContract, index: number): number {
  const distance = option.right === 'call' ? option.strike - index : index - option.strike;
  return Math.max(rates.initial - Math.max(0, distance) / index, rates.initialMin);
}

/** Value of one option at its mark, quote currency. */
export function optionValueOf(market: MarketView, c: number): number {
  const contract = market.contracts[c];
  const value = settlementValueOf(contract, market.markPrices[c]);
  return contract.settlesInCoin ? value * market.indexPrices[market.underlyingOf[c]] : value;
}

/** Payoff of one option of `units` units at a price at expiry. */
export function payoffOf({ right, strike }: OptionContract, units: number, price: number): number {
  return units * Math.max(0, right === 'call' ? price - strike : strike - price);
}
