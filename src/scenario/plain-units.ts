/** Quantities that carry no unit or a free one: counts, plain numbers, sizes; and moments, which may be durations. */
import { US_PER_DAY, US_PER_HOUR, US_PER_MINUTE, US_PER_SECOND, type SimTimeUs } from '../base/units.ts';
import { decimalToNumber, parseDecimal, wholeMultiple, type Decimal } from './decimal.ts';
import { fault, parsed, textOf, type Parsed } from './unit-result.ts';
import { parseDuration, splitQuantity } from './units.ts';

const COUNT = 'a whole number, such as 20000 or "20 k"';
const NUMBER = 'a plain number, such as 1.5';
const SIZE = 'a size, such as "0.001 BTC"';
const MOMENT = 'a time from the start, such as "90 s", or a UTC time, such as "2020-03-12T10:45:00Z"';

const INSTANT = /^(\d{4})-(\d{2})-(\d{2})[T ](\d{2}):(\d{2})(?::(\d{2})(?:\.(\d{1,6}))?)?(Z?)$/;
const DAYS_BEFORE_MONTH = [0, 31, 59, 90, 120, 151, 181, 212, 243, 273, 304, 334];

/** A whole number >= 0; `20 k` and `1 M` are allowed. */
export function parseCount(raw: unknown): Parsed<number> {
  const split = splitQuantity(raw, COUNT);
  if (!split.ok) return split;
  const { number, unit } = split.value;
  const scale = unit === '' ? 1n : unit === 'k' ? 1_000n : unit === 'M' ? 1_000_000n : undefined;
  if (scale === undefined) return fault('unknown-unit', COUNT, 'a count has no unit; k and M scale it');
  const count = wholeMultiple(number, scale);
  if (count === undefined) return fault('not-whole', COUNT);
  const value = Number(count);
  if (value < 0 || !Number.isSafeInteger(value)) return fault('out-of-range', COUNT);
  return parsed(value);
}

/** A dimensionless number. */
export function parseNumber(raw: unknown): Parsed<number> {
  const number = parseDecimal(textOf(raw) ?? '');
  if (number !== undefined) return parsed(decimalToNumber(number));
  const split = splitQuantity(raw, NUMBER);
  if (split.ok) return fault('unknown-unit', NUMBER, `this value has no unit: write ${split.value.numberText}`);
  return fault('not-a-quantity', NUMBER);
}

export interface Size {
  readonly amount: Decimal;
  /** Name of the asset, where it is written. */
  readonly asset: string | undefined;
}

/** Units of an asset, whose name may stand behind the number. */
export function parseSize(raw: unknown): Parsed<Size> {
  const split = splitQuantity(raw, SIZE);
  if (!split.ok) return split;
  const { number, unit } = split.value;
  if (unit !== '' && !/^[A-Za-z0-9._-]+$/.test(unit)) return fault('unknown-unit', SIZE);
  return parsed({ amount: number, asset: unit === '' ? undefined : unit });
}

export type Moment =
  | { readonly kind: 'offset'; readonly us: SimTimeUs }
  /** Microseconds since 1970-01-01T00:00:00Z. */
  | { readonly kind: 'instant'; readonly us: number };

/** A time in the scenario: from its start, or on the calendar. */
export function parseMoment(raw: unknown): Parsed<Moment> {
  const text = textOf(raw) ?? '';
  if (/^\d{4}-/.test(text)) {
    const instant = parseInstant(text);
    return instant.ok ? parsed({ kind: 'instant', us: instant.value }) : instant;
  }
  const duration = parseDuration(raw);
  if (duration.ok) return parsed({ kind: 'offset', us: duration.value });
  return fault(duration.fault.code, MOMENT, duration.fault.hint);
}

/** Microseconds since 1970 of an ISO 8601 time in UTC. */
export function parseInstant(raw: unknown): Parsed<number> {
  const expected = 'a UTC time, such as "2020-03-12T00:00:00Z"';
  const match = INSTANT.exec(textOf(raw) ?? '');
  if (match === null) return fault('not-a-quantity', expected, 'ISO 8601, with Z for UTC at the end');
  const [year, month, day, hour, minute, second] = match.slice(1, 7).map((part) => Number(part ?? 0)) as number[];
  const lengthOfMonth = daysInMonth(year!, month!);
  if (month! < 1 || month! > 12 || day! < 1 || day! > lengthOfMonth || hour! > 23 || minute! > 59 || second! > 59) {
    return fault('out-of-range', expected, 'no such day or time');
  }
  if (match[8] === '') return fault('missing-unit', expected, `times are in UTC: write "${match[0]}Z"`);
  const clockUs = hour! * US_PER_HOUR + minute! * US_PER_MINUTE + second! * US_PER_SECOND;
  return parsed(daysSince1970(year!, month!, day!) * US_PER_DAY + clockUs + Number((match[7] ?? '').padEnd(6, '0')));
}

function daysInMonth(year: number, month: number): number {
  if (month === 2) return isLeapYear(year) ? 29 : 28;
  return month === 4 || month === 6 || month === 9 || month === 11 ? 30 : 31;
}

function isLeapYear(year: number): boolean {
  return (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0;
}

/** Proleptic Gregorian calendar. */
function daysSince1970(year: number, month: number, day: number): number {
  const before = year - 1;
  const leapDays = Math.floor(before / 4) - Math.floor(before / 100) + Math.floor(before / 400);
  const leapDaysBefore1970 = 477;
  const inYear = DAYS_BEFORE_MONTH[month - 1] + (month > 2 && isLeapYear(year) ? 1 : 0) + day - 1;
  return (year - 1970) * 365 + leapDays - leapDaysBefore1970 + inYear;
}
