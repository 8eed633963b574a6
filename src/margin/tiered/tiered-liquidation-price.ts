/**
 * Liquidation price of one leg under piecewise linear maintenance, every other leg held at its mark.
 *
 *   linear:   P = (E - O + d - s q R) / (q r - s q)
 *   inverse:  C / P = n = (E - O + d + s C / R) / (s + r), all in coin; the index of the coin cancels out
 *
 * with E the account's equity while the leg stands at R, O the maintenance of all other legs, s the side, q the size, r
 * and d rate and deduction of the bracket. With R the entry price, E is wallet balance + profit of the other legs, and the
 * linear case is the venue's LP = (WB - TMM1 + UPNL1 + cum - s q EP) / (q mmr - s q).
 *
 * A bracket is chosen by the value at the answer, so each is tried until one holds its own result; requirements are
 * continuous and no steeper than the profit, so at most one does. Source: Binance FAQ
 * b3c689c1f50a44cabb3a84e663b81d93; Hyperliquid, liquidations; dYdX, trigger price p' = (e - s p) / (|s| MMF - s):
 * all special cases.
 */
import { roundToStep } from '../round-to-step.ts';

/** Rate and deduction of one bracket, fees for closing included in the rate; `upTo` in units of value. */
export interface MaintenanceRow {
  readonly upTo: number;
  readonly rate: number;
  readonly deduction: number;
}

export interface LegAtStake {
  /** Signed: contracts x multiplier. Units of the underlying, or quote currency of an inverse contract. */
  readonly size: number;
  readonly isInverse: boolean;
  readonly referencePrice: number;
  /** Equity of the account while the leg stands at `referencePrice`, settlement currency. */
  readonly equity: number;
  /** Maintenance of all other legs, settlement currency; 0 for an isolated position. */
  readonly otherMaintenance: number;
}

/**
 * How a price is brought to the tick: `none`; up; down; or `towardsMark`, up for a long and down for a short: the
 * first tick reached.
 */
export type TickRounding = 'none' | 'up' | 'down' | 'towardsMark';

/** Share by which a value may miss its bracket through rounding. */
const EDGE_SLACK = 1e-12;

/**
 * Null when no price > 0 liquidates the leg. A price beyond the reference means that the account is liquidatable
 * there.
 */
export function computeTieredLiquidationPrice(leg: LegAtStake, rows: readonly MaintenanceRow[]): number | null {
  const side = leg.size > 0 ? 1 : -1;
  const quantity = Math.abs(leg.size);
  let lower = 0;
  for (const { upTo, rate, deduction } of rows) {
    const backing = leg.equity - leg.otherMaintenance + deduction;
    const slope = leg.isInverse ? side + rate : rate - side;
    const reference = leg.isInverse ? (side * quantity) / leg.referencePrice : -side * quantity * leg.referencePrice;
    const value = (backing + reference) / slope;
    const holds = value >= lower * (1 - EDGE_SLACK) && value <= upTo * (1 + EDGE_SLACK);
    if (slope !== 0 && value > 0 && holds) return leg.isInverse ? quantity / value : value / quantity;
    lower = upTo;
  }
  return null;
}

/**
 * With a requirement that no price changes: maintenance on entry. P = R - s (E - O - MM) / q; inverse C / P = C / R +
 * s (E - O - MM).
 */
export function computeFixedLiquidationPrice(leg: LegAtStake, maintenance: number): number | null {
  return computeTieredLiquidationPrice(leg, [{ upTo: Infinity, rate: 0, deduction: -maintenance }]);
}

export function roundToTick(price: number, size: number, tickSize: number, rounding: TickRounding): number {
  if (rounding === 'none') return price;
  const direction = rounding === 'towardsMark' ? (size > 0 ? 'up' : 'down') : rounding;
  return roundToStep(price, tickSize, direction);
}
