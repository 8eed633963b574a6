/**
 * Goal: price bars become the series they stand for, and every fault of a file is named with its line.
 * Method: small files worked by hand.
 */
import { describe, expect, it } from 'vitest';
import { matchSymbol, parseReplayFile, type ReplayRequest, toReplayComponent } from '../../src/market/replay-file.ts';
import { splitCsvLine } from '../../src/market/replay-rows.ts';
import { formatUtcTime, parseUtcTime } from '../../src/market/utc-time.ts';

const HEADER = 'ts_utc,symbol,open,high,low,close,volume';
const START_US = parseUtcTime('2020-03-12T10:00:00Z')!;
const MINUTE_US = 60_000_000;
const request: ReplayRequest = { file: 'prices.csv', startUs: START_US, symbols: ['BTC'] };

/** A minute bar of BTCUSDT that opens at `open` and closes at `close`. */
function bar(minute: number, open: number | string, close: number | string, symbol = 'BTCUSDT'): string {
  return `${formatUtcTime(START_US + minute * MINUTE_US)},${symbol},${open},9999,1,${close},12.5`;
}

const fileOf = (...rows: string[]): string => [HEADER, ...rows, ''].join('\n');

const codesOf = (text: string, asked = request): string[] =>
  parseReplayFile(text, asked).problems.map(({ code }) => code);

describe('a price file', () => {
  it('gives the first open at the start of its bar and each close at its end', () => {
    const { series, problems } = parseReplayFile(
      fileOf(bar(0, 7_900, 7_850), bar(1, 7_851, 7_600), bar(2, 7_600, 7_700)),
      request,
    );
    expect(problems).toEqual([]);
    expect(series).toEqual([
      {
        symbol: 'BTC',
        fileSymbol: 'BTCUSDT',
        timesUs: [0, 60e6, 120e6, 180e6],
        prices: [7_900, 7_850, 7_600, 7_700],
      },
    ]);
    const component = toReplayComponent(series[0]!, 3, 7_900, 'prices.csv');
    expect(component).toMatchObject({
      kind: 'replay',
      instrument: 3,
      file: 'prices.csv',
      timesUs: [0, 60e6, 120e6, 180e6],
    });
    expect(component.logReturns[0]).toBe(0);
    // log(7600 / 7900) = -0.038714512
    expect(component.logReturns[2]).toBeCloseTo(-0.038714512, 9);
  });

  it('may have its columns in any order, others besides, quotes, CRLF and a byte order mark', () => {
    const text = [
      '\uFEFF"close",Symbol,trades,"ts_utc",open',
      '101,"BTCUSDT",5,2020-03-12 10:00:00,100',
      '"102",BTCUSDT,"a ""b"", c","2020-03-12T10:01:00.000Z",101',
    ].join('\r\n');
    const { series, problems } = parseReplayFile(text, request);
    expect(problems).toEqual([]);
    expect(series[0]!.prices).toEqual([100, 101, 102]);
  });

  it('keeps the series of its symbols apart, in any interleaving', () => {
    const text = fileOf(bar(0, 1, 2), bar(0, 10, 20, 'ETHUSDT'), bar(1, 2, 3), bar(1, 20, 30, 'ETHUSDT'));
    const { series } = parseReplayFile(text, { ...request, symbols: ['ETH', 'BTC'] });
    expect(series.map(({ symbol, prices }) => [symbol, prices])).toEqual([
      ['ETH', [10, 20, 30]],
      ['BTC', [1, 2, 3]],
    ]);
  });

  it.each([
    { fault: 'a missing column', text: 'ts_utc,symbol,close\n', codes: ['replay-column-missing'] },
    { fault: 'nothing in it', text: '', codes: ['replay-column-missing'] },
    { fault: 'no such symbol', text: fileOf(bar(0, 1, 2, 'ETHUSDT')), codes: ['replay-symbol-missing'] },
    { fault: 'one bar only', text: fileOf(bar(0, 1, 2)), codes: ['replay-too-short'] },
    {
      fault: 'a repeated bar',
      text: fileOf(bar(0, 1, 2), bar(1, 2, 3), bar(1, 2, 3)),
      codes: ['replay-time-not-rising'],
    },
    {
      fault: 'a bar out of order',
      text: fileOf(bar(0, 1, 2), bar(2, 2, 3), bar(1, 2, 3)),
      codes: ['replay-time-not-rising'],
    },
    { fault: 'a gap', text: fileOf(bar(0, 1, 2), bar(1, 2, 3), bar(4, 2, 3), bar(5, 3, 3)), codes: ['replay-gap'] },
    { fault: 'a negative price', text: fileOf(bar(0, 1, 2), bar(1, 2, 3), bar(2, 2, -3)), codes: ['replay-price'] },
    { fault: 'a price of zero', text: fileOf(bar(0, 1, 2), bar(1, 2, 3), bar(2, 0, 3)), codes: ['replay-price'] },
    {
      fault: 'a price that is text',
      text: fileOf(bar(0, 1, 2), bar(1, 2, 3), bar(2, '0x10', 3)),
      codes: ['replay-price'],
    },
    { fault: 'an empty price', text: fileOf(bar(0, 1, 2), bar(1, 2, 3), bar(2, '', 3)), codes: ['replay-price'] },
    {
      fault: 'a bad time',
      text: `${fileOf(bar(0, 1, 2), bar(1, 2, 3))}12/03/2020,BTCUSDT,1,1,1,1,1`,
      codes: ['replay-time'],
    },
    { fault: 'a short row', text: `${fileOf(bar(0, 1, 2), bar(1, 2, 3))}1,2`, codes: ['replay-row-length'] },
    {
      fault: 'bars before the start',
      text: fileOf(bar(-1, 1, 2), bar(0, 2, 3), bar(1, 3, 3)),
      codes: ['replay-before-start'],
    },
  ])('with $fault says so', ({ text, codes }) => {
    expect(codesOf(text)).toEqual(codes);
  });

  it('names the line of a fault', () => {
    const { problems } = parseReplayFile(fileOf(bar(0, 1, 2), bar(1, 2, 3), bar(4, 3, 4)), request);
    expect(problems[0]).toMatchObject({
      code: 'replay-gap',
      message: 'BTCUSDT has no bar for 120 s after 2020-03-12T10:02:00Z',
      place: { file: 'prices.csv', line: 4 },
    });
  });

  it('reports twenty faults of a kind and counts the rest', () => {
    const gaps = Array.from({ length: 23 }, (_, k) => [bar(10 * k, 1, 1), bar(10 * k + 1, 1, 1)]).flat();
    const { problems } = parseReplayFile(fileOf(...gaps), request);
    // 22 gaps between 23 pairs of bars.
    expect(problems).toHaveLength(21);
    expect(problems[20]!.message).toBe('BTCUSDT has 2 more gaps in prices.csv');
    const bad = Array.from({ length: 25 }, (_, k) => bar(k, 'x', 1));
    expect(codesOf(fileOf(...bad)).filter((code) => code === 'replay-price')).toHaveLength(21);
  });
});

describe('a symbol', () => {
  it.each([
    { symbol: 'BTCUSDT', available: ['BTCUSDT', 'BTC'], found: 'BTCUSDT' },
    { symbol: 'BTC', available: ['ETHUSDT', 'BTCUSDT'], found: 'BTCUSDT' },
    { symbol: 'BTC-PERP', available: ['BTC/USD'], found: 'BTC/USD' },
    { symbol: 'BTC', available: ['BTCUSDT', 'BTCUSDC'], found: undefined },
    { symbol: 'BTC', available: ['WBTCUSDT'], found: undefined },
    { symbol: 'USDT', available: ['USDT'], found: 'USDT' },
  ])('$symbol finds $found among $available', ({ symbol, available, found }) => {
    expect(matchSymbol(symbol, available)).toBe(found);
  });

  it('follows a mapping first', () => {
    expect(matchSymbol('BTC', ['BTC', 'XBT'], { BTC: 'XBT' })).toBe('XBT');
    expect(matchSymbol('BTC', ['BTC'], { BTC: 'XBT' })).toBeUndefined();
  });
});

describe('a UTC time', () => {
  it.each([
    ['1970-01-01', 0],
    ['2000-02-29T12:00Z', 951_825_600e6],
    ['2020-03-12T10:45:00Z', 1_584_009_900e6],
    ['2020-03-12 10:45:00.25+00:00', 1_584_009_900e6 + 250_000],
    ['1584009900', 1_584_009_900e6],
    ['1584009900000', 1_584_009_900e6],
    ['1584009900000000', 1_584_009_900e6],
  ])('is read from %s', (text, timeUs) => {
    expect(parseUtcTime(text)).toBe(timeUs);
    expect(parseUtcTime(formatUtcTime(timeUs))).toBe(timeUs);
  });

  it.each(['', '2021-02-29', '2020-13-01', '2020-03-12T24:00:00Z', '2020-03-12T10:00:00+01:00', '12:00', '15840'])(
    'is not read from "%s"',
    (text) => {
      expect(parseUtcTime(text)).toBeUndefined();
    },
  );
});

describe('a CSV line', () => {
  it('splits at commas outside quotes', () => {
    expect(splitCsvLine('a,,"b,c","d""e"')).toEqual(['a', '', 'b,c', 'd"e']);
  });
});
