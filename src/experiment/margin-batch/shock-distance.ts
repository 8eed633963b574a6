/**
 * How far an account is from liquidation: the smallest multiple of a joint shock at which one of its pools becomes
 * liquidatable.
 *
 * Revaluing a market costs as much as many accounts, so accounts walk together: the shock is set to a multiple once, and
 * every account that has to be looked at there is. First whole steps outward, since the surplus of a book of options may
 * fall and rise again; between the last sound step and the first bad one, halving; then a straight line. All accounts
 * look at the same multiples of a fixed grid, so an answer does not depend on who else is in the batch.
 */
import type { Pool } from './account-pools.ts';

/** Steps of the walk outward, in units of the shock; beyond the last, an account is out of the shock's reach. */
const STEPS: readonly number[] = [0.25, 0.5, 0.75, 1, 1.5, 2, 3, 4, 6, 8];
/** Each step is halved this often. */
const HALVINGS = 6;

export const DISTANCE_MAX = STEPS[STEPS.length - 1];

/** What can be asked at the multiple that was set last. */
export interface ShockedDesk {
  /** Writes `multiple` times the shock into the market. */
  setMultiple(multiple: number): void;
  /** Equity less maintenance requirement of a pool. */
  surplusOf(pool: Pool): number;
}

interface Walker {
  readonly index: number;
  readonly pools: readonly Pool[];
  low: number;
  surplusLow: number;
  high: number;
  surplusHigh: number;
}

/**
 * The multiple for each account, given its pools; 0 for accounts that are liquidatable unshocked (surplus < 0), Infinity
 * for those that outlast `DISTANCE_MAX`.
 */
export function findDistances(accounts: readonly (readonly Pool[])[], desk: ShockedDesk): Float64Array {
  const distances = new Float64Array(accounts.length).fill(Infinity);
  desk.setMultiple(0);
  const unshocked: Walker[] = [];
  accounts.forEach((pools, index) => {
    const surplus = lowestSurplus(pools, desk);
    if (surplus < 0) distances[index] = 0;
    else unshocked.push({ index, pools, low: 0, surplusLow: surplus, high: 0, surplusHigh: 0 });
  });
  let walking: readonly Walker[] = unshocked;
  for (const step of STEPS) {
    if (walking.length === 0) break;
    const { crossed, sound } = stand(walking, step, desk);
    halve(crossed, HALVINGS, desk, distances);
    walking = sound;
  }
  return distances;
}

/** All walkers stand between the same two multiples: one look at the middle serves all, then each half its own. */
function halve(walkers: readonly Walker[], halvings: number, desk: ShockedDesk, distances: Float64Array): void {
  if (walkers.length === 0) return;
  if (halvings === 0) {
    for (const { index, low, high, surplusLow, surplusHigh } of walkers) {
      distances[index] = low + ((high - low) * surplusLow) / (surplusLow - surplusHigh);
    }
    return;
  }
  const middle = (walkers[0].low + walkers[0].high) / 2;
  const { crossed, sound } = stand(walkers, middle, desk);
  halve(crossed, halvings - 1, desk, distances);
  halve(sound, halvings - 1, desk, distances);
}

/** Has all of them stand at a multiple, and tells those that are liquidatable there from those that are not. */
function stand(
  walkers: readonly Walker[],
  multiple: number,
  desk: ShockedDesk,
): { readonly crossed: readonly Walker[]; readonly sound: readonly Walker[] } {
  const crossed: Walker[] = [];
  const sound: Walker[] = [];
  desk.setMultiple(multiple);
  for (const walker of walkers) {
    const surplus = lowestSurplus(walker.pools, desk);
    if (surplus < 0) {
      walker.high = multiple;
      walker.surplusHigh = surplus;
      crossed.push(walker);
    } else {
      walker.low = multiple;
      walker.surplusLow = surplus;
      sound.push(walker);
    }
  }
  return { crossed, sound };
}

/** Of the pools of one account; an account without a position outlasts everything but a fall of its collateral. */
function lowestSurplus(pools: readonly Pool[], desk: ShockedDesk): number {
  let lowest = Infinity;
  for (const pool of pools) lowest = Math.min(lowest, desk.surplusOf(pool));
  return lowest;
}
