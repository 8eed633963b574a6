/**
 * How much of a position one liquidation step closes. All functions take and return whole lots >= 1 and never more
 * than the position.
 */
import type { Lots, Ppm, QuoteQuanta } from '../base/units.ts';
import { PPM_PER_UNIT } from '../base/units.ts';
import { bracketOf, type TierColumns } from './tier-table.ts';

/** A share of the position, rounded up so that small positions are not sliced for ever. */
export function sizeByFraction(sizeLots: Lots, sharePpm: Ppm): Lots {
  return Math.min(sizeLots, Math.max(1, Math.ceil((sizeLots * sharePpm) / PPM_PER_UNIT)));
}

/**
 * Just enough to fall into the next lower margin bracket; everything in the lowest one.
 * Source: OKX and BitMEX step large positions down one risk-limit tier at a time.
 */
export function sizeByTierStep(sizeLots: Lots, markPerLot: QuoteQuanta, tiers: TierColumns): Lots {
  const bracket = bracketOf(tiers, sizeLots * markPerLot);
  if (bracket === 0) return sizeLots;
  // The bracket below holds notionals strictly under this edge.
  const keepLots = Math.ceil(tiers.notionalMax[bracket - 1] / markPerLot) - 1;
  return Math.max(1, sizeLots - Math.max(0, keepLots));
}

/**
 * As little as lifts equity to `bufferRatio` x maintenance margin on the leg's present bracket, closing at a cost of
 * `costRate` of notional (fee plus expected slippage): q = (k x MM - equity) / (mark x (k x rate - cost)). Closes
 * everything when each lot closed costs more than the margin it frees. Rounds up to a whole lot.
 * Source: same form as Drift's base amount to cover a margin shortage.
 */
export function sizeToRestoreBuffer(
  sizeLots: Lots,
  markPerLot: QuoteQuanta,
  equity: QuoteQuanta,
  maintenance: QuoteQuanta,
  bufferRatio: number,
  maintenanceRate: number,
  costRate: number,
): Lots {
  const freedPerLot = markPerLot * (bufferRatio * maintenanceRate - costRate);
  if (freedPerLot <= 0) return sizeLots;
  const needed = Math.ceil((bufferRatio * maintenance - equity) / freedPerLot);
  return Math.min(sizeLots, Math.max(1, needed));
}

/** A share in [0, 1] of the position, rounded up to a lot. */
export function sizeByShare(sizeLots: Lots, share: number): Lots {
  return Math.min(sizeLots, Math.max(1, Math.ceil(sizeLots * share)));
}

/** At most so much notional, but a lot. Source: dYdX v4, most that one block liquidates of a position. */
export function capByNotional(wantedLots: Lots, markPerLot: QuoteQuanta, notionalMax: QuoteQuanta): Lots {
  return Math.min(wantedLots, Math.max(1, Math.floor(notionalMax / markPerLot)));
}
