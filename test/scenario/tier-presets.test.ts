// Goal: the shipped margin tiers are those of the venue, and give the margins that the venue publishes.
// Method: published examples, worked by hand beside each; deductions come out of margin/tier-table.ts.

import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { QUANTA_PER_USD } from '../../src/base/units.ts';
import { buildTierColumns, computeMaintenanceMargin, type TierTable } from '../../src/margin/tier-table.ts';
import { initialRatePpmOf } from '../../src/scenario/compile-brackets.ts';
import { parseDecimal } from '../../src/scenario/decimal.ts';
import { FileReader } from '../../src/scenario/file-reader.ts';
import { loadTierPreset, TIER_PRESETS } from '../../src/scenario/tier-presets.ts';
import { edited } from './base-scenario.ts';
import { environmentWith, readText, repository } from './test-environment.ts';

function tablesOf(name: string): ReadonlyMap<string, TierTable> {
  const preset = loadTierPreset(name, new FileReader(environmentWith()));
  if (!('tables' in preset)) throw new Error(JSON.stringify(preset.problems, null, 1));
  return preset.tables;
}

const deductionsOf = (table: TierTable): number[] =>
  [...buildTierColumns(table).maintenanceDeduction].map((quanta) => quanta / QUANTA_PER_USD);

const maintenanceUsd = (table: TierTable, notionalUsd: number): number =>
  computeMaintenanceMargin(buildTierColumns(table), notionalUsd * QUANTA_PER_USD) / QUANTA_PER_USD;

describe('presets', () => {
  it('the list names the files, and every file is sound', () => {
    const files = readdirSync(join(repository, 'presets/tiers')).map((file) => file.replace('.yaml', ''));
    expect(files.toSorted()).toEqual([...TIER_PRESETS].toSorted());
    for (const name of TIER_PRESETS) for (const table of tablesOf(name).values()) buildTierColumns(table);
  });

  it('2024: 27 perpetuals with 263 brackets, and the maintenance amounts that the venue prints', () => {
    const tables = tablesOf('binance-usdm-2024-10');
    expect(tables.size).toBe(27);
    expect([...tables.values()].reduce((sum, { brackets }) => sum + brackets.length, 0)).toBe(263);
    // USDT, as published with the brackets.
    expect(deductionsOf(tables.get('BTCUSDT')!)).toEqual([
      0, 50, 950, 11_450, 131_450, 481_450, 2_981_450, 14_481_450, 26_481_450, 41_481_450, 121_481_450, 421_481_450,
    ]);
    expect(deductionsOf(tables.get('SOLUSDT')!)).toEqual([
      0, 30, 380, 8_380, 28_380, 228_380, 2_228_380, 4_228_380, 16_728_380, 66_728_380,
    ]);
  });

  it('2020: the maintenance amounts of the published liquidation examples', () => {
    const tables = tablesOf('binance-usdm-2020');
    // 250,000 x (1 % - 0.5 %) + 50 = 1,300; + 1,000,000 x (2.5 % - 1 %) = 16,300 USDT.
    expect(deductionsOf(tables.get('BTCUSDT')!).slice(0, 4)).toEqual([0, 50, 1_300, 16_300]);
    // 264,000 x 1 % - 1,300 = 1,340 USDT.
    expect(maintenanceUsd(tables.get('BTCUSDT')!, 264_000)).toBe(1_340);
    // The 10 % bracket of ETHUSDT has 135,365 USDT.
    expect(deductionsOf(tables.get('ETHUSDT')!)[5]).toBe(135_365);
  });

  it('2020: the published isolated liquidation prices', () => {
    // (WB + deduction - q x entry) / (q x rate - q) for a long; WB = 1,535,443.01 USDT.
    const liquidationPrice = (symbol: string, bracket: number, size: number, entry: number): number => {
      const table = tablesOf('binance-usdm-2020').get(symbol)!;
      const rate = table.brackets[bracket]!.maintenanceRatePpm / 1e6;
      return (1_535_443.01 + deductionsOf(table)[bracket]! - size * entry) / (size * rate - size);
    };
    expect(liquidationPrice('ETHUSDT', 5, 3_683.979, 1_456.84)).toBeCloseTo(1_114.78, 2);
    expect(liquidationPrice('BTCUSDT', 3, 109.488, 32_481.98)).toBeCloseTo(18_778.73, 2);
  });

  it('the last bracket has no end, the others the published one', () => {
    const { brackets } = tablesOf('binance-usdm-2024-10').get('BTCUSDT')!;
    expect(brackets[0]).toEqual({ notionalMax: 500_000_000, maintenanceRatePpm: 4_000, initialRatePpm: 8_000 });
    expect(brackets.at(-1)).toEqual({ notionalMax: Infinity, maintenanceRatePpm: 500_000, initialRatePpm: 1_000_000 });
  });
});

describe('brackets in the scenario', () => {
  it('apply marginally: 92.5 on 3,500, not 3.5 % of all of it', () => {
    // 1,000 x 2 % + 1,000 x 2.5 % + 1,000 x 3 % + 500 x 3.5 % = 20 + 25 + 30 + 17.5 = 92.5 USD.
    const tiers = [
      ['1 k', '2'],
      ['2 k', '2.5'],
      ['3 k', '3'],
      ['4 k', '3.5'],
      ['5 k', '4'],
    ].map(([end, rate]) => `{notionalMax: ${end} USD, maxLeverage: 10x, maintenanceRate: ${rate} %}`);
    const table = readText(edited('tiers: binance-usdm-2024-10/BTCUSDT', `tiers: [${tiers.join(', ')}]`)).venue
      .tiers[0]!;
    expect(maintenanceUsd(table, 3_500)).toBe(92.5);
  });

  it.each([
    ['125', 8_000],
    ['75', 13_334],
    ['40', 25_000],
    ['3', 333_334],
    ['2.5', 400_000],
    ['1', 1_000_000],
  ])('initial rate at %sx is %d ppm, rounded up', (leverage, ppm) => {
    expect(initialRatePpmOf(parseDecimal(leverage)!)).toBe(ppm);
  });
});
