/**
 * The prices between the outside world and margin: reference, index and mark. Pure functions of log returns and
 * displacements; when they are evaluated, and how late, is the exchange's affair.
 */
import type { Ticks } from '../base/units.ts';
import { exp } from '../numeric/math.ts';

/** To the nearest whole tick, half up, at least 1. */
export function roundToTick(ticks: number): Ticks {
  return Math.max(1, Math.round(ticks));
}

/** Outside price in ticks, not rounded: initial price x exp(log return since the start). */
export function computeReferenceTicks(priceInitialTicks: Ticks, logReturn: number): number {
  return priceInitialTicks * exp(logReturn);
}

/** Index price: the outside price, to the tick. */
export function computeIndexTicks(referenceTicks: number): Ticks {
  return roundToTick(referenceTicks);
}

/**
 * Mark price = reference x exp(clamp(ownVenueWeight x displacement, -basisLimit, basisLimit)), rounded to the nearest
 * tick (half up), at least 1.
 *
 * @param referenceTicks outside price, not rounded: the index is the same price rounded
 * @param displacementLog log(venue price / outside price)
 * @param ownVenueWeight share of the displacement that enters, 0 to 1
 * @param basisLimit largest |log(mark / reference)| before rounding
 */
export function computeMarkTicks(
  referenceTicks: number,
  displacementLog: number,
  ownVenueWeight: number,
  basisLimit: number,
): Ticks {
  const basis = ownVenueWeight * displacementLog;
  const clamped = Math.min(basisLimit, Math.max(-basisLimit, basis));
  return roundToTick(referenceTicks * exp(clamped));
}
