/**
 * The buffer of article 28(1)(a) of Commission Delegated Regulation (EU) No 153/2013, day by day: at least 25 % above the
 * calculated margin, which may be used up while calculated margins rise significantly, and is filled again afterwards.
 *
 *   rising:  called = what was called the day before, but at least the calculated margin and at most with the whole buffer
 *   else:    called = the same, plus at most share x calculated / rebuildDays a day
 *
 * Rising means: above (1 + riseMin) x the smallest calculated margin of the last `lookbackDays` days.
 */
import { assert } from '../../base/assert.ts';

export interface BufferRule {
  /** 0.25 */
  readonly share: number;
  readonly riseMin: number;
  readonly lookbackDays: number;
  readonly rebuildDays: number;
}

export interface BufferState {
  /** Margin that is asked for, quote currency. */
  readonly called: number;
  /** Share of the buffer that is used up, 0 to 1. */
  readonly released: number;
  readonly isRising: boolean;
  /** Calculated margins, oldest first, up to today: the last `lookbackDays` + 1. */
  readonly calculated: readonly number[];
}

/** State after a day with the margin `calculated` > 0 before any buffer; `state` is null on the first day. */
export function stepBuffer(state: BufferState | null, calculated: number, rule: BufferRule): BufferState {
  const whole = calculated * (1 + rule.share);
  if (state === null) return { called: whole, released: 0, isRising: false, calculated: [calculated] };
  assert(rule.lookbackDays >= 1, 'a rise is measured against at least one day');
  const before = state.calculated.slice(-rule.lookbackDays);
  const calm = before.reduce((least, margin) => Math.min(least, margin), Infinity);
  const isRising = calculated > calm * (1 + rule.riseMin);
  const refill = isRising ? 0 : (rule.share * calculated) / rule.rebuildDays;
  const called = Math.min(whole, Math.max(calculated, state.called + refill));
  const buffer = whole - calculated;
  const released = buffer > 0 ? Math.min(1, Math.max(0, (whole - called) / buffer)) : 0;
  return { called, released, isRising, calculated: [...before, calculated] };
}
