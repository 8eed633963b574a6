// Goal: a calibration finds what a history was made of, and says so only as certainly as it can. Method: simulated
// histories of known volatility, correlation and tails, in the model that the simulator itself draws prices from.

import { describe, expect, it } from 'vitest';
import { calibrate } from '../../../src/experiment/calibration/calibrate.ts';
import type { Calibration, CalibrationOptions } from '../../../src/experiment/calibration/calibration.ts';
import { readPriceHistory } from '../../../src/scenario/price-history.ts';
import { simulateCsv, type HistorySpecification } from './simulated-history.ts';

const OPTIONS: CalibrationOptions = { shrinkage: { kind: 'none' }, periodsPerYear: null, worstShare: 0.05 };
const ALL = { fromUs: null, toUs: null };

function calibrated(specification: HistorySpecification, options: Partial<CalibrationOptions> = {}): Calibration {
  const history = readPriceHistory(simulateCsv(specification), 'simulated.csv');
  return calibrate(history, ALL, { ...OPTIONS, ...options });
}

const three: HistorySpecification = {
  name: 'three',
  rows: 3001,
  assets: [
    { name: 'A', volatilityAnnual: 0.6 },
    { name: 'B', volatilityAnnual: 0.9 },
    { name: 'C', volatilityAnnual: 1.5 },
  ],
  correlation: 0.7,
  degreesOfFreedom: 4,
};

describe('a history drawn as the simulator draws prices', () => {
  const found = calibrated(three);

  it('gives its volatilities back within their intervals', () => {
    found.assets.forEach(({ volatilityInterval: { lower, upper } }, i) => {
      expect(lower).toBeLessThan(three.assets[i]!.volatilityAnnual);
      expect(upper).toBeGreaterThan(three.assets[i]!.volatilityAnnual);
      expect(upper / lower).toBeLessThan(1.3);
    });
  });

  it('gives its correlation and its shared degrees of freedom back', () => {
    const { pairs, typicalInterval, repair } = found.correlation;
    expect(Math.abs(pairs!.average - 0.7)).toBeLessThan(0.03);
    expect(typicalInterval!.lower).toBeLessThan(0.7);
    expect(typicalInterval!.upper).toBeGreaterThan(0.7);
    expect(repair.isRepaired).toBe(false);
    const { degreesOfFreedom, interval } = found.jointTail.student;
    expect(Math.abs(degreesOfFreedom - 4)).toBeLessThan(0.5);
    expect(interval.lower!).toBeLessThan(4);
    expect(interval.upper!).toBeGreaterThan(4);
    // The t copula with 4 degrees of freedom and correlation 0.7: 2 t_5(-sqrt(5 x 0.3 / 1.7)) = 0.391.
    found.jointTail.withFirst.forEach(({ copula, counted }) => {
      expect(Math.abs(copula - 0.391)).toBeLessThan(0.04);
      expect(Math.abs(counted - 0.45)).toBeLessThan(0.1);
    });
  });

  it('has volatility that does not move, no clustering, and nothing to beware of', () => {
    expect(found.clustering).toMatchObject({ isSound: false, reason: expect.stringMatching(/independent/) as string });
    found.assets.forEach(({ garch }) => expect(garch!.likelihoodGain).toBeLessThan(20));
    expect(found.notes).toEqual([]);
  });

  it('gives the same figures to the last bit once more', () => {
    expect(calibrated(three)).toEqual(found);
  });
});

describe('worst periods', () => {
  it('choose the lowest returns of the first asset, as many as the share says', () => {
    const { worst } = calibrated({ ...three, name: 'share', rows: 401 }, { worstShare: 0.1 });
    expect(worst!.count).toBe(40);
    expect(worst!.share).toBe(0.1);
    expect(worst!.assets[0]!.meanLogReturn).toBeLessThan(worst!.limitLogReturn);
    expect(worst!.limitLogReturn).toBeLessThan(0);
  });

  it('are left out where they are too few', () => {
    const { worst, notes, clustering } = calibrated({ ...three, name: 'few', rows: 101 });
    expect(worst).toBeNull();
    expect(clustering.isSound).toBe(false);
    expect(notes).toContainEqual(expect.stringMatching(/^5 worst periods: 10/));
  });

  it('have a blend that lifts correlation with the market to what they imply', () => {
    // Two regimes: a tenth of the days at correlation 0.95 and thrice the volatility.
    const calm = simulateCsv({ ...three, name: 'calm', rows: 901, correlation: 0.3, degreesOfFreedom: null });
    const wild = simulateCsv({
      ...three,
      name: 'wild',
      rows: 101,
      correlation: 0.95,
      degreesOfFreedom: null,
      assets: three.assets.map(({ name, volatilityAnnual }) => ({ name, volatilityAnnual: 3 * volatilityAnnual })),
    });
    const { worst, correlation } = calibrate(joined(calm, wild), ALL, OPTIONS);
    const { all, implied } = worst!.withFirst!;
    expect(implied).toBeGreaterThan(all + 0.1);
    const [blended, plain] = [worst!.blendedMatrix!, correlation.matrix];
    // Of the pairs with the first asset, which are unshrunk here: (1 - w) all + w = implied.
    expect((blended[1]! + blended[2]!) / 2).toBeCloseTo(implied, 10);
    expect((plain[1]! + plain[2]!) / 2).toBeCloseTo(all, 10);
    worst!.assets.slice(1).forEach((one) => expect(one.correlation).toBeGreaterThan(one.correlationIfConstant));
  });
});

/** The second history appended to the first: its prices scaled to go on from there. */
function joined(first: string, second: string): ReturnType<typeof readPriceHistory> {
  const [head, ...rows] = first.trim().split('\n');
  const last = rows.at(-1)!.split(',').slice(1).map(Number);
  const more = second
    .trim()
    .split('\n')
    .slice(1)
    .map((line) => line.split(',').slice(1).map(Number));
  const scaled = more.slice(1).map((prices, k) => {
    const day = new Date(Date.UTC(2020, 0, 1) + (rows.length + k) * 86_400_000).toISOString().slice(0, 10);
    return [day, ...prices.map((price, i) => (price / more[0]![i]!) * last[i]!)].join(',');
  });
  return readPriceHistory([head, ...rows, ...scaled].join('\n'), 'joined.csv');
}

describe('a calibration', () => {
  it('of one asset has no pairs', () => {
    const { correlation, worst, jointTail } = calibrated({
      ...three,
      name: 'one',
      rows: 501,
      assets: [three.assets[0]!],
    });
    expect(correlation.pairs).toBeNull();
    expect([...correlation.matrix]).toEqual([1]);
    expect(worst!.averageCorrelation).toBeNull();
    expect(jointTail.withFirst).toEqual([]);
  });

  it('of fewer rows than assets is repaired without shrinkage and sound with it', () => {
    const assets = Array.from({ length: 40 }, (_, k) => ({ name: `X${k}`, volatilityAnnual: 0.5 + 0.02 * k }));
    const few: HistorySpecification = { ...three, name: 'wide', rows: 33, assets };
    const plain = calibrated(few);
    expect(plain.correlation.repair.isRepaired).toBe(true);
    expect(plain.notes).toContainEqual(expect.stringMatching(/singular; choose a shrinkage/));
    expect(plain.notes).toContainEqual(expect.stringMatching(/repaired/));
    const shrunk = calibrated(few, { shrinkage: { kind: 'constantCorrelation' } });
    expect(shrunk.correlation.repair.isRepaired).toBe(false);
    expect(shrunk.correlation.shrinkageWeight).toBeGreaterThan(0.3);
  });

  it('of a short history leaves out what it is too short for, and says so', () => {
    const { assets, notes } = calibrated({ ...three, name: 'short', rows: 61 });
    assets.forEach(({ garch, merton }) => expect([garch, merton]).toEqual([null, null]));
    expect(notes).toContainEqual('60 returns are too few for GARCH and a jump diffusion, which need 100.');
  });
});

describe('prices that no model was made for', () => {
  const base = simulateCsv({ ...three, name: 'hostile', rows: 301, assets: [three.assets[0]!] })
    .trim()
    .split('\n');
  const withColumn = (name: string, priceOf: (price: number, row: number) => number): string =>
    base
      .map((line, k) => (k === 0 ? `${line},${name}` : `${line},${priceOf(Number(line.split(',')[1]), k)}`))
      .join('\n');
  const figuresOf = (value: unknown): number[] =>
    typeof value === 'number'
      ? [value]
      : ArrayBuffer.isView(value)
        ? [...(value as Float64Array)]
        : typeof value === 'object' && value !== null
          ? Object.values(value).flatMap(figuresOf)
          : [];

  it.each([
    ['the same ones', (price: number) => price],
    ['their inverse', (price: number) => 1 / price],
    ['next to nothing', (price: number) => price * 1e-10],
    ['astronomical', (price: number) => price * 1e8],
    ['standing still but for one move', (_: number, row: number) => (row < 150 ? 1 : 2)],
    ['moving every tenth day', (_: number, row: number) => 1 + (Math.floor(row / 10) % 7)],
    ['alternating', (_: number, row: number) => 1 + (row % 2)],
    ['an even trend with a last bit of noise', (_: number, row: number) => 1.01 ** row * (1 + 1e-12 * (row % 3))],
  ])('%s: every figure is a number', (_, priceOf) => {
    const history = readPriceHistory(withColumn('X', priceOf), 'hostile.csv');
    const found = calibrate(history, ALL, { ...OPTIONS, worstShare: 0.1 });
    const figures = figuresOf(found);
    expect(figures.length).toBeGreaterThan(100);
    expect(figures.filter((value) => !Number.isFinite(value))).toEqual([]);
  });

  it('too far apart for a return are refused by name and day', () => {
    const text = withColumn('X', (_, row) => (row === 7 ? 1e-5 : 1e5));
    expect(() => readPriceHistory(text, 'hostile.csv')).toThrow(/X .*2020-01-07/);
  });
});
