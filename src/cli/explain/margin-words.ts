/** Parts that tables of positions share. */
import type { Leg } from './account-figures.ts';

/** Positions of an account with many of them; the largest requirements are shown. */
export const LEGS_MAX = 8;

/** Equity as a multiple of maintenance margin, for display: `, equity is 0.87 times that`. */
export function ratioOf(equity: number, maintenance: number): string {
  return maintenance === 0 ? '' : `, equity is ${formatRatio(equity, maintenance)} times that`;
}

/** Never rounds a breach up to 1, nor a sound account down to it. */
export function formatRatio(equity: number, maintenance: number): string {
  const ratio = equity / maintenance;
  if (Math.abs(ratio) < 0.1) return String(Number(ratio.toPrecision(2)));
  for (const decimals of [2, 4, 6, 9]) {
    const text = ratio.toFixed(decimals);
    if (ratio === 1 || Number(text) !== 1) return text;
  }
  return String(ratio);
}

export function largest(legs: readonly Leg[]): readonly Leg[] {
  return legs.toSorted((x, y) => y.maintenance - x.maintenance || x.instrument - y.instrument).slice(0, LEGS_MAX);
}
