/** Lengths of time in rows of a price history, as people read them. */
import { formatHours, plural } from '../../base/format.ts';
import { US_PER_HOUR } from '../../base/units.ts';
import type { PriceHistory } from '../../scenario/price-history.ts';

/** `1 d`, `4 h`, `30 d`. */
export function lengthOf({ stepUs }: PriceHistory, rows: number): string {
  const hours = (stepUs * rows) / US_PER_HOUR;
  return Number.isInteger(hours / 24) ? `${hours / 24} d` : formatHours(hours);
}

/** `1 row (1 d)`. */
export function rowsText(history: PriceHistory, rows: number): string {
  return `${plural(rows, 'row')} (${lengthOf(history, rows)})`;
}
