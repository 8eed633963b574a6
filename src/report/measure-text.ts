/** Values of measures in words, with what a plain number cannot say. */
import { formatMeasure } from '../base/format.ts';
import type { Measure } from '../experiment/run-summary.ts';

/** A time that never came is -1 h in a measure. */
export function measureText(unit: Measure['unit'], value: number): string {
  return unit === 'hours' && value < 0 ? 'never' : formatMeasure(unit, value);
}
