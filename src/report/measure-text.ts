/** Values of measures and their intervals in words, with what a plain number cannot say. */
import { formatInterval, formatMeasure } from '../base/format.ts';
import type { Interval, Measure } from '../experiment/run-summary.ts';

/** A time that never came is -1 h in a measure. */
export function measureText(unit: Measure['unit'], value: number): string {
  return unit === 'hours' && value < 0 ? 'never' : formatMeasure(unit, value);
}

/** As `formatInterval`, also when the paths bound neither end. */
export function intervalText(unit: Measure['unit'], interval: Interval): string {
  return interval.low === null && interval.high === null ? 'unbounded' : formatInterval(unit, interval);
}
