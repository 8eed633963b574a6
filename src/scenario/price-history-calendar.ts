/** Whether the rows of a price history lie as evenly as returns over one row ask for. */
import { plural } from '../base/format.ts';
import { US_PER_DAY } from '../base/units.ts';
import { mostFrequentStepUs } from '../market/most-frequent-step.ts';
import { formatUtcTime } from '../market/utc-time.ts';
import type { PriceCells } from './price-history-cells.ts';
import type { TableFaults } from './price-history-table.ts';

/** Longest closure of an exchange that trades on weekdays: a week of holidays between two weekends. */
const CLOSURE_DAYS_MAX = 12;

/**
 * The most frequent distance of two rows, microseconds; reports every distance that is not it. Daily rows that skip
 * every Saturday and Sunday are those of a market that closes: there, closures of up to 12 days are no gaps.
 */
export function checkSpacing({ timesUs, rows }: PriceCells, faults: TableFaults): number {
  if (timesUs.length < 2) {
    faults.report({
      code: 'price-history-too-short',
      message: `the price history has ${plural(timesUs.length, 'row')}; a return needs two`,
      found: plural(timesUs.length, 'row'),
      expected: '2 or more',
      hint: 'add the rows of a longer period',
      row: -1,
    });
    return 0;
  }
  const stepUs = mostFrequentStepUs(timesUs);
  const longestUs = closesOnWeekends(timesUs, stepUs) ? CLOSURE_DAYS_MAX * US_PER_DAY : stepUs;
  for (let t = 1; t < timesUs.length; t += 1) {
    const distanceUs = timesUs[t] - timesUs[t - 1];
    if (distanceUs <= longestUs && distanceUs >= stepUs) continue;
    faults.report({
      code: 'price-history-gap',
      message:
        distanceUs < stepUs
          ? `a row follows ${formatUtcTime(timesUs[t - 1])} too early`
          : `no row for ${formatUtcTime(timesUs[t - 1] + stepUs)}: the file has a gap`,
      found: `${distanceUs / 1e6} s between two rows`,
      expected: `${stepUs / 1e6} s`,
      hint:
        distanceUs < stepUs
          ? 'remove the row: most rows lie further apart'
          : 'add the rows that are missing, or cut the file to a period without gaps',
      row: rows[t],
    });
  }
  return stepUs;
}

function closesOnWeekends(timesUs: readonly number[], stepUs: number): boolean {
  if (stepUs !== US_PER_DAY || timesUs[timesUs.length - 1] - timesUs[0] < 5 * US_PER_DAY) return false;
  return timesUs.every((timeUs) => timeUs % US_PER_DAY === 0 && !isWeekend(timeUs));
}

/** Day 0, 1 January 1970, was a Thursday. */
function isWeekend(timeUs: number): boolean {
  const day = (Math.floor(timeUs / US_PER_DAY) + 4) % 7;
  return day === 0 || day === 6;
}
