// Goal: takers keep to docs/exchange-rules.md, section 19, at the edges: at a limit exactly, in a second window, with a second
// account, at the end of an auction, while they are liquidated. Method: one instrument, sums by hand; agents from 4, then takers.
import { describe, expect, it } from 'vitest';
import type { TakerRules } from '../../../src/exchange/takeover/takeover-rules.ts';
import { usd } from '../small-venue.ts';
import { inventory, kept, long, stage, takenFrom, vault } from './taker-stage.ts';

const SECOND_US = 1_000_000;

describe('a vault', () => {
  it.each([
    [9_900, 4, true],
    [9_899.99, 4, false],
  ])('that takes up to %f USD of notional', (notionalUsd, account, takes) => {
    const small = stage({
      holders: [long(100)],
      taker: vault({ notionalMax: usd(notionalUsd) }),
      moneyUsd: [1e6],
    });
    small.moveTo(99);
    expect(takenFrom(small, account)).toEqual([[takes ? 5 : 0, 100]]);
  });

  it.each([
    // 100 units taken at 98.50 gain 50 at 99; a fall to 97 is 200 less than that: 850 of 1,000.
    [150_000, true],
    [149_999, false],
  ])('that stops after a loss of %i ppm of its capital', (lossLimitPpm, takes) => {
    const small = stage({
      holders: [long(100), { equityUsd: 35, lots: 10 }],
      taker: vault({ lossLimitPpm, inventory: { ...kept, marginPpm: 20_000 } }),
      moneyUsd: [1_000],
    });
    small.moveTo(99);
    expect(takenFrom(small, 4)).toEqual([[6, 100]]);
    small.moveTo(97);
    expect(small.equityUsd(6)).toBe(850);
    expect(takenFrom(small, 5)).toEqual([[takes ? 6 : 0, 10]]);
  });

  it.each([
    // 50 units at 99 need 495 and bring 25: 470 of the 2,050 that it has after the first account.
    [229_269, true],
    [229_268, false],
  ])(
    'that gives one account %i ppm of its equity at most, counts what that needs alone',
    (capitalShareMaxPpm, takes) => {
      const small = stage({
        holders: [long(20), long(50)],
        taker: vault({ capitalShareMaxPpm }),
        moneyUsd: [2_040],
      });
      small.moveTo(99);
      expect(takenFrom(small, 4)).toEqual([[6, 20]]);
      expect(small.equityUsd(6)).toBe(2_050);
      expect(takenFrom(small, 5)).toEqual([[takes ? 6 : 0, 50]]);
    },
  );

  it('takes an account with nothing left: that is no deficit', () => {
    const small = stage({ holders: [long(100)], taker: vault(), moneyUsd: [1e6] });
    small.moveTo(98.5);
    expect(takenFrom(small, 4)).toEqual([[5, 100]]);
  });

  it('needs the initial margin of the venue where that is more than its own', () => {
    // 2 % of 9,900 = 198, 50 of it brought along.
    for (const [money, taker] of [
      [148, 5],
      [147.99, 0],
    ] as const) {
      const small = stage({
        holders: [long(100)],
        taker: vault({ inventory: { ...inventory, marginPpm: 1_000 } }),
        moneyUsd: [money],
      });
      small.moveTo(99);
      expect(takenFrom(small, 4)).toEqual([[taker, 100]]);
      expect(small.exchange.breachCheckIsDue()).toBe(taker === 5);
    }
  });

  it('sells a share at each of its turns, one an interval however many accounts it took', () => {
    const small = stage({ holders: [long(60), long(40)], taker: vault(), moneyUsd: [5_000] });
    small.moveTo(99);
    takenFrom(small, 4);
    takenFrom(small, 5);
    const sold = (seconds: number): number[] => {
      small.runTo(seconds);
      return small.take('inventoryUnwind').map(([, , lots]) => lots);
    };
    // Everybody has been looked at since it took them, and is again after its sale.
    small.moveTo(99);
    expect([sold(10), small.exchange.breachCheckIsDue()]).toEqual([[], false]);
    expect([sold(11), small.exchange.breachCheckIsDue()]).toEqual([[-10], true]);
    expect([sold(20), sold(21), sold(31)]).toEqual([[], [-10], [-10]]);
  });

  it('sells nothing at its turns while it is liquidated itself', () => {
    const small = stage({ holders: [long(100)], taker: vault(), moneyUsd: [1_000] });
    small.moveTo(99);
    takenFrom(small, 4);
    // 98.50 less 10 a unit: 1,000 - 950 = 50 against a margin of 89.
    small.moveTo(89);
    expect(small.take('breach').map(([, account]) => account)).toEqual([5]);
    small.runTo(25);
    expect(small.take('inventoryUnwind')).toEqual([]);
  });
});

describe('a panel', () => {
  const panel = (...notionalsUsd: number[]): TakerRules => ({
    kind: 'panel',
    providers: notionalsUsd.map((notionalUsd, n) => ({
      name: `provider ${n}`,
      notionalMax: usd(notionalUsd),
      windowUs: 60 * SECOND_US,
      discountPpm: 0,
    })),
    inventory,
  });

  it('is asked twice, not until all is gone', () => {
    // The second has no money: of 100 the first takes 50, then 25 of the other 50.
    const small = stage({ holders: [long(100)], taker: panel(1e6, 1e6), moneyUsd: [1e6, 0] });
    small.moveTo(99);
    expect(takenFrom(small, 4)).toEqual([
      [5, 50],
      [5, 25],
      [0, 25],
    ]);
  });

  it('rounds what it gets with a part of a leg', () => {
    // 30,003 quanta behind 7 lots: 17,144.57 behind the 4 that it may take.
    const small = stage({ holders: [{ equityUsd: 10.0003, lots: 7 }], taker: panel(400), moneyUsd: [1e6] });
    small.moveTo(99);
    small.exchange.liquidate(4);
    expect(small.take('positionTaken').map(([, , lots, , share]) => [lots, share])).toEqual([[4, 17_145]]);
  });

  it('takes up to its limit in each window, whosever accounts they are', () => {
    const small = stage({ holders: [long(6), long(8), long(5)], taker: panel(990), moneyUsd: [1e6] });
    small.moveTo(99);
    expect([takenFrom(small, 4), takenFrom(small, 5)]).toEqual([
      [[7, 6]],
      [
        [7, 4],
        [0, 4],
      ],
    ]);
    // Windows begin at whole minutes: the next one at 60 s.
    small.moveTo(99, 58);
    small.moveTo(99, 1);
    expect(takenFrom(small, 6)).toEqual([[7, 5]]);
  });
});
