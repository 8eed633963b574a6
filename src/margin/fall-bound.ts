/**
 * How fast an account's surplus can fall when prices move: what a margin model tells the breach watch, so that the
 * watch need not know the model. Surplus is equity minus `level` times the requirement, `level` >= 1 being the
 * highest multiple that anybody watches.
 */
import { PPM_PER_UNIT } from '../base/units.ts';
import type { TierColumns } from './tier-table.ts';

/** Bound for positions in one instrument. */
export interface FallBound {
  /** Most surplus lost by a long, as a share of what its notional moved. */
  readonly long: number;
  /** The same for a short. */
  readonly short: number;
  /** A long never loses surplus while its price rises, nor a short while it falls. */
  readonly isOneSided: boolean;
  /** Quanta by which rounding can lower the surplus of a leg beyond that, whatever the move. */
  readonly slack: number;
}

/**
 * Bound for bracketed margin. A long of notional N loses N x move of equity as its price falls while its requirement
 * falls too; as it rises, equity gains what the requirement takes at most level x rate of. A short loses both ways as
 * its price rises. The requirement is continuous in notional and nowhere steeper than its highest rate, but for
 * rounding: it rounds up by less than a quantum, and each bracket's deduction rounds down by less than one.
 */
export function boundTieredFall(tiers: TierColumns, level: number): FallBound {
  const steepest = (level * Math.max(...tiers.maintenanceRatePpm)) / PPM_PER_UNIT;
  return {
    long: Math.max(1, steepest - 1),
    short: 1 + steepest,
    isOneSided: steepest <= 1,
    slack: level * (2 + tiers.notionalMax.length),
  };
}
