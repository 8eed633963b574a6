/** A confidence interval in words, also when the paths bound neither of its ends. */
import { formatInterval } from '../base/format.ts';
import type { Interval, Measure } from '../experiment/run-summary.ts';

export function intervalText(unit: Measure['unit'], interval: Interval): string {
  return interval.low === null && interval.high === null ? 'unbounded' : formatInterval(unit, interval);
}
