// Goal: a price file becomes a complete rectangle, or every fault of it is named with its line and column. Method:
// small files written here, one fault each, and a property over shuffled rows of the long layout.

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Problem } from '../../src/base/problem.ts';
import { readPriceHistory, type PriceHistoryOptions } from '../../src/scenario/price-history.ts';
import { computeReturns } from '../../src/scenario/price-history-returns.ts';
import { refusalsOf } from './test-environment.ts';

const wide = `date_utc,BTC,ETH
2024-01-01,100,10
2024-01-02,110,9
2024-01-03,99,9.9
`;
const long = `ts_utc,symbol,open,high,low,close,volume
2024-01-01T00:00:00Z,BTC,100,120,90,110,1
2024-01-01T00:00:00Z,ETH,10,11,8,9,1
2024-01-01T01:00:00Z,BTC,110,111,98,99,1
2024-01-01T01:00:00Z,ETH,9,10,9,9.9,1
`;

function problemsOf(text: string, options?: PriceHistoryOptions): readonly Problem[] {
  return refusalsOf(() => readPriceHistory(text, 'p.csv', options));
}

const summarise = (problems: readonly Problem[]): string[] =>
  problems.map(({ code, place }) => `${code} ${place?.line ?? '-'}:${place?.column ?? '-'}`);

describe('a wide file', () => {
  it('gives assets, days and closing prices', () => {
    const history = readPriceHistory(wide, 'p.csv');
    expect(history.assets).toEqual(['BTC', 'ETH']);
    expect(history.dates).toEqual(['2024-01-01', '2024-01-02', '2024-01-03']);
    expect([...history.close]).toEqual([100, 10, 110, 9, 99, 9.9]);
    expect(history.low).toBeNull();
    expect(history.high).toBeNull();
    expect(history.stepUs).toBe(86_400e6);
  });

  it('gives simple and log returns, row by row', () => {
    const history = readPriceHistory(wide, 'p.csv');
    // 110/100 - 1, 9/10 - 1; 99/110 - 1, 9.9/9 - 1
    const simple = [0.1, -0.1, -0.1, 0.1];
    [...computeReturns(history, 'simple')].forEach((value, k) => expect(value).toBeCloseTo(simple[k], 14));
    [...computeReturns(history, 'log')].forEach((value, k) => expect(value).toBeCloseTo(Math.log(1 + simple[k]), 14));
  });

  it('may be read for some of its assets, in another order', () => {
    const text = wide.replace('110,9', '110,');
    expect(summarise(problemsOf(text))).toEqual(['price-history-cell-missing 3:16']);
    expect([...readPriceHistory(text, 'p.csv', { assets: ['BTC'] }).close]).toEqual([100, 110, 99]);
    expect(readPriceHistory(wide, 'p.csv', { assets: ['ETH', 'BTC'] }).assets).toEqual(['ETH', 'BTC']);
  });

  it('may have a byte order mark, quotes, blank lines and Windows line ends', () => {
    const text = `\uFEFF"date_utc",BTC\r\n\r\n2024-01-01,"100"\r\n2024-01-02,101\r\n`;
    expect([...readPriceHistory(text, 'p.csv').close]).toEqual([100, 101]);
  });

  it('of a market that closes has weekends', () => {
    const text = 'date,SPX\n2024-01-04,1\n2024-01-05,2\n2024-01-08,3\n2024-01-09,4\n';
    expect(readPriceHistory(text, 'p.csv').dates).toHaveLength(4);
    expect(summarise(problemsOf('date,SPX\n2024-01-04,1\n2024-01-05,2\n2024-01-08,3\n2024-02-09,4\n'))).toEqual([
      'price-history-gap 5:1',
    ]);
  });
});

describe('a long file', () => {
  it('gives the extremes of its bars', () => {
    const history = readPriceHistory(long, 'p.csv');
    expect(history.assets).toEqual(['BTC', 'ETH']);
    expect(history.dates).toEqual(['2024-01-01T00:00:00Z', '2024-01-01T01:00:00Z']);
    expect([...history.close]).toEqual([110, 9, 99, 9.9]);
    expect([...history.low!]).toEqual([90, 8, 98, 9]);
    expect([...history.high!]).toEqual([120, 11, 111, 10]);
  });

  it('gives the same prices in whatever order its rows stand', () => {
    const [header, ...rows] = long.trim().split('\n');
    const expected = readPriceHistory(long, 'p.csv', { assets: ['BTC', 'ETH'] });
    fc.assert(
      fc.property(fc.shuffledSubarray(rows, { minLength: rows.length }), (shuffled) => {
        const text = [header, ...shuffled].join('\n');
        expect(readPriceHistory(text, 'p.csv', { assets: ['BTC', 'ETH'] })).toEqual(expected);
      }),
    );
  });
});

describe('a fault is named with its place:', () => {
  it.each<[string, string, string[], PriceHistoryOptions?]>([
    ['no time column', 'BTC,ETH\n1,2\n', ['price-history-time-column-missing 1:1']],
    ['nothing at all', '', ['price-history-time-column-missing 1:1', 'price-history-column 1:1']],
    ['no asset', 'date\n2024-01-01\n2024-01-02\n', ['price-history-asset-unknown 1:1']],
    ['two columns of one name', 'date,BTC,btc\n2024-01-01,1,1\n', ['price-history-column 1:10']],
    ['an unknown asset', wide, ['price-history-asset-unknown 1:1'], { assets: ['SOL'] }],
    ['a missing cell', wide.replace('110,9', '110,'), ['price-history-cell-missing 3:16']],
    ['a price of zero', wide.replace('110,9', '0,9'), ['price-history-price 3:12']],
    ['a negative price', wide.replace('110,9', '110,-9'), ['price-history-price 3:16']],
    ['a price beyond all', wide.replace('110,9', '1e200,9'), ['price-history-price-range 3:12']],
    ['a price next to nothing', wide.replace('110,9', '110,1e-13'), ['price-history-price-range 3:16']],
    [
      'a jump by more than a million',
      wide.replace('110,9', '110,9e7'),
      ['price-history-jump 3:1', 'price-history-jump 4:1'],
    ],
    ['a bar that spans more', long.replace('120,90,110', '120,0.0001,110'), ['price-history-jump 2:1']],
    ['a word', wide.replace('110,9', 'NaN,inf'), ['price-history-price 3:12', 'price-history-price 3:16']],
    ['a short row', wide.replace('110,9', '110'), ['price-history-row-length 3:1']],
    ['a time that is none', wide.replace('2024-01-02', '2024-02-30'), ['price-history-time 3:1']],
    ['a repeated day', wide.replace('2024-01-02', '2024-01-01'), ['price-history-row-repeated 3:1']],
    ['rows that go back', wide.replace('2024-01-02', '2023-12-31'), ['price-history-time-not-rising 3:1']],
    ['a gap', `${wide}2024-01-05,99,9\n`, ['price-history-gap 5:1']],
    ['one row', 'date,BTC\n2024-01-01,1\n', ['price-history-too-short 1:1']],
    ['no closing price', long.replace('close', 'last'), ['price-history-close-missing 1:1']],
    ['a repeated bar', `${long}2024-01-01T01:00:00Z,ETH,9,10,9,9.9,1\n`, ['price-history-row-repeated 6:1']],
    ['a bar that one asset lacks', long.replace(/.*01:00:00Z,ETH.*\n/, ''), ['price-history-cell-missing 4:1']],
    ['a bar whose low is not low', long.replace('98,99', '99.5,99'), ['price-history-bar 4:1']],
    ['a row without symbol', long.replace('01:00:00Z,ETH', '01:00:00Z,'), ['price-history-symbol 5:22']],
  ])('%s', (_, text, expected, options) => {
    expect(summarise(problemsOf(text, options)).slice(0, expected.length)).toEqual(expected);
  });

  it('and the rest only counted, when there are many of a kind', () => {
    const rows = Array.from({ length: 300 }, (_, k) => `${1_700_000_000 + k},0`);
    const problems = problemsOf(`ts,BTC\n${rows.join('\n')}\n`);
    expect(problems).toHaveLength(21);
    expect(problems[20].message).toBe('280 more places of p.csv have the same fault');
  });

  it('when there are more assets than can be held', () => {
    const names = Array.from({ length: 251 }, (_, k) => `A${k}`);
    expect(summarise(problemsOf(`date,${names.join(',')}\n`))).toEqual(['price-history-too-large 1:1']);
  });
});
