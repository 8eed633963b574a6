/** How far the rows of a price history lie apart, in words. */
import { US_PER_DAY, US_PER_HOUR, US_PER_MINUTE, US_PER_SECOND } from '../../base/units.ts';
import type { HistoryFacts } from '../../experiment/calibration/calibration.ts';

const UNITS = [
  [US_PER_DAY, 'd'],
  [US_PER_HOUR, 'h'],
  [US_PER_MINUTE, 'min'],
  [US_PER_SECOND, 's'],
] as const;

/** `1 d`, `5 min`: in the largest unit that divides it. */
export function formatSpacing({ stepUs }: HistoryFacts): string {
  const [size, unit] = UNITS.find(([us]) => stepUs % us === 0) ?? [US_PER_SECOND, 's'];
  return `${stepUs / size} ${unit}`;
}
