/** UTC timestamps as whole microseconds since 1970, without the engine's own date parser, which guesses. */
import { US_PER_DAY, US_PER_HOUR, US_PER_MINUTE, US_PER_SECOND } from '../base/units.ts';

const ISO_PATTERN = /^(\d{4})-(\d{2})-(\d{2})(?:[T ](\d{2}):(\d{2})(?::(\d{2})(?:\.(\d{1,6}))?)?(?:Z|z|[+-]00:?00)?)?$/;

/**
 * Microseconds since 1970-01-01T00:00Z, or undefined when the text is none of these: ISO 8601 in UTC with `T` or a
 * space, time and its seconds optional, `Z`, `+00:00` or no zone (taken as UTC); whole seconds (9 or 10 digits); whole
 * milliseconds (12 or 13 digits); whole microseconds (15 or 16 digits).
 */
export function parseUtcTime(text: string): number | undefined {
  if (/^\d+$/.test(text)) {
    if (text.length === 9 || text.length === 10) return Number(text) * US_PER_SECOND;
    if (text.length === 12 || text.length === 13) return Number(text) * 1_000;
    return text.length === 15 || text.length === 16 ? Number(text) : undefined;
  }
  const match = ISO_PATTERN.exec(text);
  if (match === null) return undefined;
  const [, year, month, day, hour, minute, second] = match.map((part) => Number(part ?? 0)) as number[];
  if (month! < 1 || month! > 12 || day! < 1 || day! > daysInMonth(year!, month!)) return undefined;
  if (hour! > 23 || minute! > 59 || second! > 59) return undefined;
  const fraction = Number((match[7] ?? '').padEnd(6, '0'));
  const timeOfDayUs = hour! * US_PER_HOUR + minute! * US_PER_MINUTE + second! * US_PER_SECOND + fraction;
  return daysSince1970(year!, month!, day!) * US_PER_DAY + timeOfDayUs;
}

/** `YYYY-MM-DDTHH:MM:SSZ`, with a fraction only where there is one. */
export function formatUtcTime(timeUs: number): string {
  const days = Math.floor(timeUs / US_PER_DAY);
  const ofDayUs = timeUs - days * US_PER_DAY;
  let year = 1970 + Math.floor(days / 365.2425);
  while (daysSince1970(year + 1, 1, 1) <= days) year += 1;
  while (daysSince1970(year, 1, 1) > days) year -= 1;
  let month = 1;
  while (month < 12 && daysSince1970(year, month + 1, 1) <= days) month += 1;
  const day = days - daysSince1970(year, month, 1) + 1;
  const hour = Math.floor(ofDayUs / US_PER_HOUR);
  const minute = Math.floor((ofDayUs % US_PER_HOUR) / US_PER_MINUTE);
  const second = Math.floor((ofDayUs % US_PER_MINUTE) / US_PER_SECOND);
  const micros = ofDayUs % US_PER_SECOND;
  const fraction = micros === 0 ? '' : `.${pad(micros, 6).replace(/0+$/, '')}`;
  return `${pad(year, 4)}-${pad(month, 2)}-${pad(day, 2)}T${pad(hour, 2)}:${pad(minute, 2)}:${pad(second, 2)}${fraction}Z`;
}

function pad(value: number, width: number): string {
  return String(value).padStart(width, '0');
}

function isLeapYear(year: number): boolean {
  return year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0);
}

function daysInMonth(year: number, month: number): number {
  if (month === 2) return isLeapYear(year) ? 29 : 28;
  return month === 4 || month === 6 || month === 9 || month === 11 ? 30 : 31;
}

/** Days of the Gregorian calendar from 1970-01-01. */
function daysSince1970(year: number, month: number, day: number): number {
  const before = year - 1;
  const leapDays = Math.floor(before / 4) - Math.floor(before / 100) + Math.floor(before / 400);
  let days = before * 365 + leapDays - 719_162;
  for (let m = 1; m < month; m += 1) days += daysInMonth(year, m);
  return days + day - 1;
}
