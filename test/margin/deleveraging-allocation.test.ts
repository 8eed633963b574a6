// Goal: a position is shared out as each rule says, in whole lots, and nobody closes more than they can. Method: the
// worked example of the literature by hand, then properties over random books.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  allocateLots,
  computeCuts,
  DELEVERAGING_ALLOCATIONS,
  type Counterparties,
} from '../../src/margin/deleveraging-allocation.ts';
import '../fast-check-seed.ts';

// A position of 100 at a mark of 100; X 80 with equity 1,000, Y 60 with 2,000, Z 100 with 1,000.
// Source: arXiv 2603.15963 (policy); the figures are worked out below.
const three: Counterparties = {
  lots: [80, 60, 100],
  equity: [10, 20, 10],
  profit: [300, 0, 100],
  room: [80, 60, 100],
};
// The same in lots of a thousandth, so that shares of a lot show.
const fine: Counterparties = {
  lots: [80_000, 60_000, 100_000],
  equity: [10, 20, 10],
  profit: [300, 0, 100],
  room: [80_000, 60_000, 100_000],
};

describe('the allocation of a position', () => {
  it('by water-filling leaves the lowest largest leverage', () => {
    // Leverages 8, 3, 10. At level 4 the cuts are 80 - 4 x 10 = 40, 0 (60 < 80), 100 - 40 = 60: together 100.
    expect([...computeCuts(100, three.lots, three.equity)]).toEqual([40, 0, 60]);
    expect([...allocateLots('waterFilling', 100, three)]).toEqual([40, 0, 60]);
  });

  it('by position, equity and profit is in proportion', () => {
    // 100 x 80 / 240 = 33.333, 100 x 60 / 240 = 25, 100 x 100 / 240 = 41.667: cumulative floors of 33,333.3, 58,333.3.
    expect([...allocateLots('proRataByPosition', 100_000, fine)]).toEqual([33_333, 25_000, 41_667]);
    // 10 : 20 : 10.
    expect([...allocateLots('proRataByEquity', 100_000, fine)]).toEqual([25_000, 50_000, 25_000]);
    // 300 : 0 : 100.
    expect([...allocateLots('proRataByProfit', 100_000, fine)]).toEqual([75_000, 0, 25_000]);
  });

  it('goes on by position where profits have no room left', () => {
    // X can close 20 of its 75, Z takes the other 55 on top of its 25, up to all of its 100 lots; nothing is left for Y.
    expect([...allocateLots('proRataByProfit', 100, { ...three, room: [20, 60, 100] })]).toEqual([20, 0, 80]);
    // With only 30 of room for Z as well, 50 are left, and Y has them.
    expect([...allocateLots('proRataByProfit', 100, { ...three, room: [20, 60, 30] })]).toEqual([20, 50, 30]);
  });

  const book = fc.array(
    fc.record({
      lots: fc.integer({ min: 1, max: 1_000 }),
      equity: fc.integer({ min: 1, max: 1_000_000 }),
      profit: fc.integer({ min: -1_000, max: 1_000 }),
      roomShare: fc.double({ min: 0, max: 1, noNaN: true }),
    }),
    { minLength: 1, maxLength: 20 },
  );

  it.each(DELEVERAGING_ALLOCATIONS.filter((rule) => rule !== 'queue'))(
    '%s closes all that there is room for',
    (rule) => {
      fc.assert(
        fc.property(book, fc.integer({ min: 1, max: 20_000 }), (holders, size) => {
          const parties = {
            lots: holders.map(({ lots }) => lots),
            equity: holders.map(({ equity }) => equity),
            profit: holders.map(({ profit }) => profit),
            room: holders.map(({ lots, roomShare }) => Math.floor(lots * roomShare)),
          };
          const cuts = allocateLots(rule, size, parties);
          const room = parties.room.reduce((sum, each) => sum + each, 0);
          expect(cuts.reduce((sum, each) => sum + each, 0)).toBe(Math.min(size, room));
          cuts.forEach((cut, n) => expect(Number.isInteger(cut) && cut >= 0 && cut <= parties.room[n]!).toBe(true));
        }),
      );
    },
  );

  it('by water-filling is never beaten in the largest leverage by a split by position', () => {
    fc.assert(
      fc.property(book, (holders) => {
        const lots = holders.map((one) => one.lots);
        const equity = holders.map((one) => one.equity);
        const total = lots.reduce((sum, each) => sum + each, 0);
        const size = Math.ceil(total / 2);
        const cuts = computeCuts(size, lots, equity);
        const largest = (after: (n: number) => number): number =>
          Math.max(...lots.map((_, n) => after(n) / equity[n]!));
        const filled = largest((n) => lots[n]! - cuts[n]!);
        const shared = largest((n) => lots[n]! * (1 - size / total));
        expect(filled).toBeLessThanOrEqual(shared * (1 + 1e-9) + 1e-9);
        expect(cuts.reduce((sum, cut) => sum + cut, 0)).toBeCloseTo(size, 6);
      }),
    );
  });
});
