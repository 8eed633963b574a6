// Goal: what calibrate writes is a piece of a scenario, to the letter of its schema, and nothing that was found is lost.
// Method: fragments put into a whole scenario and read by the simulator's own reader; their comments read as YAML.

import { describe, expect, it } from 'vitest';
import { parse, stringify } from 'yaml';
import { calibrate } from '../../../src/experiment/calibration/calibrate.ts';
import type { Calibration, CalibrationOptions } from '../../../src/experiment/calibration/calibration.ts';
import { repairCorrelation } from '../../../src/numeric/correlation.ts';
import {
  formatScenarioFragment,
  matrixRows,
  type Provenance,
} from '../../../src/report/calibration/scenario-fragment.ts';
import { readPriceHistory } from '../../../src/scenario/price-history.ts';
import { baseText } from '../../scenario/base-scenario.ts';
import { readText } from '../../scenario/test-environment.ts';
import { simulateCsv, type HistorySpecification } from './simulated-history.ts';

const OPTIONS: CalibrationOptions = {
  shrinkage: { kind: 'constantCorrelation' },
  periodsPerYear: null,
  worstShare: 0.1,
};
const PROVENANCE: Provenance = {
  file: 'prices.csv',
  sha256: 'ab'.repeat(32),
  options: '--shrinkage constant',
  version: '9.9.9',
};

const specification: HistorySpecification = {
  name: 'fragment',
  rows: 401,
  assets: [
    { name: 'BTC', volatilityAnnual: 0.6 },
    { name: 'ETH', volatilityAnnual: 0.8 },
    { name: '1INCH', volatilityAnnual: 1.2 },
  ],
  correlation: 0.6,
  degreesOfFreedom: 4,
};

function calibrated(changes: Partial<HistorySpecification> = {}): Calibration {
  const history = readPriceHistory(simulateCsv({ ...specification, ...changes }), 'prices.csv');
  return calibrate(history, { fromUs: null, toUs: null }, OPTIONS);
}

interface Fragment {
  venue: { instruments: { symbol: string; annualVolatility: string }[] };
  market: {
    noise: { distribution: string; degreesOfFreedom?: number };
    correlation?: { symbols: string[]; matrix: number[][] };
  };
}

/** A whole scenario: the fragment's instruments with everything else that an instrument needs, its noise and correlation. */
function scenarioWith(fragment: string): string {
  const { venue, market } = parse(fragment) as Fragment;
  const base = parse(baseText) as Record<string, Record<string, unknown>>;
  const instruments = venue.instruments.map((instrument) => ({
    ...instrument,
    initialPrice: '100 USD',
    tickSize: '0.01 USD',
    lotSize: '0.01',
    tiers: [{ maxLeverage: '20x', maintenanceRate: '2 %' }],
    openInterest: '1 M USD',
    depthAtOnePercent: '1 M USD',
  }));
  return stringify({
    ...base,
    venue: { ...base.venue, instruments },
    market: { tick: '1 s', ...market },
    agents: {
      classes: [
        { name: 'traders', kind: 'leveragedDirectional', accounts: 100, equity: '50 k USD', leverage: '3x' },
        { name: 'makers', kind: 'marketMaker', accounts: 5, equity: '5 M USD' },
      ],
    },
  });
}

/** The commented section, with its marks taken off. */
function marginCalibrationOf(fragment: string): Record<string, unknown> {
  const lines = fragment.split('\n');
  const from = lines.indexOf('# marginCalibration:');
  const text = lines
    .slice(from)
    .map((line) => line.replace(/^# /, ''))
    .join('\n');
  return (parse(text) as { marginCalibration: Record<string, unknown> }).marginCalibration;
}

describe('a fragment', () => {
  const calibration = calibrated();
  const fragment = formatScenarioFragment(calibration, PROVENANCE);

  it('makes a scenario that the simulator reads, with the calibrated figures in it', () => {
    const scenario = readText(scenarioWith(fragment));
    expect(scenario.venue.instruments.map(({ symbol }) => symbol)).toEqual(['BTC', 'ETH', '1INCH']);
    expect(scenario.market.noise).toMatchObject({
      distribution: 'studentT',
      degreesOfFreedom: expect.closeTo(calibration.jointTail.student.degreesOfFreedom, 4),
    });
    scenario.market.noise!.volatilityAnnual.forEach((volatility, i) =>
      expect(volatility).toBeCloseTo(calibration.assets[i]!.volatilityAnnual, 5),
    );
    const matrix = scenario.market.correlation.matrix.flat();
    calibration.correlation.matrix.forEach((value, k) => expect(Math.abs(matrix[k]! - value)).toBeLessThan(5.1e-5));
  });

  it('says where it comes from, and no time of day', () => {
    expect(fragment).toContain('# Calibrated from prices.csv by aftershock 9.9.9.');
    expect(fragment).toContain(`# SHA-256 of its bytes: ${'ab'.repeat(32)}`);
    expect(fragment).toContain('# Rows: 401, 2020-01-01 to 2021-02-04, 1 d apart; 365 returns a year.');
    expect(fragment).toContain('# Options: --shrinkage constant');
    expect(formatScenarioFragment(calibrated(), PROVENANCE)).toBe(fragment);
  });

  it('holds in comments what a scenario has no key for, as YAML', () => {
    const margin = marginCalibrationOf(fragment);
    const { garch, jumps, merton, student, ewma } = calibration.assets[2]!;
    expect(margin).toMatchObject({
      periodsPerYear: 365,
      volatilityRules: {
        ewma: { kind: 'ewma', decay: expect.closeTo(calibration.ewma.lambda, 5) },
        garch: { kind: 'garch-by-asset' },
      },
      assets: {
        '1INCH': {
          student: { degreesOfFreedom: expect.closeTo(student.degreesOfFreedom, 3) },
          ewma: { lambda: expect.closeTo(ewma.lambda, 5) },
          garch: { alpha: expect.closeTo(garch!.alpha, 5), beta: expect.closeTo(garch!.beta, 5) },
          jumps: { count: jumps!.count, window: 60 },
          merton: { jumpsPerYear: expect.closeTo(merton!.jumpsPerYear, 1) },
        },
      },
    });
    const { parameters } = (margin.volatilityRules as { garch: { parameters: { omega: number }[] } }).garch;
    expect(parameters.map(({ omega }) => omega)).toEqual(
      calibration.assets.map((one) => expect.closeTo(one.garch!.omega, 8) as number),
    );
  });

  it('gives the matrix for a crisis in the form of the matrix above it', () => {
    const wild = {
      ...calibration,
      worst: {
        ...calibration.worst!,
        blendWeight: 0.5,
        blendedMatrix: Float64Array.of(1, 0.8, 0.8, 0.8, 1, 0.8, 0.8, 0.8, 1),
      },
    };
    const lines = formatScenarioFragment(wild, PROVENANCE).split('\n');
    const at = lines.indexOf('#     matrix:');
    expect(lines.slice(at + 1, at + 4)).toEqual([
      '#       - [1, 0.8, 0.8]',
      '#       - [0.8, 1, 0.8]',
      '#       - [0.8, 0.8, 1]',
    ]);
  });
});

describe('a fragment of what a scenario cannot take as it is', () => {
  it('holds a volatility at the largest that is allowed, and says what was found', () => {
    const hourly = (row: number): string =>
      new Date(Date.UTC(2024, 0, 1) + row * 300_000).toISOString().replace('.000', '');
    const calibration = calibrated({
      name: 'wild',
      times: hourly,
      periodsPerYear: 105_120,
      assets: [
        { name: 'BTC', volatilityAnnual: 30 },
        { name: 'ETH', volatilityAnnual: 1 },
      ],
    });
    const fragment = formatScenarioFragment(calibration, PROVENANCE);
    expect(fragment).toMatch(/annualVolatility: 2000 % # [0-9],[0-9]{3} % was found, more than a scenario takes;/);
    expect(readText(scenarioWith(fragment)).market.noise!.volatilityAnnual[0]).toBe(20);
  });

  it('holds degrees of freedom above 2, and says what was found', () => {
    const calibration = calibrated();
    const { student } = calibration.jointTail;
    const heavy = {
      ...calibration,
      jointTail: { ...calibration.jointTail, student: { ...student, degreesOfFreedom: 1.4 } },
    };
    const fragment = formatScenarioFragment(heavy, PROVENANCE);
    expect(fragment).toContain('degreesOfFreedom: 2.1 # 1.4 was found;');
    expect(readText(scenarioWith(fragment)).market.noise!.degreesOfFreedom).toBe(2.1);
  });

  it('is gaussian where a normal fits as well', () => {
    const fragment = formatScenarioFragment(
      calibrated({ name: 'normal', degreesOfFreedom: null, rows: 1501 }),
      PROVENANCE,
    );
    expect(readText(scenarioWith(fragment)).market.noise!.distribution).toBe('gaussian');
  });

  it('of one asset has no correlation, and is a scenario all the same', () => {
    const fragment = formatScenarioFragment(
      calibrated({ name: 'one', assets: [specification.assets[0]!] }),
      PROVENANCE,
    );
    expect((parse(fragment) as Fragment).market.correlation).toBeUndefined();
    expect(readText(scenarioWith(fragment)).venue.instruments).toHaveLength(1);
  });

  it('cannot be broken out of by a file or asset name', () => {
    const calibration = calibrated();
    const [first, ...rest] = calibration.assets;
    const hostile = { ...calibration, assets: [{ ...first!, asset: 'A: [x]\nvenue: null #' }, ...rest] };
    const fragment = formatScenarioFragment(hostile, { ...PROVENANCE, file: 'a\nvenue: null' });
    const { venue } = parse(fragment) as Fragment;
    expect(venue.instruments[0]!.symbol).toBe('A: [x]\nvenue: null #');
    expect(venue.instruments).toHaveLength(3);
  });
});

describe('a matrix in a file', () => {
  it('is as short as leaves it in need of no repair', () => {
    expect(matrixRows(Float64Array.of(1, 0.123456, 0.123456, 1), 2)).toEqual([
      ['1', '0.1235'],
      ['0.1235', '1'],
    ]);
    // Repaired, with a smallest eigenvalue of 1e-10: four decimals would be singular or worse.
    const { matrix } = repairCorrelation(Float64Array.of(1, 1, 0, 1, 1, 1, 0, 1, 1));
    const rows = matrixRows(matrix, 3);
    expect(rows[0]![1]!.length).toBeGreaterThan(8);
    const values = Float64Array.from(rows.flat().map(Number));
    matrix.forEach((value, k) => expect(Math.abs(values[k]! - value)).toBeLessThan(1e-9));
  });
});
