/**
 * What unwinding a large position costs beyond what returns show. Selling a notional q into a book that holds depth D
 * within 1 % of the price moves the price by I(q) = min(impactMax, 1 % (q / D)^exponent): exponent 1 is a book of even
 * density, 1/2 the square-root law of metaorders. The excess x = max(0, N - freeShare D) pays its whole way down,
 *
 *   charge = integral of I over [0, x] = 1 % x (x / D)^exponent / (1 + exponent)  until I reaches impactMax,
 *
 * and impactMax for what lies beyond. The charge never grows faster than impactMax x notional.
 *
 * Source of the square-root law: Donier and Bonart, arXiv 1412.4503; that concentrated positions pay their cost of
 * liquidation: article 53 of Commission Delegated Regulation (EU) No 153/2013.
 */
import type { LiquidityCharge } from './risk-parameters.ts';

const DEPTH_MOVE = 0.01;

/** Quote currency; `notional` >= 0, `depth` from 0 to Infinity. */
export function computeLiquidityCharge(charge: LiquidityCharge, notional: number, depth: number): number {
  const excess = notional - charge.freeShare * depth;
  if (!(excess > 0)) return 0;
  const { impactMax } = charge;
  const isLinear = charge.law === 'linear';
  const ratio = impactMax / DEPTH_MOVE;
  const saturatedFrom = depth * (isLinear ? ratio : ratio * ratio);
  if (excess >= saturatedFrom) {
    return (saturatedFrom * impactMax) / (isLinear ? 2 : 1.5) + impactMax * (excess - saturatedFrom);
  }
  const multiple = excess / depth;
  return (DEPTH_MOVE * excess * (isLinear ? multiple : Math.sqrt(multiple))) / (isLinear ? 2 : 1.5);
}
