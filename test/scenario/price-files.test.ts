// Goal: a price file is read only where the scenario may read, and only when it covers the run.
// Method: files in memory beside a sound scenario.

import { describe, expect, it } from 'vitest';
import type { ReplayComponent } from '../../src/market/market-rules.ts';
import { baseText, edited, unmark } from './base-scenario.ts';
import { type FakeFile, places, problemsOf, readText } from './test-environment.ts';

const header = 'ts_utc,symbol,open,high,low,close,volume\n';

function bars(symbol: string, startHour: number, closes: readonly number[]): string {
  return closes
    .map((close, i) => {
      const open = closes[i - 1] ?? close;
      return `2020-03-12T${String(startHour + i).padStart(2, '0')}:00:00Z,${symbol},${open},${Math.max(open, close)},${Math.min(open, close)},${close},1\n`;
    })
    .join('');
}

const good = header + bars('BTCUSDT', 0, [8000, 7000, 6000]) + bars('ETHUSDT', 0, [200, 180, 150]);
const withFile = (lines: string): string => edited('    waypoints:\n', `    ${lines}\n    waypoints:\n`);
const beside = (text: string, more: Partial<FakeFile> = {}): Record<string, FakeFile> => ({
  '/work-folder/prices.csv': { text, ...more },
});

describe('replay of a price file', () => {
  it('gives each instrument its log returns against its initial price', () => {
    const { components } = readText(withFile('file: prices.csv'), {}, beside(good)).market;
    const replays = components.filter((component) => component.kind === 'replay') as ReplayComponent[];
    expect(replays.map(({ instrument, file }) => [instrument, file])).toEqual([
      [0, 'prices.csv'],
      [1, 'prices.csv'],
    ]);
    // The run is one hour long: the first bar's open, and its close.
    expect(replays[0]!.timesUs).toEqual([0, 3_600e6]);
    expect(replays[0]!.logReturns).toEqual([0, 0]);
  });

  it('starts in the middle of a file', () => {
    const text = withFile('file: prices.csv')
      .replace('startTime: 2020-03-12T00:00:00Z', 'startTime: 2020-03-12T01:00:00Z')
      .replace('2020-03-12T00:30:00Z', '2020-03-12T01:30:00Z');
    const [replay] = readText(text, {}, beside(good)).market.components as ReplayComponent[];
    expect(replay!.timesUs).toEqual([0, 3_600e6]);
    expect(replay!.logReturns[1]).toBeCloseTo(Math.log(7000 / 8000), 12);
  });

  it('follows only the instruments that are mapped', () => {
    const { components } = readText(withFile('file: prices.csv\n    symbols: {ETH: ETHUSDT}'), {}, beside(good)).market;
    expect(components.filter(({ kind }) => kind === 'replay')).toMatchObject([{ instrument: 1 }]);
  });

  it('counts in the digest, with its text', () => {
    const text = withFile('file: prices.csv');
    const digest = readText(text, {}, beside(good)).digest;
    expect(readText(text, {}, beside(good)).digest).toBe(digest);
    expect(readText(text, {}, beside(good.replace('8000,8000', '8000,8001'))).digest).not.toBe(digest);
  });
});

const bad: readonly (readonly [
  name: string,
  lines: string,
  files: Record<string, FakeFile>,
  code: string,
  hint?: string,
])[] = [
  ['that is missing', 'file: «price.csv', beside(good), 'price-file-missing'],
  ['that is too large', 'file: «prices.csv', beside('', { bytes: 70 * 1_048_576 }), 'price-file-too-large', 'cut it'],
  [
    'outside the folder',
    'file: «../prices.csv',
    { '/prices.csv': { text: good } },
    'price-file-outside',
    '--allow-outside-paths',
  ],
  ['with an absolute path', 'file: «/etc/prices.csv', { '/etc/prices.csv': { text: good } }, 'price-file-outside'],
  ['that links outside', 'file: «prices.csv', beside(good, { realPath: '/etc/passwd' }), 'price-file-outside'],
  [
    'that ends early',
    'file: «prices.csv',
    beside(header + bars('BTC', 0, [8000, 8000]) + bars('ETH', 0, [200, 200])),
    '',
  ],
  [
    'that begins late',
    'file: «prices.csv',
    beside(header + bars('BTC', 3, [8000, 7900]) + bars('ETH', 0, [200, 200])),
    'price-file-not-covering',
  ],
  [
    'of another price level',
    'file: prices.csv',
    beside(header + bars('BTC', 0, [80, 79]) + bars('ETH', 0, [200, 200])),
    'price-file-start',
  ],
  ['with no such symbol', 'file: prices.csv\n    symbols: {ETH: ETHUSD}', beside(good), 'replay-symbol-missing'],
  [
    'with a gap',
    'file: prices.csv\n    symbols: {BTC: BTCUSDT}',
    beside(header + bars('BTCUSDT', 0, [8000, 7000]) + bars('BTCUSDT', 5, [7000, 6000])),
    'replay-gap',
  ],
  [
    'for an unknown instrument',
    'file: prices.csv\n    symbols: {«ETC: ETHUSDT, BTC: BTCUSDT}',
    beside(good),
    'unknown-instrument',
  ],
  ['that is no CSV', 'file: prices.csv', beside('hello'), 'replay'],
  ['that is empty', 'file: prices.csv', beside(''), 'replay'],
];

describe('a price file is refused', () => {
  it.each(bad.map(([name, lines, files, code, hint]) => ({ name, lines, files, code, hint })))('$name', (one) => {
    const { lines, files, code, hint } = one;
    const { text, place } = unmark(withFile(lines));
    const problems = problemsOf(text, {}, files);
    const shown = JSON.stringify(problems, null, 1);
    if (code === '') {
      expect(problems, shown).toEqual([]);
      return;
    }
    expect(problems.length, shown).toBeGreaterThan(0);
    for (const problem of problems) expect(problem.code, shown).toContain(code);
    if (place !== '') expect(places(problems), shown).toContain(`${place} ${code}`);
    if (hint !== undefined) expect(problems[0]!.hint).toContain(hint);
  });

  it('outside the folder, unless the user allows it', () => {
    const text = withFile('file: ../prices.csv');
    const files = { '/prices.csv': { text: good } };
    expect(readText(text, { allowOutsidePaths: true }, files).market.components[0]!.kind).toBe('replay');
  });

  it('when the run goes on after its end', () => {
    const text = withFile('file: prices.csv\n    symbols: {BTC: BTCUSDT}').replace('duration: 1 h', 'duration: 10 h');
    const [problem] = problemsOf(text, {}, beside(good));
    expect(problem).toMatchObject({
      code: 'price-file-not-covering',
      hint: 'shorten run.duration, or set market.prices.until to "3 h"',
    });
    const until = text.replace('symbols: {BTC: BTCUSDT}', 'symbols: {BTC: BTCUSDT}\n    until: 3 h');
    expect(problemsOf(until, {}, beside(good))).toEqual([]);
  });

  it('when the scenario has no date', () => {
    const text = withFile('file: prices.csv')
      .replace('  startTime: 2020-03-12T00:00:00Z\n', '')
      .replace('2020-03-12T00:30:00Z', '30 min');
    expect(problemsOf(text, {}, beside(good))).toMatchObject([{ code: 'undated-scenario' }]);
    expect(baseText).toContain('startTime');
  });
});
