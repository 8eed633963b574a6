// Goal: figures read the same everywhere and never lie by rounding. Method: tables of value and text.

import { describe, expect, it } from 'vitest';
import {
  formatChange,
  formatCount,
  formatHours,
  formatInterval,
  formatMultiple,
  formatPrice,
  formatShare,
  formatUsd,
  formatUsdShort,
  plural,
  withArticle,
} from '../../src/base/format.ts';
import { formatClock, formatClockSeconds, formatIsoMinute, parseClockStart } from '../../src/base/civil-time.ts';
import { measureText } from '../../src/report/measure-text.ts';

const hour = 3_600_000_000;

describe('money', () => {
  it.each([
    [0, '$0'],
    [-0, '$0'],
    [0.001, '<$0.01'],
    [0.5, '$0.50'],
    [9.994, '$9.99'],
    [412, '$412'],
    [999.6, '$1.00 k'],
    [411_900, '$412 k'],
    [999_960, '$1.00 M'],
    [1_234_000_000, '$1.23 bn'],
    [-1_234_000_000, '-$1.23 bn'],
    [2.5e15, '$2,500 tn'],
    [Number.NaN, 'n/a'],
    [Number.POSITIVE_INFINITY, 'n/a'],
  ])('%d is %s', (value, text) => {
    expect(formatUsd(value)).toBe(text);
  });

  it.each([
    [1_200_000_000, '$1.2 bn'],
    [500_000_000, '$500 M'],
    [0, '$0'],
    [-20_000, '-$20 k'],
  ])('at an axis %d is %s', (value, text) => {
    expect(formatUsdShort(value)).toBe(text);
  });
});

describe('shares', () => {
  it.each([
    [0, '0 %'],
    [0.000_01, '<0.01 %'],
    [0.001_23, '0.12 %'],
    [0.123, '12.3 %'],
    [0.5, '50 %'],
    [0.999_9, '>99.9 %'],
    [1, '100 %'],
    [-0.523, '-52.3 %'],
    [25, '2,500 %'],
    [Number.NaN, 'n/a'],
  ])('%d is %s', (value, text) => {
    expect(formatShare(value)).toBe(text);
  });

  it('have a sign where they are changes', () => {
    expect([0.04, 0, -0.5].map(formatChange)).toEqual(['+4 %', '0 %', '-50 %']);
  });
});

describe('counts, durations, multiples and prices', () => {
  it.each([
    [formatCount(20_000), '20,000'],
    [formatCount(1_234_567), '1,234,567'],
    [formatCount(3.44), '3.4'],
    [formatCount(0.05), '0.05'],
    [formatCount(-1_000), '-1,000'],
    [formatHours(3.2), '3.2 h'],
    [formatHours(0), '0 h'],
    [formatHours(1 / 15), '4 min'],
    [formatHours(30 / 3600), '30 s'],
    [formatHours(100), '4.2 d'],
    [formatMultiple(3.2), '3.2x'],
    [formatPrice(7934.58), '7,934.58'],
    [formatPrice(0.2337), '0.2337'],
    [plural(1, 'path'), '1 path'],
    [plural(32, 'path'), '32 paths'],
    [withArticle('option'), 'an option'],
    [withArticle('future'), 'a future'],
  ])('%s', (text, expected) => {
    expect(text).toBe(expected);
  });

  it('say never for a time that did not come', () => {
    expect([measureText('hours', -1), measureText('hours', 0.5), measureText('USD', -1)]).toEqual([
      'never',
      '30 min',
      '-$1.00',
    ]);
  });
});

describe('intervals', () => {
  const interval = (low: number | null, high: number | null) => ({ low, high, level: 0.95 });

  it('name an end that the paths cannot bound', () => {
    expect(formatInterval('share', interval(0.1, 0.2))).toBe('[10 % .. 20 %]');
    expect(formatInterval('USD', interval(1000, null))).toBe('[$1.00 k .. unbounded]');
    expect(formatInterval('USD', interval(null, null))).toBe('unbounded');
  });
});

describe('time', () => {
  const start = parseClockStart('2020-03-12T00:00:00Z');

  it.each([
    [0, '12 Mar 00:00'],
    [26 * hour + 16 * (hour / 60), '13 Mar 02:16'],
    [-1, 'never'],
    [Number.NaN, 'never'],
  ])('%d us is %s', (timeUs, text) => {
    expect(formatClock(start, timeUs)).toBe(text);
  });

  it('crosses leap days, months and years', () => {
    expect(formatClock(parseClockStart('2020-02-28T23:00:00Z'), 2 * hour)).toBe('29 Feb 01:00');
    expect(formatClock(parseClockStart('2021-02-28T23:00Z'), 2 * hour)).toBe('1 Mar 01:00');
    expect(formatIsoMinute(parseClockStart('2025-12-31T23:59:00Z')!, hour)).toBe('2026-01-01 00:59 UTC');
  });

  it('agrees with Date for a thousand years of days', () => {
    const from = parseClockStart('1600-01-01T00:00:00Z')!;
    for (let day = 0; day < 365_250; day += 97) {
      const civil = formatIsoMinute(from, day * 24 * hour);
      expect(civil.slice(0, 10)).toBe(new Date(Date.UTC(1600, 0, 1 + day)).toISOString().slice(0, 10));
    }
  });

  it('counts from the start without a date, or with one that is none', () => {
    expect(formatClock(null, 26.27 * hour)).toBe('+26 h 16 min');
    expect(formatClockSeconds(null, hour + 5_000_000)).toBe('+1 h 00 min 05 s');
    expect(formatClockSeconds(start, hour + 5_000_000)).toBe('12 Mar 01:00:05');
    for (const text of ['yesterday', '2020-13-01', '2020-01-32', '2020-01-01T25:00:00Z', '']) {
      expect(parseClockStart(text)).toBeNull();
    }
  });
});
