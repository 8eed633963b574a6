/**
 * Sensitivities of European options in the generalised Black-Scholes-Merton model, with F = S e^(b T), D = e^(-r T),
 * phi the normal density and w = +1 for a call, -1 for a put:
 *
 *   delta  dV/dS      w e^((b - r) T) N(w d1)
 *   gamma  d2V/dS2    e^((b - r) T) phi(d1) / (S v sqrt T)
 *   vega   dV/dv      S e^((b - r) T) phi(d1) sqrt T
 *   theta  -dV/dT     -S e^((b - r) T) phi(d1) v / (2 sqrt T) - w (b - r) S e^((b - r) T) N(w d1) - w r K D N(w d2)
 *   rho    dV/dr      w T K D N(w d2), the carry b moving with r; -T V with the forward held, as for a future's option
 *
 * Where no time or no volatility is left they are the limits: delta of what is exercised, half of it at the money, where
 * gamma is Infinity.
 * Source: Haug, The Complete Guide to Option Pricing Formulas, chapter 2.
 */
import { US_PER_DAY, US_PER_YEAR } from '../base/units.ts';
import { exp } from '../numeric/math.ts';
import { normalCdf, normalDensity } from '../numeric/normal.ts';
import { priceBlack76, type OptionRight } from './option-pricing.ts';
import { logRatio } from './option-time-value.ts';

const DAYS_PER_YEAR = US_PER_YEAR / US_PER_DAY;

export interface OptionGreeks {
  readonly price: number;
  readonly delta: number;
  readonly gamma: number;
  /** For 1.00 of volatility: divide by 100 for a percentage point. */
  readonly vega: number;
  readonly thetaPerYear: number;
  /** A 365th of it. */
  readonly thetaPerDay: number;
  /** For 1.00 of the rate, the yield of the asset held. */
  readonly rho: number;
  /** For 1.00 of the rate, the forward held. */
  readonly rhoForwardHeld: number;
}

/** In quote currency for one unit. Spot and strike > 0, years and volatility >= 0, rates annual and continuous. */
export function computeGreeks(
  right: OptionRight,
  spot: number,
  strike: number,
  years: number,
  rate: number,
  carry: number,
  volatility: number,
): OptionGreeks {
  const w = right === 'call' ? 1 : -1;
  const [forward, discount] = [spot * exp(carry * years), exp(-rate * years)];
  const root = Math.sqrt(years);
  const deviation = volatility * root;
  const distance = forward >= strike ? logRatio(forward, strike) : -logRatio(strike, forward);
  // 0 / 0 at the money at the end: both ds are 0 there, the middle of their limits from either side.
  const shift = distance === 0 && deviation === 0 ? 0 : distance / deviation;
  const [d1, d2] = [shift + deviation / 2, shift - deviation / 2];
  const price = priceBlack76(right, forward, strike, years, volatility, discount);
  const assetValue = discount * forward * normalCdf(w * d1);
  const strikeValue = discount * strike * normalCdf(w * d2);
  const density = discount * forward * normalDensity(d1);
  const decay = density === 0 || volatility === 0 ? 0 : (density * volatility) / (2 * root);
  const thetaPerYear = w * (rate - carry) * assetValue - w * rate * strikeValue - decay;
  return {
    price,
    delta: (w * assetValue) / spot,
    gamma: density === 0 ? 0 : density / (spot * spot * deviation),
    vega: density * root,
    thetaPerYear,
    thetaPerDay: thetaPerYear / DAYS_PER_YEAR,
    rho: w * years * strikeValue,
    rhoForwardHeld: -years * price,
  };
}

export interface CoinGreeks extends OptionGreeks {
  /**
   * Units of the underlying that offset the position when the premium is held in coin: delta - premium in coin. Its value
   * in quote currency has no slope in the price once that much is sold.
   */
  readonly netDelta: number;
}

/**
 * The same option premium-settled in the underlying: W = V / S coin. Everything per unit, in coin; delta and gamma are the
 * derivatives of W by the price in quote currency.
 */
export function toCoinGreeks(greeks: OptionGreeks, spot: number): CoinGreeks {
  const premium = greeks.price / spot;
  const netDelta = greeks.delta - premium;
  return {
    price: premium,
    delta: netDelta / spot,
    gamma: (greeks.gamma - (2 * netDelta) / spot) / spot,
    vega: greeks.vega / spot,
    thetaPerYear: greeks.thetaPerYear / spot,
    thetaPerDay: greeks.thetaPerDay / spot,
    rho: greeks.rho / spot,
    rhoForwardHeld: greeks.rhoForwardHeld / spot,
    netDelta,
  };
}
