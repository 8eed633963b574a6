/**
 * Liquidation against a subaccount in signed quote amounts, as dYdX v4 does it: what closing part of a position may
 * cost before others pay (bankruptcy quote), at which price it is offered (fillable price), and who gets the
 * difference (fund).
 *
 * Amounts in whole quote quantums are computed exactly; fractions go through doubles, where a quotient within 1e-12
 * of a whole number counts as that number. Source: dydxprotocol/v4-chain, x/clob/keeper/liquidations.go; where the
 * documentation's formula of the fillable price differs in sign, the code is right.
 */
import { assert } from '../base/assert.ts';
import { roundToStep } from './round-to-step.ts';

export interface ClosingChange {
  /** Quote balance plus notional of all positions, signed. */
  readonly netCollateral: number;
  /** Of the whole subaccount, > 0. */
  readonly maintenance: number;
  /** How closing changes the signed notional: negative when a long is sold. */
  readonly notionalChange: number;
  /** How closing changes the maintenance requirement; its size counts. */
  readonly maintenanceChange: number;
}

/**
 * DNBQ = -notional change - net collateral x |maintenance change| / maintenance, rounded up: what the subaccount must
 * at least receive (> 0, a long sold), or may at most pay (< 0). Rounding towards +infinity leaves no quantum of loss
 * to the fund.
 */
export function computeBankruptcyQuote(change: ClosingChange): number {
  const { netCollateral, maintenance, notionalChange } = change;
  const freed = Math.abs(change.maintenanceChange);
  assert(maintenance > 0, 'a bankruptcy quote needs a maintenance requirement above zero');
  if ([netCollateral, maintenance, notionalChange, freed].every((amount) => Number.isSafeInteger(amount))) {
    const product = BigInt(netCollateral) * BigInt(freed);
    return -notionalChange - Number(floorDivide(product, BigInt(maintenance)));
  }
  return roundToStep(-notionalChange - (netCollateral * freed) / maintenance, 1, 'up');
}

function floorDivide(dividend: bigint, divisor: bigint): bigint {
  const quotient = dividend / divisor;
  return dividend < 0n && quotient * divisor !== dividend ? quotient - 1n : quotient;
}

export interface FillableTerms {
  readonly netCollateral: number;
  readonly maintenance: number;
  /** Signed size and notional of the position, and its own maintenance requirement. */
  readonly size: number;
  readonly notional: number;
  readonly positionMaintenance: number;
  /**
   * BA: how fast the price falls from the oracle's to the worst as the subaccount sinks below maintenance. 1 on the
   * venue.
   */
  readonly bankruptcyAdjustment: number;
  /** SMMR: worst distance from the oracle price, share of the position's maintenance. 0.1 on the venue. */
  readonly spreadToMaintenance: number;
}

/**
 * (PNNV - ABR x SMMR x PMMR) / size with ABR = clamp(BA (1 - NC / MMR), 0, 1): at the oracle price or worse for the
 * account.
 */
export function computeFillablePrice(terms: FillableTerms): number {
  const { netCollateral, maintenance, bankruptcyAdjustment, spreadToMaintenance } = terms;
  assert(maintenance > 0 && terms.size !== 0, 'a fillable price needs a position and its maintenance requirement');
  const rating = Math.min(1, Math.max(0, bankruptcyAdjustment * (1 - netCollateral / maintenance)));
  return (terms.notional - rating * spreadToMaintenance * terms.positionMaintenance) / terms.size;
}

/**
 * What the insurance fund receives (> 0) or pays (< 0) for a fill: x = fill quote - bankruptcy quote. A loss is the
 * fund's; of a gain it takes at most `feeRateMax` of the fill, and never more than the gain.
 */
export function computeFundChange(fillQuote: number, bankruptcyQuote: number, feeRateMax: number): number {
  const gain = fillQuote - bankruptcyQuote;
  return gain <= 0 ? gain : Math.min(Math.abs(fillQuote) * feeRateMax, gain);
}

/**
 * Least and most notional of a position that one block liquidates: `portionMax` of it, but at least `notionalMin`,
 * and in no case more than the position.
 */
export function limitLiquidatedNotional(
  notional: number,
  portionMax: number,
  notionalMin: number,
): { readonly min: number; readonly max: number } {
  const size = Math.abs(notional);
  const min = Math.min(notionalMin, size);
  return { min, max: Math.min(size, Math.max(size * portionMax, min)) };
}
