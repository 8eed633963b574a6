// Goal: the whole command, from words to exit code, on small committed price files: what it prints fits 80 columns, what
// it stores appears whole or not at all, and every mistake ends with the right code. Prices were made by a generator
// with fat tails and clusters; prices-hourly.csv has one low of -10 % that no close shows.

import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { withDuckDb } from '../../src/results/duckdb.ts';
import { aftershock, makeFolder, repository } from './fake-io.ts';

const daily = join(repository, 'test/cli/fixtures/prices-daily.csv');
const hourly = join(repository, 'test/cli/fixtures/prices-hourly.csv');
const widest = (text: string): number => Math.max(...text.split('\n').map((line) => line.length));
const inRepository = (text: string): string => text.replaceAll(`${repository}/`, '');

interface Result {
  readonly book: string;
  readonly model: string;
  readonly observations: number;
  readonly exceptions: readonly {
    readonly marginDate: string;
    readonly lossDate: string;
    readonly loss: number;
    readonly margin: number;
  }[];
  readonly closeExceptions: number;
}

async function jsonOf(
  words: readonly string[],
): Promise<{ code: number; results: Result[]; json: Record<string, unknown> }> {
  const { code, stdout } = await aftershock(['backtest', ...words, '--json']);
  const json = JSON.parse(stdout) as Record<string, unknown>;
  return { code, results: json.results as Result[], json };
}

describe('backtest', () => {
  it('puts models side by side in 80 columns', async () => {
    const words = ['backtest', daily, '--window', '100', '--models', 'historical,fhs-ewma+buffer,normal-es'];
    const { code, stdout, stderr } = await aftershock(words);
    expect(code).toBe(0);
    expect(stderr).toBe('');
    expect(inRepository(stdout)).toMatchSnapshot();
    expect(widest(inRepository(stdout))).toBeLessThanOrEqual(80);
    expect(stdout).toContain('the file has no lows and highs');
  });

  it('stays within 80 columns with nine models and long names', async () => {
    const models = ['historical', 'age-weighted', 'fhs-garch', 'normal', 'student-t', 'student-t-ewma', 'pareto-tail'];
    const list = [...models, 'normal-ewma@0.97-es+buffer+stressed+floor', 'historical-es+floor'].join(',');
    const { code, stdout } = await aftershock(
      ['backtest', daily, '--window', '300', '--models', list, '--portfolio', `${'n'.repeat(90)}:AAA=1,BBB=-1`],
      { terminal: 80 },
    );
    expect(code).toBe(0);
    // Colours take no room.
    const esc = String.fromCharCode(27);
    expect(widest(inRepository(stdout).replaceAll(new RegExp(`${esc}\\[[0-9;]*m`, 'g'), ''))).toBeLessThanOrEqual(80);
  });

  it('gives the same as JSON, exceptions one by one', async () => {
    const { code, results, json } = await jsonOf([
      daily,
      '--window',
      '100',
      '--models',
      'historical',
      '--books',
      'unit',
    ]);
    expect(code).toBe(0);
    expect(json).toMatchObject({ command: 'backtest', confidence: 0.99, coverage: 0.99, window: 100, marks: 'close' });
    expect(results.map(({ book }) => book)).toEqual([
      'AAA long',
      'AAA short',
      'BBB long',
      'BBB short',
      'CCC long',
      'CCC short',
    ]);
    const prices = readFileSync(daily, 'utf8')
      .trim()
      .split('\n')
      .slice(1)
      .map((line) => line.split(','));
    for (const { marginDate, lossDate, loss, margin } of results[0].exceptions) {
      const row = prices.findIndex(([date]) => date === marginDate);
      expect(lossDate).toBe(prices[row + 1][0]);
      expect(loss).toBeCloseTo(1 - Number(prices[row + 1][1]) / Number(prices[row][1]), 12);
      expect(loss).toBeGreaterThan(margin);
    }
    expect(results[0].observations).toBe(420 - 100 - 1);
  });

  it('uses lows and highs when the file has them, and says so', async () => {
    const words = [hourly, '--window', '100', '--models', 'historical', '--books', 'unit'];
    const { results, json } = await jsonOf(words);
    expect(json.marks).toBe('worst');
    const [long] = results;
    const wick = long.exceptions.find(({ lossDate }) => lossDate === '2023-03-08T02:00:00Z')!;
    expect(wick.loss).toBeGreaterThan(0.08);
    expect(long.exceptions.length).toBeGreaterThan(long.closeExceptions);
    const { stdout } = await aftershock(['backtest', ...words]);
    expect(stdout).toContain('worst of closes, lows and highs');
    const close = await jsonOf([...words, '--marks', 'close']);
    expect(close.json.marks).toBe('close');
    expect(close.results[0].exceptions.length).toBe(long.closeExceptions);
  });

  it('tests portfolios in words and from a file', async () => {
    const file = join(makeFolder(), 'books.csv');
    writeFileSync(file, 'portfolio,asset,size\ncoins,AAA,2\ncoins,CCC,-40\n');
    const words = [
      daily,
      '--window',
      '100',
      '--models',
      'normal',
      '--portfolio',
      'pair:AAA=50%,BBB=-0.5',
      '--portfolio',
      file,
    ];
    const { results } = await jsonOf(words);
    expect(results.map(({ book }) => book)).toEqual(['pair', 'coins']);
    const more = await jsonOf([...words, '--books', 'equal']);
    expect(more.results.map(({ book }) => book)).toEqual(['pair', 'coins', 'all long', 'all short']);
  });

  it('reads Parquet', async () => {
    const path = join(makeFolder(), 'prices.parquet');
    await withDuckDb(async ({ connection }) => {
      await connection.run(`COPY (SELECT * FROM read_csv('${daily}')) TO '${path}' (FORMAT parquet)`);
    });
    const words = ['--window', '350', '--models', 'historical', '--books', 'unit'];
    expect((await jsonOf([path, ...words])).results).toEqual((await jsonOf([daily, ...words])).results);
  });
});

describe('exit codes of backtest', () => {
  const run = (words: string): ReturnType<typeof aftershock> =>
    aftershock(['backtest', daily, '--window', '250', '--books', 'unit', ...words.split(' ')]);

  it('99 when a stated coverage fails, with the test that failed', async () => {
    const { code, stdout } = await run('--models normal --confidence 95% --coverage 99.5%');
    expect(code).toBe(99);
    expect(stdout).toContain('STATED COVERAGE  99.5 % fails for 1 model');
    expect(stdout).toMatch(/(long|short): coverage: \d+ exceptions in \d+, \d\.\d expected, p/);
  });

  it('0 when it holds, and when none is stated', async () => {
    const held = await run('--models historical-es --confidence 0.99 --coverage 0.95');
    expect(held.code).toBe(0);
    expect(held.stdout).toContain('STATED COVERAGE  95 % holds');
    const unstated = await run('--models normal --confidence 60%');
    expect(unstated.code).toBe(0);
    expect(unstated.stdout).not.toContain('STATED COVERAGE');
  });

  it.each([
    ['--confidence 99', '--confidence is "99"'],
    ['--confidence 50%', '--confidence is "50%"'],
    ['--coverage all', '--coverage is "all"'],
    ['--models histrical', 'there is no margin model "histrical"'],
    ['--books units', '--books has no set "units"'],
    ['--books none', 'there is no book to test'],
    ['--scaling linear', '--scaling is "linear"'],
    ['--marks best', '--marks is "best"'],
    ['--assets AAA,AAA', '--assets is "AAA,AAA"'],
    ['--horizon 0', '--horizon is "0"'],
    ['--paths 3', 'backtest has no option --paths'],
  ])('2 for %s', async (words, message) => {
    const { code, stdout, stderr } = await aftershock(['backtest', daily, ...words.split(' ')]);
    expect(code).toBe(2);
    expect(stdout).toBe('');
    expect(stderr).toContain(message);
  });

  it.each([
    ['a history that is shorter than the window', [daily, '--window', '419'], 'is too short for a window of 419'],
    ['a window that holds nothing', [daily, '--window', '5'], 'cannot be estimated from 5 rows'],
    [
      'overlapping moves longer than the window',
      [daily, '--window', '50', '--horizon', '60', '--scaling', 'overlapping'],
      'at least 69',
    ],
    ['a missing file', ['missing.csv'], 'there is no file missing.csv'],
    ['an unknown asset', [daily, '--assets', 'AAA,ZZZ'], 'has no prices of ZZZ'],
    ['an unknown asset of a portfolio', [daily, '--portfolio', 'ZZZ=1'], 'the price history has no ZZZ'],
    ['a price without variance', ['still.csv', '--window', '10'], 'does not move for 10 rows'],
    ['a price that is none', ['bad.csv'], 'the price of A is not positive'],
  ])('104 for %s', async (_, words, message) => {
    const folder = makeFolder();
    const rows = (of: (t: number) => string): string =>
      Array.from({ length: 30 }, (__, t) => `${1_700_000_000 + t * 60},${of(t)}`).join('\n');
    writeFileSync(join(folder, 'still.csv'), `ts,A\n${rows((t) => String(t < 10 ? 1 + t : 5))}\n`);
    writeFileSync(join(folder, 'bad.csv'), `ts,A\n${rows((t) => String(t === 3 ? -1 : 5))}\n`);
    const { code, stdout, stderr } = await aftershock(['backtest', ...words], { folder });
    expect(code).toBe(104);
    expect(stdout).toBe('');
    expect(stderr.replaceAll(/\s+/g, ' ')).toContain(message);
  });

  it('105 on Ctrl-C, which leaves nothing behind', async () => {
    const folder = makeFolder();
    const words = ['backtest', daily, '--window', '100', '--books', 'unit', '--out', 'results'];
    const { code, stderr } = await aftershock(words, { folder, interruptsAtOnce: 1 });
    expect(code).toBe(105);
    expect(stderr).toContain('nothing was stored');
    expect(readdirSync(folder)).toEqual([]);
  });
});

describe('stored files of backtest', () => {
  it('hold every exception, every margin and the charts, under the same name and with the same bytes again', async () => {
    const output = makeFolder();
    const words = [
      'backtest',
      daily,
      '--window',
      '200',
      '--models',
      'historical,normal',
      '--books',
      'equal',
      '--out',
      output,
    ];
    const { code, stdout } = await aftershock(words);
    expect(code).toBe(0);
    const [name, ...others] = readdirSync(output);
    expect(others).toEqual([]);
    expect(name).toMatch(/^backtest-prices-daily-[0-9a-f]{8}$/);
    expect(stdout).toContain(name);
    const folder = join(output, name);
    const manifest = JSON.parse(readFileSync(join(folder, 'manifest.json'), 'utf8')) as { files: string[] };
    for (const file of manifest.files) expect(existsSync(join(folder, file))).toBe(true);
    expect(manifest.files.filter((file) => file.endsWith('.png')).length).toBeGreaterThanOrEqual(3);
    const summary = JSON.parse(readFileSync(join(folder, 'summary.json'), 'utf8')) as { results: Result[] };
    const lines = readFileSync(join(folder, 'exceptions.csv'), 'utf8').trim().split('\n');
    expect(lines.length - 1).toBe(summary.results.reduce((sum, { exceptions }) => sum + exceptions.length, 0));
    const margins = readFileSync(join(folder, 'margins.csv'), 'utf8').trim().split('\n');
    expect(margins.length - 1).toBe(4 * 219);
    const flagged = margins.filter((line) => line.endsWith(',1')).length;
    expect(flagged).toBe(lines.length - 1);

    const before = new Map(manifest.files.map((file) => [file, readFileSync(join(folder, file))]));
    await aftershock(words);
    expect(readdirSync(output)).toEqual([name]);
    for (const [file, bytes] of before) expect(readFileSync(join(folder, file)).equals(bytes)).toBe(true);
  });
});
