/** Ticks at round dates, for charts of years as for charts of hours. */
import { US_PER_DAY, US_PER_HOUR } from '../../base/units.ts';
import { formatUtcTime, parseUtcTime } from '../../market/utc-time.ts';
import type { AxisTick } from '../chart-specs/chart-spec.ts';

const TICKS_MAX = 10;
const MONTH_STEPS = [1, 2, 3, 6, 12, 24, 60, 120];
const HOUR_STEPS = [1, 2, 3, 6, 12, 24, 48, 96, 168, 336];
const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];
/** Shorter spans have ticks at hours and days, longer ones at the first of months. */
const MONTHS_FROM_DAYS = 90;

/** At days since `fromUs`. */
export function dateTicks(fromUs: number, toUs: number): AxisTick[] {
  const days = (toUs - fromUs) / US_PER_DAY;
  return days >= MONTHS_FROM_DAYS ? monthTicks(fromUs, toUs) : hourTicks(fromUs, toUs);
}

function monthTicks(fromUs: number, toUs: number): AxisTick[] {
  const months = (toUs - fromUs) / US_PER_DAY / 30.4;
  const step = MONTH_STEPS.find((candidate) => months / candidate <= TICKS_MAX) ?? 120;
  const ticks: AxisTick[] = [];
  const firstYear = Number(formatUtcTime(fromUs).slice(0, 4));
  for (let month = 0; ; month += step) {
    const year = firstYear + Math.floor(month / 12);
    const ofYear = month % 12;
    const timeUs = parseUtcTime(`${year}-${String(ofYear + 1).padStart(2, '0')}-01`)!;
    if (timeUs > toUs) return ticks;
    if (timeUs < fromUs) continue;
    ticks.push({ value: (timeUs - fromUs) / US_PER_DAY, label: [MONTHS[ofYear], String(year)] });
  }
}

function hourTicks(fromUs: number, toUs: number): AxisTick[] {
  const hours = (toUs - fromUs) / US_PER_HOUR;
  const stepUs = (HOUR_STEPS.find((candidate) => hours / candidate <= TICKS_MAX) ?? 336) * US_PER_HOUR;
  const ticks: AxisTick[] = [];
  for (let timeUs = Math.ceil(fromUs / stepUs) * stepUs; timeUs <= toUs; timeUs += stepUs) {
    const text = formatUtcTime(timeUs);
    const day = `${Number(text.slice(8, 10))} ${MONTHS[Number(text.slice(5, 7)) - 1]}`;
    ticks.push({ value: (timeUs - fromUs) / US_PER_DAY, label: [day, text.slice(11, 16)] });
  }
  return ticks;
}
