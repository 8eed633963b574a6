// Goal: a written quantity becomes exactly the number it says, or is refused.
// Method: tables, and round trips of random amounts through text.

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decimalToNumber, decimalToText, divideDecimals, parseDecimal } from '../../src/scenario/decimal.ts';
import { parseCount, parseInstant, parseMoment, parseNumber, parseSize } from '../../src/scenario/plain-units.ts';
import type { Parsed } from '../../src/scenario/unit-result.ts';
import {
  parseDuration,
  parseMoney,
  parseMoneyPerHour,
  parseMultiple,
  parsePpm,
  parsePrice,
  parseRate,
  parseRatio,
} from '../../src/scenario/units.ts';

/** The value, or the code of the fault. */
function outcome<T>(result: Parsed<T>): T | string {
  return result.ok ? result.value : result.fault.code;
}

type Row = readonly [written: unknown, expected: number | string];

const tables: readonly (readonly [string, (raw: unknown) => Parsed<number>, readonly Row[]])[] = [
  [
    'money in quanta of 0.0001 USD',
    parseMoney,
    [
      ['5 M USD', 50_000_000_000],
      ['10 bn USD', 100_000_000_000_000],
      ['250,000 USD', 2_500_000_000],
      ['5M', 50_000_000_000],
      ['5 M', 50_000_000_000],
      ['1.5k USD', 15_000_000],
      ['0.0001 USD', 1],
      ['0.1 USD', 1_000],
      ['-3 k', -30_000_000],
      ['\u22123 k', -30_000_000],
      [0, 0],
      ['0 USD', 0],
      ['900719925474.0991 USD', Number.MAX_SAFE_INTEGER],
      ['900719925474.0992 USD', 'out-of-range'],
      ['0.00001 USD', 'too-precise'],
      ['1.00005 USD', 'too-precise'],
      [5, 'missing-unit'],
      ['5', 'missing-unit'],
      ['5 m', 'unknown-unit'],
      ['5 B USD', 'unknown-unit'],
      ['$5M', 'unknown-unit'],
      ['5 USDT', 'unknown-unit'],
      ['25,00 USD', 'not-a-quantity'],
      ['USD 5', 'not-a-quantity'],
      ['', 'not-a-quantity'],
      [null, 'not-a-quantity'],
      [true, 'not-a-quantity'],
      [{}, 'not-a-quantity'],
      [`${'9'.repeat(60)} USD`, 'not-a-quantity'],
    ],
  ],
  [
    'durations in microseconds',
    parseDuration,
    [
      ['250 ms', 250_000],
      ['30 s', 30_000_000],
      ['5min', 300_000_000],
      ['1 h 30 min', 5_400_000_000],
      ['1h30min', 5_400_000_000],
      ['2 d', 172_800_000_000],
      ['1.5 h', 5_400_000_000],
      ['7 us', 7],
      ['7 µs', 7],
      [0, 0],
      ['0.5 us', 'too-precise'],
      [5, 'missing-unit'],
      ['5 m', 'unknown-unit'],
      ['5 minutes', 'unknown-unit'],
      ['-5 s', 'not-a-quantity'],
      ['5 s later', 'not-a-quantity'],
      ['300 d 1000000000000 d', 'out-of-range'],
    ],
  ],
  [
    'shares as numbers',
    parseRatio,
    [
      ['40 %', 0.4],
      ['0.4%', 0.004],
      ['5 bps', 0.0005],
      ['1 ppm', 0.000001],
      ['-20 %', -0.2],
      ['29 %', 0.29],
      [0.4, 'missing-unit'],
      [40, 'missing-unit'],
      ['40 percent', 'unknown-unit'],
    ],
  ],
  [
    'shares in ppm',
    parsePpm,
    [
      ['0.4 %', 4_000],
      ['0.65 %', 6_500],
      ['5 bps', 500],
      ['0.01 bps', 1],
      ['0.001 bps', 'too-precise'],
    ],
  ],
  [
    'multiples',
    parseMultiple,
    [
      ['20x', 20],
      ['1.5 x', 1.5],
      ['0x', 0],
      [20, 'missing-unit'],
      ['20 %', 'unknown-unit'],
    ],
  ],
  [
    'rates a second',
    parseRate,
    [
      ['50 /s', 50],
      ['50/s', 50],
      ['120 /min', 2],
      ['3600 / h', 1],
      [50, 'missing-unit'],
      ['50 s', 'unknown-unit'],
    ],
  ],
  [
    'money an hour',
    parseMoneyPerHour,
    [
      ['50 M USD/h', 500_000_000_000],
      ['1 k USD / min', 600_000_000],
      [0, 0],
      ['50 M USD', 'missing-unit'],
      ['50 M USD/d', 'unknown-unit'],
    ],
  ],
  [
    'counts',
    parseCount,
    [
      [20_000, 20_000],
      ['20 k', 20_000],
      ['1.5 M', 1_500_000],
      ['20,000', 20_000],
      ['1.5', 'not-whole'],
      ['-1', 'out-of-range'],
      ['5 x', 'unknown-unit'],
    ],
  ],
  [
    'plain numbers',
    parseNumber,
    [
      [1.5, 1.5],
      ['1.50', 1.5],
      ['-0.25', -0.25],
      ['1e-3', 0.001],
      ['5 %', 'unknown-unit'],
      ['.nan', 'not-a-quantity'],
      ['0x10', 'unknown-unit'],
    ],
  ],
];

describe.each(tables)('%s', (_, parse, rows) => {
  it.each(rows)('%j is %j', (written, expected) => {
    expect(outcome(parse(written))).toBe(expected);
  });
});

describe('prices and sizes', () => {
  it('are exact decimals', () => {
    const price = parsePrice('7934.58 USD');
    expect(price.ok && decimalToText(price.value)).toBe('7934.58');
    const size = parseSize('0.001 BTC');
    expect(size.ok && [decimalToText(size.value.amount), size.value.asset]).toEqual(['0.001', 'BTC']);
    expect(outcome(parsePrice('7934.58'))).toBe('missing-unit');
  });
});

describe('moments', () => {
  it.each([
    ['90 s', { kind: 'offset', us: 90_000_000 }],
    ['1970-01-01T00:00:00Z', { kind: 'instant', us: 0 }],
    ['1970-01-02 00:00Z', { kind: 'instant', us: 86_400_000_000 }],
    ['2020-02-29T12:00:00.5Z', { kind: 'instant', us: 1_582_977_600_500_000 }],
    ['2020-03-12T10:45:00', 'missing-unit'],
    ['2021-02-29T00:00:00Z', 'out-of-range'],
    ['2020-03-12T24:00:00Z', 'out-of-range'],
    ['2020-03-12', 'not-a-quantity'],
    ['10', 'missing-unit'],
  ])('%s', (written, expected) => {
    expect(outcome(parseMoment(written))).toEqual(expected);
  });

  it('agree with the calendar of the platform', () => {
    const range = { min: Date.UTC(1900, 0, 1), max: Date.UTC(2200, 0, 1) };
    fc.assert(
      fc.property(fc.integer(range), (ms) => {
        expect(outcome(parseInstant(new Date(ms).toISOString()))).toBe(ms * 1_000);
      }),
    );
  });
});

describe('round trips', () => {
  it('money survives being written to the last quantum', () => {
    fc.assert(
      fc.property(fc.maxSafeInteger(), (quanta) => {
        const text = decimalToText({ coefficient: BigInt(quanta), scale: 4 });
        expect(outcome(parseMoney(`${text} USD`))).toBe(quanta + 0);
      }),
    );
  });

  it('durations survive being cut into units', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 1e15 }), (us) => {
        const text = `${Math.floor(us / 3.6e9)} h ${Math.floor((us % 3.6e9) / 1e6)} s ${us % 1e6} us`;
        expect(outcome(parseDuration(text))).toBe(us);
      }),
    );
  });

  it('a decimal keeps its value, whatever its spelling', () => {
    fc.assert(
      fc.property(fc.double({ noNaN: true, noDefaultInfinity: true, min: -1e15, max: 1e15 }), (value) => {
        const decimal = parseDecimal(String(value));
        fc.pre(decimal !== undefined);
        expect(decimalToNumber(decimal) + 0).toBe(value + 0);
      }),
    );
  });

  it('division rounds down and knows when it is exact', () => {
    const decimal = (text: string) => parseDecimal(text)!;
    expect(divideDecimals(decimal('0.3'), decimal('0.1'))).toEqual({ floor: 3n, exact: true });
    expect(divideDecimals(decimal('0.35'), decimal('0.1'))).toEqual({ floor: 3n, exact: false });
    expect(divideDecimals(decimal('-0.35'), decimal('0.1'))).toEqual({ floor: -4n, exact: false });
  });
});
