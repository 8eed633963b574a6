// Goal: rates in force are what the rules page says: a multiple, rounded up, at most all, initial at least maintenance.
// Method: figures by hand; and random tables, which must stay tables.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { multiplyRates } from '../../src/margin/margin-change.ts';
import { buildTierColumns, computeMaintenanceMargin, type TierTable } from '../../src/margin/tier-table.ts';

const bracket = (notionalMax: number, maintenanceRatePpm: number, initialRatePpm: number) => ({
  notionalMax,
  maintenanceRatePpm,
  initialRatePpm,
});
const table: TierTable = {
  source: 'by hand',
  brackets: [bracket(1_000_000, 4_001, 8_000), bracket(Infinity, 300_000, 500_000)],
};

describe('multiplied rates', () => {
  it('round up to a ppm and end at 100 %', () => {
    // 4,001 x 1.5 = 6,001.5; 8,000 x 2.5 = 20,000; 300,000 x 1.5 = 450,000; 500,000 x 2.5 is beyond all.
    expect(multiplyRates(table, 1_500_000, 2_500_000).brackets).toEqual([
      bracket(1_000_000, 6_002, 20_000),
      bracket(Infinity, 450_000, 1_000_000),
    ]);
  });

  it('have initial rates no lower than maintenance rates', () => {
    // 4,001 x 3 = 12,003 against 8,000; 900,000 against 500,000.
    expect(multiplyRates(table, 3_000_000, 1_000_000).brackets).toEqual([
      bracket(1_000_000, 12_003, 12_003),
      bracket(Infinity, 900_000, 900_000),
    ]);
  });

  it('have deductions of their own: requirement is continuous at the edge', () => {
    const columns = buildTierColumns(multiplyRates(table, 1_500_000, 1_500_000));
    // 1,000,000 x (45 % - 0.6002 %) = 443,998, and 450,000 - 443,998 = 6,002 = 1,000,000 x 0.6002 %.
    expect(columns.maintenanceDeduction[1]).toBe(443_998);
    expect(computeMaintenanceMargin(columns, 1_000_000)).toBe(6_002);
  });

  it('of a multiple of one are the table itself', () => {
    expect(multiplyRates(table, 1_000_000, 1_000_000)).toEqual(table);
  });

  it('make a table of any table', () => {
    const steps = fc.array(fc.tuple(fc.nat(200_000), fc.nat(200_000)), { minLength: 1, maxLength: 6 });
    const multiple = fc.integer({ min: 100_000, max: 100_000_000 });
    fc.assert(
      fc.property(steps, multiple, multiple, (rows, maintenancePpm, initialPpm) => {
        let [maintenance, initial] = [1, 1];
        const brackets = rows.map(([more, spread], k) => {
          maintenance = Math.min(1_000_000, maintenance + more);
          initial = Math.min(1_000_000, Math.max(initial, maintenance + spread));
          return bracket(k === rows.length - 1 ? Infinity : 1_000 * (k + 1), maintenance, initial);
        });
        const changed = multiplyRates({ source: 'drawn', brackets }, maintenancePpm, initialPpm);
        // Asserts that rates rise.
        buildTierColumns(changed);
        for (const { maintenanceRatePpm, initialRatePpm } of changed.brackets) {
          expect(maintenanceRatePpm).toBeGreaterThan(0);
          expect(initialRatePpm).toBeGreaterThanOrEqual(maintenanceRatePpm);
          expect(initialRatePpm).toBeLessThanOrEqual(1_000_000);
        }
      }),
      { numRuns: 300, seed: 20_200_312 },
    );
  });
});
