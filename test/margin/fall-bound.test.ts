// Goal: no position ever loses more surplus than its bound says. Method: random tables, brackets of a few quanta among
// them so that rounding adds up, and random moves of notional; figures of tier-table.ts alone, and the two sides apart.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { boundTieredFall } from '../../src/margin/fall-bound.ts';
import { buildTierColumns, computeMaintenanceMargin, type TierTable } from '../../src/margin/tier-table.ts';

const bracketsOf = (widthMax: number, rateStepMax: number) =>
  fc
    .array(fc.tuple(fc.integer({ min: 1, max: widthMax }), fc.integer({ min: 0, max: rateStepMax })), {
      minLength: 1,
      maxLength: 12,
    })
    .map((steps): TierTable => {
      let [edge, rate] = [0, 0];
      const brackets = steps.map(([width, step], k) => {
        edge += width;
        rate = Math.min(950_000, rate + step);
        const notionalMax = k === steps.length - 1 ? Infinity : edge;
        return { notionalMax, maintenanceRatePpm: rate, initialRatePpm: 1_000_000 };
      });
      return { source: 'drawn', brackets };
    });

const tables = fc.oneof(bracketsOf(40, 90_001), bracketsOf(40, 400_003), bracketsOf(3_000_000_000, 90_001));
const levels = fc.constantFrom(1, 1.25, 1.5, 3.7);

describe('the bound of a tiered table', () => {
  it('is never exceeded by more than its slack, nor passed on the side that cannot lose', () => {
    let [nearBound, beyondBound, gains] = [0, 0, 0];
    fc.assert(
      fc.property(
        tables,
        levels,
        fc.nat(1_000),
        fc.nat(1_000),
        fc.constantFrom(1, 1, 977, 3_000_017),
        fc.boolean(),
        (table, level, start, moved, unit, isLong) => {
          const tiers = buildTierColumns(table);
          const bound = boundTieredFall(tiers, level);
          const [from, to] = [start * unit, moved * unit];
          const surplusOf = (notional: number): number =>
            (isLong ? notional : -notional) - level * computeMaintenanceMargin(tiers, notional);
          const fall = surplusOf(from) - surplusOf(to);
          const share = isLong ? bound.long : bound.short;
          const most = share * Math.abs(to - from);
          // What the test itself rounds in products up to 1e11.
          expect(fall).toBeLessThanOrEqual(most + bound.slack + 1e-3);
          if (fall > most * 0.999) nearBound += 1;
          if (fall > most) beyondBound += 1;
          if (bound.isOneSided && isLong === to > from) {
            expect(fall).toBeLessThanOrEqual(bound.slack + 1e-3);
            gains += 1;
          }
        },
      ),
      { seed: 5, numRuns: 30_000 },
    );
    // Bounds that are far from met would prove nothing.
    expect(nearBound).toBeGreaterThan(500);
    expect(beyondBound).toBeGreaterThan(500);
    expect(gains).toBeGreaterThan(2_000);
  });

  it('is as tight as its steepest bracket', () => {
    const steep = buildTierColumns({
      source: 'steep',
      brackets: [
        { notionalMax: 1_000, maintenanceRatePpm: 100_000, initialRatePpm: 1_000_000 },
        { notionalMax: Infinity, maintenanceRatePpm: 800_000, initialRatePpm: 1_000_000 },
      ],
    });
    // At 1x a long loses with the price alone, a short the move and 80 % of it; at 3.7x a long loses more by a rise.
    expect(boundTieredFall(steep, 1)).toMatchObject({ long: 1, short: 1.8, isOneSided: true });
    const watched = boundTieredFall(steep, 3.7);
    expect(watched.long).toBeCloseTo(1.96, 12);
    expect(watched.short).toBeCloseTo(3.96, 12);
    expect(watched.isOneSided).toBe(false);
    const surplus = (notional: number): number => notional - 3.7 * computeMaintenanceMargin(steep, notional);
    expect(surplus(10_000) - surplus(20_000)).toBeCloseTo(watched.long * 10_000, 6);
  });

  it.each<[number, number, boolean]>([
    [500_000, 2, true],
    [500_001, 2, false],
    [666_666, 1.5, true],
    [666_667, 1.5, false],
  ])('has one side while %i ppm at %f times do not exceed the notional', (rate, level, isOneSided) => {
    const flat = buildTierColumns({
      source: 'flat',
      brackets: [{ notionalMax: Infinity, maintenanceRatePpm: rate, initialRatePpm: 1_000_000 }],
    });
    expect(boundTieredFall(flat, level).isOneSided).toBe(isOneSided);
  });
});
