/** Values of measures in words, with what a plain number cannot say. */
import { formatMeasure } from '../base/format.ts';
import type { Measure, MeasureSummary } from '../experiment/run-summary.ts';

/** A time that never came is -1 h in a measure. */
export function measureText(unit: Measure['unit'], value: number): string {
  return unit === 'hours' && value < 0 ? 'never' : formatMeasure(unit, value);
}

/** What happened on no path: its figures say nothing, only its name does. */
export function isZeroEverywhere({ min, max }: MeasureSummary): boolean {
  return min === 0 && max === 0;
}
