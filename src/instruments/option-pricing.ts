/**
 * Prices of European options.
 *
 * Black-76: call = D [F N(d1) - K N(d2)], put = D [K N(-d2) - F N(-d1)], d1 = (ln(F / K) + v^2 T / 2) / (v sqrt T),
 * d2 = d1 - v sqrt T. The generalised Black-Scholes-Merton price with cost of carry b is the same with F = S e^(b T) and
 * D = e^(-r T): b = r a stock, b = r - q one with yield q, b = 0 a future.
 *
 * Computed as D x (intrinsic value + value of the same strike's option out of the money), so that put-call parity holds to
 * the last bits and no digits are lost far from the money: relative error below 1e-12.
 * Source: Black (1976); Haug, The Complete Guide to Option Pricing Formulas, 1.1.6.
 */
import { exp } from '../numeric/math.ts';
import { timeValueOf } from './option-time-value.ts';

export type OptionRight = 'call' | 'put';

/** Price per unit; the discounted payoff where no time or no volatility is left. All inputs >= 0, strike and forward > 0. */
export function priceBlack76(
  right: OptionRight,
  forward: number,
  strike: number,
  years: number,
  volatility: number,
  discount: number,
): number {
  const payoff = Math.max(0, right === 'call' ? forward - strike : strike - forward);
  return discount * (payoff + timeValueOf(forward, strike, volatility * Math.sqrt(Math.max(0, years))));
}

/** Price per unit of the spot asset's option; `rate` and `carry` are annual and continuous. */
export function priceGeneralisedBlackScholes(
  right: OptionRight,
  spot: number,
  strike: number,
  years: number,
  rate: number,
  carry: number,
  volatility: number,
): number {
  return priceBlack76(right, spot * exp(carry * years), strike, years, volatility, exp(-rate * years));
}
