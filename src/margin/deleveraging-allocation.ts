/**
 * How many lots each counterparty closes when a position is shared out at once instead of going down a queue. Whole
 * lots, nobody more than their room, all of the position as long as there is room for it.
 */
import type { Lots, QuoteQuanta } from '../base/units.ts';
import { splitWithinRoom } from '../numeric/capped-split.ts';

export const DELEVERAGING_ALLOCATIONS = [
  'queue',
  'proRataByEquity',
  'proRataByPosition',
  'proRataByProfit',
  'waterFilling',
] as const;
export type DeleveragingAllocation = (typeof DELEVERAGING_ALLOCATIONS)[number];

/** Those who hold the other side, in one order; all columns of the same length. */
export interface Counterparties {
  /** Open lots, > 0. */
  readonly lots: ArrayLike<Lots>;
  /** Equity of the account, > 0. */
  readonly equity: ArrayLike<QuoteQuanta>;
  /** Unrealised profit of the leg. */
  readonly profit: ArrayLike<QuoteQuanta>;
  /** Lots that they can close without falling below zero, at most those that are open. */
  readonly room: ArrayLike<Lots>;
}

/**
 * Lots that each closes of `size`. What a rule's own weights find no room for (profits that are used up) is split by
 * position over those with room left.
 */
export function allocateLots(
  rule: Exclude<DeleveragingAllocation, 'queue'>,
  size: Lots,
  parties: Counterparties,
): Float64Array {
  const count = parties.lots.length;
  const out = new Float64Array(count);
  const left = splitWithinRoom(size, weightsOf(rule, size, parties), parties.room, out);
  if (left === 0) return out;
  const more = new Float64Array(count);
  const rooms = Float64Array.from({ length: count }, (_, i) => parties.room[i] - out[i]);
  splitWithinRoom(left, parties.lots, rooms, more);
  for (let i = 0; i < count; i += 1) out[i] += more[i];
  return out;
}

function weightsOf(
  rule: Exclude<DeleveragingAllocation, 'queue'>,
  size: Lots,
  { lots, equity, profit }: Counterparties,
): ArrayLike<number> {
  switch (rule) {
    case 'proRataByEquity':
      return equity;
    case 'proRataByPosition':
      return lots;
    case 'proRataByProfit':
      return Float64Array.from(profit, (value) => Math.max(0, value));
    case 'waterFilling':
      return computeCuts(size, lots, equity);
  }
}

/**
 * Cuts that leave the lowest largest leverage: cut_i = max(0, lots_i - level x equity_i) with the level, in lots a quantum,
 * at which the cuts add up to `size`; whole positions where there is less than that to cut.
 * Source: arXiv 2603.15963, min-max leverage.
 */
export function computeCuts(size: Lots, lots: ArrayLike<Lots>, equity: ArrayLike<QuoteQuanta>): Float64Array {
  const count = lots.length;
  const leverage = Float64Array.from({ length: count }, (_, i) => lots[i] / equity[i]);
  const order = Array.from({ length: count }, (_, i) => i).sort((i, j) => leverage[j] - leverage[i] || i - j);
  let sumLots = 0;
  let sumEquity = 0;
  let level = 0;
  for (const [n, i] of order.entries()) {
    sumLots += lots[i];
    sumEquity += equity[i];
    level = Math.max(0, (sumLots - size) / sumEquity);
    // Whoever comes next is less leveraged than the level: only those so far are cut.
    if (n + 1 === count || leverage[order[n + 1]] <= level) break;
  }
  return Float64Array.from({ length: count }, (_, i) => Math.max(0, lots[i] - level * equity[i]));
}
