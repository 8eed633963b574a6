/**
 * Civil dates from simulated time, by arithmetic alone: `Date` would tie the report to the machine's time zone.
 *
 * Method: days are counted from 1 March of year 0 in eras of 400 years, so that the leap day is the last of its year.
 * Source: Howard Hinnant, "chrono-Compatible Low-Level Date Algorithms", days_from_civil and civil_from_days.
 */
import { US_PER_DAY, US_PER_HOUR, US_PER_MINUTE, US_PER_SECOND, type SimTimeUs } from './units.ts';

const DAYS_PER_ERA = 146_097;
const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'] as const;

export interface CivilTime {
  readonly year: number;
  readonly month: number;
  readonly day: number;
  readonly hour: number;
  readonly minute: number;
  readonly second: number;
}

/** Start of a scenario as whole days of the civil calendar and microseconds into the day; null when it has no date. */
export interface ClockStart {
  readonly day: number;
  readonly timeOfDayUs: number;
}

const ISO_PATTERN = /^(\d{4})-(\d{2})-(\d{2})(?:[T ](\d{2}):(\d{2})(?::(\d{2})(?:\.\d+)?)?(?:Z|\+00:?00)?)?$/;

/** Reads an ISO 8601 UTC text; null for null and for anything else, which shows times as hours since the start. */
export function parseClockStart(startTime: string | null): ClockStart | null {
  const match = startTime === null ? null : ISO_PATTERN.exec(startTime.trim());
  if (match === null) return null;
  const [year, month, day, hour, minute, second] = match.slice(1).map((part) => Number(part ?? 0)) as [
    number,
    number,
    number,
    number,
    number,
    number,
  ];
  if (month < 1 || month > 12 || day < 1 || day > 31 || hour > 23 || minute > 59 || second > 59) return null;
  return {
    day: dayOfCivil(year, month, day),
    timeOfDayUs: hour * US_PER_HOUR + minute * US_PER_MINUTE + second * US_PER_SECOND,
  };
}

/** Civil time at `timeUs` of simulated time, cut to the second. */
export function civilTimeAt(start: ClockStart, timeUs: SimTimeUs): CivilTime {
  const us = start.timeOfDayUs + timeUs;
  const days = Math.floor(us / US_PER_DAY);
  const rest = us - days * US_PER_DAY;
  return {
    ...civilOfDay(start.day + days),
    hour: Math.floor(rest / US_PER_HOUR),
    minute: Math.floor((rest % US_PER_HOUR) / US_PER_MINUTE),
    second: Math.floor((rest % US_PER_MINUTE) / US_PER_SECOND),
  };
}

/** `13 Mar 02:16`, or `+26 h 16 min` for a scenario without a date. Never (below zero or not a number): `never`. */
export function formatClock(start: ClockStart | null, timeUs: SimTimeUs): string {
  if (!Number.isFinite(timeUs) || timeUs < 0) return 'never';
  if (start === null) return formatElapsed(timeUs);
  const civil = civilTimeAt(start, timeUs);
  return `${formatDay(civil)} ${two(civil.hour)}:${two(civil.minute)}`;
}

/** As `formatClock`, with seconds: for lists of events. */
export function formatClockSeconds(start: ClockStart | null, timeUs: SimTimeUs): string {
  if (!Number.isFinite(timeUs) || timeUs < 0) return 'never';
  const seconds = two(Math.floor((timeUs % US_PER_MINUTE) / US_PER_SECOND));
  if (start === null) return `${formatElapsed(timeUs)} ${seconds} s`;
  return `${formatClock(start, timeUs)}:${two(civilTimeAt(start, timeUs).second)}`;
}

/** `13 Mar`. */
export function formatDay(civil: CivilTime): string {
  return `${civil.day} ${MONTHS[civil.month - 1]}`;
}

/** `02:16`. */
export function formatTimeOfDay(civil: CivilTime): string {
  return `${two(civil.hour)}:${two(civil.minute)}`;
}

/** `2020-03-13 02:16 UTC`, for what is read by programs or has to be unambiguous. */
export function formatIsoMinute(start: ClockStart, timeUs: SimTimeUs): string {
  const civil = civilTimeAt(start, timeUs);
  return `${civil.year}-${two(civil.month)}-${two(civil.day)} ${formatTimeOfDay(civil)} UTC`;
}

function formatElapsed(timeUs: SimTimeUs): string {
  const hours = Math.floor(timeUs / US_PER_HOUR);
  const minutes = Math.floor((timeUs % US_PER_HOUR) / US_PER_MINUTE);
  return `+${hours} h ${two(minutes)} min`;
}

function two(value: number): string {
  return String(value).padStart(2, '0');
}

function dayOfCivil(year: number, month: number, day: number): number {
  const shifted = month <= 2 ? year - 1 : year;
  const era = Math.floor(shifted / 400);
  const yearOfEra = shifted - era * 400;
  const dayOfYear = Math.floor((153 * (month > 2 ? month - 3 : month + 9) + 2) / 5) + day - 1;
  return era * DAYS_PER_ERA + yearOfEra * 365 + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100) + dayOfYear;
}

function civilOfDay(dayNumber: number): { year: number; month: number; day: number } {
  const era = Math.floor(dayNumber / DAYS_PER_ERA);
  const dayOfEra = dayNumber - era * DAYS_PER_ERA;
  const leapDays = Math.floor(dayOfEra / 1460) - Math.floor(dayOfEra / 36_524) + Math.floor(dayOfEra / 146_096);
  const yearOfEra = Math.floor((dayOfEra - leapDays) / 365);
  const dayOfYear = dayOfEra - (365 * yearOfEra + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100));
  const shiftedMonth = Math.floor((5 * dayOfYear + 2) / 153);
  const month = shiftedMonth < 10 ? shiftedMonth + 3 : shiftedMonth - 9;
  return {
    year: yearOfEra + era * 400 + (month <= 2 ? 1 : 0),
    month,
    day: dayOfYear - Math.floor((153 * shiftedMonth + 2) / 5) + 1,
  };
}
