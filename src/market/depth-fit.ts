/**
 * A depth curve from what is published about a market: cumulative depth at several distances, or the square-root law of
 * impact with a market's daily figures.
 */
import { assert } from '../base/assert.ts';
import type { QuoteQuanta } from '../base/units.ts';
import { exp, log } from '../numeric/math.ts';
import type { DepthRules } from './market-rules.ts';

/** Exponents that a fitted curve may have; books that are published lie between 0.3 and 2. */
export const FITTED_EXPONENT_MIN = 0.1;
export const FITTED_EXPONENT_MAX = 8;

/**
 * Depth at 1 % and exponent by least squares of log(notional) on log(distance / 1 %).
 *
 * @param figures distances (log price, different) and notional within them, quanta; with a single one `exponent` is kept
 * @returns the rules; the exponent may lie outside what a book can have, which the caller checks
 */
export function fitDepth(
  figures: readonly { readonly withinLog: number; readonly notional: QuoteQuanta }[],
  exponentOfOne: number,
): DepthRules {
  assert(figures.length > 0, 'a curve of depth needs a figure');
  const x = figures.map(({ withinLog }) => log(withinLog / 0.01));
  const y = figures.map(({ notional }) => log(notional));
  const meanX = mean(x);
  const meanY = mean(y);
  let products = 0;
  let squares = 0;
  for (let k = 0; k < x.length; k += 1) {
    products += (x[k] - meanX) * (y[k] - meanY);
    squares += (x[k] - meanX) * (x[k] - meanX);
  }
  const exponent = squares > 0 ? products / squares : exponentOfOne;
  const level = meanY - exponent * meanX;
  const fitted = figures.map(({ withinLog, notional }, k) => ({
    withinLog,
    notional,
    fitted: Math.round(exp(level + exponent * x[k])),
  }));
  const errorMax = fitted.reduce((worst, one) => Math.max(worst, Math.abs(one.fitted / one.notional - 1)), 0);
  return {
    depthAtOnePercent: Math.max(1, Math.round(exp(level))),
    exponent,
    fit: { kind: 'figures', figures: fitted, errorMax },
  };
}

/**
 * The curve whose impact is y x volatility x sqrt(size / volume): the size that moves the price by 1 % is volume x
 * (1 % / (y x volatility))^2, and the exponent 2.
 *
 * Source: Toth et al., "Anomalous price impact and the critical nature of liquidity", Physical Review X 1, 2011; for Bitcoin
 * Donier and Bonart, arXiv 1412.4503.
 */
export function depthBySquareRootLaw(dailyVolume: QuoteQuanta, dailyVolatility: number, y: number): DepthRules {
  assert(dailyVolume > 0 && dailyVolatility > 0 && y > 0, 'the square-root law needs positive figures');
  const share = 0.01 / (y * dailyVolatility);
  return {
    depthAtOnePercent: Math.max(1, Math.round(dailyVolume * share * share)),
    exponent: 2,
    fit: { kind: 'squareRootLaw', dailyVolume, dailyVolatility, y },
  };
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
