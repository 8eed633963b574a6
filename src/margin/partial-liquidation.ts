/**
 * How much of one position a liquidation closes, in plain numbers and over brackets; the engine's whole lots are
 * `liquidation-size.ts`.
 *
 * Closing the value v costs c v and leaves equity E - c v; it restores k times the requirement when
 *
 *   v (k r - c) = k (O + N r - d) - E
 *
 * with r and d rate and deduction of the bracket that holds what is left, N - v, N the position's value and O the
 * maintenance of all other legs. Source: same form as Drift's base amount to cover a shortage; brackets by the
 * deduction form.
 */
import { roundToStep } from './round-to-step.ts';
import type { MaintenanceRow } from './tiered/tiered-liquidation-price.ts';

export interface PartialLiquidation {
  readonly equity: number;
  readonly otherMaintenance: number;
  /** Contracts x multiplier, > 0. */
  readonly size: number;
  readonly price: number;
  /** k >= 1: equity is restored to k times the requirement. */
  readonly bufferRatio: number;
  /** c: fee and slippage of closing, share of value. */
  readonly costRate: number;
  /** Sizes round up to a multiple of it; 0: not at all. */
  readonly lotSize: number;
}

/**
 * The least size that restores the buffer: 0 where nothing is missing, the whole position where no part of it is
 * enough, which is so wherever c >= k r: closing costs more than it frees.
 */
export function computeMinimumLiquidation(terms: PartialLiquidation, rows: readonly MaintenanceRow[]): number {
  const { equity, otherMaintenance, size, price, bufferRatio, costRate, lotSize } = terms;
  const notional = size * price;
  for (let k = rows.length - 1; k >= 0; k -= 1) {
    const lower = k === 0 ? 0 : rows[k - 1].upTo;
    if (notional < lower) continue;
    const { rate, deduction } = rows[k];
    const missing = bufferRatio * (otherMaintenance + notional * rate - deduction) - equity;
    const isHolder = notional <= rows[k].upTo;
    if (isHolder && missing <= 0) return 0;
    const freed = bufferRatio * rate - costRate;
    // Rates fall from here on: what does not heal in this bracket will not in those below.
    if (freed <= 0) return size;
    const closed = missing / freed;
    // The row that is reckoned by must hold what is left: it may be one that holds less than now.
    const isHeld = notional - closed >= lower && notional - closed <= rows[k].upTo;
    if (isHeld && closed >= 0 && closed <= notional) {
      return lotSize > 0 ? Math.min(size, roundToStep(closed / price, lotSize, 'up')) : closed / price;
    }
  }
  return size;
}

/**
 * A share of the position, rounded up to a lot and never more than the position. Source: Hyperliquid 20 %, Deribit
 * 12.5 % steps.
 */
export function computeFractionLiquidation(size: number, fraction: number, lotSize: number): number {
  const closed = size * fraction;
  return Math.min(size, lotSize > 0 ? roundToStep(closed, lotSize, 'up') : closed);
}

/**
 * Margin that must remain after money is taken out: initial margin, and at least `notionalShare` of all notional.
 * Source: Hyperliquid, margining (10 %).
 */
export function computeTransferMargin(initialMargin: number, notional: number, notionalShare: number): number {
  return Math.max(initialMargin, notionalShare * notional);
}
