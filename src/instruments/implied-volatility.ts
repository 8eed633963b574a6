/**
 * The volatility at which Black-76 gives a price.
 *
 * The price is first turned into that of the option out of the money, c as a share of the smaller of forward and strike,
 * and solved for s = v sqrt T by Newton's method inside a bracket that bisection falls back on. Below the price of the
 * inflection point s = sqrt(2 |ln(F / K)|) the step is taken in ln c over -1 / s^2, above it in ln(1 - c) over s^2: in both
 * the function is nearly straight, so that a handful of steps reach the last digits that the price itself determines.
 * Source: the two branches follow Jaeckel, Let's be rational (2015).
 */
import { log, log1p } from '../numeric/math.ts';
import { normalDensity, normalQuantile } from '../numeric/normal.ts';
import type { OptionRight } from './option-pricing.ts';
import { logRatio, timeValueOf } from './option-time-value.ts';

export type ImpliedVolatility =
  | { readonly volatility: number }
  /** No volatility gives the price: it lies below the discounted payoff, or not below the largest price there is. */
  | { readonly fault: 'price-below-payoff' | 'price-above-bound'; readonly bound: number };

const STEPS_MAX = 200;
/** Rounding of a price near its payoff, as a share of the larger of forward and strike. */
const ROUNDING = 1e-15;

/** Prices within rounding of the discounted payoff have volatility 0. All inputs > 0 but the price, which is >= 0. */
export function solveImpliedVolatility(
  right: OptionRight,
  price: number,
  forward: number,
  strike: number,
  years: number,
  discount: number,
): ImpliedVolatility {
  const payoff = Math.max(0, right === 'call' ? forward - strike : strike - forward);
  const near = Math.min(forward, strike);
  const far = Math.max(forward, strike);
  const timeValue = price / discount - payoff;
  if (timeValue < -ROUNDING * far) return { fault: 'price-below-payoff', bound: discount * payoff };
  if (timeValue >= near) return { fault: 'price-above-bound', bound: discount * (payoff + near) };
  if (timeValue <= (payoff === 0 ? 0 : ROUNDING * far)) return { volatility: 0 };
  return { volatility: solveDeviation(timeValue / near, far / near, logRatio(far, near)) / Math.sqrt(years) };
}

/** The s whose option of forward 1, strike `ratio` >= 1 with logarithm `distance` is worth `share`, 0 < share < 1. */
function solveDeviation(share: number, ratio: number, distance: number): number {
  // At the money the price is 2 N(s / 2) - 1.
  let s = distance === 0 ? 2 * normalQuantile((1 + share) / 2) : Math.sqrt(2 * distance);
  let [low, high] = [0, Infinity];
  const isHigh = share > timeValueOf(1, ratio, s);
  for (let step = 0; step < STEPS_MAX; step += 1) {
    const value = timeValueOf(1, ratio, s);
    if (value === share) return s;
    if (value < share) low = s;
    else high = s;
    let next = newtonStep(share, value, normalDensity(distance / s - s / 2), s, isHigh);
    if (!(next > low && next < high)) next = high === Infinity ? 2 * s : low + (high - low) / 2;
    if (Math.abs(next - s) <= 2e-16 * s) return next;
    s = next;
  }
  return s;
}

/** NaN where the function has run out of the range of doubles. */
function newtonStep(share: number, value: number, slope: number, s: number, isHigh: boolean): number {
  if (isHigh) {
    const missing = log1p(-value) - log1p(-share);
    return Math.sqrt(s * s + (missing * (1 - value) * 2 * s) / slope);
  }
  const inverse = 1 / (s * s) - (log(share / value) * 2 * value) / (slope * s * s * s);
  return 1 / Math.sqrt(inverse);
}
