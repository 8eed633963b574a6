// Goal: `calibrate` says what it found within 80 columns, writes a whole file or none, and refuses bad input with every
// reason and its place. Method: the command line in this process, on simulated histories in a folder of its own.

import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { withDuckDb } from '../../src/results/duckdb.ts';
import { simulateCsv, type HistorySpecification } from '../experiment/calibration/simulated-history.ts';
import { aftershock, makeFolder } from './fake-io.ts';

const specification: HistorySpecification = {
  name: 'cli',
  rows: 301,
  assets: [
    { name: 'BTC', volatilityAnnual: 0.6 },
    { name: 'ETH', volatilityAnnual: 0.8 },
    { name: 'SOL', volatilityAnnual: 1.2 },
  ],
  correlation: 0.6,
  degreesOfFreedom: 4,
};
const csv = simulateCsv(specification);

function folderWith(text: string, name = 'prices.csv'): string {
  const folder = makeFolder();
  writeFileSync(join(folder, name), text);
  return folder;
}

const widest = (text: string): number => Math.max(...text.split('\n').map((line) => line.length));

describe('calibrate', () => {
  it('tells what it found, and how certainly, within 80 columns', async () => {
    const folder = folderWith(csv);
    const { code, stdout, stderr } = await aftershock(['calibrate', 'prices.csv', '--worst-share', '10%'], { folder });
    expect(code).toBe(0);
    expect(stderr).toBe('');
    expect(widest(stdout)).toBeLessThanOrEqual(80);
    expect(stdout).toMatch(
      /^prices\.csv: 3 assets, 301 rows, 2020-01-01 to 2020-10-27\nlog returns over 1 d; 365 a year/,
    );
    for (const title of [
      'Volatility and tails',
      'Models of volatility',
      'Jumps',
      'Dependence',
      'Worst 10 % of periods by BTC',
    ]) {
      expect(stdout).toContain(`\n${title}`);
    }
    expect(stdout).toContain('Nothing was written: --output <file> makes a scenario fragment of it.');
    expect(readdirSync(folder)).toEqual(['prices.csv']);
  });

  it('stays within 80 columns for long names, wild prices and short periods', async () => {
    const minute = (row: number): string =>
      new Date(Date.UTC(2024, 0, 1) + row * 60_000).toISOString().replace('.000', '');
    const assets = Array.from({ length: 24 }, (_, k) => ({
      name: `1000000LONGNAME${k}USDT`,
      volatilityAnnual: 40 + k,
    }));
    const folder = folderWith(
      simulateCsv({ ...specification, name: 'long', assets, times: minute, periodsPerYear: 525_600 }),
    );
    const { code, stdout } = await aftershock(['calibrate', 'prices.csv'], { folder });
    expect(code).toBe(0);
    expect(widest(stdout)).toBeLessThanOrEqual(80);
    expect(stdout).toContain('4 assets more in the file of --output and in --json.');
  });

  it('writes a fragment that names the bytes it came from, and the same one again', async () => {
    const folder = folderWith(csv);
    const words = ['calibrate', 'prices.csv', '--output', 'out.yaml', '--shrinkage', 'identity'];
    const first = await aftershock(words, { folder });
    expect(first.code).toBe(0);
    expect(first.stdout).toContain('Scenario fragment written to out.yaml.');
    const written = readFileSync(join(folder, 'out.yaml'), 'utf8');
    expect(written).toContain(createHash('sha256').update(csv).digest('hex'));
    expect(written).toContain('# Options: --shrinkage identity --worst-share 5%\n');
    expect((parse(written) as { venue: { instruments: unknown[] } }).venue.instruments).toHaveLength(3);
    expect(readdirSync(folder).sort()).toEqual(['out.yaml', 'prices.csv']);
    await aftershock([...words, '--force'], { folder });
    expect(readFileSync(join(folder, 'out.yaml'), 'utf8')).toBe(written);
  });

  it('replaces no file unasked, and says so before it reads anything', async () => {
    const folder = folderWith(csv);
    writeFileSync(join(folder, 'out.yaml'), 'mine');
    const { code, stderr } = await aftershock(['calibrate', 'missing.csv', '-o', 'out.yaml'], { folder });
    expect(code).toBe(2);
    expect(stderr).toBe('aftershock: out.yaml is there already\n  --force replaces it\n');
    expect(readFileSync(join(folder, 'out.yaml'), 'utf8')).toBe('mine');
  });

  it('leaves nothing behind where it cannot write', async () => {
    const folder = folderWith(csv);
    const { code, stderr } = await aftershock(['calibrate', 'prices.csv', '-o', 'nowhere/out.yaml'], { folder });
    expect(code).toBe(2);
    expect(stderr).toContain('there is no folder nowhere');
    mkdirSync(join(folder, 'taken'));
    const taken = await aftershock(['calibrate', 'prices.csv', '-o', 'taken', '--force'], { folder });
    expect(taken.code).toBe(2);
    expect(readdirSync(folder).sort()).toEqual(['prices.csv', 'taken']);
  });

  it('prints one JSON document with every figure and the matrix as rows', async () => {
    const folder = folderWith(csv);
    const { code, stdout } = await aftershock(['calibrate', 'prices.csv', '--json'], { folder });
    expect(code).toBe(0);
    const json = JSON.parse(stdout) as Record<string, unknown>;
    expect(json).toMatchObject({
      command: 'calibrate',
      exitCode: 0,
      output: null,
      provenance: { file: 'prices.csv', sha256: createHash('sha256').update(csv).digest('hex') },
      history: { assets: ['BTC', 'ETH', 'SOL'], rows: 301, periodsPerYear: 365, periodsPerYearBy: 'even' },
      correlation: { shrinkage: { kind: 'constantCorrelation' } },
    });
    const { matrix } = json.correlation as { matrix: number[][] };
    expect(matrix.map((row) => row.length)).toEqual([3, 3, 3]);
    expect(matrix[1]![1]).toBe(1);
    expect(stdout).not.toContain('{"0":');
  });

  it('reads the same history from Parquet', async () => {
    const folder = folderWith(csv);
    const [from, to] = [join(folder, 'prices.csv'), join(folder, 'prices.parquet')];
    await withDuckDb(({ connection }) => connection.run(`COPY (SELECT * FROM '${from}') TO '${to}' (FORMAT parquet)`));
    const [text, table] = await Promise.all(
      ['prices.csv', 'prices.parquet'].map((file) => aftershock(['calibrate', file, '--json'], { folder })),
    );
    const [ofText, ofTable] = [text!, table!].map(
      ({ stdout }) => JSON.parse(stdout) as { assets: unknown; provenance: unknown },
    );
    expect(ofTable!.assets).toEqual(ofText!.assets);
    expect(ofTable!.provenance).toMatchObject({ sha256: createHash('sha256').update(readFileSync(to)).digest('hex') });
  });

  it('takes a part of the history, some assets, and another one for the market', async () => {
    const folder = folderWith(csv);
    const words = ['--assets', 'BTC, SOL', '--market', 'SOL', '--from', '2020-02-01', '--to', '2020-06-30'];
    const { stdout } = await aftershock(['calibrate', 'prices.csv', '--json', ...words], { folder });
    expect(JSON.parse(stdout)).toMatchObject({
      history: { assets: ['SOL', 'BTC'], from: '2020-02-01', to: '2020-06-30', rows: 151 },
      provenance: {
        options:
          '--assets BTC,SOL --market SOL --from 2020-02-01 --to 2020-06-30 --shrinkage constant --worst-share 5%',
      },
    });
  });
});

describe('calibrate refuses', () => {
  it('bad prices with file, line and column, all of them', async () => {
    const lines = csv.split('\n');
    lines[3] = lines[3]!.replace(/,[^,]*,/, ',,');
    lines[5] = lines[5]!.replace(/,[^,]*$/, ',-4');
    const folder = folderWith(lines.join('\n'));
    const { code, stdout, stderr } = await aftershock(['calibrate', 'prices.csv', '-o', 'out.yaml'], { folder });
    expect(code).toBe(104);
    expect(stdout).toBe('');
    expect(stderr).toContain('BTC has no price   prices.csv:4:12');
    expect(stderr).toMatch(/the price of SOL is not positive {3}prices\.csv:6:/);
    expect(existsSync(join(folder, 'out.yaml'))).toBe(false);
  });

  it('what cannot be calibrated: a constant price and a short history, together', async () => {
    const folder = folderWith(['date_utc,A,B', '2024-01-01,5,1', '2024-01-02,5,2', '2024-01-03,5,3'].join('\n'));
    const { code, stdout } = await aftershock(['calibrate', 'prices.csv', '--json'], { folder });
    expect(code).toBe(104);
    expect(JSON.parse(stdout)).toMatchObject({
      ok: false,
      problems: [
        { code: 'price-history-too-short', place: { file: 'prices.csv', line: 1 } },
        { code: 'price-history-no-variance', message: expect.stringMatching(/^A stands at 5/) as string },
      ],
    });
  });

  it('a file that is not there', async () => {
    const { code, stderr } = await aftershock(['calibrate', 'nothing.csv'], { folder: makeFolder() });
    expect(code).toBe(104);
    expect(stderr).toContain('nothing.csv');
  });

  it.each([
    [['--shrinkage', 'much'], '--shrinkage is "much"'],
    [['--shrinkage', '1.5'], '--shrinkage is "1.5"'],
    [['--worst-share', '0'], '--worst-share is "0"'],
    [['--worst-share', '60%'], '--worst-share is "60%"'],
    [['--from', 'yesterday'], '--from is "yesterday"'],
    [['--from', '2024-02-01', '--to', '2024-01-31'], '--to 2024-01-31 lies before --from 2024-02-01'],
    [['--periods-per-year', '0'], '--periods-per-year is "0"'],
    [['--assets', 'BTC,,ETH'], '--assets is "BTC,,ETH"'],
    [['--assets', 'BTC,BTC'], '--assets names BTC twice'],
    [['--seed', '1'], 'calibrate has no option --seed'],
  ])('%j as usage', async (words, message) => {
    const { code, stderr } = await aftershock(['calibrate', 'prices.csv', ...words], { folder: folderWith(csv) });
    expect(code).toBe(2);
    expect(stderr).toContain(message);
  });
});
